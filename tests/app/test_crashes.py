"""The process is killed before every single SQL statement of a save and of a sync."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.domain.customers import Customer
from tests.app.crashing import CONFIRMED, LEDGER, publish_three
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.builders import CARLA, HandClock

ROOT = Path(__file__).parents[2]


def test_a_crash_at_any_statement_of_a_save_leaves_the_visit_or_the_draft(tmp_path: Path) -> None:
    crashes = 0
    for folder, status in _swept(tmp_path, "save"):
        crashes += status == 137
        rig = Rig(folder, HandClock(), lambda _url: FakeServer(HandClock()))
        records = rig.store.file.value("SELECT count(*) FROM record")
        assert records == rig.store.file.value("SELECT count(*) FROM outbox"), folder
        assert (rig.tablet.capture.draft(CARLA) is None) == (records == 1), folder
        assert rig.store.file.value("PRAGMA integrity_check") == "ok", folder
        if (folder / CONFIRMED).exists():
            assert records == 1, folder
        rig.store.close()
    assert crashes >= 4


def test_a_crash_at_any_statement_of_a_sync_loses_and_doubles_nothing(tmp_path: Path) -> None:
    crashes = 0
    for folder, status in _swept(tmp_path, "sync"):
        crashes += status == 137
        server = _server_after(folder)
        committed = {str(record) for record in server.ledger}
        rig = Rig(folder, server.clock, partial(_at, server))
        waiting = rig.store.file.rows("SELECT record, state FROM outbox")
        assert len(waiting) == 3, folder
        sent = {row["record"] for row in waiting if row["state"] == "sent"}
        assert sent <= committed, folder

        rig.engine.recover()
        rig.sync()

        assert rig.states() == ["sent"] * 3, folder
        assert len(server.ledger) == 3, folder
        known = list(rig.store.mirror.documents("customer", Customer))
        assert len(known) == 3, folder
        assert not rig.store.mirror.is_resyncing(), folder
        assert rig.store.file.value("PRAGMA integrity_check") == "ok", folder
        rig.store.close()
    assert crashes >= 30


def _swept(folder: Path, work: str) -> Iterator[tuple[Path, int]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.crashing", str(folder), work],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    ends = [line.split() for line in done.stdout.splitlines()]
    assert ends[-1][1] == "0", done.stderr
    for number, status in ends:
        yield folder / number, int(status)


def _at(server: FakeServer, _url: str) -> FakeServer:
    return server


def _server_after(folder: Path) -> FakeServer:
    """Return the server as it was left: what it wrote down it had committed."""
    server = FakeServer(HandClock())
    open_branch(server)
    written = folder / LEDGER
    lines = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
    for record in map(json.loads, lines):
        server.take_again(record)
    publish_three(server)
    return server
