"""The demo is seeded once, through the intake, and a seeding that was stopped goes on."""

import itertools
import json
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.domain.branch_days import branch_calendar
from app.domain.clock import Clock, FileClock, moment
from app.domain.dues import DueContact, DueReason, is_listed, state_on
from app.domain.events import KnownEvent
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.domain.staff import pin_is_weak, pin_matches
from app.domain.workshop_places import Workshop, invitation, waiting
from sync_server.demo.cast import STAFF
from sync_server.demo.seed import seed
from sync_server.services import branches
from sync_server.services.contacts.planner import Planner
from sync_server.services.office import Office
from sync_server.storage import overview, staff
from sync_server.storage.database import Database, open_database
from sync_server.storage.tables import (
    due_contact,
    event,
    event_pass,
    odd_reading,
    programme_due,
    quarantine,
    record,
)
from tests.postgres import create_database, drop_database

ZONE = "America/Santiago"
OPENED = datetime(2026, 11, 25, 18, tzinfo=UTC)  # 15:00 in the demo's branch
EVERYTHING = {
    "people": 4,
    "devices": 3,
    "records": 206,
    "customers": 64,
    "due_contacts": 113,
    "in_quarantine": 0,
}


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    file = tmp_path / "clock"
    file.write_text(OPENED.isoformat())
    return FileClock(file, IdSource(SameMoment(), secrets.token_bytes).new())


class SameMoment:
    def now(self) -> datetime:
        return OPENED

    def monotonic_ms(self) -> int:
        return 0

    def boot(self) -> str:
        return "test"


@pytest.fixture
def office(clock: Clock) -> Office:
    return Office(clock, IdSource(clock, secrets.token_bytes), secrets.token_bytes, "http://x")


@pytest.fixture
def database(server_url: str) -> Iterator[Database]:
    opened = open_database(server_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database of each engine with the whole demo, for tests that only look at it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('seeded') / 'demo.db'}"
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgres_url"), "vitrina_seeded_demo")
    opened = open_database(url)
    seed(opened, at_opening(), silent)
    yield opened
    opened.close()
    if request.param == "postgresql":
        drop_database(request.getfixturevalue("postgres_url"), "vitrina_seeded_demo")


def at_opening() -> Office:
    clock = SameMoment()
    return Office(clock, IdSource(clock, secrets.token_bytes), secrets.token_bytes, "http://x")


def silent(_done: int, _all: int) -> None:
    pass


def counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return overview.counts(connection)


def listed(database: Database, at: datetime) -> list[DueContact]:
    with database.reading() as connection:
        docs = connection.scalars(select(due_contact.c.doc))
        dues = [DueContact.model_validate_json(doc) for doc in docs]
    return [due for due in dues if is_listed(due, at, ZONE)]


def test_every_record_goes_in_and_becomes_64_customers(seeded: Database):
    assert counts(seeded) == EVERYTHING
    with seeded.reading() as connection:
        results = Counter(connection.scalars(select(record.c.result)))
        assert results == {"accepted": 206}
        assert connection.execute(select(quarantine)).all() == []


def test_on_the_first_day_25_contacts_are_due_for_two_sellers(seeded: Database):
    dues = listed(seeded, OPENED)

    states = Counter(str(state_on(due, OPENED.date())[1]) for due in dues)
    assert states == {"in_window": 17, "late": 5, "no_channel": 2, "opposed": 1}
    assert Counter(due.owner for due in dues) == {"carla": 13, "luis": 12}
    assert sum(len(due.attempts) == 2 for due in dues) == 3  # the third attempt is next
    assert len(listed(seeded, OPENED + timedelta(days=1))) == 28


def test_every_screen_of_the_programmes_has_something_to_show(seeded: Database):
    Planner(seeded, SameMoment()).work()

    with seeded.reading() as connection:
        odd = [json.loads(doc) for doc in connection.scalars(select(odd_reading.c.doc))]
        asked = select(programme_due.c.doc).where(programme_due.c.state == "open")
        dues = [DueContact.model_validate_json(doc) for doc in connection.scalars(asked)]
        branch = staff.branches(connection)["NUNOA"]
    workshop = Workshop(branch.rules, branch_calendar(branch, OPENED.date()))
    parts = waiting(filter(None, map(invitation, dues)), workshop, OPENED.date())

    assert {(one["vehicle"], one["earlier"]["km"], one["later"]["km"]) for one in odd} == {
        ("DMLP15", 10_180, 1_250),
        ("DMLP16", 0, 41_300),
    }
    assert set(parts.values()) == {DueReason.PARTS_UNCONFIRMED}
    listed_now = Counter(due.programme for due in dues if is_listed(due, OPENED, ZONE))
    assert listed_now == {"MANT": 2, "MSI": 1, "POSTVENTA": 2}


def test_one_place_of_the_night_is_left(seeded: Database):
    people = func.sum(event_pass.c.people)
    asked = select(event.c.doc, people).join(event_pass, event_pass.c.event == event.c.id)
    with seeded.reading() as connection:
        rows = connection.execute(asked.group_by(event.c.doc))
        taken = {KnownEvent.model_validate_json(doc).event: int(n) for doc, n in rows}

    assert {(one.name, one.capacity, n) for one, n in taken.items()} == {
        ("Feria de Primavera", None, 10),
        ("Noche de prueba de manejo", 12, 11),
    }


def test_it_is_seeded_once(seeded: Database):
    told: list[int] = []

    seed(seeded, at_opening(), lambda done, _all: told.append(done))

    assert told == []
    assert counts(seeded) == EVERYTHING


@pytest.mark.parametrize("pushes", [1, 12])
def test_a_seeding_that_was_stopped_goes_on_another_day_and_doubles_nothing(
    database: Database, office: Office, tmp_path: Path, pushes: int
):
    with pytest.raises(KeyboardInterrupt):
        seed(database, office, stop_after(pushes))
    assert 0 < counts(database)["records"] < 190
    (tmp_path / "clock").write_text((OPENED + timedelta(days=1)).isoformat())

    seed(database, office, silent)

    assert counts(database) == EVERYTHING
    with database.reading() as connection:
        stamps = list(connection.scalars(select(record.c.stamp)))
    assert max(map(moment, stamps)) <= OPENED


def test_a_seeding_that_was_killed_goes_on_and_doubles_nothing(tmp_path: Path, office: Office):
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url], check=False, capture_output=True, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    database = open_database(url)
    assert 0 < counts(database)["records"] < 190

    seed(database, office, silent)

    assert counts(database) == EVERYTHING
    database.close()


def test_the_pins_of_the_demo_open_the_tablet_and_need_no_change(seeded: Database):
    with seeded.reading() as connection:
        people = staff.people(connection, [colleague.code for colleague in STAFF])
    assert sorted(person.role.value for person in people.values()) == [
        "chief",
        "reception",
        "seller",
        "seller",
    ]
    for colleague in STAFF:
        person = people[colleague.code]
        assert person.verifier is not None
        assert pin_matches(colleague.pin, person.verifier)
        assert not person.must_change_pin
        assert not pin_is_weak(colleague.pin)


def test_a_real_database_takes_no_demo(database: Database, office: Office):
    real = {
        "code": "SURCO",
        "name": "Surco",
        "country": "PE",
        "zone": "America/Lima",
        "dealer": "x",
    }
    database.writer.run(lambda connection: branches.add(connection, office, real))

    with pytest.raises(Problem) as refused:
        seed(database, office, silent)

    assert refused.value.code is Code.REAL_DATABASE
    assert counts(database)["people"] == 0


def test_a_demo_takes_no_real_branch(seeded: Database):
    real = {
        "code": "SURCO",
        "name": "Surco",
        "country": "PE",
        "zone": "America/Lima",
        "dealer": "x",
    }

    with pytest.raises(Problem) as refused:
        seeded.writer.run(lambda connection: branches.add(connection, at_opening(), real))

    assert refused.value.code is Code.DEMO_DATABASE


def stop_after(pushes: int) -> Callable[[int, int], None]:
    counted = itertools.count(1)

    def progress(_done: int, _all: int) -> None:
        if next(counted) == pushes:
            raise KeyboardInterrupt

    return progress


KILLED = """
import os, secrets, signal, sys
from uuid import UUID
from app.domain.clock import SystemClock
from app.domain.ids import IdSource
from sync_server.demo.seed import seed
from sync_server.services.contacts.planner import Planner
from sync_server.services.office import Office
from sync_server.storage.database import open_database

clock = SystemClock(UUID(int=1))
office = Office(clock, IdSource(clock, secrets.token_bytes), secrets.token_bytes, "http://x")

def progress(done, _all):
    if done > 60:
        os.kill(os.getpid(), signal.SIGKILL)

seed(open_database(sys.argv[1]), office, progress)
"""
