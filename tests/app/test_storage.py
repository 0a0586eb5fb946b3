"""The tablet's file: what was said to be saved is there after any crash, and in order."""

import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.domain.match_index import IndexEntry, IndexKey
from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from app.storage.captures import SendState
from app.storage.key_store import KeyStore, key_store
from app.storage.keys import KeyFiles
from app.storage.lock import FolderLock
from app.storage.store import open_store
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer
from tests.builders import CARLA, HandClock

ANA = VisitForm(phone="9 5550 1234", name="Ana Prueba")


def test_every_commit_is_on_the_disk_before_it_counts(tmp_path: Path, clock: HandClock) -> None:
    store = open_store(tmp_path, lambda _state: clock)
    pragma = {
        name: store.file.value(f"PRAGMA {name}")
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    store.close()
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_only_the_owners_account_reads_the_files(rig: Rig) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in rig.folder.glob("[dv]*")}
    assert modes["vitrina.db"] == 0o600
    assert modes["device.key"] == 0o600
    assert modes["device.token"] == 0o600
    assert rig.folder.stat().st_mode & 0o777 == 0o700


def test_seq_grows_also_after_everything_sent_was_forgotten(rig: Rig, clock: HandClock) -> None:
    for _ in range(3):
        rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    clock.pass_by(days=31)
    rig.sync()
    assert rig.states() == []
    rig.tablet.capture.save_visit(CARLA, ANA)
    assert rig.store.file.value("SELECT seq FROM outbox") == 4


def test_a_save_that_fails_halfway_leaves_nothing(rig: Rig) -> None:
    identity = rig.store.state.identity()
    assert identity is not None
    rig.tablet.capture.save_visit(CARLA, ANA)
    [kept] = rig.store.captures.in_state([SendState.QUEUED])
    with pytest.raises(sqlite3.IntegrityError):
        rig.store.captures.save(identity, kept.doc, 0)
    assert rig.store.file.value("SELECT count(*) FROM record") == 1


def test_a_transaction_that_breaks_takes_the_inner_ones_with_it(rig: Rig) -> None:
    def save_and_break() -> None:
        with rig.store.file.transaction():
            rig.tablet.capture.save_visit(CARLA, ANA)
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        save_and_break()
    assert rig.states() == []


def test_a_full_disk_is_told_and_loses_nothing(rig: Rig) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    long = ANA.model_copy(update={"note": "n" * 9_000})
    pages = rig.store.file.value("PRAGMA page_count")
    rig.store.file.value(f"PRAGMA max_page_count = {pages}")

    def save_until_full() -> None:
        for _ in range(10):
            rig.tablet.capture.save_visit(CARLA, long)

    with pytest.raises(Problem) as refused:
        save_until_full()
    assert refused.value.code is Code.DISK_FULL
    saved = len(rig.states())

    rig.store.file.value("PRAGMA max_page_count = 1000000")
    rig.tablet.capture.save_visit(CARLA, long)
    assert len(rig.states()) == saved + 1
    assert rig.store.file.value("PRAGMA integrity_check") == "ok"


class Backend:
    """A key store made by hand, which may be locked."""

    priority = 5.0

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.held[service, username]

    def _open(self) -> None:
        if self.locked:
            raise RuntimeError("locked")


INDEX_KEY = IndexKey(epoch=1, key="ab" * 32, made=1)


def test_the_index_key_lies_in_the_key_store_and_in_no_file(tmp_path: Path) -> None:
    backend = Backend()
    keys = KeyFiles(tmp_path, KeyStore(backend, tmp_path))
    keys.keep_index_key(INDEX_KEY)
    assert not (tmp_path / "index.key").exists()
    assert KeyFiles(tmp_path, KeyStore(backend, tmp_path)).index_key() == INDEX_KEY
    other = KeyFiles(tmp_path / "other", KeyStore(backend, tmp_path / "other"))
    assert other.index_key() is None
    keys.drop_index_key()
    assert backend.held == {}
    assert keys.index_key() is None


def test_a_key_store_that_does_not_hold_it_gives_way_to_a_file(tmp_path: Path) -> None:
    backend = Backend()
    backend.locked = True
    keys = KeyFiles(tmp_path, KeyStore(backend, tmp_path))
    assert keys.index_key() is None
    keys.keep_index_key(INDEX_KEY)
    assert (tmp_path / "index.key").stat().st_mode & 0o777 == 0o600
    assert KeyFiles(tmp_path, KeyStore(backend, tmp_path)).index_key() == INDEX_KEY
    keys.drop_index_key()
    assert not (tmp_path / "index.key").exists()


def test_a_key_that_was_in_a_file_moves_with_the_next_one(tmp_path: Path) -> None:
    KeyFiles(tmp_path).keep_index_key(INDEX_KEY)
    backend = Backend()
    keys = KeyFiles(tmp_path, KeyStore(backend, tmp_path))
    assert keys.index_key() == INDEX_KEY
    newer = INDEX_KEY.model_copy(update={"epoch": 2})
    keys.keep_index_key(newer)
    assert not (tmp_path / "index.key").exists()
    assert len(backend.held) == 1
    assert KeyFiles(tmp_path, KeyStore(backend, tmp_path)).index_key() == newer


@pytest.mark.parametrize(("priority", "is_used"), [(5.0, True), (0.5, False), (0.0, False)])
def test_only_a_recommended_key_store_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, priority: float, *, is_used: bool
) -> None:
    backend = Backend()
    backend.priority = priority
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: backend))
    assert (key_store(tmp_path) is not None) == is_used
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert key_store(tmp_path) is None


def test_a_tablet_whose_key_is_locked_away_pulls_it_again(rig: Rig, server: FakeServer) -> None:
    index, secret = UUID(int=9), INDEX_KEY
    server.publish("index_key", "index", secret)
    entry = IndexEntry(customer=index, epoch=1, hashes=("ab" * 8,), owner="L. P.", branch="NUNOA")
    server.publish("index_entry", index, entry)
    rig.sync()
    (rig.folder / "index.key").unlink()
    rig.reopen()
    assert rig.store.keys.index_key() is None
    rig.sync()
    assert rig.store.keys.index_key() == secret


def test_each_person_has_one_draft(rig: Rig) -> None:
    rig.store.drafts.save("carla", '{"name": "A"}', 1)
    rig.store.drafts.save("carla", '{"name": "B"}', 2)
    rig.store.drafts.save("marta", '{"name": "C"}', 3)
    kept = rig.store.drafts.get("carla")
    assert kept is not None
    assert kept.body == '{"name": "B"}'
    rig.store.drafts.discard("carla")
    assert rig.store.drafts.get("carla") is None
    assert rig.store.drafts.get("marta") is not None


def test_a_page_and_its_cursor_are_taken_over_together(rig: Rig, server: FakeServer) -> None:
    before = rig.store.mirror.cursor()
    who = server.ids.new()
    server.publish("customer", who, customer(who))

    rig.store.file.connection.set_authorizer(
        lambda action, table, *_: (
            sqlite3.SQLITE_DENY
            if action == sqlite3.SQLITE_INSERT and table == "state"
            else sqlite3.SQLITE_OK
        )
    )
    rig.sync()
    rig.store.file.connection.set_authorizer(None)
    assert rig.store.mirror.cursor() == before
    assert rig.store.file.value("SELECT count(*) FROM mirror WHERE kind = 'customer'") == 0
    rig.sync()
    assert rig.store.file.value("SELECT count(*) FROM mirror WHERE kind = 'customer'") == 1


def test_the_key_pair_is_made_once_and_signs(tmp_path: Path) -> None:
    keys = KeyFiles(tmp_path)
    public = keys.public_key()
    assert KeyFiles(tmp_path).public_key() == public
    assert len(keys.sign(b"a message")) == 64


def test_a_folder_serves_one_process_at_a_time(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(Problem) as refused:
        FolderLock(tmp_path)
    assert refused.value.code is Code.DATABASE_IN_USE
    first.release()
    FolderLock(tmp_path).release()
