"""Two writers that wait for each other crosswise: PostgreSQL ends one, and it is tried again."""

import threading
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection

from app.domain.contract import Result
from sync_server.storage import locks
from sync_server.storage import statements as storage_statements
from sync_server.storage.tables import customer, link
from tests.builders import Tablet, phone, visit
from tests.sync_server.offices import Server

pytestmark = pytest.mark.parametrize("copy_of", ["postgresql"], indirect=True)


def test_an_intake_that_is_ended_in_a_deadlock_is_tried_again_and_goes_in_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("Ana Prueba", phone=phone())))
    other = psycopg.connect(server.database.url.replace("+psycopg", "", 1))
    waiting = threading.Thread(target=_wait_for_the_tablet, args=(other, tablet))
    as_it_is, crossed = storage_statements.run, list[str]()

    def run(connection: Connection, text: str, *told: Any, **how: Any) -> Any:
        if "FOR UPDATE" in text and not crossed:
            crossed.append(text)
            connection.exec_driver_sql("SET LOCAL deadlock_timeout = '20ms'")
            waiting.start()
            _until_somebody_waits(connection)
        return as_it_is(connection, text, *told, **how)

    monkeypatch.setattr(storage_statements, "run", run)
    with other:
        other.execute("SET LOCAL deadlock_timeout = '60s'")  # so that it is not the one to go
        other.execute("SELECT id FROM customer FOR UPDATE")
        again = tablet.record("visit", visit("Ana Prueba", phone=phone()))
        (report,) = server.take(tablet, again)
        waiting.join()
    assert crossed
    assert (report.result, report.code) == (Result.ACCEPTED, None)
    assert [len(server.rows(table)) for table in (customer, link)] == [1, 2]


def _wait_for_the_tablet(other: psycopg.Connection[Any], tablet: Tablet) -> None:
    """Ask for what the intake of a tablet holds; once it is given up, give up all."""
    name = locks._number(f"device:{tablet.device}")  # noqa: SLF001 - the very lock of the intake
    other.execute("SELECT pg_advisory_xact_lock(%s)", [name])
    other.rollback()


def _until_somebody_waits(connection: Connection) -> None:
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while not connection.exec_driver_sql(asked).scalar():
        time.sleep(0.01)
