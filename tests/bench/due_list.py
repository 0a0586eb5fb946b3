"""How long does the due list take on a large base, beside a plain loop over everybody?

Wanted (performance.md §8): 50 times the plain loop and at most 150 ms for the date rules on a
million customers in SQLite, one seller's list in 1 ms at p95. ``BENCH_DUES`` says the sizes
(``100000`` unless said; ``100000,1000000`` takes some ten minutes and 4 GB of disk); PostgreSQL is
measured up to 100,000.

``SEEDS`` customers with a sale and two orders each come in by the usual import and are planned by
the planner; the base is made of copies of what was stored of them, written straight into the
tables under other ids, for a million would take hours to import. What is in milliseconds is CPU
time (of planning, wall time), of PostgreSQL that of the connection's own process too, without a wait for a disk: all of it
is in the page cache. The records are not copied: what reads them (the planner, the list of a past
day) is measured on the seeds. The loop gets its facts in memory, already read, and only counts;
the list says which contacts are due, in their order. To print them with names and slots, read
page by page, is a figure of its own.
"""

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import psycopg
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
from sync_server.storage.database import Database, is_sqlite, open_database
from sync_server.storage.dues import Listing
from sync_server.wiring import office_of
from tests.bench.contacts import spent
from tests.bench.due_people import NOON, SEEDS, SELLERS, Fact, bring, invented
from tests.builders import HandClock
from tests.postgres import create_database, running_postgres

SIZES = [int(size) for size in os.environ.get("BENCH_DUES", "100000").split(",")]
IN_POSTGRES = 100_000  # customers
A_PAGE = 200  # contacts of a seller's first page
_TODAY = NOON.date()
_CALENDAR = BusinessCalendar(Country.CL)

Figure = dict[str, Any]


def figures() -> Iterator[Figure]:
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 50, 100)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINA_HOME"] = f"{folder}/home"
        yield from _on(Path(folder), SIZES)
    with tempfile.TemporaryDirectory() as folder, running_postgres() as empty:
        os.environ["VITRINA_HOME"] = f"{folder}/home"
        os.environ["VITRINA_DATABASE_URL"] = create_database(empty, "bench")
        yield from _on(Path(folder), [size for size in SIZES if size <= IN_POSTGRES])
        del os.environ["VITRINA_DATABASE_URL"]


def _on(folder: Path, sizes: list[int]) -> Iterator[Figure]:
    facts = invented()
    bring(folder, facts)
    settings, clock = Settings(), HandClock(NOON)
    database, desk = open_database(settings.database()), office_of(settings, clock)
    yield from _of_the_planner(database, clock, desk)
    held = SEEDS
    for size in sorted(sizes):
        for copy in range(held // SEEDS, size // SEEDS):
            database.writer.run(partial(_copied, copy=copy))
        held = size
        _settled(database)
        yield from _of_the_list(database, desk, size, facts)
    database.close()


def _settled(database: Database) -> None:
    """Do what PostgreSQL's own upkeep does within minutes after so many rows came."""
    if not database.url.startswith("sqlite"):
        with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _of_the_planner(database: Database, clock: HandClock, desk: Office) -> Iterator[Figure]:
    figure = partial(_figure, database)
    planner = Planner(database, clock)
    yield figure("plan everybody", SEEDS, ms_per_1000=_per_1000(spent(planner.work)))
    with database.reading() as connection:
        alone = spent(partial(_whole, connection, desk, after="all|"))
    yield figure("list asked of each record", SEEDS, ms_per_1000=_per_1000(alone))
    tomorrow = NOON + timedelta(days=1)
    with database.reading() as connection:
        came = programmes.whose_day_came(connection, {"NUNOA": tomorrow.date().isoformat()})
        night = spent(partial(work_out, connection, came, tomorrow))
    yield figure("night", SEEDS, planned=len(came), ms_per_1000=_per_1000(night))


def _of_the_list(
    database: Database, desk: Office, size: int, facts: list[Fact]
) -> Iterator[Figure]:
    figure = partial(_figure, database)
    whole = Listing(_TODAY.isoformat(), _TODAY.isoformat())
    with database.reading() as connection:
        cpu = _cpu(connection)
        found = partial(dues.listed, connection, "programme_due", whole)
        rows = len(found())
        list_ms = _percentiles(cpu, found, 7)[0]
        loop = partial(_loop, chain.from_iterable(repeat(facts, size // SEEDS)))
        began = time.process_time()
        alike = loop()
        loop_ms = (time.process_time() - began) * 1000
        if alike != rows:
            raise RuntimeError(f"the loop finds {alike} contacts, the list {rows}")
        yield figure(
            "whole list",
            size,
            contacts=rows,
            list_ms=round(list_ms, 1),
            loop_ms=round(loop_ms),
            times=round(loop_ms / list_ms),
        )
        yield from _of_sellers(connection, desk, size, figure, cpu)


def _of_sellers(
    connection: Connection,
    desk: Office,
    size: int,
    figure: Callable[..., Figure],
    cpu: Callable[[], float],
) -> Iterator[Figure]:
    ours = [Listing(_TODAY.isoformat(), _TODAY.isoformat(), seller) for seller in SELLERS] * 5
    for told, limit in (("one seller's page", A_PAGE), ("one seller's whole list", size)):
        asked = partial(_of_one, connection, limit)
        p50, p95 = _percentiles(cpu, asked, 0, ours)
        some = len(asked(ours[0]))
        yield figure(told, size, contacts=some, p50_ms=round(p50, 2), p95_ms=round(p95, 2))
    p50, p95 = _percentiles(
        cpu,
        partial(_printed, connection, desk),
        0,
        ours,
    )
    told = "one seller's page with names and slots"
    some = len(_printed(connection, desk, ours[0]))
    yield figure(told, size, contacts=some, p50_ms=round(p50, 1), p95_ms=round(p95, 1))
    if size <= 100_000:
        printed = _percentiles(cpu, partial(_whole, connection, desk), 1)[0]
        seconds = round(printed / 1000, 1)
        yield figure("whole list with names and slots", size, seconds=seconds)


def _printed(connection: Connection, desk: Office, listing: Listing) -> list[dict[str, Any]]:
    """Return the rows of a seller's first page of what is planned."""
    asked = {"seller": listing.owner, "limit": A_PAGE, "after": "programme_due|"}
    rows: list[dict[str, Any]] = listed(connection, desk, asked)["rows"]
    return rows


def _of_one(connection: Connection, limit: int, listing: Listing) -> list[str]:
    return dues.listed(connection, "programme_due", listing, limit=limit)


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
       (id, customer, programme, owner, branch, state, opens_on, expires_on, asks, doc)
SELECT :to || substr(id, 9), :to || substr(customer, 9), programme, owner, branch, state,
       opens_on, expires_on, asks,
       replace(replace(doc, id, :to || substr(id, 9)), customer, :to || substr(customer, 9))
FROM programme_due WHERE customer >= '01'
"""


def _cpu(connection: Connection) -> Callable[[], float]:
    """Return a clock of the CPU seconds of this process and of what answers the connection.

    Others may be at work on the machine: hands of a wall clock would tell of them.
    """
    if is_sqlite(connection):
        return time.process_time
    pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    told = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(told.read_text().split()[0]) / 1e9


def _percentiles(
    cpu: Callable[[], float], work: Callable[..., object], times: int, each: list[Any] | None = None
) -> tuple[float, float]:
    """Return p50 and p95 in CPU milliseconds of some work, done so often or for each of these."""
    asked = [()] * times if each is None else [(one,) for one in each]
    took = sorted(_cpu_ms(cpu, partial(work, *one)) for one in asked)
    return took[len(took) // 2], took[len(took) * 19 // 20]


def _cpu_ms(cpu: Callable[[], float], work: Callable[[], object]) -> float:
    began = cpu()
    work()
    return (cpu() - began) * 1000


def _per_1000(seconds: float) -> float:
    return round(seconds * 1_000_000 / SEEDS, 1)


def _figure(database: Database, name: str, size: int, **more: Any) -> Figure:
    engine = database.url.partition(":")[0].partition("+")[0]
    return {"bench": "due_list", "figure": name, "engine": engine, "customers": size, **more}
