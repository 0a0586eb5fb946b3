"""How long does the due list take on a large base, beside a plain loop over everybody?

Wanted (performance.md §8): 50 times the plain loop and at most 150 ms for the date rules on a
million customers in SQLite, one seller's list in 1 ms at p95. ``BENCH_DUES`` says the sizes
(``100000`` unless said; ``100000,1000000`` takes some ten minutes and 4 GB of disk).

``SEEDS`` customers with a sale and two orders each come in by the usual import and are planned by
the planner; the base is made of copies of what was stored of them, written straight into the
tables under other ids, for a million would take hours to import. What is in milliseconds is CPU
time, without a wait for a disk: all of it is in the page cache. The records are not copied: what
reads them (the planner, the list of a past day) is measured on the seeds. The loop gets its facts
in memory, already read.
"""

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from app.domain.business_days import BusinessCalendar
from app.domain.months import add_months, birthday, first_of_month
from app.domain.people import Country
from sync_server.services.contacts.due import listed
from sync_server.services.contacts.planned import work_out
from sync_server.services.contacts.planner import Planner
from sync_server.services.office import Office
from sync_server.settings import Settings
from sync_server.storage import dues, programmes
from sync_server.storage.database import Database, open_database
from sync_server.storage.dues import Listing
from sync_server.wiring import office_of
from tests.bench.contacts import command, spent, table
from tests.builders import HandClock

SIZES = [int(size) for size in os.environ.get("BENCH_DUES", "100000").split(",")]
SEEDS = 5_000
SELLERS = tuple(f"s{n}" for n in range(40))
A_PAGE = 200  # contacts of a seller's first page
_NOON = datetime(2026, 11, 26, 15, tzinfo=UTC)
_TODAY = _NOON.date()
_YEARS = 9  # over which what was bought and serviced is spread
_LETTERS = ("bcdfglmnprstv", "aeiou", "lmnrst", "aeiou", "bcdfgptv", "aeiou", "lnrs", "aeo")
_CALENDAR = BusinessCalendar(Country.CL)

Figure = dict[str, Any]


class Fact(NamedTuple):
    """A customer as the plain loop knows her: when she bought, when she came, when she was born."""

    bought: date
    served: tuple[date, date]
    born: date


def figures() -> Iterator[Figure]:
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 50, 100)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINA_HOME"] = f"{folder}/home"
        facts = _facts()
        _bring(Path(folder), facts)
        settings, clock = Settings(), HandClock(_NOON)
        database, desk = open_database(settings.database()), office_of(settings, clock)
        yield from _of_the_planner(database, clock, desk)
        held = SEEDS
        for size in sorted(SIZES):
            for copy in range(held // SEEDS, size // SEEDS):
                database.writer.run(partial(_copied, copy=copy))
            held = size
            yield from _of_the_list(database, desk, size, facts)
        database.close()


def _of_the_planner(database: Database, clock: HandClock, desk: Office) -> Iterator[Figure]:
    planner = Planner(database, clock)
    yield _figure("plan everybody", SEEDS, ms_per_1000=_per_1000(spent(planner.work)))
    with database.reading() as connection:
        alone = spent(partial(_whole, connection, desk, after="all|"))
    yield _figure("list asked of each record", SEEDS, ms_per_1000=_per_1000(alone))
    tomorrow = _NOON + timedelta(days=1)
    with database.reading() as connection:
        came = programmes.whose_day_came(connection, {"NUNOA": tomorrow.date().isoformat()})
        night = spent(partial(work_out, connection, came, tomorrow))
    yield _figure("night", SEEDS, planned=len(came), ms_per_1000=_per_1000(night))


def _of_the_list(
    database: Database, desk: Office, size: int, facts: list[Fact]
) -> Iterator[Figure]:
    whole = Listing(_TODAY.isoformat(), _TODAY.isoformat())
    with database.reading() as connection:
        found = partial(dues.listed, connection, "programme_due", whole)
        rows = len(found())
        list_ms = _percentiles(found, 7)[0]
        loop = partial(_loop, chain.from_iterable(repeat(facts, size // SEEDS)))
        began = time.process_time()
        alike = loop()
        loop_ms = (time.process_time() - began) * 1000
        if alike != rows:
            raise RuntimeError(f"the loop finds {alike} contacts, the list {rows}")
        yield _figure(
            "whole list",
            size,
            contacts=rows,
            list_ms=round(list_ms, 1),
            loop_ms=round(loop_ms),
            times=round(loop_ms / list_ms),
        )
        ours = [Listing(*whole[:2], owner=seller) for seller in SELLERS] * 5
        p50, p95 = _percentiles(
            lambda one: dues.listed(connection, "programme_due", one, limit=A_PAGE), 0, ours
        )
        yield _figure("one seller's page", size, p50_ms=round(p50, 2), p95_ms=round(p95, 2))
        p50, p95 = _percentiles(
            lambda one: listed(connection, desk, {"seller": one.owner, "limit": A_PAGE}), 0, ours
        )
        told = "one seller's page with names and slots"
        yield _figure(told, size, p50_ms=round(p50, 1), p95_ms=round(p95, 1))
        if size <= 100_000:
            seconds = spent(partial(_whole, connection, desk))
            yield _figure("whole list with names and slots", size, seconds=round(seconds, 1))


def _loop(facts: Iterator[Fact]) -> int:
    """Ask each customer for each of the date rules; return how many contacts are open today.

    Windows are those of the shipped rules; it is all that this loop knows of them.
    """
    today, found = _TODAY.toordinal(), 0
    for bought, served, born in facts:
        days = [bought, *served]
        found += sum(3 <= today - day.toordinal() <= 15 for day in days)
        found += sum(0 <= today - first_of_month(day).toordinal() <= 30 for day in days)
        found += sum(
            -21 <= today - add_months(bought, month).toordinal() <= 45 for month in (1, 12, 24, 36)
        )
        found += sum(
            -21 <= today - add_months(bought, month).toordinal() <= 0 for month in (12, 24, 36)
        )
        found += 0 <= today - first_of_month(add_months(bought, 36)).toordinal() <= 60
        if _birthday_is_near(born):
            found += 1
    return found


def _birthday_is_near(born: date) -> bool:
    day = birthday(born, _TODAY.year)
    if not 0 <= (_TODAY - day).days + 3 <= 12:
        return False
    last = day + timedelta(days=1)
    while _CALENDAR.day_off(last) is not None:
        last += timedelta(days=1)
    return last >= _TODAY


def _whole(connection: Connection, desk: Office, after: str = "") -> None:
    """Read the list to its end."""
    place: str | None = after
    while place is not None:
        place = listed(connection, desk, {"after": place})["after"] or None


def _copied(connection: Connection, copy: int) -> None:
    """Write what is stored of the seeds once more, under ids of their own."""
    for statement in (_CUSTOMERS, _PLANNED, _DUES):
        connection.execute(text(statement), {"to": f"{copy:08x}"})


_CUSTOMERS = """
INSERT INTO customer (id, branch, owner, created, stub, redirect_to, doc)
SELECT :to || substr(id, 9), branch, owner, created, stub, redirect_to,
       replace(doc, id, :to || substr(id, 9))
FROM customer WHERE id >= '01'
"""
_PLANNED = """
INSERT INTO planned_customer (customer, branch, next_on)
SELECT :to || substr(customer, 9), branch, next_on FROM planned_customer WHERE customer >= '01'
"""
_DUES = """
INSERT INTO programme_due
       (id, customer, programme, owner, branch, state, opens_on, expires_on, doc)
SELECT :to || substr(id, 9), :to || substr(customer, 9), programme, owner, branch, state,
       opens_on, expires_on,
       replace(replace(doc, id, :to || substr(id, 9)), customer, :to || substr(customer, 9))
FROM programme_due WHERE customer >= '01'
"""


def _facts() -> list[Fact]:
    dice = Random(8)  # noqa: S311 - invented people, guards nothing
    return [
        Fact(_past(dice), (_past(dice), _past(dice)), date(1990, 1, 1) + timedelta(days=n))
        for n in dice.sample(range(9_000), SEEDS)  # nobody shares a birthday: all are somebody else
    ]


def _past(dice: Random) -> date:
    return _TODAY - timedelta(days=dice.randrange(_YEARS * 365))


def _bring(folder: Path, facts: list[Fact]) -> None:
    branch = ("NUNOA", "--name", "N", "--country", "CL", "--zone", "America/Santiago")
    command("branches", "add", *branch)
    for seller in SELLERS:
        command("people", "add", seller, "--name", seller, "--role", "seller", "--branch", "NUNOA")
    for kind, lines in _lists(facts):
        file = folder / f"{kind}.csv"
        file.write_text(lines)
        command("import", kind, str(file), "--source", "BENCH")


def _lists(facts: list[Fact]) -> Iterator[tuple[str, str]]:
    yield (
        "customers",
        table(
            "source_id,given_name,surname,phone,email,birth_date,legal_basis,owner",
            [
                f"C{n},{_name(n)},9{50_000_000 + n},p{n}@prueba.example,{fact.born},contrato,s{n % 40}"
                for n, fact in enumerate(facts)
            ],
        ),
    )
    yield (
        "sales",
        table(
            "sale_id,customer_source_id,vin,model,sold_on,seller",
            [
                f"V{n},C{n},JM7KE2WY5J{1_000_000 + n},CX-5,{fact.bought},s{n % 40}"
                for n, fact in enumerate(facts)
            ],
        ),
    )
    yield (
        "services",
        table(
            "order_id,customer_source_id,closed_on,service_type",
            [
                f"O{n}{place},C{n},{day},reparacion"
                for n, fact in enumerate(facts)
                for place, day in enumerate(fact.served)
            ],
        ),
    )


def _name(number: int) -> str:
    """Return a given name and a surname that are like nobody else's."""
    dice = Random(number)  # noqa: S311 - invented people, guards nothing
    words = ("".join(dice.choice(letters) for letters in _LETTERS) for _ in range(2))
    return ",".join(word.capitalize() for word in words)


def _percentiles(
    work: Callable[..., object], times: int, each: list[Any] | None = None
) -> tuple[float, float]:
    """Return p50 and p95 in CPU milliseconds of some work, done so often or for each of these."""
    asked = [()] * times if each is None else [(one,) for one in each]
    took = sorted(_cpu_ms(partial(work, *one)) for one in asked)
    return took[len(took) // 2], took[len(took) * 19 // 20]


def _cpu_ms(work: Callable[[], object]) -> float:
    """Return what some work takes of a processor: others may be at work on the machine."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _per_1000(seconds: float) -> float:
    return round(seconds * 1_000_000 / SEEDS, 1)


def _figure(name: str, size: int, **more: Any) -> Figure:
    return {"bench": "due_list", "figure": name, "engine": "sqlite", "customers": size, **more}
