"""Who may record what, and where; and each thing that can be wrong with one record."""

from typing import Any

import pytest
from sqlalchemy import update

from app.domain.attempts import Attempt, Outcome
from app.domain.contract import DownKind, RecordReport, Result
from app.domain.ids import customer_id, due_contact_id
from app.domain.problems import Code
from app.domain.staff import PinChange, PinVerifier, pin_matches, pin_verifier
from sync_server.storage.tables import customer, person, quarantine, record
from tests.builders import Tablet, counted_bytes, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server, enrolled


def refusal(report: RecordReport) -> tuple[Code | None, str | None]:
    assert report.result is Result.REJECTED
    return report.code, report.field


def refused(server: Server, tablet: Tablet, **envelope: Any) -> tuple[Code | None, str | None]:
    return refusal(server.take(tablet, tablet.record("visit", visit(), **envelope))[0])


def test_an_unknown_colleague_is_refused(server: Server):
    assert refused(server, server.tablet(), actor="nadie") == (Code.UNKNOWN_ACTOR, "actor")


def test_a_colleague_of_another_branch_is_refused(server: Server):
    assert refused(server, server.tablet(), actor="lucho") == (Code.NOT_ALLOWED, "actor")


def test_a_tablet_does_not_speak_for_a_branch_it_never_was_in(server: Server):
    answer = refused(server, server.tablet(), actor="lucho", branch="LIMA")
    assert answer == (Code.NOT_ALLOWED, "branch")


def test_a_colleague_who_left_is_refused(server: Server):
    server.database.writer.run(
        lambda tx: tx.execute(update(person).where(person.c.code == "carla").values(active=False))
    )
    assert refused(server, server.tablet()) == (Code.NOT_ALLOWED, "actor")


def test_reception_does_not_make_calls(server: Server):
    tablet = server.tablet()
    refs = {"due": tablet.ids.new(), "customer": tablet.ids.new()}
    tried = tablet.record("attempt", Attempt(outcome=Outcome.BUSY), refs, actor="rosa")
    assert refusal(server.take(tablet, tried)[0]) == (Code.NOT_ALLOWED, "body.outcome")


def test_a_tablet_that_moved_still_hands_in_what_it_made_at_its_old_branch(server: Server):
    tablet = server.tablet("LIMA")
    made = tablet.record("visit", visit(), actor="lucho", branch="LIMA")
    moved = enrolled(
        server.api, server.invitation("NUNOA"), server.clock, server.ids, device=tablet.device
    )
    again = {**made, "epoch": str(moved.epoch)}
    assert server.take(moved, again)[0].result is Result.ACCEPTED
    assert server.rows(customer)[0]["branch"] == "LIMA"


@pytest.mark.parametrize(
    ("envelope", "code", "field"),
    [
        ({"sha": "0" * 64}, Code.INVALID_FIELD, "sha"),
        ({"kind": "hologram"}, Code.UNKNOWN_KIND, "kind"),
        ({"kind": "Visit"}, Code.INVALID_FIELD, "kind"),
        ({"actor": "no body"}, Code.INVALID_FIELD, "actor"),
        ({"refs": {"customer": "me"}}, Code.INVALID_FIELD, "refs.customer"),
        ({"kind": "profile"}, Code.MISSING_REF, "refs.customer"),
        ({"device": "00000000-0000-7000-8000-000000000000"}, Code.INVALID_FIELD, "device"),
        ({"epoch": "00000000-0000-7000-8000-000000000000"}, Code.INVALID_FIELD, "epoch"),
        ({"body": {"intent": 11}}, Code.INVALID_FIELD, "body.intent"),
        ({"body": {"intent": 2**63}}, Code.INVALID_FIELD, "body.intent"),
        ({"body": {"note": "x" * 10_001}}, Code.INVALID_FIELD, "body.note"),
        ({"body": {"note": "x" * 70_000}}, Code.TOO_LARGE, None),
        ({"clocks": {"wall": -1, "boot": "b", "mono": 0}}, Code.INVALID_FIELD, "clocks.wall"),
        ({"seq": 2**60}, Code.INVALID_FIELD, "seq"),
        ({"id": "not an id"}, Code.INVALID_FIELD, "id"),
    ],
)
def test_what_is_wrong_with_one_record_is_said_and_kept(
    server: Server, envelope: dict[str, Any], code: Code, field: str | None
):
    tablet = server.tablet()
    usual: dict[str, Any] = {"kind": "visit", "body": visit()}
    wrong = tablet.record(**(usual | envelope))
    right = tablet.record("visit", visit())

    first, second = server.take(tablet, wrong, right)

    assert refusal(first) == (code, field)
    assert second.result is Result.ACCEPTED
    (aside,) = server.rows(quarantine)
    assert (aside["code"], aside["state"]) == (code.value, "open")
    assert aside["raw"]
    again = server.take(tablet, wrong)[0]
    assert (again.code, again.field) == (code, field)
    assert len(server.rows(quarantine)) == 1


def test_a_record_of_a_contract_still_to_come_is_accepted_and_waits(server: Server):
    tablet = server.tablet()
    future = tablet.record("visit", visit().model_dump(mode="json") | {"mood": "good"}, schema=2)
    report = server.take(tablet, future)[0]
    assert (report.result, report.code) == (Result.ACCEPTED, Code.AWAIT_UPGRADE)
    assert server.rows(customer) == []
    assert '"mood":"good"' in server.rows(record)[0]["raw"]


def test_what_this_version_does_not_know_of_a_body_is_kept_word_for_word(server: Server):
    tablet = server.tablet()
    body = visit().model_dump(mode="json") | {"zodiac": "leo", "reason": "teleport"}
    assert server.take(tablet, tablet.record("visit", body))[0].result is Result.ACCEPTED
    raw = server.rows(record)[0]["raw"]
    assert '"zodiac":"leo"' in raw
    assert '"reason":"teleport"' in raw


def test_a_corrected_record_closes_the_quarantine_of_the_one_it_corrects(server: Server):
    tablet = server.tablet()
    wrong = tablet.record("visit", {"intent": 11})
    server.take(tablet, wrong)
    server.take(tablet, tablet.record("visit", {"intent": 10}, supersedes=wrong["id"]))
    assert [row["state"] for row in server.rows(quarantine)] == ["resolved"]


def pin_change(tablet: Tablet, whose: str, pin: str, actor: str) -> dict[str, Any]:
    body = PinChange(person=whose, verifier=pin_verifier(pin, counted_bytes()))
    return tablet.record("pin_change", body, actor=actor)


def pulled(server: Server, tablet: Tablet, code: str) -> dict[str, Any]:
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    return mirror.document(DownKind.PERSON, code)


def test_a_new_pin_reaches_the_other_tablets_of_the_branch(server: Server):
    tablet, other = server.tablet(), server.tablet()
    server.take(tablet, pin_change(tablet, "carla", "480259", "carla"))
    known = pulled(server, other, "carla")
    assert pin_matches("480259", PinVerifier.model_validate(known["verifier"]))
    assert known["must_change_pin"] is False


def test_a_chief_sets_a_pin_that_must_be_changed_and_a_seller_sets_nobodys(server: Server):
    tablet = server.tablet()
    server.take(tablet, pin_change(tablet, "carla", "480259", "marta"))
    assert pulled(server, tablet, "carla")["must_change_pin"] is True

    meddling = server.take(tablet, pin_change(tablet, "marta", "480259", "carla"))[0]
    assert refusal(meddling) == (Code.NOT_ALLOWED, "body.person")
    elsewhere = server.take(tablet, pin_change(tablet, "lucho", "480259", "marta"))[0]
    assert refusal(elsewhere) == (Code.NOT_ALLOWED, "body.person")


def test_an_older_pin_that_comes_late_does_not_replace_a_newer_one(server: Server):
    tablet, slow = server.tablet(), server.tablet()
    server.clock.pass_by(minutes=1)
    old = pin_change(slow, "carla", "111222", "carla")
    server.clock.pass_by(minutes=1)
    server.take(tablet, pin_change(tablet, "carla", "480259", "carla"))
    server.take(slow, old)
    verifier = PinVerifier.model_validate(pulled(server, tablet, "carla")["verifier"])
    assert pin_matches("480259", verifier)


@pytest.mark.parametrize(
    ("outcome", "refused", "taken"),
    [
        ("reopened", "carla", "marta"),
        ("parts_ready", "carla", "marta"),
        ("parts_ready", "carla", "rosa"),
        ("no_answer", "rosa", "carla"),
    ],
)
def test_a_chief_opens_a_contact_again_parts_are_confirmed_by_reception_too_and_sellers_call(
    server: Server, outcome: str, refused: str, taken: str
):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    server.take(tablet, seen)
    due = due_contact_id("POTENCIAL", customer_id(record_id(seen)), record_id(seen))
    refs = {"due": due, "customer": customer_id(record_id(seen))}
    body = {"outcome": outcome, "note": "Pidió que insistamos"}

    told = [
        server.take(tablet, tablet.record("attempt", body, refs=refs, actor=who))[0]
        for who in (refused, taken)
    ]

    assert [(one.result, one.code, one.field) for one in told] == [
        (Result.REJECTED, Code.NOT_ALLOWED, "body.outcome"),
        (Result.ACCEPTED, None, None),
    ]
