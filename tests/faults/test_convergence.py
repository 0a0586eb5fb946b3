"""Tablets, a real server and a bad line, in any order: nothing lost, nothing doubled, one truth.

After each step: whatever a tablet said it saved is on a tablet or on the server (nothing lost),
and what a tablet calls sent is on the server (no false success). In the end, with the line good
again: every record is there once, all tablets hold the same documents, those of the server.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.attempts import Outcome
from app.domain.customers import Customer
from app.domain.dues import DueContact
from app.domain.problems import Problem
from app.services.capture import VisitForm
from sync_server.storage.tables import record as record_table
from tests.app.rig import Rig
from tests.builders import CARLA, NOON, HandClock
from tests.faults.lines import BadLine, Crashed, Fault
from tests.sync_server.offices import Mirror, Server, running

PEOPLE = ("Ana Prueba", "Luis Ejemplo", "Rita Ficticia", "Pablo Inventado")
OUTCOMES = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.TALKED_OK, Outcome.REFUSED)
MOST_TABLETS = 3
HEALING_ROUNDS = 12


class SkewedClock(HandClock):
    """A wall clock that a person sets as they like, over a monotonic one that nobody can."""

    def __init__(self, skew: timedelta) -> None:
        super().__init__()
        self.skew = skew

    def now(self) -> datetime:
        return self.at + self.skew


class Tablets(RuleBasedStateMachine):
    """``database_url`` gives an empty database for each run."""

    database_url: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.ending = ExitStack()
        self.folder = Path(self.ending.enter_context(tempfile.TemporaryDirectory()))
        self.server: Server = self.ending.enter_context(running(type(self).database_url()))
        self.line = BadLine(self.server.api)
        self.rigs: list[Rig] = []
        self.saved: dict[UUID, str] = {}
        self.undone: set[UUID] = set()
        self.visits: dict[UUID, str] = {}
        self.attempts: set[UUID] = set()
        for skew in (timedelta(), timedelta(days=-400)):
            self._add(skew).enrol(self.server.invitation())
        self._heal()
        for who in PEOPLE[:2]:
            self._save(self.rigs[0], who)
        self._heal()

    # What happens

    @rule(which=st.integers(0, 2), who=st.sampled_from(PEOPLE))
    def save(self, which: int, who: str) -> None:
        self._save(self._rig(which), who)

    @rule(which=st.integers(0, 2))
    def save_without_data(self, which: int) -> None:
        form = VisitForm(anonymous=True)
        self.saved[self._rig(which).tablet.capture.save_visit(CARLA, form).record] = "visit"

    @rule(which=st.integers(0, 2), line=st.integers(0, 3), outcome=st.sampled_from(OUTCOMES))
    def attempt(self, which: int, line: int, outcome: Outcome) -> None:
        tablet = self._rig(which).tablet
        calling, rows = tablet.calling, tablet.contacts.rows(CARLA)
        if not rows:
            return
        due = rows[line % len(rows)].due
        before = calling.card(CARLA, due)
        record = calling.record_attempt(CARLA, due, outcome).record
        after = calling.card(CARLA, due)
        assert before is not None
        assert after is not None
        assert len(after.attempts) == len(before.attempts) + 1
        self.saved[record] = "attempt"
        self.attempts.add(record)

    @precondition(lambda self: self.saved)
    @rule(which=st.integers(0, 2), back=st.integers(1, 3))
    def undo(self, which: int, back: int) -> None:
        record = list(self.saved)[-min(back, len(self.saved))]
        rig = self._rig(which)
        try:
            rig.tablet.capture.undo(CARLA, record)
        except Problem:
            return  # made on another tablet, or too long ago
        self.undone.add(record)

    @rule(which=st.integers(0, 2), plan=st.lists(st.sampled_from(Fault), max_size=4))
    def sync(self, which: int, plan: list[Fault]) -> None:
        rig = self._rig(which)
        self.line.plan = list(plan)
        try:
            rig.sync()
        except Crashed:
            rig.reopen()
        self.line.plan = []

    @rule(which=st.integers(0, 2))
    def crash(self, which: int) -> None:
        self._rig(which).reopen()

    @rule(which=st.integers(0, 40))
    def late_replay(self, which: int) -> None:
        self.line.replay(which)

    @rule(which=st.integers(0, 2), days=st.integers(-800, 800))
    def clock_jump(self, which: int, days: int) -> None:
        clock = self._rig(which).clock
        assert isinstance(clock, SkewedClock)
        clock.skew += timedelta(days=days)

    @rule(minutes=st.integers(0, 600))
    def time_passes(self, minutes: int) -> None:
        for clock in (self.server.clock, *(rig.clock for rig in self.rigs)):
            clock.pass_by(minutes=minutes)

    @precondition(lambda self: len(self.rigs) < MOST_TABLETS)
    @rule(which=st.integers(0, 2))
    def clone(self, which: int) -> None:
        """Copy a tablet's files to another tablet, token and waiting records included."""
        original = self._rig(which)
        original.store.close()
        shutil.copytree(original.folder, self.folder / f"tablet-{len(self.rigs)}")
        original.open()
        self._add(timedelta(days=3)).engine.recover()

    # What must hold

    @invariant()
    def nothing_is_lost(self) -> None:
        on_server = self._on_server()
        waiting = {record for rig in self.rigs for record, state in _states(rig) if state != "sent"}
        assert self.saved.keys() <= on_server | waiting

    @invariant()
    def nothing_is_called_sent_that_is_not_on_the_server(self) -> None:
        on_server = self._on_server()
        for rig in self.rigs:
            assert {record for record, state in _states(rig) if state == "sent"} <= on_server

    def teardown(self) -> None:
        try:
            self._heal()
            self._check_the_end()
        finally:
            for rig in self.rigs:
                rig.store.close()
            self.ending.close()

    def _heal(self) -> None:
        """With a good line every queue empties and every tablet reads on, without a person."""
        self.line.plan = []
        for _ in range(HEALING_ROUNDS):
            for rig in self.rigs:
                rig.sync()
            if not any(rig.store.outbox.unsent() for rig in self.rigs):
                break
        for rig in self.rigs:
            assert rig.store.outbox.unsent() == 0
            rig.sync()

    def _check_the_end(self) -> None:
        rows = self.server.rows(record_table)
        told = [(UUID(row["id"]), row["kind"]) for row in rows if row["kind"] != "retraction"]
        assert sorted(told) == sorted(self.saved.items())
        assert [state for rig in self.rigs for _, state in _states(rig) if state != "sent"] == []
        self._check_that_all_hold_the_same()
        self._check_customers()
        self._check_attempts()

    def _check_that_all_hold_the_same(self) -> None:
        token = self.rigs[0].store.keys.token()
        assert token is not None
        feed = Mirror(self.server.api, token)
        feed.pull()
        held = {key: (row.ver, row.doc) for key, row in feed.rows.items()}
        key = ("index_key", "index")
        secret = held[key][1]
        held[key] = (held[key][0], {})  # kept beside the mirror, in a file of its own
        for rig in self.rigs:
            assert _mirror(rig) == held
            kept = rig.store.keys.index_key()
            assert kept is not None
            assert kept.model_dump(mode="json") == secret

    def _check_customers(self) -> None:
        """One customer per person, also when two tablets made them at once."""
        met = sorted({who for visit, who in self.visits.items() if visit not in self.undone})
        known = self.rigs[0].store.mirror.documents("customer", Customer)
        active = [customer for customer in known if customer.active]
        assert sorted(customer.names[0].value.typed for customer in active) == met

    def _check_attempts(self) -> None:
        dues = list(self.rigs[0].store.mirror.documents("due_contact", DueContact))
        counted = {made.id for due in dues for made in due.attempts}
        assert self.attempts & counted == counted
        undone_visits = self.undone & self.visits.keys()
        if not undone_visits:
            assert counted == self.attempts - self.undone

    def _save(self, rig: Rig, who: str) -> None:
        form = VisitForm(phone=f"9 5550 000{PEOPLE.index(who)}", name=who, intent=9)
        record = rig.tablet.capture.save_visit(CARLA, form).record
        self.saved[record] = "visit"
        self.visits[record] = who

    def _add(self, skew: timedelta) -> Rig:
        clock = SkewedClock(skew)
        clock.at = self.server.clock.at if self.rigs else NOON
        rig = Rig(self.folder / f"tablet-{len(self.rigs)}", clock, lambda _url: self.line)
        self.rigs.append(rig)
        return rig

    def _rig(self, which: int) -> Rig:
        return self.rigs[which % len(self.rigs)]

    def _on_server(self) -> set[UUID]:
        return {UUID(row["id"]) for row in self.server.rows(record_table)}


def _states(rig: Rig) -> list[tuple[UUID, str]]:
    rows = rig.store.file.rows("SELECT record, state FROM outbox")
    return [(UUID(row["record"]), row["state"]) for row in rows]


def _mirror(rig: Rig) -> dict[tuple[str, str], tuple[int, Any]]:
    rows = rig.store.file.rows("SELECT kind, id, ver, doc FROM mirror")
    return {(row["kind"], row["id"]): (row["ver"], json.loads(row["doc"])) for row in rows}


@contextmanager
def _numbered_files() -> Iterator[Callable[[], str]]:
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1_000_000))
        yield lambda: f"sqlite:///{folder}/server-{next(numbers)}.db"


def _run(database_url: Callable[[], str], examples: int, steps: int) -> None:
    class Here(Tablets):
        pass

    Here.database_url = staticmethod(database_url)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_the_tablets_converge_on_sqlite() -> None:
    with _numbered_files() as database_url:
        _run(database_url, examples=10, steps=30)


def test_whatever_happens_the_tablets_converge_on_postgresql(
    fresh_postgres: Callable[[], str],
) -> None:
    _run(fresh_postgres, examples=3, steps=30)
