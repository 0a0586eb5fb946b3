"""``vitrina tablet``: what it asks its surroundings, and what it refuses in one line."""

import os
import socket
import subprocess
import sys
import time
import tomllib
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.domain.clock import FileClock
from app.domain.problems import Code, Problem
from app.domain.staff import Role
from app.main import BranchClock, running_tablet, wired
from app.services import demo
from app.services.capture import VisitForm
from app.services.enrolment import Invitation
from app.services.outgoing import RowState
from app.settings import VERSION, Settings
from app.storage.lock import FolderLock
from app.storage.store import open_store
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.builders import CARLA, LIMA, NUNOA, HandClock

ROOT = Path(__file__).parents[2]
REAL = LIMA.model_copy(update={"demo": False})


def _vitrina(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_settings_come_from_the_environment_or_the_packaged_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VITRINA_HOME", raising=False)
    monkeypatch.setenv("FLET_APP_STORAGE_DATA", str(tmp_path / "app"))
    assert Settings().home == tmp_path / "app"
    monkeypatch.setenv("VITRINA_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("VITRINA_TABLET_PORT", "8764")
    monkeypatch.setenv("VITRINA_SERVER_URL", "https://vitrina.example")
    chosen = Settings()
    assert (chosen.home, chosen.tablet_port) == (tmp_path / "own", 8764)
    assert chosen.server_url == "https://vitrina.example"
    assert Settings(home=tmp_path).home == tmp_path


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_the_help_shows_an_example() -> None:
    told = _vitrina("tablet", "--help")
    assert told.returncode == 0
    assert "vitrina tablet --home .vitrina/second --port 8551" in told.stdout


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = _vitrina("tablet", "--home", str(tmp_path), "--port", str(port))
    assert told.returncode == 1
    assert told.stderr == f"vitrina: port {port} is in use; choose another with --port\n"


def test_a_folder_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    held = FolderLock(tmp_path)
    told = _vitrina("tablet", "--home", str(tmp_path), "--port", "8765")
    held.release()
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "vitrina: this folder is in use by another tablet\n"


def test_a_server_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    told = _vitrina(
        "tablet",
        *("--home", str(tmp_path), "--port", "8766"),
        *("--server", "http://127.0.0.1:9", "--code", "7Q4KM2X9AB"),
    )
    assert told.returncode == 1
    assert told.stderr == "vitrina: the server does not answer\n"


def test_starting_again_in_one_process_finds_the_same_tablet(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first = running_tablet(settings)
    assert running_tablet(Settings(home=tmp_path)) is first
    first.close()


def test_the_clock_file_moves_the_days_of_a_demo_branch(tmp_path: Path) -> None:
    instant = tmp_path / "clock"
    instant.write_text("2026-12-24T18:00:00+00:00", encoding="utf-8")
    system = HandClock()
    rig = Rig(tmp_path / "tablet", system, lambda _url: FakeServer(system, NUNOA))
    clock = BranchClock(rig.store.state, system, FileClock(instant, UUID(int=1)))
    assert clock.now() == system.now()
    rig.enrol()
    assert clock.now() == datetime(2026, 12, 24, 18, tzinfo=UTC)
    instant.write_text("2026-12-25T18:00:00+00:00", encoding="utf-8")
    assert clock.now() == datetime(2026, 12, 25, 18, tzinfo=UTC)
    assert clock.boot() == str(UUID(int=1))
    rig.store.close()


def test_a_demo_tablet_that_has_just_joined_knows_the_time_of_its_server(tmp_path: Path) -> None:
    instant = tmp_path / "clock"
    instant.write_text("2026-12-24T18:00:00+00:00", encoding="utf-8")
    at_the_server = HandClock(datetime(2026, 12, 24, 18, tzinfo=UTC))
    store = open_store(
        tmp_path / "tablet",
        lambda state: BranchClock(state, HandClock(), FileClock(instant, UUID(int=1))),
    )
    with ExitStack() as ending:
        ending.callback(store.close)
        running = wired(store, lambda _url: FakeServer(at_the_server, NUNOA), ending)
        running.tablet.enrolling.enrol(Invitation("http://127.0.0.1:1", "7Q4KM2X9AB"), "Mesón 1")
        assert store.time.now() == at_the_server.now()


def test_the_clock_file_says_nothing_in_a_real_branch_and_is_refused_at_the_next_start(
    tmp_path: Path,
) -> None:
    instant = tmp_path / "clock"
    instant.write_text("2026-12-24T18:00:00+00:00", encoding="utf-8")
    system = HandClock()
    rig = Rig(tmp_path / "tablet", system, lambda _url: FakeServer(system, REAL))
    rig.enrol()
    clock = BranchClock(rig.store.state, system, FileClock(instant, UUID(int=1)))
    assert clock.now() == system.now()
    rig.store.close()
    with pytest.raises(Problem) as refused:
        running_tablet(Settings(home=tmp_path / "tablet", clock_file=instant))
    assert refused.value.code is Code.REAL_DATABASE
    FolderLock(tmp_path / "tablet").release()


def test_a_demo_tablet_starts_with_a_draft_and_a_record_to_look_at(rig: Rig) -> None:
    server = rig.connect("")
    assert isinstance(server, FakeServer)
    known = {person.code for person in rig.tablet.session.people()}
    server.verdict = lambda record: None if record["actor"] in known else Code.UNKNOWN_ACTOR

    demo.seed(rig.tablet)
    rig.sync()

    [seller] = [one for one in rig.tablet.session.people() if one.role is Role.SELLER]
    draft = rig.tablet.capture.draft(seller)
    assert draft is not None
    assert "DEMO" in draft.form.name
    [row] = rig.tablet.outgoing.lists().attention
    assert (row.state, row.code) == (RowState.ATTENTION, Code.UNKNOWN_ACTOR)
    assert "DEMO" in row.name
    assert row.form is not None
    rig.tablet.outgoing.correct(seller, row.record, row.form)
    rig.sync()
    assert rig.states() == ["corrected", "sent"]
    assert server.records[-1]["body"]["owner"] == "carla"


def test_a_real_branch_gets_no_demo_records(tmp_path: Path) -> None:
    clock = HandClock()
    server = FakeServer(clock, REAL)
    open_branch(server)
    rig = Rig(tmp_path / "tablet", clock, lambda _url: server)
    rig.enrol()
    with pytest.raises(Problem) as refused:
        demo.seed(rig.tablet)
    assert refused.value.code is Code.REAL_DATABASE
    assert rig.states() == []
    rig.store.close()


def test_a_record_is_sent_by_itself_soon_after_it_was_saved(rig: Rig, server: FakeServer) -> None:
    rig.running.worker.start()
    rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana"))
    deadline = time.monotonic() + 20
    while rig.states() != ["sent"] and time.monotonic() < deadline:
        time.sleep(0.01)
    rig.running.worker.stop()
    assert rig.states() == ["sent"]
    assert len(server.records) == 1


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_folder_that_cannot_be_one_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = _vitrina("tablet", "--home", str(tmp_path / "file"), "--port", _free_port())
    assert ended.returncode == 1
    assert ended.stderr == f"vitrina: the folder {tmp_path / 'file'} cannot be used: File exists\n"


def test_a_damaged_database_stays_as_it_is_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "vitrina.db").write_bytes(b"no database" * 900)
    running = running_tablet(Settings(home=tmp_path))
    assert not running.tablet.enrolling.is_enrolled()
    running.close()
    [kept] = tmp_path.glob("vitrina-damaged-*.db")
    assert kept.read_bytes() == b"no database" * 900


def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "vitrina.db").mkdir()
    ended = _vitrina("tablet", "--home", str(tmp_path), "--port", _free_port())
    assert ended.returncode == 1
    assert "vitrina: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "vitrina.db").is_dir()


def test_a_port_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    ended = _vitrina("tablet", "--home", str(tmp_path), "--port", "99999")
    assert ended.returncode == 1
    assert ended.stderr == ("vitrina: tablet_port: Input should be less than or equal to 65535\n")
