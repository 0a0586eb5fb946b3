"""Events, sign-ups and doors come in: passes for the branch, customers for the master base."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.domain.consent import Channel
from app.domain.contract import DownKind, Retraction
from app.domain.events import (
    CheckIn,
    DoorAct,
    DoorMeans,
    EventWord,
    Heat,
    KnownEvent,
    Qualifier,
    QualifierAnswer,
    Way,
)
from app.domain.problems import Code
from app.domain.staff import Person, Role
from app.domain.visits import Profile
from sync_server.storage import staff
from sync_server.storage.tables import customer, due_contact, event_pass, record
from tests.builders import Tablet, decision, phone, record_id, visit, visitor
from tests.domain.event_builders import WHEN, check_in, event, sign_up
from tests.sync_server.offices import Mirror, Server

HOUR = timedelta(hours=1)
SOFIA = Person(code="sofia", name="Sofía Modelo", role=Role.STAFF, branch="NUNOA")
ABROAD = {"actor": "rita", "branch": "LIMA"}
RITA = Person(code="rita", name="Rita Limeña", role=Role.CHIEF, branch="LIMA")


class Fair:
    """A tablet at the stand of an event that the server knows."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tablet = server.tablet()
        made = self.tablet.record("event", event(), actor="marta")
        server.take(self.tablet, made)
        self.id = record_id(made)

    def signs_up(self, tablet: Tablet | None = None, name: str = "Laura Ejemplo", **parts) -> UUID:
        tablet = tablet or self.tablet
        sent = tablet.record("sign_up", sign_up(name, **parts), {"event": self.id})
        (report,) = self.server.take(tablet, sent)
        assert report.code is None
        return record_id(sent)

    def checks_in(
        self, who: UUID, tablet: Tablet, act=DoorAct.ARRIVED, door="T01", *, send=True
    ) -> dict[str, Any]:
        refs = {"event": self.id, "sign_up": who, "customer": who}
        sent = tablet.record("check_in", check_in(act, door), refs)
        if send:
            self.server.take(tablet, sent)
        return sent

    def passes(self) -> dict[str, dict[str, Any]]:
        mirror = Mirror(self.server.api, self.tablet.token)
        assert mirror.pull() == mirror.digest()
        return {doc["id"]: doc for doc in mirror.documents(DownKind.PASS)}


@pytest.fixture(autouse=True)
def hired(server: Server) -> None:
    for person in (SOFIA, RITA):
        server.database.writer.run(partial(staff.add_person, added=person, now=0))


@pytest.fixture
def fair(server: Server) -> Fair:
    return Fair(server)


def test_an_event_reaches_the_tablets_of_its_branch_and_no_other(fair: Fair, server: Server):
    here, lima = server.tablet(), server.tablet("LIMA")
    mine, theirs = Mirror(server.api, here.token), Mirror(server.api, lima.token)
    mine.pull()
    theirs.pull()
    (known,) = mine.documents(DownKind.EVENT)
    assert (known["id"], known["event"]["name"]) == (str(fair.id), "Feria de Primavera")
    assert len(known["token"]) == 38
    assert len(bytes.fromhex(known["pass_key"])) == 32
    assert theirs.documents(DownKind.EVENT) == []


def test_sign_up_arrival_and_gift_are_in_the_history_of_the_customer(fair: Fair, server: Server):
    who = fair.signs_up(way=Way.STAFF, heat=Heat.HOT, intent=8)
    for act in (DoorAct.ARRIVED, DoorAct.GIFT):
        server.clock.pass_by(minutes=5)
        fair.checks_in(who, fair.tablet, act)
    mirror = Mirror(server.api, fair.tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.CUSTOMER)
    told = [(one["kind"], one["outcome"], one["event"]) for one in known["recent"]]
    assert told == [
        ("check_in", "gift", str(fair.id)),
        ("check_in", "arrived", str(fair.id)),
        ("sign_up", "staff", str(fair.id)),
    ]
    assert known["recent"][2]["intent"] == 8


def test_a_newer_word_on_an_event_holds_and_a_retraction_cancels_it(fair: Fair, server: Server):
    newer = event(name="Feria de Otoño")
    server.take(fair.tablet, fair.tablet.record("event", newer, {"event": fair.id}, actor="marta"))
    mirror = Mirror(server.api, fair.tablet.token)
    mirror.pull()
    (known,) = mirror.documents(DownKind.EVENT)
    assert (known["id"], known["event"]["name"]) == (str(fair.id), "Feria de Otoño")

    undone = fair.tablet.record("retraction", Retraction(), {"record": fair.id}, actor="marta")
    server.take(fair.tablet, undone)
    mirror.pull()
    assert mirror.document(DownKind.EVENT, fair.id)["cancelled"] is True


def test_a_seller_makes_no_event_and_an_event_ends_after_it_starts(fair: Fair, server: Server):
    upside_down = event().model_dump(mode="json") | {"ends_at": "2026-03-01T00:00:00Z"}
    reports = server.take(
        fair.tablet,
        fair.tablet.record("event", event(), actor="carla"),
        fair.tablet.record("event", upside_down, actor="marta"),
        fair.tablet.record("sign_up", sign_up()),
    )
    assert [report.code for report in reports] == [
        Code.NOT_ALLOWED,
        Code.INVALID_FIELD,
        Code.MISSING_REF,
    ]


def test_a_sign_up_is_a_customer_and_a_pass_that_says_little(fair: Fair, server: Server):
    who = fair.signs_up(phone=phone(), people=2, heat=Heat.HOT)
    (known,) = fair.passes().values()
    (person,) = server.rows(customer)
    assert known["id"] == str(who)
    assert (known["name"], known["people"], known["heat"]) == ("Laura E.", 2, "hot")
    assert known["customer"] == person["id"]
    assert "Ejemplo" not in str(known)
    assert "55500001" not in str(known)


def test_somebody_already_known_is_joined_and_keeps_her_colleague(fair: Fair, server: Server):
    met = fair.tablet.record("visit", visit("Laura Ejemplo", phone=phone()), actor="carla")
    server.take(fair.tablet, met)
    server.clock.pass_by(minutes=5)
    sent = fair.tablet.record(
        "sign_up", sign_up(way=Way.PHONE, phone=phone()), {"event": fair.id}, actor="marta"
    )
    server.take(fair.tablet, sent)
    (person,) = server.rows(customer)
    assert person["owner"] == "carla"


def test_the_door_marks_a_pass_once_though_it_is_sent_twice(fair: Fair, server: Server):
    who = fair.signs_up()
    sent = fair.checks_in(who, fair.tablet)
    server.take(fair.tablet, sent)
    fair.checks_in(who, fair.tablet, DoorAct.GIFT)
    (known,) = fair.passes().values()
    assert [mark["door"] for mark in known["arrivals"]] == ["T01"]
    assert len(known["gifts"]) == 1
    (row,) = server.rows(event_pass)
    assert row["arrived"] is not None
    assert row["gifted"] is not None


def test_the_newest_rating_of_a_door_holds_and_is_in_the_history(fair: Fair, server: Server):
    who = fair.signs_up(heat=Heat.COLD, intent=2)
    named = {"event": fair.id, "sign_up": who, "customer": who}
    for heat in (Heat.WARM, Heat.HOT):
        server.clock.pass_by(minutes=1)
        rated = CheckIn(act=DoorAct.RATED, means=DoorMeans.SCAN, door="T01", heat=heat)
        server.take(fair.tablet, fair.tablet.record("check_in", rated, named))
    (known,) = fair.passes().values()
    assert (known["heat"], known["arrivals"], known["gifts"]) == ("hot", [], [])
    mirror = Mirror(server.api, fair.tablet.token)
    mirror.pull()
    (person,) = mirror.documents(DownKind.CUSTOMER)
    told = [(one["outcome"], one["intent"]) for one in person["recent"]]
    assert told == [("rated", 8), ("rated", 5), ("staff", 2)]


def test_two_doors_without_a_network_are_both_kept_and_seen(fair: Fair, server: Server):
    who, other = fair.signs_up(), server.tablet()
    one = fair.checks_in(who, fair.tablet, DoorAct.GIFT, "T01", send=False)
    server.clock.pass_by(minutes=2)
    two = fair.checks_in(who, other, DoorAct.GIFT, "T02", send=False)
    server.take(other, two)
    server.take(fair.tablet, one)
    (known,) = fair.passes().values()
    assert [mark["door"] for mark in known["gifts"]] == ["T01", "T02"]


def test_a_check_in_that_comes_before_its_sign_up_is_kept_for_it(fair: Fair, server: Server):
    late = fair.tablet.record("sign_up", sign_up(), {"event": fair.id})
    fair.checks_in(record_id(late), server.tablet())
    assert fair.passes() == {}
    server.take(fair.tablet, late)
    (known,) = fair.passes().values()
    assert len(known["arrivals"]) == 1


def test_the_second_pass_of_one_person_names_the_first(fair: Fair, server: Server):
    first = fair.signs_up(phone=phone())
    server.clock.pass_by(minutes=1)
    second = fair.signs_up(phone=phone())
    passes = fair.passes()
    assert passes[str(first)]["twin"] is None
    assert passes[str(second)]["twin"] == str(first)
    assert len(server.rows(customer)) == 1


def test_a_withdrawn_sign_up_is_withdrawn_at_the_door(fair: Fair, server: Server):
    who = fair.signs_up()
    server.take(fair.tablet, fair.tablet.record("retraction", Retraction(), {"record": who}))
    (known,) = fair.passes().values()
    assert known["withdrawn"] is True


def test_whoever_wants_only_a_pass_is_not_called(fair: Fair, server: Server):
    fair.signs_up(phone=phone(), heat=Heat.HOT, intent=8)
    assert server.rows(due_contact) == []


@pytest.mark.parametrize(
    ("parts", "programme", "channels"),
    [
        ({"intent": 8}, "POTENCIAL", '"channels":["whatsapp"]'),
        ({}, "EVENTO", '"channels":["whatsapp"]'),
    ],
)
def test_whoever_agrees_to_offers_is_followed_up_there_alone(
    fair: Fair, server: Server, parts, programme, channels
):
    fair.signs_up(phone=phone(), consents=(decision(Channel.WHATSAPP),), **parts)
    (due,) = server.rows(due_contact)
    assert due["programme"] == programme
    assert channels in due["doc"]


def test_two_customers_that_are_one_have_one_pass_and_a_twin(fair: Fair, server: Server):
    first = fair.signs_up(phone=phone())
    server.clock.pass_by(minutes=1)
    second = fair.signs_up(phone=phone("+56955500002"))
    refs = {"customer": second}
    server.take(
        fair.tablet, fair.tablet.record("visit", visit("Laura Ejemplo", phone=phone()), refs)
    )
    passes = fair.passes()
    owners = {one["customer"] for one in passes.values()}
    living = [row["id"] for row in server.rows(customer) if row["redirect_to"] is None]
    assert owners <= set(living)
    assert {str(first), str(second)} == passes.keys()


def known_event(fair: Fair, server: Server) -> dict[str, Any]:
    mirror = Mirror(server.api, fair.tablet.token)
    assert mirror.pull() == mirror.digest()
    return mirror.document(DownKind.EVENT, fair.id)


def edit(fair: Fair, tablet: Tablet, actor: str = "marta", **parts) -> dict[str, Any]:
    """Return a newer word on the fair by somebody who knows it as it was made."""
    branch = parts.pop("branch", "NUNOA")
    word = EventWord(**event(**parts).model_dump(), was=event())
    return tablet.record("event", word, {"event": fair.id}, actor=actor, branch=branch)


def test_two_edits_of_different_things_without_a_network_are_both_heeded(
    fair: Fair, server: Server
):
    before = known_event(fair, server)
    other = server.tablet()
    moved = edit(fair, fair.tablet, place="Parque Norte")
    server.clock.pass_by(minutes=2)
    gift = edit(fair, other, actor="sofia", gift="Polera")
    server.take(other, gift)
    server.take(fair.tablet, moved)
    known = known_event(fair, server)
    assert (known["event"]["place"], known["event"]["gift"]) == ("Parque Norte", "Polera")
    assert (known["token"], known["pass_key"]) == (before["token"], before["pass_key"])
    assert (before["words"], known["words"]) == (1, 3)
    assert known["overruled"] == []


def test_of_two_edits_of_one_thing_the_newest_holds_in_any_order_and_the_other_is_told(
    fair: Fair, server: Server
):
    other = server.tablet()
    older = edit(fair, fair.tablet, place="Parque Norte")
    server.clock.pass_by(minutes=2)
    newer = edit(fair, other, actor="sofia", place="Parque Sur")
    server.take(other, newer)
    assert known_event(fair, server)["event"]["place"] == "Parque Sur"
    server.take(fair.tablet, older)
    known = known_event(fair, server)
    assert known["event"]["place"] == "Parque Sur"
    (told,) = known["overruled"]
    assert (told["field"], told["value"], told["by"], told["newer_by"]) == (
        "place",
        "Parque Norte",
        "marta",
        "sofia",
    )
    server.clock.pass_by(minutes=2)
    agreed = EventWord(**event(place="Parque Norte").model_dump(), was=event(place="Parque Sur"))
    server.take(fair.tablet, fair.tablet.record("event", agreed, {"event": fair.id}, actor="marta"))
    known = known_event(fair, server)
    assert (known["event"]["place"], known["overruled"]) == ("Parque Norte", [])


def test_an_edit_that_is_taken_back_leaves_the_other(fair: Fair, server: Server):
    moved = edit(fair, fair.tablet, place="Parque Norte")
    gift = edit(fair, fair.tablet, gift="Polera")
    server.take(fair.tablet, moved, gift)
    undone = fair.tablet.record(
        "retraction", Retraction(), {"record": record_id(moved)}, actor="marta"
    )
    server.take(fair.tablet, undone)
    known = known_event(fair, server)
    assert (known["event"]["place"], known["event"]["gift"]) == ("Parque Demo", "Polera")
    assert (known["words"], known["cancelled"]) == (4, False)


def test_hours_of_two_edits_are_never_mixed_into_an_event_that_ends_before_it_begins(
    fair: Fair, server: Server
):
    starts, ends = event().starts_at, event().ends_at
    later = edit(fair, fair.tablet, starts_at=ends - HOUR)
    server.clock.pass_by(minutes=2)
    shorter = edit(fair, fair.tablet, ends_at=starts + HOUR)
    server.take(fair.tablet, later, shorter)
    known = KnownEvent.model_validate(known_event(fair, server))
    assert (known.event.starts_at, known.event.ends_at) == (starts, starts + HOUR)
    assert [one.field for one in known.overruled] == ["starts_at"]


def test_what_was_answered_stays_when_the_question_is_another_one(fair: Fair, server: Server):
    answered = QualifierAnswer(question=WHEN.question, answer="Este mes")
    who = fair.signs_up(answers=(answered,))
    asked = Qualifier(question="¿Viene en auto?", answers=("Sí", "No"))
    server.take(fair.tablet, edit(fair, fair.tablet, qualifiers=(asked,)))
    assert known_event(fair, server)["event"]["qualifiers"][0]["question"] == "¿Viene en auto?"
    (kept,) = [row for row in server.rows(record) if row["id"] == str(who)]
    assert orjson.loads(kept["raw"])["body"]["answers"] == [answered.model_dump()]


def test_another_branch_says_nothing_about_an_event_its_sign_ups_and_its_door(
    fair: Fair, server: Server
):
    who, lima = fair.signs_up(), server.tablet("LIMA")
    named = {"event": fair.id, "sign_up": who, "customer": who}
    told = visitor("Otra Persona")
    reports = server.take(
        lima,
        edit(fair, lima, place="Lima", **ABROAD),
        lima.record("sign_up", sign_up("Ana Muestra"), {"event": fair.id}, **ABROAD),
        lima.record("check_in", check_in(), named, **ABROAD),
        lima.record("profile", Profile(name=told.name), named, **ABROAD),
        lima.record("retraction", Retraction(), {"record": fair.id}, **ABROAD),
        lima.record("retraction", Retraction(), {"record": who}, **ABROAD),
    )
    assert [(report.code, report.field) for report in reports] == [
        (Code.NOT_ALLOWED, "refs.event"),
        (Code.NOT_ALLOWED, "refs.event"),
        (Code.NOT_ALLOWED, "refs.sign_up"),
        (Code.NOT_ALLOWED, "refs.sign_up"),
        (Code.NOT_ALLOWED, "refs.record"),
        (Code.NOT_ALLOWED, "refs.record"),
    ]
    known = known_event(fair, server)
    assert (known["event"]["place"], known["words"]) == ("Parque Demo", 1)
    (held,) = fair.passes().values()
    assert (held["name"], held["arrivals"]) == ("Laura E.", [])


def test_what_another_branch_told_before_the_event_and_the_sign_up_came_says_nothing(
    server: Server,
):
    tablet, lima = server.tablet(), server.tablet("LIMA")
    made = tablet.record("event", event(), actor="marta")
    late = tablet.record("sign_up", sign_up(), {"event": record_id(made)})
    who = record_id(late)
    named = {"event": record_id(made), "sign_up": who, "customer": who}
    word = lima.record("event", event(place="Lima"), {"event": record_id(made)}, **ABROAD)
    server.take(lima, word, lima.record("check_in", check_in(), named, **ABROAD))
    server.take(tablet, made, late)
    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    assert mirror.document(DownKind.EVENT, record_id(made))["event"]["place"] == "Parque Demo"
    assert mirror.document(DownKind.PASS, who)["arrivals"] == []
