"""What a call centre tells of its calls: each hour is the local one of the customer's branch."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sync_server.services.contacts.letters import tell
from sync_server.services.contacts.outcome_files import outcomes_of
from sync_server.storage.tables import record
from tests.builders import phone, visit
from tests.sync_server.offices import Server, whole_list

HEAD = "due_id,customer_id,outcome,at\n"
NOBODY = UUID(int=7)


@pytest.fixture
def called(server: Server) -> Server:
    """Ana came to the branch in Santiago, Rita to the one in Lima; both are to be called."""
    for full, number, branch, actor in (
        ("Ana Prueba", "+56955500001", "NUNOA", "carla"),
        ("Rita Ficticia", "+51955500001", "LIMA", "lucho"),
    ):
        tablet = server.tablet(branch)
        made = tablet.record("visit", visit(full, phone=phone(number)), actor=actor, branch=branch)
        assert [one.code for one in server.take(tablet, made)] == [None]
    server.clock.pass_by(days=3)
    return server


def told(server: Server, at: str) -> dict[str, int]:
    """Tell that nobody answered, neither of the two nor somebody who is not known."""
    lines = [
        f"{row['due_id']},{row['customer_id']},no contesta,{at}\n" for row in whole_list(server)
    ]
    rows, bad = outcomes_of(HEAD + "".join(lines) + f"{NOBODY},{NOBODY},no contesta,{at}\n")
    assert bad == []
    asked = {"source": "CENTRAL", "rows": rows}
    return server.database.writer.run(lambda tx: tell(tx, server.office, asked))


def hours(server: Server) -> dict[str, datetime]:
    return {
        row["branch"]: datetime.fromtimestamp(row["stamp"] / 1000, UTC)
        for row in server.rows(record)
        if row["kind"] == "attempt"
    }


def test_an_hour_without_a_zone_is_that_of_each_customer_s_branch(called: Server):
    assert told(called, "2026-03-04T21:30") == {"new": 2, "known": 0, "unknown": 1}
    assert told(called, "2026-03-04T21:30") == {"new": 0, "known": 2, "unknown": 1}

    assert hours(called) == {
        "NUNOA": datetime(2026, 3, 5, 0, 30, tzinfo=UTC),
        "LIMA": datetime(2026, 3, 5, 2, 30, tzinfo=UTC),
    }


def test_an_hour_with_its_zone_is_the_same_moment_everywhere(called: Server):
    assert told(called, "2026-03-04T12:30-03:00") == {"new": 2, "known": 0, "unknown": 1}

    assert set(hours(called).values()) == {datetime(2026, 3, 4, 15, 30, tzinfo=UTC)}


@pytest.mark.parametrize("at", ["ayer", "", "1969-12-31T10:30"])
def test_an_hour_that_cannot_be_read_is_told_with_its_line(at: str):
    rows, bad = outcomes_of(f"{HEAD}{NOBODY},{NOBODY},no contesta,{at}\n")

    assert rows == []
    assert [(one.line, one.column) for one in bad] == [(2, "at")]
