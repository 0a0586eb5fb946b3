"""However large the base grows, an intake looks nothing up by reading a whole table."""

import sqlite3
from functools import partial

import pytest
from sqlalchemy import Connection

from app.domain.contract import Retraction
from sync_server.services.administration import administration
from sync_server.storage.tables import (
    block_key,
    capture,
    customer,
    due_contact,
    feed,
    kept_apart,
    kin,
    link,
    match_key,
    merger,
    past_link,
    quote,
    record,
    review,
    term_count,
)
from tests.builders import record_id, visit
from tests.sync_server.intake.test_again import history
from tests.sync_server.offices import Server

GROW = (
    *(capture, block_key, customer, due_contact, feed, kept_apart, kin, link, match_key, merger),
    *(past_link, quote, record, review, term_count),
)

pytestmark = pytest.mark.parametrize("copy_of", ["sqlite"], indirect=True)


def test_no_statement_of_an_intake_scans_a_table_that_grows(server: Server):
    """Visits, mergers, a profile, what is taken back, questions answered, a record taken out."""
    tablet, told = server.tablet(), list[str]()
    server.take(tablet)  # the key of the index is made anew, for which everybody is read
    server.database.writer.run(partial(listened, told=told))
    records = history(tablet)
    for one in records:
        server.clock.pass_by(minutes=1)
        server.take(tablet, one)
    gone = tablet.record("retraction", Retraction(), {"record": record_id(records[0])})
    server.take(tablet, gone, tablet.record("visit", visit("Ana Prueba")))
    run = administration(server.database, server.office)
    matched = next(row["record"] for row in server.rows(link) if row["reason"] == "match")
    run("reviews_detach", {"id": matched})
    run("reviews_attach", {"id": matched})
    for asked, answer in zip(run("reviews", {}), ("join", "keep_apart"), strict=False):
        run(f"reviews_{answer}", {"id": asked["id"]})
    run("reviews_unmerge", {"id": server.rows(merger)[-1]["absorbed"]})
    assert {row["answer"] for row in server.rows(review)} >= {"join", "apart"}

    assert [one for one in dict.fromkeys(told) if scans(server, one)] == []


def listened(connection: Connection, told: list[str]) -> None:
    """Note from now on what the writer's connection runs."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(told.append)


def scans(server: Server, statement: str) -> list[str]:
    """Return the tables that SQLite reads from end to end for a statement."""
    if not statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
        return []
    with server.database.reading() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    read = [step.split()[1] for step in plan if step.startswith("SCAN")]
    return [name for name in read if name in {table.name for table in GROW}]
