"""The database opens, migrates, reads in snapshots and writes in groups."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.contract import DownKind
from app.domain.people import Country
from app.domain.sheets import SheetNumber
from sync_server.storage import complaints, dues, event_results, prices, programmes
from sync_server.storage.bulk import insert_rows
from sync_server.storage.database import MIGRATIONS, Database, is_sqlite, open_database
from sync_server.storage.dues import Listing
from sync_server.storage.prices import PriceRow
from sync_server.storage.tables import complaint, meta, metadata


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def put(key: str, value: str = "x"):
    def job(connection: Connection) -> str:
        connection.execute(insert(meta).values(key=key, value=value))
        return key

    return job


def keys(database: Database) -> list[str]:
    with database.reading() as connection:
        return sorted(connection.scalars(select(meta.c.key)))


def test_the_migrations_make_exactly_the_tables_that_the_code_names(database: Database):
    def difference(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert database.writer.run(difference) == []


_OF_TODAY = Listing("2026-11-26", "2026-11-26")


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda c: dues.listed(c, "programme_due", _OF_TODAY), "ix_programme_due_listed"),
        (
            lambda c: dues.listed(c, "programme_due", _OF_TODAY._replace(owner="ana")),
            "ix_programme_due_owner",
        ),
        (lambda c: dues.asking(c, _OF_TODAY, ("", ""), 9), "ix_programme_due_asking"),
        (lambda c: programmes.appointments(c, ["NUNOA"]), "ix_record_appointment"),
        (lambda c: list(event_results.tried_since(c, 0)), "ix_record_attempt"),
    ],
)
def test_lists_of_everybody_are_found_and_sorted_by_an_index(
    tmp_path: Path, ask: Callable[[Connection], object], index: str
):
    database = open_database(f"sqlite:///{tmp_path}/plans.db")
    with database.reading() as connection:
        driver: Any = connection.connection.driver_connection
        asked = list[str]()
        driver.set_trace_callback(asked.append)
        ask(connection)
        driver.set_trace_callback(None)
        plans = [
            [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {one}")]
            for one in asked
            if one.startswith("SELECT")
        ]
    database.close()

    assert plans
    for plan in plans:
        assert plan[0].startswith("SEARCH")
        assert f" {index} (" in plan[0]
        assert not [step for step in plan if step.startswith("USE TEMP B-TREE")]


LISTED = [
    PriceRow(kind, f"{n}", "{}")
    for kind in (DownKind.CAR_VERSION, DownKind.BENEFIT)
    for n in (1, 2)
]
SHEETS = [SheetNumber(book=book, number=n, year=2026) for book, n in (("SUR-A", 1), ("SUR-B", 2))]


@pytest.mark.parametrize(
    "job",
    [lambda c: prices.delete(c, LISTED), lambda c: complaints.holders(c, SHEETS)],
    ids=["prices", "sheets"],
)
def test_rows_of_several_columns_are_found_by_their_keys(
    tmp_path: Path, job: Callable[[Connection], object]
):
    database = open_database(f"sqlite:///{tmp_path}/plans.db")
    asked = list[str]()

    def plans(connection: Connection) -> list[str]:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        job(connection)
        driver.set_trace_callback(None)
        rows = [driver.execute(f"EXPLAIN QUERY PLAN {one}") for one in asked]
        return [row[3] for steps in rows for row in steps]

    found = database.writer.run(plans)
    database.close()

    assert asked
    assert [step for step in found if re.match("SCAN (price_row|complaint)", step)] == []
    assert [step for step in found if re.match("SEARCH (price_row|complaint)", step)] != []


def test_only_the_prices_that_are_named_are_deleted(database: Database):
    database.writer.run(lambda tx: prices.write(tx, Country.CL, LISTED))

    database.writer.run(lambda tx: prices.delete(tx, [LISTED[0], LISTED[3]]))

    with database.reading() as connection:
        left = prices.rows_of(connection, Country.CL)
    assert {(row.kind, row.id) for row in left} == {
        (DownKind.CAR_VERSION, "2"),
        (DownKind.BENEFIT, "1"),
    }


def test_the_holder_of_a_number_is_that_of_its_own_book_and_year(database: Database):
    numbers = [
        ("SUR-A", 1, 2026),
        ("SUR-B", 1, 2026),
        ("SUR-A", 2, 2026),
        ("SUR-A", 1, 2025),
        ("SUR-B", 2, 2026),
    ]
    rows = [
        {
            "id": str(UUID(int=n)),
            "branch": "NUNOA",
            "country": "PE",
            "kind": "reclamo",
            "state": "open",
            "at": 1,
            "doc": "{}",
            "book": book,
            "number": number,
            "year": year,
        }
        for n, (book, number, year) in enumerate(numbers, 1)
    ]
    database.writer.run(lambda tx: insert_rows(tx, complaint, rows))

    with database.reading() as connection:
        found = complaints.holders(
            connection, [*SHEETS, SHEETS[0].model_copy(update={"number": 9})]
        )
        nothing = complaints.holders(connection, [])
    assert found == {SHEETS[0]: str(UUID(int=1)), SHEETS[1]: str(UUID(int=5))}
    assert nothing == {}


def test_a_database_opens_again_with_what_it_holds(database_url: str):
    first = open_database(database_url)
    first.writer.run(put("a"))
    first.close()
    second = open_database(database_url)
    assert keys(second) == ["a"]
    second.close()


def test_a_database_of_the_version_before_is_brought_up_when_it_is_opened(database_url: str):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory(str(MIGRATIONS)).get_revision("head")
    assert newest is not None
    engine = create_engine(database_url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, str(newest.down_revision))
    engine.dispose()

    opened = open_database(database_url)
    with opened.reading() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    opened.close()
    assert heads == (newest.revision,)


def test_a_job_answers_its_value_after_the_commit(database: Database):
    assert database.writer.run(put("a")) == "a"
    assert keys(database) == ["a"]


def test_a_failed_job_leaves_nothing_and_harms_no_neighbour(database: Database):
    def half(connection: Connection) -> None:
        put("half")(connection)
        raise ValueError

    def attempt(number: int) -> str:
        if number % 5 == 0:
            with pytest.raises(ValueError):  # noqa: PT011 - raised bare by the job above
                database.writer.run(half)
            return "failed"
        database.writer.run(put(f"k{number:02}"))
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(40)))
    assert outcomes.count("failed") == 8
    assert keys(database) == [f"k{number:02}" for number in range(40) if number % 5]


def test_a_job_that_fails_alone_leaves_nothing_and_the_next_one_goes_in(database: Database):
    def half(connection: Connection) -> None:
        put("half")(connection)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised bare by the job above
        database.writer.run(half)
    database.writer.run(put("next"))
    assert keys(database) == ["next"]


def test_the_same_new_row_twice_is_an_error_that_reaches_the_caller(database: Database):
    database.writer.run(put("a"))
    with pytest.raises(IntegrityError):
        database.writer.run(put("a"))


def test_a_reader_sees_one_moment_and_cannot_write(database: Database):
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(meta)) == 0
        database.writer.run(put("a"))
        assert connection.scalar(select(func.count()).select_from(meta)) == 0
        with pytest.raises(DBAPIError):
            put("b")(connection)


def test_sqlite_flushes_each_commit_to_the_disk(tmp_path: Path):
    opened = open_database(f"sqlite:///{tmp_path / 'a.db'}")

    def pragmas(connection: Connection) -> tuple[object, object]:
        read = connection.exec_driver_sql
        return read("PRAGMA synchronous").scalar(), read("PRAGMA journal_mode").scalar()

    assert opened.writer.run(pragmas) == (2, "wal")
    opened.close()


def test_two_transactions_in_each_others_way_both_finish(database: Database):
    database.writer.run(put("a"))
    database.writer.run(put("b"))
    barrier = threading.Barrier(2, timeout=1)

    def crossed(first: str, second: str) -> None:
        def job(connection: Connection) -> None:
            for key in (first, second):
                changed = meta.update().where(meta.c.key == key).values(value=first)
                connection.execute(changed)
                if key == first and not is_sqlite(connection) and not barrier.broken:
                    meet()

        database.writer.run(job)

    def meet() -> None:
        try:
            barrier.wait()
        except threading.BrokenBarrierError:
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(crossed, ("a", "b"), ("b", "a")))
    with database.reading() as connection:
        assert len(set(connection.scalars(select(meta.c.value)))) == 1
