"""Records commute: what refers to a record may come before it, and what is undone may too."""

from itertools import permutations
from typing import Any

import pytest

from app.domain.attempts import Attempt, Outcome
from app.domain.consent import Channel, Decision
from app.domain.contract import DownKind, Result, Retraction
from app.domain.ids import customer_id, due_contact_id
from app.domain.problems import Code
from app.domain.visits import Consent, Profile
from sync_server.storage.tables import customer, due_contact, link, past_link, record
from tests.builders import decision, email, name, phone, record_id, rut, visit
from tests.sync_server.offices import Mirror, Server


def test_a_profile_that_comes_before_its_visit_waits_for_it_unseen(server: Server):
    tablet, mate = server.tablet(), server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    learnt = mate.record("profile", Profile(email=email()), {"customer": record_id(seen)})
    mirror = Mirror(server.api, mate.token)

    server.take(mate, learnt)
    mirror.pull()
    assert mirror.documents(DownKind.CUSTOMER) == [] or not stub(server)

    server.take(tablet, seen)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert known["id"] == str(customer_id(record_id(seen)))
    assert known["names"][0]["value"]["given"] == "Ana"
    assert known["emails"][0]["value"]["value"] == "ana@prueba.example"


def test_an_attempt_that_comes_first_counts_once_its_visit_is_there(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    known = customer_id(record_id(seen))
    due = due_contact_id("POTENCIAL", known, record_id(seen))
    tried = tablet.record(
        "attempt", Attempt(outcome=Outcome.NO_ANSWER), {"due": due, "customer": record_id(seen)}
    )
    mirror = Mirror(server.api, tablet.token)
    server.take(tablet, tried)
    mirror.pull()
    assert mirror.documents(DownKind.CUSTOMER) == []

    server.take(tablet, seen)
    mirror.pull()
    (document,) = mirror.documents(DownKind.DUE_CONTACT)
    assert document["id"] == str(due)
    assert [made["id"] for made in document["attempts"]] == [tried["id"]]


def attempt_on_the_customer_of(seen, tablet):
    """An attempt whose customer is named by its id, as a tablet that pulled it would."""
    known = customer_id(record_id(seen))
    due = due_contact_id("POTENCIAL", known, record_id(seen))
    return tablet.record(
        "attempt", Attempt(outcome=Outcome.NO_ANSWER), {"due": due, "customer": known}
    )


def test_a_customer_named_by_id_in_the_batch_that_founds_it_is_one_customer(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    tried = attempt_on_the_customer_of(seen, tablet)
    mirror = Mirror(server.api, tablet.token)

    server.take(tablet, seen, tried)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert [one["record"] for one in known["recent"]] == [tried["id"], seen["id"]]
    assert live_customers(server) == [str(customer_id(record_id(seen)))]


def test_a_customer_named_by_id_before_its_visit_arrives_is_one_customer(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    tried = attempt_on_the_customer_of(seen, tablet)
    mirror = Mirror(server.api, tablet.token)

    server.take(tablet, tried)
    server.take(tablet, seen)
    mirror.pull()
    (due,) = mirror.documents(DownKind.DUE_CONTACT)
    assert [made["id"] for made in due["attempts"]] == [tried["id"]]
    assert live_customers(server) == [str(customer_id(record_id(seen)))]


def test_what_was_opened_by_a_reference_goes_where_its_record_belongs(server: Server):
    tablet, mate = server.tablet(), server.tablet()
    first = tablet.record("visit", visit(phone=phone()))
    second = tablet.record("visit", visit(phone=phone(), intent=9))
    held = due_contact_id("POTENCIAL", customer_id(record_id(second)), record_id(second))
    tried = mate.record(
        "attempt", Attempt(outcome=Outcome.BUSY), {"due": held, "customer": record_id(second)}
    )
    server.take(tablet, first)
    server.take(mate, tried)
    assert len(server.rows(customer)) == 2

    server.take(tablet, second)
    survivor = str(customer_id(record_id(first)))
    assert {row["customer"] for row in server.rows(link)} == {survivor}
    assert {row["record"] for row in server.rows(past_link)} == {tried["id"], second["id"]}
    (gone,) = [row for row in server.rows(customer) if row["redirect_to"]]
    assert (gone["id"], gone["redirect_to"]) == (str(customer_id(record_id(second))), survivor)
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    attempts = [a["id"] for d in mirror.documents(DownKind.DUE_CONTACT) for a in d["attempts"]]
    assert tried["id"] in attempts

    late = mate.record(
        "consent",
        Consent(decisions=(decision(Channel.PHONE, Decision.WITHDRAW),)),
        {"customer": customer_id(record_id(second))},
    )
    server.take(mate, late)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert [held["record"] for held in known["consents"]] == [late["id"]]


def test_two_proved_documents_keep_a_referred_record_apart(server: Server):
    tablet, mate = server.tablet(), server.tablet()
    other = tablet.record("visit", visit(phone=phone(), document=rut("112223339")))
    seen = tablet.record("visit", visit(phone=phone()))
    learnt = mate.record(
        "profile", Profile(document=rut("123456785")), {"customer": record_id(seen)}
    )
    server.take(tablet, other)
    server.take(mate, learnt)
    server.take(tablet, seen)
    assert len({row["customer"] for row in server.rows(link)}) == 2


def test_every_order_of_arrival_gives_the_same_customer(server: Server):
    """One visit, a profile, an attempt, a withdrawal and a retraction of the attempt."""
    tablet = server.tablet()
    outcomes = set()
    for order in permutations(range(4)):
        seen = tablet.record("visit", visit(f"Ana{order} Prueba".replace(",", "").replace(" ", "")))
        ref = {"customer": record_id(seen)}
        due = due_contact_id("POTENCIAL", customer_id(record_id(seen)), record_id(seen))
        tried = tablet.record("attempt", Attempt(outcome=Outcome.BUSY), {"due": due, **ref})
        learnt = tablet.record("profile", Profile(name=name("Ana Prueba"), phone=None), ref)
        undone = tablet.record("retraction", Retraction(), {"record": record_id(tried)})
        records = [seen, tried, learnt, undone]
        for position in order:
            (report,) = server.take(tablet, records[position])
            assert report.result is Result.ACCEPTED
        outcomes.add(told(server, due))
    assert len(outcomes) == 1


def told(server: Server, due: Any) -> tuple[Any, ...]:
    (row,) = [row for row in server.rows(due_contact) if row["id"] == str(due)]
    (known,) = [one for one in server.rows(customer) if one["id"] == row["customer"]]
    assert '"attempts":[]' in row["doc"]
    return row["state"], row["opens_on"], known["stub"], known["owner"]


@pytest.mark.parametrize("first", ["visit", "retraction"])
def test_a_visit_undone_before_or_after_it_came_leaves_nobody_to_call(server: Server, first: str):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    undo = tablet.record("retraction", Retraction(), {"record": record_id(seen)})
    records = [seen, undo] if first == "visit" else [undo, seen]
    for one in records:
        assert server.take(tablet, one)[0].result is Result.ACCEPTED

    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert (known["active"], known["names"], known["visits"]) == (False, [], 0)
    (due,) = mirror.documents(DownKind.DUE_CONTACT)
    assert (due["state"], due["reason"]) == ("closed", "retracted")
    assert len(server.rows(record)) == 2

    server.take(tablet, tablet.record("visit", visit("Otra Persona", phone=phone())))
    assert len([row for row in server.rows(customer) if '"active":true' in row["doc"]]) == 1


def test_an_undone_attempt_is_not_counted(server: Server):
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone()))
    due = due_contact_id("POTENCIAL", customer_id(record_id(seen)), record_id(seen))
    refs = {"due": due, "customer": record_id(seen)}
    tried = tablet.record("attempt", Attempt(outcome=Outcome.REFUSED), refs)
    mirror = Mirror(server.api, tablet.token)
    server.take(tablet, seen, tried)
    mirror.pull()
    assert mirror.document(DownKind.DUE_CONTACT, due)["reason"] == "refused"

    server.take(tablet, tablet.record("retraction", Retraction(), {"record": record_id(tried)}))
    mirror.pull()
    assert mirror.document(DownKind.DUE_CONTACT, due)["state"] == "open"


def test_another_branch_cannot_undo_a_visit_whichever_comes_first(server: Server):
    tablet, lima = server.tablet(), server.tablet("LIMA")
    early, late = (tablet.record("visit", visit(f"Ana{n} Prueba")) for n in (1, 2))

    def undo(target: dict[str, Any]) -> Code | None:
        made = lima.record(
            "retraction", Retraction(), {"record": record_id(target)}, actor="lucho", branch="LIMA"
        )
        return server.take(lima, made)[0].code

    server.take(tablet, early)
    assert undo(early) is Code.NOT_ALLOWED
    assert undo(late) is None
    server.take(tablet, late)
    assert all('"active":true' in row["doc"] for row in server.rows(customer))


def test_a_reference_to_a_visit_without_data_makes_a_customer_of_it(server: Server):
    tablet = server.tablet()
    nobody = tablet.record("visit", {"visitor": None, "intent": 4})
    server.take(tablet, nobody)
    learnt = Profile(name=name("Ana Prueba"), phone=phone())
    server.take(tablet, tablet.record("profile", learnt, {"customer": record_id(nobody)}))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert (known["visits"], known["phones"][0]["value"]["value"]) == (1, "+56955500001")
    assert mirror.documents(DownKind.DUE_CONTACT)[0]["intent"] == 4


def stub(server: Server) -> bool:
    return all(row["stub"] for row in server.rows(customer))


def live_customers(server: Server) -> list[str]:
    return [row["id"] for row in server.rows(customer) if row["redirect_to"] is None]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_which_phone_was_answered_is_known_whatever_came_first(
    server: Server, order: tuple[int, ...]
):
    """Two phones, a wrong number on the newer, an answer on the older: one golden record."""
    tablet = server.tablet()
    seen = tablet.record("visit", visit(phone=phone("+56955500001")))
    who = {"customer": record_id(seen)}
    learnt = tablet.record("profile", Profile(phone=phone("+56955500002")), who)
    about = {"due": due_contact_id("POTENCIAL", customer_id(record_id(seen)), record_id(seen))}
    wrong = Attempt(outcome=Outcome.WRONG_NUMBER, to="+56955500002")
    answered = Attempt(outcome=Outcome.TALKED_OK, to="+56955500001")
    tries = [tablet.record("attempt", made, about | who) for made in (wrong, answered)]
    records = [seen, learnt, *tries]
    for at in order:
        server.take(tablet, records[at])
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    assert [
        (one["value"]["value"], one["verified"] and one["verified"]["record"], one["wrong"])
        for one in known["phones"]
    ] == [
        ("+56955500001", tries[1]["id"], None),
        ("+56955500002", None, {**known["phones"][1]["origin"], **_origin(tries[0])}),
    ]


def _origin(made: dict[str, Any]) -> dict[str, Any]:
    return {"record": made["id"], "kind": made["kind"], "by": made["actor"]}
