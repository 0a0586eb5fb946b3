"""A disk that fills up under SQLite's file: no record is to blame, none is refused, none is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.domain.contract import Pull, Result
from app.domain.problems import Code
from sync_server.storage import bulk
from sync_server.storage import statements as storage_statements
from sync_server.storage.tables import quarantine, record
from tests.builders import phone, visit
from tests.sync_server.offices import Server

PLENTY = 100_000  # pages

pytestmark = pytest.mark.parametrize("copy_of", ["sqlite"], indirect=True)


@contextmanager
def room_for(server: Server, pages: int) -> Iterator[None]:
    """Let the file grow by so many pages and no further."""
    _limit(server, f"{_value(server, 'page_count') + pages}")
    yield
    _limit(server, f"{PLENTY}")


def _limit(server: Server, pages: str) -> None:
    server.database.writer.run(lambda tx: tx.execute(text(f"PRAGMA max_page_count = {pages}")))


def _value(server: Server, pragma: str) -> int:
    with server.database.reading() as connection:
        return int(connection.execute(text(f"PRAGMA {pragma}")).scalar_one())


@pytest.mark.parametrize("pages", range(14))
def test_whatever_room_is_left_no_record_is_refused_for_it(server: Server, pages: int):
    tablet = server.tablet()
    made = [
        tablet.record("visit", visit("Ana Prueba", phone=phone(), note=f"{n}" * 9_000))
        for n in range(4)
    ]
    with room_for(server, pages):
        results = {report.result for report in server.take(tablet, *made)}
        assert results <= {Result.ACCEPTED, Result.RETRY}
        assert server.rows(quarantine) == []
        assert server.api.pull(tablet.token, Pull()).rows  # who only reads is served

    again = {report.result for report in server.take(tablet, *made)}
    assert again <= {Result.ACCEPTED, Result.DUPLICATE}
    assert len(server.rows(record)) == 4
    assert {row["result"] for row in server.rows(record)} == {"accepted"}


@pytest.mark.parametrize(
    "fault",
    [
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    ],
)
def test_a_disk_that_takes_little_and_not_much_lets_no_record_be_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch, fault: int
):
    """What a record that counts needs does not fit, what a refusal of it needs would."""
    tablet = server.tablet()
    made = [tablet.record("visit", visit("Ana Prueba")) for _ in range(4)]
    failing(monkeypatch, fault, "INSERT INTO customer")

    report = server.push(tablet, *made)

    assert [(one.result, one.code) for one in report.results] == [(Result.RETRY, Code.BUSY)] * 4
    assert report.acked_seq == 0
    assert server.rows(record) == server.rows(quarantine) == []
    monkeypatch.undo()
    assert {one.result for one in server.take(tablet, *made)} == {Result.ACCEPTED}


def failing(monkeypatch: pytest.MonkeyPatch, fault: int, statement: str) -> None:
    """Let SQLite answer such a statement with a result code of its own."""
    as_it_is = storage_statements.run

    def run(connection: Connection, text: str, *told: Any, **how: Any) -> Any:
        if text.startswith(statement):
            error = sqlite3.OperationalError("disk")
            error.sqlite_errorcode = fault
            raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True)
        return as_it_is(connection, text, *told, **how)

    for module in (storage_statements, bulk):
        monkeypatch.setattr(module, "run", run)
