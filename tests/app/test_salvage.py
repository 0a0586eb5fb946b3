"""A file that flash or a dying battery has damaged: what can be read comes through, it is kept."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from app.storage.database import TabletFile
from app.storage.photos import PhotoState
from app.storage.state import Key
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA

PAGE = 4096


def _saved(rig: Rig, visits: int) -> None:
    for number in range(visits):
        rig.tablet.capture.save_visit(CARLA, VisitForm(phone="9 5550 1234", name=f"Ana {number}"))


def _pages(rig: Rig, table: str) -> list[int]:
    """Return the leaf pages of a table or index, and leave its file closed."""
    pages = [
        row["pageno"]
        for row in rig.store.file.rows(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", (table,)
        )
    ]
    rig.store.close()
    return pages


def _overwrite(rig: Rig, page: int) -> None:
    with (rig.folder / "vitrina.db").open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def _kept(rig: Rig) -> list[Path]:
    return sorted(rig.folder.glob("vitrina-damaged-*.db"))


def _told(rig: Rig) -> dict[str, object]:
    told: dict[str, object] = json.loads(rig.store.state.get(Key.SALVAGED) or "{}")
    return told


def _suspect(rig: Rig) -> None:
    (rig.folder / "vitrina.db.check").touch()


def test_a_page_of_records_that_is_gone_takes_only_its_own_records(
    rig: Rig, server: FakeServer
) -> None:
    _saved(rig, 40)
    pages = _pages(rig, "record")
    assert len(pages) > 4
    _overwrite(rig, pages[2])
    _suspect(rig)

    rig.open()
    told = _told(rig)
    records = rig.store.file.value("SELECT count(*) FROM record")
    assert told["records"] == records
    assert told["lost"] == 40 - records
    assert 1 <= 40 - records <= 40 / 4
    assert rig.store.file.value("PRAGMA integrity_check") == "ok"
    assert [*rig.folder.glob("vitrina-rebuilt*"), *rig.folder.glob("vitrina-filling*")] == []
    [kept] = _kept(rig)
    assert kept.name == told["kept_as"]
    assert kept.read_bytes()[(pages[2] - 1) * PAGE :][:PAGE] == b"\xa5" * PAGE

    assert rig.tablet.enrolling.is_enrolled()
    rig.sync()
    assert len(server.records) == records
    assert rig.states() == ["sent"] * records


def test_a_record_whose_place_in_the_outbox_is_gone_is_sent_all_the_same(
    rig: Rig, server: FakeServer
) -> None:
    _saved(rig, 60)
    pages = _pages(rig, "outbox")
    assert len(pages) > 1
    _overwrite(rig, pages[0])
    _suspect(rig)

    rig.open()
    assert (_told(rig)["records"], _told(rig)["lost"]) == (60, 0)
    rig.sync()
    assert len({record["id"] for record in server.records}) == 60
    assert rig.states() == ["sent"] * 60


def test_a_photo_comes_through_with_its_record_and_a_changed_one_does_not(rig: Rig) -> None:
    whole, changed = b"whole" * 4_000, b"first" * 4_000
    for data in (whole, changed):
        name = hashlib.sha256(data).hexdigest()
        rig.store.photos.keep(name, data, b"thumb", 0, PhotoState.QUEUED)
    rig.store.file.execute("UPDATE photo SET data = ? WHERE data = ?", (b"x" * 20_000, changed))
    _saved(rig, 40)
    _overwrite(rig, _pages(rig, "record")[1])
    _suspect(rig)

    rig.open()
    assert _told(rig)["photos"] == 1
    assert rig.store.photos.data(hashlib.sha256(whole).hexdigest()) == whole


def test_a_record_that_is_not_as_it_was_sealed_is_counted_as_lost(rig: Rig) -> None:
    _saved(rig, 3)
    [first, second, _] = rig.store.file.rows("SELECT id, doc FROM record ORDER BY id")
    for row, wrong in ((first, first["doc"].replace("Ana", "Ama")), (second, '{"a": "\\ud800"}')):
        rig.store.file.execute("UPDATE record SET doc = ? WHERE id = ?", (wrong, row["id"]))
    _overwrite(rig, _pages(rig, "lockout")[0])
    _suspect(rig)

    rig.open()
    assert (_told(rig)["records"], _told(rig)["lost"]) == (1, 2)
    assert rig.states() == ["queued"]


def test_what_was_pulled_stays_for_signing_in_and_is_pulled_again(rig: Rig) -> None:
    _saved(rig, 40)
    _overwrite(rig, _pages(rig, "record")[1])
    _suspect(rig)

    rig.open()
    assert {person.code for person in rig.tablet.session.people()} == {"carla", "marta", "rosa"}
    assert rig.store.mirror.is_resyncing()
    rig.sync()
    assert not rig.store.mirror.is_resyncing()


def test_a_file_that_was_cut_short_gives_what_lies_before_the_cut(rig: Rig) -> None:
    _saved(rig, 120)
    rig.store.close()
    path = rig.folder / "vitrina.db"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 3 // 4 // PAGE * PAGE)

    rig.open()
    told = _told(rig)
    assert rig.tablet.enrolling.is_enrolled()
    assert 0 < rig.store.file.value("SELECT count(*) FROM record") < 120
    assert told["records"] == rig.store.file.value("SELECT count(*) FROM record")
    assert len(_kept(rig)) == 1


def test_a_file_without_its_header_is_kept_and_the_tablet_begins_anew(rig: Rig) -> None:
    _saved(rig, 3)
    rig.store.close()
    _overwrite(rig, 1)
    before = (rig.folder / "vitrina.db").read_bytes()

    rig.open()
    assert not rig.tablet.enrolling.is_enrolled()
    told = rig.tablet.salvaging.told()
    assert told is not None
    assert (told.records, told.photos, told.lost) == (0, 0, 0)
    assert [kept.read_bytes() for kept in _kept(rig)] == [before]


def test_after_an_unclean_end_the_pages_are_checked(rig: Rig) -> None:
    _saved(rig, 40)
    page = rig.store.file.value(
        "SELECT pageno FROM dbstat WHERE name = 'record' AND pagetype = 'leaf' ORDER BY path"
    )
    rig.store.file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    rig.store.drafts.save("marta", "{}", 0)  # lies in the log alone
    log = (rig.folder / "vitrina.db-wal").read_bytes()
    base = (rig.folder / "vitrina.db").read_bytes()
    rig.store.close()
    (rig.folder / "vitrina.db").write_bytes(base)
    _overwrite(rig, page)
    (rig.folder / "vitrina.db-wal").write_bytes(log)

    rig.open()
    [kept] = _kept(rig)
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == log
    assert _told(rig)["records"] == rig.store.file.value("SELECT count(*) FROM record")
    assert 20 < rig.store.file.value("SELECT count(*) FROM record") < 40
    assert rig.store.drafts.named("marta") == [("marta", 0)]


def test_damage_found_in_use_is_told_and_looked_into_at_the_next_start(rig: Rig) -> None:
    _saved(rig, 40)
    _overwrite(rig, _pages(rig, "record")[1])
    rig.open()
    with pytest.raises(Problem) as told:
        rig.store.file.rows("SELECT doc FROM record")
    assert told.value.code is Code.STORAGE_FAILED
    assert _kept(rig) == []
    rig.store.close()

    rig.open()
    assert len(_kept(rig)) == 1
    assert not (rig.folder / "vitrina.db.check").exists()


def test_a_process_that_ends_before_the_new_file_has_its_name_loses_nothing(rig: Rig) -> None:
    _saved(rig, 40)
    _overwrite(rig, _pages(rig, "record")[1])
    _suspect(rig)
    rig.open()
    records = rig.store.file.value("SELECT count(*) FROM record")
    rig.store.close()
    path = rig.folder / "vitrina.db"
    path.replace(rig.folder / "vitrina-rebuilt.db")

    rig.open()
    assert rig.store.file.value("SELECT count(*) FROM record") == records
    assert len(_kept(rig)) == 1


def test_a_tablet_that_was_reported_lost_keeps_no_damaged_file(rig: Rig) -> None:
    _saved(rig, 40)
    _overwrite(rig, _pages(rig, "record")[1])
    _suspect(rig)
    rig.open()
    assert len(_kept(rig)) == 1
    rig.store.wipe()
    assert _kept(rig) == []


def test_a_second_damage_keeps_the_first_file_too(rig: Rig) -> None:
    for _ in range(2):
        _saved(rig, 40)
        _overwrite(rig, _pages(rig, "record")[1])
        _suspect(rig)
        rig.open()
    assert len(_kept(rig)) == 2


def test_a_disk_that_may_not_be_written_is_told_in_words(tmp_path: Path) -> None:
    file = TabletFile(tmp_path / "vitrina.db")
    file.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Problem) as told:
        file.execute("DELETE FROM draft")
    assert told.value.code is Code.STORAGE_FAILED
    assert told.value.detail == "the database file may not be written"
    file.close()


def test_an_identity_that_cannot_be_read_leaves_a_tablet_that_may_enrol_and_sends_all(
    rig: Rig, server: FakeServer
) -> None:
    _saved(rig, 3)
    rig.store.file.execute("UPDATE state SET value = '{' WHERE key = 'identity'")
    rig.store.close()
    with closing(sqlite3.connect(rig.folder / "vitrina.db")) as raw:
        [(page,)] = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'lockout'")
    _overwrite(rig, page)
    _suspect(rig)

    rig.open()
    assert not rig.tablet.enrolling.is_enrolled()
    rig.enrol("8Q4KM2X9AB")
    rig.sync()
    assert len(server.records) == 3
