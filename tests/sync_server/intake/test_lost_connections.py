"""PostgreSQL may end the connection in the middle of an intake: nothing is lost, nothing is half."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection

from app.domain.contract import Result
from app.domain.problems import Code, Problem
from sync_server.storage import bulk
from sync_server.storage import statements as storage_statements
from sync_server.storage.tables import capture, counter, customer, due_contact, feed, link, record
from tests.builders import phone, visit
from tests.sync_server.offices import Mirror, Server

WRITTEN = (record, link, customer, due_contact, capture, feed, counter)
TRIES = 4  # of one push

pytestmark = pytest.mark.parametrize("copy_of", ["postgresql"], indirect=True)


def ending(
    monkeypatch: pytest.MonkeyPatch, server: Server, statement: str, times: int
) -> list[int]:
    """End the connection just before it runs such a statement, so many times; return whose it was."""
    as_it_is = storage_statements.run
    ended: list[int] = []

    def run(connection: Connection, text: str, *told: Any, **how: Any) -> Any:
        if text.startswith(statement) and len(ended) < times:
            driver = connection.connection.driver_connection
            assert driver is not None
            ended.append(driver.info.backend_pid)
            terminate(server, ended[-1])
        return as_it_is(connection, text, *told, **how)

    for module in (storage_statements, bulk):
        monkeypatch.setattr(module, "run", run)
    return ended


def terminate(server: Server, pid: int) -> None:
    """End a connection of the database and wait until it is gone (5 s)."""
    url = server.database.url.replace("+psycopg", "", 1)
    with psycopg.Connection.connect(url, autocommit=True) as other:
        gone = other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone()
    assert gone == (True,)


@pytest.mark.parametrize(
    "statement", ["SELECT record.id", "INSERT INTO record", "INSERT INTO feed"]
)
def test_a_connection_lost_in_an_intake_is_replaced_and_the_push_goes_in_once(
    server: Server, monkeypatch: pytest.MonkeyPatch, statement: str
):
    tablet = server.tablet()
    made = [tablet.record("visit", visit("Ana Prueba", phone=phone())) for _ in range(3)]
    ended = ending(monkeypatch, server, statement, times=1)

    reports = server.take(tablet, *made)

    assert len(ended) == 1
    assert [report.result for report in reports] == [Result.ACCEPTED] * 3
    assert [len(server.rows(table)) for table in (record, link, customer)] == [3, 3, 1]
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()


@pytest.mark.parametrize("statement", ["SELECT record.id", "INSERT INTO feed"])
def test_while_connections_keep_being_lost_the_tablet_is_asked_to_come_again_and_nothing_is_kept(
    server: Server, monkeypatch: pytest.MonkeyPatch, statement: str
):
    tablet = server.tablet()
    made = [tablet.record("visit", visit("Ana Prueba", phone=phone())) for _ in range(3)]
    before = [server.rows(table) for table in WRITTEN]
    ended = ending(monkeypatch, server, statement, times=TRIES)

    report = server.push(tablet, *made)

    assert len(set(ended)) == TRIES
    assert [(r.result, r.code) for r in report.results] == [(Result.RETRY, Code.BUSY)] * 3
    assert report.acked_seq == 0
    assert [server.rows(table) for table in WRITTEN] == before

    again = server.push(tablet, *made)
    assert [r.result for r in again.results] == [Result.ACCEPTED] * 3
    assert again.acked_seq == 3
    assert [len(server.rows(table)) for table in (record, link, customer)] == [3, 3, 1]


def test_a_server_that_is_not_back_at_once_refuses_no_record_for_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    server.push(tablet)  # whoever reads has a connection already
    made = tablet.record("visit", visit("Ana Prueba"))
    ended = ending(monkeypatch, server, "INSERT INTO record", times=1)
    refused = refusing(monkeypatch, times=1)

    (report,) = server.take(tablet, made)

    assert (len(ended), len(refused)) == (1, 1)
    assert (report.result, report.code) == (Result.ACCEPTED, None)


def test_a_tablet_is_asked_to_come_again_when_the_database_cannot_be_read(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    made = tablet.record("visit", visit("Ana Prueba"))
    ending(monkeypatch, server, "SELECT device", times=1)
    with pytest.raises(Problem) as lost:
        server.take(tablet, made)
    assert (lost.value.code, lost.value.retry_after) == (Code.OVERLOADED, 2)

    refusing(monkeypatch, times=1)
    with pytest.raises(Problem) as unreachable:
        server.take(tablet, made)
    assert (unreachable.value.code, unreachable.value.retry_after) == (Code.OVERLOADED, 2)

    assert server.take(tablet, made)[0].result is Result.ACCEPTED


def refusing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Let the database refuse new connections of the server so many times; return how often it did."""
    as_it_is = psycopg.connect
    refused: list[str] = []

    def connect(*told: Any, **how: Any) -> Any:
        if len(refused) < times:
            refused.append("starting up")
            raise psycopg.OperationalError(refused[-1])
        return as_it_is(*told, **how)

    monkeypatch.setattr(psycopg, "connect", connect)
    return refused
