"""Runs one piece of work again and again, each time ended before another SQL statement.

Started as a process of its own: it has no threads, so it may fork. For crash point n it forks a
child that works in ``folder/n`` and leaves by ``os._exit``, with no clean-up, before statement n.
One line per child: its number and its exit status, 137 for a crash, 0 when the work was done.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.services.capture import VisitForm
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, open_branch
from tests.builders import CARLA, HandClock

LEDGER = "ledger.jsonl"
CONFIRMED = "confirmed"
CRASHED = 137
MOST = 400


def tablet_with_work(folder: Path) -> tuple[Rig, FakeServer]:
    """Return an enrolled tablet with a draft, over a server that writes down what it commits."""
    clock = HandClock()
    server = FakeServer(clock)
    open_branch(server)

    def write_down(record):
        with (folder / LEDGER).open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(record) + "\n")

    rig = Rig(folder, clock, lambda _url: server)
    server.verdict = write_down
    rig.enrol()
    rig.sync()
    rig.tablet.capture.save_draft(CARLA, VisitForm(name="Borrador"))
    return rig, server


def save(folder: Path, watch: Callable[[Rig], None]) -> None:
    rig, _ = tablet_with_work(folder)
    watch(rig)
    saved = rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana"))
    (folder / CONFIRMED).write_text(str(saved.record), encoding="utf-8")


def sync(folder: Path, watch: Callable[[Rig], None]) -> None:
    rig, server = tablet_with_work(folder)
    for number in range(3):
        rig.tablet.capture.save_visit(CARLA, VisitForm(name=f"Ana {number}"))
    publish_three(server)
    watch(rig)
    rig.sync()


def publish_three(server: FakeServer) -> None:
    for number in range(3):
        who = server.ids.new()
        server.publish("customer", who, customer(who, f"Cliente {number}"))


def _watch(crash_at: int) -> Callable[[Rig], None]:
    begun = iter(range(1, MOST + 2))

    def count(_statement: str) -> None:
        if next(begun) == crash_at:
            os._exit(CRASHED)

    return lambda rig: rig.store.file.connection.set_trace_callback(count)


def _sweep(folder: Path, work: Callable[[Path, Callable[[Rig], None]], None]) -> None:
    for crash_at in range(1, MOST):
        child = os.fork()
        if child == 0:
            work(folder / str(crash_at), _watch(crash_at))
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{crash_at} {status}\n")
        sys.stdout.flush()
        if status != CRASHED:
            return


if __name__ == "__main__":
    _sweep(Path(sys.argv[1]), {"save": save, "sync": sync}[sys.argv[2]])
