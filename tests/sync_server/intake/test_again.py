"""Whatever is sent again, in whatever grouping, changes nothing: not a byte in any table."""

from itertools import islice
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.attempts import Attempt, Outcome
from app.domain.contract import Result, Retraction
from app.domain.ids import customer_id, due_contact_id
from app.domain.visits import Consent, Profile
from sync_server.storage.tables import metadata
from tests.bench.filling import visit
from tests.builders import Tablet, decision, email, phone, record_id
from tests.sync_server.master.invented import captures
from tests.sync_server.offices import Server

SENT = 40  # records in all: visits of a dozen people of five families, and what followed of them


def history(tablet: Tablet) -> list[dict[str, Any]]:
    """Return visits, with questions and mergers among them, a try, what was undone and refused."""
    met = islice(captures(SENT, seed=7), SENT - 6)
    visits = [tablet.record("visit", visit(one)) for one in met]
    first, second = (record_id(one) for one in visits[:2])
    about = {"customer": first, "due": due_contact_id("POTENCIAL", customer_id(first), first)}
    tried = tablet.record("attempt", Attempt(outcome=Outcome.NO_ANSWER), about)
    return [
        *visits,
        tried,
        tablet.record("retraction", Retraction(), {"record": record_id(tried)}),
        tablet.record("retraction", Retraction(), {"record": second}),
        tablet.record("profile", Profile(email=email(), phone=phone()), {"customer": first}),
        tablet.record("consent", Consent(decisions=(decision(),)), {"customer": first}),
        tablet.record("visit", {"visitor": 7}),  # refused
    ]


def rows(server: Server) -> dict[str, list[str]]:
    """Return all rows of all tables, but what a tablet tells of itself with each push."""
    return {
        table.name: sorted(repr(row) for row in server.rows(table))
        for table in metadata.sorted_tables
        if table.name != "device"
    }


some_of_them = st.lists(
    st.lists(st.integers(0, SENT - 1), min_size=1, max_size=12), min_size=1, max_size=4
)


@given(pushes=some_of_them)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records_sent_again_in_any_grouping_leave_the_same_bytes(
    server: Server, pushes: list[list[int]]
):
    """The server is one for all examples: it is what the first of them found."""
    tablet, sent, before = _known(server)
    for push in pushes:
        reports = server.take(tablet, *(sent[n] for n in push))
        assert {report.result for report in reports} == {Result.DUPLICATE}
    assert rows(server) == before


_Known = tuple[Tablet, list[dict[str, Any]], dict[str, list[str]]]
_KNOWN: dict[str, _Known] = {}


def _known(server: Server) -> _Known:
    """Return what was sent to a server, and what it made of it; sent when first asked for."""
    url = server.database.url
    if url not in _KNOWN:
        tablet = server.tablet()
        sent = history(tablet)
        for begin in range(0, SENT, 7):
            server.clock.pass_by(minutes=1)
            server.take(tablet, *sent[begin : begin + 7])
        before = rows(server)
        assert all(before[name] for name in ("merger", "review", "kin", "quarantine"))
        _KNOWN[url] = tablet, sent, before
    return _KNOWN[url]
