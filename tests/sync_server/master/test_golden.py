"""The golden record is a pure fold: best value first, all kept, whatever the order of arrival."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.domain.attempts import Attempt, Outcome
from app.domain.clock import epoch_ms
from app.domain.consent import Basis, Channel, Decision, Purpose
from app.domain.fields import State
from app.domain.ids import due_contact_id
from app.domain.imports import ListedCustomer, Sale
from app.domain.people import PersonName
from app.domain.visits import CarCondition, Consent, Profile
from sync_server.master.facts import Fact
from sync_server.master.golden import Projection, project
from tests.builders import LIMA, NOON, NUNOA, decision, dni, email, name, phone, rut, visit

BRANCHES = {"NUNOA": NUNOA, "LIMA": LIMA}
CUSTOMER = UUID(int=7)
DAY = 24 * 3600 * 1000
START = epoch_ms(NOON)


def fact(number: int, kind: str, body: BaseModel, day: int = 0, **more: object) -> Fact:
    fields: dict[str, object] = {
        "id": UUID(int=number),
        "text": str(UUID(int=number)),
        "kind": kind,
        "at": START + day * DAY,
        "seq": number,
        "actor": "carla",
        "branch": "NUNOA",
        "refs": {},
        "body": body,
    }
    return Fact(**(fields | more))  # type: ignore[arg-type]


def folded(*facts: Fact, absorbed: Sequence[UUID] = ()) -> Projection:
    return project(CUSTOMER, list(facts), BRANCHES, absorbed)


def test_a_fuller_name_prevails_and_the_others_are_kept():
    known = folded(
        fact(1, "visit", visit("Ana Prueba")),
        fact(2, "visit", visit("Ana"), day=1),
    ).customer
    assert [known_name.value.typed for known_name in known.names] == ["Ana Prueba", "Ana"]
    assert known.names[0].origin.record == UUID(int=1)


def test_of_one_name_in_several_spellings_the_accented_and_unabbreviated_one_prevails():
    known = folded(
        fact(1, "visit", visit("José Núñez")),
        fact(2, "visit", visit("Jose Nunez"), day=1),
        fact(3, "visit", visit("J. Nunez"), day=2),
    ).customer
    shown = [known_name.value.typed for known_name in known.names]
    assert shown == ["José Núñez", "Jose Nunez", "J. Nunez"]


def test_a_name_that_was_corrected_prevails_over_an_accented_older_one():
    known = folded(
        fact(1, "visit", visit("María Núñez")),
        fact(2, "profile", Profile(name=name("Marta Nunez")), day=1),
    ).customer
    assert known.names[0].value.typed == "Marta Nunez"


def test_what_our_people_heard_prevails_over_a_newer_list_and_a_sale_over_both():
    two, three = (Profile(phone=phone(f"+5695550000{n}")) for n in (2, 3))
    listed = ListedCustomer(source="SAP", source_id="1", person=two, basis=Basis.CONTRACT)
    sold = Sale(source="SAP", source_id="2", person=three, sold_on=date(2026, 3, 1))
    heard = fact(1, "visit", visit(phone=phone()))
    known = folded(heard, fact(2, "listed_customer", listed, day=1)).customer
    assert [one.value.value for one in known.phones] == ["+56955500001", "+56955500002"]
    known = folded(heard, fact(3, "sale", sold)).customer
    assert known.phones[0].value.value == "+56955500003"


def test_a_proved_document_prevails_then_one_that_was_told_twice():
    proved = fact(1, "visit", visit(document=rut("169985553")))
    twice = [fact(n, "visit", visit(document=dni("44556677")), day=n) for n in (2, 3)]
    once = fact(4, "visit", visit(document=dni("11223344")), day=9)
    known = folded(proved, *twice, once).customer
    assert [one.value.value for one in known.documents] == ["169985553", "44556677", "11223344"]


def test_a_valid_phone_prevails_over_a_newer_doubtful_one():
    doubtful = phone("+56922222222", State.TO_VERIFY)
    known = folded(
        fact(1, "visit", visit(phone=phone())), fact(2, "visit", visit(phone=doubtful), day=1)
    ).customer
    assert [contact.value.value for contact in known.phones] == ["+56955500001", "+56922222222"]


OLD, NEW = "+56955500001", "+56922222222"
TWO_PHONES = (
    fact(1, "visit", visit(phone=phone(OLD))),
    fact(2, "visit", visit(phone=phone(NEW)), day=1),
)


def tried(number: int, outcome: Outcome, day: int, **said: object) -> Fact:
    refs = {"due": UUID(int=99), "customer": CUSTOMER}
    body = Attempt.model_validate({"outcome": outcome} | said)
    return fact(number, "attempt", body, day=day, refs=refs)


def numbers(*facts: Fact) -> list[str | None]:
    return [one.value.value for one in folded(*facts).customer.phones]


def test_the_phone_on_which_the_customer_answered_prevails_over_a_newer_one():
    answered = tried(3, Outcome.TALKED_OK, 2, to=OLD)
    assert numbers(*TWO_PHONES) == [NEW, OLD]
    assert numbers(*TWO_PHONES, answered) == [OLD, NEW]
    proved, other = folded(*TWO_PHONES, answered).customer.phones
    assert (proved.origin.record, other.verified, other.wrong) == (UUID(int=1), None, None)
    assert proved.verified is not None
    assert (proved.verified.record, proved.verified.by) == (UUID(int=3), "carla")


def test_a_phone_of_somebody_else_comes_last_until_the_customer_answers_there():
    wrong = tried(3, Outcome.WRONG_NUMBER, 2, to=NEW)
    doubtful = fact(4, "visit", visit(phone=phone("+56933333333", State.TO_VERIFY)))
    assert numbers(*TWO_PHONES, wrong, doubtful) == [OLD, "+56933333333", NEW]
    later = tried(5, Outcome.BOOKED, 3, to=NEW)
    assert numbers(*TWO_PHONES, wrong, later) == [NEW, OLD]
    assert numbers(*TWO_PHONES, tried(5, Outcome.BOOKED, 1, to=NEW), wrong) == [OLD, NEW]


def test_who_did_not_say_which_number_was_dialled_dialled_the_only_one_known_until_then():
    first, second = TWO_PHONES
    before, after = (tried(3, Outcome.TALKED_OK, 0), tried(4, Outcome.TALKED_OK, 2))
    (known,) = folded(first, before).customer.phones
    assert known.verified is not None
    assert numbers(first, before, second) == [OLD, NEW]
    assert numbers(first, second, after) == [NEW, OLD]


def test_nobody_reached_a_letter_and_a_try_taken_back_prove_nothing():
    for silent in (
        tried(3, Outcome.VOICEMAIL, 2, to=OLD),
        tried(3, Outcome.REOPENED, 2, to=OLD),
        tried(3, Outcome.TALKED_OK, 2, to=OLD, channel=Channel.LETTER),
        tried(3, Outcome.TALKED_OK, 2, to=OLD)._replace(hidden=True),
    ):
        assert numbers(*TWO_PHONES, silent) == [NEW, OLD]


def test_an_e_mail_that_was_answered_prevails_and_says_nothing_of_the_phone():
    seen = [fact(n, "visit", visit(email=email(f"{n}@a.example")), day=n) for n in (1, 2)]
    answered = tried(3, Outcome.TALKED_OK, 3, channel=Channel.EMAIL, to="1@a.example")
    known = folded(*seen, answered, *[fact(4, "visit", visit(phone=phone()))]).customer
    assert [one.value.value for one in known.emails] == ["1@a.example", "2@a.example"]
    assert [one.verified for one in known.phones] == [None]


def test_the_same_value_twice_is_one_value_with_its_newest_origin():
    known = folded(
        fact(1, "visit", visit(phone=phone())), fact(2, "visit", visit(phone=phone()), day=1)
    ).customer
    (contact,) = known.phones
    assert contact.origin.record == UUID(int=2)


def test_the_newest_visit_that_names_an_owner_decides_owner_and_branch():
    known = folded(
        fact(1, "visit", visit(owner="rosa")),
        fact(2, "visit", visit(owner="lucho"), day=1, branch="LIMA", actor="lucho"),
        fact(3, "visit", visit(), day=2),
    ).customer
    assert (known.owner, known.branch) == ("lucho", "LIMA")


def test_the_newest_decision_holds_per_purpose_and_channel():
    no = Consent(decisions=(decision(verdict=Decision.WITHDRAW),))
    known = folded(
        fact(1, "visit", visit(consents=(decision(), decision(Channel.EMAIL)))),
        fact(2, "consent", no, day=1),
    ).customer
    held = {d.decision.channel: d.decision.decision for d in known.consents}
    assert held == {Channel.WHATSAPP: Decision.WITHDRAW, Channel.EMAIL: Decision.GRANT}


def test_a_hidden_record_says_nothing():
    result = folded(
        fact(1, "visit", visit("Ana Prueba", phone=phone()), hidden=True),
        fact(2, "visit", visit("Ana"), day=1),
    )
    assert [known.value.typed for known in result.customer.names] == ["Ana"]
    assert (result.customer.phones, result.customer.visits, result.keys) == ((), 1, frozenset())


def test_a_customer_of_which_only_others_spoke_is_a_stub():
    consent = Consent(decisions=(decision(Channel.PHONE, Decision.REFUSE, Purpose.QUOTE),))
    result = folded(fact(1, "consent", consent))
    assert (result.stub, result.customer.active, result.dues) == (True, False, [])


def test_every_phone_and_e_mail_that_was_told_is_a_key_of_the_customer():
    result = folded(
        fact(1, "visit", visit(None, phone=phone())),
        fact(2, "profile", Profile(name=name("Ana Prueba"), email=email()), day=1),
    )
    assert result.keys == {"phone:+56955500001", "email:ana@prueba.example"}


def test_the_window_opens_the_same_day_for_who_wants_to_buy_soon():
    soon, later = (folded(fact(1, "visit", visit(phone=phone(), intent=i))).dues[0] for i in (8, 7))
    assert (soon.opens_on.isoformat(), later.opens_on.isoformat()) == ("2026-03-02", "2026-03-03")


def test_the_day_of_a_visit_is_that_of_its_branch():
    late = datetime.fromisoformat(
        "2026-03-03T02:30:00+00:00"
    )  # 23:30 of the day before in Santiago
    due = folded(fact(1, "visit", visit(phone=phone(), intent=9), at=epoch_ms(late))).dues[0]
    assert due.opens_on.isoformat() == "2026-03-02"


def test_without_a_phone_there_is_somebody_to_reach_and_no_channel():
    (due,) = folded(fact(1, "visit", visit(email=email()))).dues
    assert (due.state.value, due.reason.value, due.channels) == ("blocked", "no_channel", ())


def test_an_attempt_on_the_due_of_an_absorbed_customer_is_counted():
    former, seen = UUID(int=9), UUID(int=1)
    refs = {"due": due_contact_id("POTENCIAL", former, seen), "customer": former}
    tried = fact(2, "attempt", Attempt(outcome=Outcome.BUSY), day=1, refs=refs)
    (due,) = folded(fact(1, "visit", visit(phone=phone())), tried, absorbed=[former]).dues
    assert [made.id for made in due.attempts] == [UUID(int=2)]


FACTS = [
    fact(1, "visit", visit("Ana Prueba", phone=phone(), intent=3)),
    fact(2, "visit", visit(PersonName(typed="Ana").typed, email=email(), intent=9), day=3),
    fact(3, "profile", Profile(phone=phone("+56922222222")), day=1),
    fact(4, "consent", Consent(decisions=(decision(verdict=Decision.REFUSE),)), day=3),
    fact(5, "visit", visit("Ana Prueba", consents=(decision(),)), day=3, hidden=True),
    fact(
        6,
        "attempt",
        Attempt(outcome=Outcome.NO_ANSWER),
        day=4,
        refs={"due": due_contact_id("POTENCIAL", CUSTOMER, UUID(int=1))},
    ),
    tried(7, Outcome.TALKED_OK, 2, to="+56955500001"),
    tried(8, Outcome.WRONG_NUMBER, 3, to="+56955500001"),
    tried(9, Outcome.TALKED_OK, 5),
]


@given(st.permutations(FACTS))
def test_the_order_of_arrival_does_not_matter(order: list[Fact]):
    assert folded(*order) == folded(*FACTS)


@given(st.lists(st.sampled_from(FACTS), min_size=1, unique_by=lambda one: one.id))
def test_every_value_shown_comes_from_a_visible_record(facts: list[Fact]):
    known = folded(*facts).customer
    visible = {one.id for one in facts if not one.hidden}
    contacts = [*known.phones, *known.emails]
    origins = [value.origin for value in contacts] + [value.origin for value in known.texts]
    origins += [value.origin for value in known.names]
    assert {origin.record for origin in origins} <= visible
    assert known.records == len(visible)


def test_the_condition_of_the_car_is_as_it_was_told_last():
    known = folded(
        fact(1, "visit", visit("Ana Prueba")),
        fact(2, "profile", Profile(car_condition=CarCondition.FAULT), day=1),
        fact(3, "profile", Profile(car_condition=CarCondition.GOOD), day=2),
    ).customer

    told = [text.value for text in known.texts if text.field == "car_condition"]
    assert told == ["good", "fault"]
