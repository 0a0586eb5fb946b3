"""Quotes come in, stand as their versions and acts say, and cause a follow-up like a visit."""

from uuid import UUID

from app.domain.contract import DownKind, Result, Retraction
from app.domain.problems import Code
from app.domain.quotes import LostReason, QuoteAct, QuoteEnd
from sync_server.storage.tables import customer, due_contact
from sync_server.storage.tables import quote as quote_table
from tests.builders import phone, record_id, visit
from tests.domain.quote_builders import quote
from tests.sync_server.offices import Mirror, Server


def standings(server: Server) -> dict[int, str]:
    return {row["version"]: row["standing"] for row in server.rows(quote_table)}


def visited(server: Server, tablet, **parts) -> dict[str, UUID]:
    """Take a visit in; return the refs of a quote for that person."""
    sent = tablet.record("visit", visit(phone=phone(), **parts))
    server.take(tablet, sent)
    return {"customer": record_id(sent)}


def test_a_quote_reaches_every_tablet_of_the_branch_as_it_was_made(server: Server):
    tablet, other = server.tablet(), server.tablet()
    sent = tablet.record("quote", quote(), visited(server, tablet))

    (report,) = server.take(tablet, sent)

    assert (report.result, report.code) == (Result.ACCEPTED, None)
    mirror = Mirror(server.api, other.token)
    digest = mirror.pull()
    (known,) = mirror.documents(DownKind.QUOTE)
    (owner,) = server.rows(customer)
    assert (known["id"], known["customer"]) == (sent["id"], owner["id"])
    assert (known["standing"], known["seller"], known["branch"]) == ("open", "carla", "NUNOA")
    assert known["quote"] == quote().model_dump(mode="json")
    assert digest == mirror.digest()


def test_a_quote_that_does_not_hold_is_refused_with_the_reason(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet)
    body = quote().model_dump(mode="json")
    body["options"][0]["lines"][1]["amount"] = -99_000_000
    unsigned = {**quote().model_dump(mode="json"), "seal": "00"}

    reports = server.take(
        tablet,
        tablet.record("quote", body, refs),
        tablet.record("quote", unsigned, refs),
        tablet.record("quote", quote()),
        tablet.record("quote", quote(), refs, actor="rosa"),
    )

    assert [report.code for report in reports] == [
        Code.INVALID_FIELD,
        Code.INVALID_FIELD,
        Code.MISSING_REF,
        Code.NOT_ALLOWED,
    ]
    assert server.rows(quote_table) == []


def test_version_two_supersedes_version_one_also_when_it_comes_first(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet)
    first = tablet.record("quote", quote(), refs)
    second = tablet.record("quote", quote(version=2, token="B" * 22), refs)

    server.take(tablet, second)
    assert standings(server) == {2: "open"}
    server.take(tablet, first)
    assert standings(server) == {1: "superseded", 2: "open"}


def test_an_undone_version_two_gives_version_one_back(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet)
    second = tablet.record("quote", quote(version=2, token="B" * 22), refs)
    server.take(tablet, tablet.record("quote", quote(), refs), second)
    server.take(tablet, tablet.record("retraction", Retraction(), {"record": record_id(second)}))

    assert standings(server) == {1: "open", 2: "voided"}


def test_a_lost_reason_that_comes_before_its_quote_is_kept_for_it(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet)
    sent = tablet.record("quote", quote(), refs)
    lost = QuoteAct(end=QuoteEnd.LOST, reason=LostReason.PRICE)
    server.take(tablet, tablet.record("quote_act", lost, {**refs, "quote": record_id(sent)}))
    server.take(tablet, sent)

    (row,) = server.rows(quote_table)
    assert row["standing"] == "lost"
    assert '"reason":"price"' in row["doc"]


def test_a_quote_causes_a_follow_up_that_takes_over_from_the_visits(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet, intent=9)
    server.clock.pass_by(days=2)
    sent = tablet.record("quote", quote(), refs)
    server.take(tablet, sent)

    dues = {row["opens_on"]: row for row in server.rows(due_contact)}
    assert dues["2026-03-02"]["superseded_by"] == dues["2026-03-04"]["id"]
    assert f'"trigger":"{sent["id"]}"' in dues["2026-03-04"]["doc"]
    assert '"intent":9' in dues["2026-03-04"]["doc"]
    assert dues["2026-03-04"]["state"] == "open"


def test_nobody_is_called_about_a_quote_that_was_sold(server: Server):
    tablet = server.tablet()
    refs = visited(server, tablet)
    sent = tablet.record("quote", quote(), refs)
    sold = QuoteAct(end=QuoteEnd.SOLD)
    server.take(tablet, sent, tablet.record("quote_act", sold, {**refs, "quote": record_id(sent)}))

    assert {row["state"] for row in server.rows(due_contact)} == {"closed"}


def test_the_quotes_of_two_customers_that_are_one_go_with_them(server: Server):
    tablet = server.tablet()
    early = tablet.record("visit", visit(phone=phone()))
    refs = {"customer": record_id(early)}
    server.take(tablet, tablet.record("quote", quote(), refs))  # its visit is still to come
    (stub,) = server.rows(quote_table)
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    server.take(tablet, early)

    (row,) = server.rows(quote_table)
    living = [one for one in server.rows(customer) if one["redirect_to"] is None]
    assert len(living) == 1
    assert row["customer"] == living[0]["id"]
    assert stub["id"] == row["id"]
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()


def test_a_quote_sent_twice_is_one(server: Server):
    tablet = server.tablet()
    sent = tablet.record("quote", quote(), visited(server, tablet))
    reports = server.take(tablet, sent) + server.take(tablet, sent)

    assert [report.result for report in reports] == [Result.ACCEPTED, Result.DUPLICATE]
    assert len(server.rows(quote_table)) == 1
