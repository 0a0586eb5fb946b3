"""A visit becomes, or joins, one customer with the contact that is due."""

import json
from typing import Any

from app.domain.contract import DownKind, Result, Retraction
from app.domain.problems import Code
from sync_server.storage.tables import customer, due_contact, link, record, review
from tests.builders import email, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server


def test_a_walk_in_becomes_a_customer_with_a_due_contact_on_every_tablet_of_the_branch(
    server: Server,
):
    tablet, other = server.tablet(), server.tablet()
    sent = tablet.record("visit", visit(phone=phone(), intent=5))

    (report,) = server.take(tablet, sent)

    assert (report.result, report.code) == (Result.ACCEPTED, None)
    mirror = Mirror(server.api, other.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert known["names"][0]["value"]["typed"] == "Ana Prueba"
    assert known["names"][0]["origin"]["record"] == sent["id"]
    assert (known["owner"], known["branch"], known["demo"]) == ("carla", "NUNOA", True)
    (due,) = mirror.documents(DownKind.DUE_CONTACT)
    assert (due["opens_on"], due["window_to"], due["expires_on"]) == (
        "2026-03-03",
        "2026-03-09",
        "2026-04-01",
    )
    assert (due["customer"], due["trigger"]) == (known["id"], sent["id"])


def test_the_same_name_and_phone_join_and_the_link_tells_why(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))
    server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone())))

    assert len(server.rows(customer)) == 1
    new, matched = sorted(server.rows(link), key=lambda row: row["record"])
    assert (new["reason"], new["probability"]) == ("new", None)
    assert (matched["reason"], matched["probability"] > 0.995) == ("match", True)
    said = {(field, level) for field, level, _ in json.loads(matched["why"])}
    assert said == {("phone", "same"), ("given", "same"), ("surname", "same")}


def test_a_nickname_with_the_same_phone_and_e_mail_joins_and_with_the_phone_alone_is_asked(
    server: Server,
):
    """On a family's phone Pepe may be José's son: a chief has to say."""
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit("José Prueba", phone=phone(), email=email())))
    server.take(tablet, tablet.record("visit", visit("Pepe Prueba", phone=phone())))
    assert len(server.rows(customer)) == 2
    (question,) = server.rows(review)
    assert (0.9 < question["probability"] < 0.995, question["veto"]) == (True, None)

    both = visit("Pepe Prueba", phone=phone(), email=email())
    server.take(tablet, tablet.record("visit", both))
    assert len([row for row in server.rows(customer) if row["redirect_to"] is None]) == 1


def test_the_same_phone_with_another_name_is_another_person(server: Server):
    tablet = server.tablet()
    first = tablet.record("visit", visit("José Prueba", phone=phone()))
    second = tablet.record("visit", visit("Marta Prueba", phone=phone()))
    server.take(tablet, first, second)

    assert len(server.rows(customer)) == 2


def test_people_of_one_batch_are_joined_as_if_each_record_had_come_alone(server: Server):
    tablet = server.tablet()
    server.take(
        tablet,
        tablet.record("visit", visit("Ana Prueba", phone=phone())),
        tablet.record("visit", visit("Ana Prueba", phone=phone(), email=email())),
        tablet.record("visit", visit("Ana Prueba", email=email())),
    )
    assert len(server.rows(customer)) == 1


def test_a_visit_without_a_visitor_counts_and_makes_no_customer(server: Server):
    tablet = server.tablet()
    (report,) = server.take(tablet, tablet.record("visit", {"visitor": None, "reason": "enquiry"}))

    assert report.result is Result.ACCEPTED
    assert len(server.rows(record)) == 1
    assert server.rows(customer) == server.rows(link) == server.rows(due_contact) == []


def test_a_field_to_verify_never_refuses_a_visit_and_never_joins(server: Server):
    tablet = server.tablet()
    doubtful = {"typed": "9 1234", "value": "+5691234", "state": "to_verify"}
    body = visit().model_dump(mode="json")
    body["visitor"]["phone"] = doubtful
    reports = server.take(tablet, tablet.record("visit", body), tablet.record("visit", body))

    assert [report.result for report in reports] == [Result.ACCEPTED, Result.ACCEPTED]
    assert len(server.rows(customer)) == 2


def test_a_newer_visit_at_another_branch_moves_the_customer_there(server: Server):
    tablet, lima = server.tablet(), server.tablet("LIMA")
    here, there = Mirror(server.api, tablet.token), Mirror(server.api, lima.token)
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    here.pull()
    assert len(here.documents(DownKind.CUSTOMER)) == 1

    server.clock.pass_by(days=1)
    moved = lima.record("visit", visit(phone=phone()), actor="lucho", branch="LIMA")
    server.take(lima, moved)

    assert here.pull() == here.digest()
    assert there.pull() == there.digest()
    assert here.documents(DownKind.CUSTOMER) == here.documents(DownKind.DUE_CONTACT) == []
    assert there.documents(DownKind.CUSTOMER)[0]["owner"] == "lucho"
    assert len(there.documents(DownKind.DUE_CONTACT)) == 2


def test_a_late_older_visit_changes_what_was_first_and_not_what_is_newest(server: Server):
    tablet, slow = server.tablet(), server.tablet()
    late = slow.record("visit", visit(phone=phone(), intent=2, owner="rosa"))
    server.clock.pass_by(days=2)
    newer = tablet.record("visit", visit(phone=phone(), intent=9, owner="carla"))
    server.take(tablet, newer)
    server.take(slow, late)

    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert known["owner"] == "carla"
    assert [touch["record"] for touch in known["recent"]] == [newer["id"], late["id"]]
    dues = {due["trigger"]: due for due in mirror.documents(DownKind.DUE_CONTACT)}
    assert dues[late["id"]]["reason"] == "superseded"
    assert dues[late["id"]]["superseded_by"] == dues[newer["id"]]["id"]
    assert dues[newer["id"]]["state"] == "open"


def test_a_record_twice_is_answered_as_the_first_time(server: Server):
    tablet = server.tablet()
    good = tablet.record("visit", visit(phone=phone()))
    bad = tablet.record("visit", visit(intent=5).model_dump(mode="json") | {"intent": 11})
    first = server.take(tablet, good, bad)
    again = server.take(tablet, good, bad)

    assert [report.result for report in first] == [Result.ACCEPTED, Result.REJECTED]
    assert [report.result for report in again] == [Result.DUPLICATE, Result.DUPLICATE]
    assert [report.was for report in again] == [Result.ACCEPTED, Result.REJECTED]
    assert (again[1].code, again[1].field) == (Code.INVALID_FIELD, "body.intent")
    assert len(server.rows(record)) == 2


def test_a_student_who_does_not_want_to_buy_soon_is_sown_until_she_wants_to(server: Server):
    tablet = server.tablet()
    young: dict[str, Any] = {"phone": phone(), "life_stage": "student"}

    def dues() -> list[tuple[str, str, str]]:
        rows = [json.loads(row["doc"]) for row in server.rows(due_contact)]
        told = [(due["programme"], due["opens_on"], due["state"]) for due in rows]
        return sorted(told, key=lambda line: line[1])

    server.take(tablet, tablet.record("visit", visit(intent=2, **young)))
    assert dues() == [
        ("SEMBRADO", "2027-03-02", "blocked"),
        ("SEMBRADO", "2028-03-02", "blocked"),
        ("SEMBRADO", "2029-03-02", "blocked"),
    ]

    server.clock.pass_by(days=1)
    server.take(tablet, tablet.record("visit", visit(intent=6, **young)))
    assert [line for line in dues() if line[2] != "closed"] == [
        ("POTENCIAL", "2026-03-04", "open"),
    ]


def test_a_student_s_visit_that_is_taken_back_closes_the_touches_of_all_years(server: Server):
    tablet = server.tablet()
    came = tablet.record("visit", visit(phone=phone(), life_stage="student", intent=2))
    server.take(tablet, came)

    (report,) = server.take(
        tablet, tablet.record("retraction", Retraction(), {"record": record_id(came)})
    )

    assert (report.result, report.code) == (Result.ACCEPTED, None)
    told = [json.loads(row["doc"]) for row in server.rows(due_contact)]
    assert [(due["programme"], due["state"], due["reason"]) for due in told] == [
        ("SEMBRADO", "closed", "retracted")
    ] * 3
