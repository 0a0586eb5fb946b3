"""«Mis contactos»: who is due, what a try changes at once, and what a pull must not hide."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.attempts import MadeAttempt, Obstacle, Outcome
from app.domain.cases import CaseState, ComplaintCase, KnownComplaint
from app.domain.catalogue import CarModel
from app.domain.clock import epoch_ms
from app.domain.complaints import ComplaintKind
from app.domain.consent import Channel, DatedDecision, Decision, Purpose
from app.domain.customers import Interaction, InteractionKind
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.handbook import CareTip, ServiceWork
from app.domain.house_rules import HouseRule, RuleKind
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.services.callcards import ConsentMark, Hours
from app.services.contact_list import Section
from app.services.fichas import DueLine
from app.services.forms import VisitForm
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, days_ago, due_of, staff
from tests.builders import CARLA, MARTA, NUNOA, ROSA, HandClock, decision
from tests.domain.complaint_builders import chilean


@pytest.fixture
def ana(server: FakeServer) -> UUID:
    who = server.ids.new()
    server.publish("customer", who, customer(who))
    return who


@pytest.fixture
def due(rig: Rig, server: FakeServer, clock: HandClock, ana: UUID) -> DueContact:
    """Ana's due: she came three days ago."""
    made = due_of(ana, days_ago(clock, 3), server.ids.new())
    server.publish("due_contact", made.id, made)
    rig.sync()
    return made


def _publish(server: FakeServer, clock: HandClock, full: str, days: int, **parts: object) -> UUID:
    who = server.ids.new()
    server.publish("customer", who, customer(who, full))
    made = due_of(who, days_ago(clock, days), server.ids.new(), **parts)  # type: ignore[arg-type]
    server.publish("due_contact", made.id, made)
    return made.id


def test_the_list_is_ordered_by_what_is_late_what_ends_today_and_what_this_week_brings(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    _publish(server, clock, "Luz Semana", 2)
    _publish(server, clock, "Ida Tarde", 9)
    _publish(server, clock, "Eva Hoy", 7)
    _publish(server, clock, "Pía Nueva", 0)
    _publish(server, clock, "Noa Caliente", 0, intent=9)
    _publish(server, clock, "Ema Vencida", 31)
    _publish(server, clock, "Otra Ajena", 2, owner="luis")
    rig.sync()
    rows = rig.tablet.contacts.rows(CARLA)
    assert [(row.name, row.section) for row in rows] == [
        ("Ida Tarde", Section.LATE),
        ("Eva Hoy", Section.TODAY),
        ("Luz Semana", Section.WEEK),
        ("Noa Caliente", Section.WEEK),
    ]
    assert {row.attempt for row in rows} == {1}
    assert rows[0].reason is DueReason.LATE


def test_a_chief_sees_the_whole_branch_and_a_receptionist_only_what_is_hers(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    _publish(server, clock, "Ana Una", 2)
    _publish(server, clock, "Eva Dos", 2, owner="luis")
    rig.sync()
    assert [row.name for row in rig.tablet.contacts.rows(MARTA)] == ["Ana Una", "Eva Dos"]
    assert rig.tablet.contacts.rows(ROSA) == []


def test_a_due_without_a_way_to_reach_the_person_is_shown_as_blocked(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    blocked = _publish(
        server,
        clock,
        "Ana Bloqueada",
        2,
        state=DueState.BLOCKED,
        reason=DueReason.NO_CHANNEL,
        channels=(),
    )
    rig.sync()
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.state, row.reason, row.hours) == (DueState.BLOCKED, DueReason.NO_CHANNEL, None)
    card = rig.tablet.calling.card(CARLA, blocked)
    assert card is not None
    assert (card.obstacle, card.next_slot) == (Obstacle.CLOSED, None)


def test_a_missed_try_counts_at_once_offline_and_names_the_next_slot(
    rig: Rig, due: DueContact, clock: HandClock
) -> None:
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.NO_ANSWER)

    assert not called.closed
    assert called.next_slot is not None
    assert called.next_slot.isoformat() == "2026-03-03T09:00:00-03:00"
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert (card.attempt, card.obstacle, card.hours) == (2, Obstacle.SAME_DAY, Hours(9, 12))
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.attempt, row.section) == (2, Section.LATER)
    clock.pass_by(days=1)
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.section, row.hours) == (Section.WEEK, Hours(15, 18))


def test_a_try_says_which_number_was_dialled(rig: Rig, due: DueContact) -> None:
    rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.WRONG_NUMBER)
    (kept,) = rig.store.captures.live("attempt")
    assert kept.doc["body"]["to"] == "+56955500001"


def test_three_misses_close_and_the_due_takes_no_more(
    rig: Rig, due: DueContact, clock: HandClock
) -> None:
    calling = rig.tablet.calling
    calling.record_attempt(CARLA, due.id, Outcome.NO_ANSWER)
    clock.pass_by(days=1, hours=3)
    calling.record_attempt(CARLA, due.id, Outcome.BUSY)
    clock.pass_by(days=1, hours=-6)
    called = calling.record_attempt(CARLA, due.id, Outcome.VOICEMAIL)
    assert (called.closed, called.next_slot) == (True, None)
    assert rig.tablet.contacts.rows(CARLA) == []
    card = calling.card(CARLA, due.id)
    assert card is not None
    assert (card.due.state, card.due.reason) == (DueState.CLOSED, DueReason.NOT_INSISTING)
    with pytest.raises(Problem) as refused:
        calling.record_attempt(CARLA, due.id, Outcome.TALKED_OK)
    assert (refused.value.code, refused.value.detail) == (Code.NOT_ALLOWED, "closed")


def test_a_refusal_closes_and_the_next_line_is_offered(
    rig: Rig, due: DueContact, server: FakeServer, clock: HandClock
) -> None:
    other = _publish(server, clock, "Eva Otra", 2)
    rig.sync()
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.REFUSED)
    assert (called.closed, called.next_due) == (True, other)
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert card.due.reason is DueReason.REFUSED


def test_the_hour_a_person_asks_for_moves_the_line_to_that_day(
    rig: Rig, due: DueContact, clock: HandClock
) -> None:
    asked = clock.now() + timedelta(days=2, hours=1)
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.CALL_LATER, asked)
    assert called.next_slot == asked
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.section, row.call_again_at, row.attempt) == (Section.LATER, asked, 1)
    clock.pass_by(days=2)
    [row] = rig.tablet.contacts.rows(CARLA)
    assert row.section is Section.TODAY


def test_an_attempt_made_here_and_told_by_a_pull_counts_once(
    rig: Rig, due: DueContact, server: FakeServer, clock: HandClock
) -> None:
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.NO_ANSWER)
    made = MadeAttempt(id=called.record, made_at=clock.now(), outcome=Outcome.NO_ANSWER, by="carla")
    server.publish("due_contact", due.id, due.model_copy(update={"attempts": (made,)}))
    server.retry = {called.record}
    rig.store.mirror.apply(server.pull("", _everything()))
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert card.attempt == 2


def test_a_pull_that_does_not_know_of_an_attempt_does_not_hide_it(
    rig: Rig, due: DueContact, server: FakeServer
) -> None:
    rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.REFUSED)
    server.publish("due_contact", due.id, due)
    rig.store.mirror.apply(server.pull("", _everything()))
    assert rig.tablet.contacts.rows(CARLA) == []


def test_once_pulled_what_the_server_says_of_an_attempt_holds(
    rig: Rig, due: DueContact, server: FakeServer
) -> None:
    rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.REFUSED)
    rig.sync()
    server.publish("due_contact", due.id, due)
    rig.sync()
    assert [row.due for row in rig.tablet.contacts.rows(CARLA)] == [due.id]


def test_an_attempt_on_a_due_that_was_superseded_counts_on_its_successor(
    rig: Rig, due: DueContact, server: FakeServer, clock: HandClock
) -> None:
    rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.NO_ANSWER)
    newer = due_of(due.customer, days_ago(clock, 1), server.ids.new())
    closed = {"state": DueState.CLOSED, "superseded_by": newer.id, "reason": DueReason.SUPERSEDED}
    server.publish("due_contact", due.id, due.model_copy(update=closed))
    server.publish("due_contact", newer.id, newer)
    rig.store.mirror.apply(server.pull("", _everything()))
    card = rig.tablet.calling.card(CARLA, newer.id)
    assert card is not None
    assert card.attempt == 2
    assert [row.due for row in rig.tablet.contacts.rows(CARLA)] == [newer.id]


def test_an_undone_attempt_never_was_also_where_it_had_closed_the_due(
    rig: Rig, due: DueContact, server: FakeServer, clock: HandClock
) -> None:
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.REFUSED)
    made = MadeAttempt(id=called.record, made_at=clock.now(), outcome=Outcome.REFUSED, by="carla")
    closed = {
        "attempts": (made,),
        "state": DueState.CLOSED,
        "reason": DueReason.REFUSED,
    }
    server.publish("due_contact", due.id, due.model_copy(update=closed))
    rig.sync()
    rig.tablet.calling.undo(CARLA, called.record)
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert (card.due.state, card.attempts, card.attempt) == (DueState.OPEN, (), 1)


def test_only_sellers_and_chiefs_record_attempts(rig: Rig, due: DueContact) -> None:
    with pytest.raises(Problem) as refused:
        rig.tablet.calling.record_attempt(ROSA, due.id, Outcome.TALKED_OK)
    assert refused.value.code is Code.NOT_ALLOWED


def test_a_due_that_is_not_here_has_no_card_and_takes_no_attempt(
    rig: Rig, server: FakeServer
) -> None:
    assert rig.tablet.calling.card(CARLA, server.ids.new()) is None
    with pytest.raises(Problem) as refused:
        rig.tablet.calling.record_attempt(CARLA, server.ids.new(), Outcome.TALKED_OK)
    assert refused.value.code is Code.NOT_FOUND


def test_the_card_tells_phone_consents_history_and_what_to_say(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    who, trigger = server.ids.new(), server.ids.new()
    at = int(days_ago(clock, 3).timestamp() * 1000)
    visit = Interaction(
        record=trigger, kind=InteractionKind.VISIT, at=at, by="marta", outcome="renewal"
    )
    grant = DatedDecision(decision=decision(Channel.EMAIL), at=at, record=trigger, by="marta")
    server.publish("customer", who, customer(who, "Ana Prueba", recent=(visit,), consents=(grant,)))
    made = due_of(who, days_ago(clock, 3), trigger, models=("Terra 5",))
    server.publish("due_contact", made.id, made)
    rig.sync()
    rig.tablet.calling.record_attempt(CARLA, made.id, Outcome.NO_ANSWER)

    card = rig.tablet.calling.card(staff(CARLA), made.id)

    assert card is not None
    assert (card.name, card.phone) == ("Ana Prueba", "+56955500001")
    assert card.marks == (
        ConsentMark(Purpose.QUOTE, Channel.PHONE, allowed=True),
        ConsentMark(Purpose.QUOTE, Channel.WHATSAPP, allowed=False),
        ConsentMark(Purpose.MARKETING, Channel.EMAIL, allowed=True),
    )
    assert [(line.kind, line.code, line.by, line.here_only) for line in card.history] == [
        ("attempt", "no_answer", "Carla Modelo", True),
        ("visit", "renewal", "Marta Jornada", False),
    ]
    script = card.script
    assert (script.customer, script.seller, script.dealer, script.models) == (
        "Ana",
        "Carla Modelo",
        "Automotriz Demo",
        ("Terra 5",),
    )
    assert script.visited_on.isoformat() == "2026-02-27"


def test_a_withdrawal_made_here_closes_the_channel_on_the_card_at_once(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    who = server.ids.new()
    grants = tuple(
        DatedDecision(
            decision=decision(channel, Decision.GRANT, Purpose.QUOTE), at=1, record=who, by="carla"
        )
        for channel in (Channel.PHONE, Channel.WHATSAPP)
    )
    server.publish("customer", who, customer(who, consents=grants))
    made = due_of(
        who,
        days_ago(clock, 3),
        server.ids.new(),
        channels=(Channel.PHONE, Channel.WHATSAPP),
    )
    server.publish("due_contact", made.id, made)
    rig.sync()

    rig.tablet.consents.withdraw(CARLA, who, Purpose.QUOTE, Channel.WHATSAPP)
    card = rig.tablet.calling.card(CARLA, made.id)
    assert card is not None
    assert card.due.channels == (Channel.PHONE,)

    rig.tablet.consents.withdraw(CARLA, who, Purpose.QUOTE, Channel.PHONE)
    card = rig.tablet.calling.card(CARLA, made.id)
    assert card is not None
    assert (card.due.state, card.due.channels) == (DueState.BLOCKED, ())
    assert card.obstacle is Obstacle.CLOSED


def _everything():
    from app.domain.contract import Pull

    return Pull(limit=1000)


def _more(server: FakeServer, due: DueContact, **parts: object) -> DueContact:
    """Publish another contact of the same customer."""
    changed = {"id": server.ids.new(), "programme": "MANT", "purpose": Purpose.SERVICE, **parts}
    made = due.model_copy(update=changed)
    server.publish("due_contact", made.id, made)
    return made


def test_a_try_counts_for_all_that_the_call_was_about_and_is_taken_back_as_one(
    rig: Rig, server: FakeServer, due: DueContact
) -> None:
    service = _more(server, due)
    rig.sync()
    calling = rig.tablet.calling
    [row] = rig.tablet.contacts.rows(CARLA)
    assert {row.programme, *row.also} == {"POTENCIAL", "MANT"}

    called = calling.record_attempt(CARLA, due.id, Outcome.NO_ANSWER)
    cards = [calling.card(CARLA, one) for one in (due.id, service.id)]
    assert [card.attempt for card in cards if card] == [2, 2]
    calling.undo(CARLA, called.record)
    cards = [calling.card(CARLA, one) for one in (due.id, service.id)]
    assert [card.attempt for card in cards if card] == [1, 1]


def test_letters_and_e_mails_are_the_office_s_and_no_line_here(
    rig: Rig, server: FakeServer, due: DueContact
) -> None:
    letter = _more(server, due, programme="ANIV", channels=(Channel.LETTER,))
    written = _more(server, due, programme="CUMPLE", channels=(Channel.WHATSAPP,))
    rig.sync()
    rows = rig.tablet.contacts.rows(CARLA)
    assert [row.due for row in rows] == [due.id, written.id]
    assert letter.id not in {row.due for row in rows}


def test_who_was_tried_today_about_something_else_is_for_another_day(
    rig: Rig, server: FakeServer, ana: UUID, due: DueContact, clock: HandClock
) -> None:
    tried = Interaction(
        record=server.ids.new(),
        kind=InteractionKind.ATTEMPT,
        at=epoch_ms(clock.now()),
        by="luis",
        outcome="no_answer",
    )
    server.publish("customer", ana, customer(ana, recent=(tried,)))
    rig.sync()
    [row] = rig.tablet.contacts.rows(CARLA)
    assert row.section is Section.LATER
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert (card.obstacle, card.next_slot) == (
        None,
        datetime.fromisoformat("2026-03-03T09:00:00-03:00"),
    )


def test_a_programme_that_is_tried_once_ends_with_its_first_miss(
    rig: Rig, server: FakeServer, due: DueContact
) -> None:
    once = _more(server, due, tries=1)
    rig.sync()
    rig.tablet.calling.record_attempt(CARLA, once.id, Outcome.NO_ANSWER)
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.due, row.attempt, row.tries) == (due.id, 2, 3)


def test_what_is_more_than_a_day_s_calls_is_for_later(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    rule = HouseRule(
        kind=RuleKind.CALLS_A_DAY, country=Country.CL, since=clock.now().date(), calls=2
    )
    server.publish("setting", "branch", NUNOA.model_copy(update={"rules": (rule,)}))
    for n, name in enumerate(("Ana Una", "Eva Dos", "Ida Tres")):
        _publish(server, clock, name, 9 - n)
    rig.sync()
    rows = rig.tablet.contacts.rows(CARLA)
    assert [(row.name, row.section is Section.LATER) for row in rows] == [
        ("Ana Una", False),
        ("Eva Dos", False),
        ("Ida Tres", True),
    ]
    rig.tablet.calling.record_attempt(CARLA, rows[0].due, Outcome.TALKED_OK)
    later = [row.name for row in rig.tablet.contacts.rows(CARLA) if row.section is Section.LATER]
    assert later == ["Ida Tres"]


def test_an_open_complaint_is_on_the_card_until_it_is_closed(
    rig: Rig, server: FakeServer, ana: UUID, due: DueContact
) -> None:
    case = ComplaintCase(
        record=server.ids.new(),
        complaint=chilean(),
        kind=ComplaintKind.RECLAMO,
    )
    known = KnownComplaint(
        id=case.record, branch="NUNOA", by="marta", at=0, customer=ana, case=case
    )
    server.publish("complaint", known.id, known)
    rig.sync()
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert [one.id for one in card.complaints] == [known.id]
    closed = case.model_copy(update={"state": CaseState.CLOSED})
    server.publish("complaint", known.id, known.model_copy(update={"case": closed}))
    rig.sync()
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert card.complaints == ()


def _handbook(server: FakeServer) -> None:
    mazda = CarModel(code="cx-5", make="Mazda", name="CX-5", rank=1)
    server.publish("catalogue", mazda.code, mazda)
    row: dict[str, Any] = {"country": Country.CL, "make": "Mazda", "valid_from": date(2026, 1, 1)}
    work = ServiceWork(**row, step="km10000", work="Aceite", price=99_990, minutes=90, demo=True)
    tip = CareTip(**row, text="Revise la presión")
    server.publish("service_work", work.id(), work)
    server.publish("care_tip", tip.id(), tip)


def test_the_card_tells_the_work_of_the_maintenance_and_tips_for_the_model(
    rig: Rig, server: FakeServer, clock: HandClock, ana: UUID
) -> None:
    _handbook(server)
    made = due_of(ana, days_ago(clock, 3), server.ids.new(), models=("CX-5",), step="m12")
    server.publish("due_contact", made.id, made)
    rig.sync()

    card = rig.tablet.calling.card(CARLA, made.id)

    assert card is not None
    [work] = card.care.works.values()
    assert (work.work, work.price, work.minutes, work.demo) == ("Aceite", 99_990, 90, True)
    assert [tip.text for tip in card.care.tips] == ["Revise la presión"]


def test_a_call_about_another_model_or_no_maintenance_has_no_work_to_tell(
    rig: Rig, server: FakeServer, clock: HandClock, ana: UUID
) -> None:
    _handbook(server)
    visited = due_of(ana, days_ago(clock, 3), server.ids.new(), models=("MX-5",), step=None)
    server.publish("due_contact", visited.id, visited)
    rig.sync()

    card = rig.tablet.calling.card(CARLA, visited.id)

    assert card is not None
    assert (card.care.works, card.care.tips) == ({}, ())


def _refused(rig: Rig, server: FakeServer, due: DueContact) -> None:
    """The server knows that Ana refused."""
    rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.REFUSED)
    closed = rig.tablet.calling.card(CARLA, due.id)
    assert closed is not None
    server.publish("due_contact", due.id, closed.due)
    rig.sync()


def test_a_chief_opens_a_contact_again_offline_and_takes_it_back(
    rig: Rig, due: DueContact, server: FakeServer, clock: HandClock
) -> None:
    _refused(rig, server, due)
    clock.pass_by(hours=1)
    [line] = [one for one in _lines(rig, due) if one.over]
    assert (line.due, line.over) == (due.id, DueReason.REFUSED)
    assert rig.tablet.contacts.rows(MARTA) == []

    saved = rig.tablet.steps.reopen(MARTA, due.id, "Pidió que la llamemos")

    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.due, row.attempt, row.state) == (due.id, 1, DueState.OPEN)
    rig.tablet.steps.undo(MARTA, saved.record)
    assert rig.tablet.contacts.rows(CARLA) == []


def _lines(rig: Rig, due: DueContact) -> tuple[DueLine, ...]:
    ficha = rig.tablet.fichas.ficha(MARTA, due.customer)
    assert ficha is not None
    return ficha.dues


def test_nobody_but_a_chief_opens_one_and_never_without_a_reason(
    rig: Rig, due: DueContact, server: FakeServer
) -> None:
    with pytest.raises(Problem) as still_open:
        rig.tablet.steps.reopen(MARTA, due.id, "Pidió que la llamemos")
    _refused(rig, server, due)
    with pytest.raises(Problem) as seller:
        rig.tablet.steps.reopen(CARLA, due.id, "Pidió que la llamemos")
    with pytest.raises(Problem) as silent:
        rig.tablet.steps.reopen(MARTA, due.id, "   ")

    refusals = [(one.value.code, one.value.field) for one in (still_open, seller, silent)]
    assert refusals == [
        (Code.NOT_ALLOWED, "due"),
        (Code.NOT_ALLOWED, "due"),
        (Code.INVALID_FIELD, "reason"),
    ]


@pytest.mark.parametrize("who", [MARTA, ROSA], ids=["chief", "reception"])
def test_a_maintenance_waits_for_its_parts_until_a_chief_or_reception_confirms_them_offline(
    rig: Rig, server: FakeServer, clock: HandClock, ana: UUID, who: Person
) -> None:
    first = HouseRule(
        kind=RuleKind.PARTS_FIRST, country=Country.CL, since=date(2026, 1, 1), required=True
    )
    server.publish("setting", "branch", NUNOA.model_copy(update={"rules": (first,)}))
    made = due_of(ana, days_ago(clock, 3), server.ids.new(), programme="MANT", step="m12")
    server.publish("due_contact", made.id, made)
    rig.sync()

    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.state, row.reason) == (DueState.BLOCKED, DueReason.PARTS_UNCONFIRMED)
    with pytest.raises(Problem):
        rig.tablet.steps.confirm_parts(CARLA, made.id)
    waiting = [row.due for row in rig.tablet.contacts.to_confirm(ROSA)]
    assert (waiting, rig.tablet.contacts.to_confirm(CARLA)) == ([made.id], [])
    card = rig.tablet.calling.card(ROSA, made.id)
    assert card is not None
    assert card.due.reason is DueReason.PARTS_UNCONFIRMED
    rig.tablet.steps.confirm_parts(who, made.id)

    assert rig.tablet.contacts.to_confirm(ROSA) == []
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.state, row.attempt) == (DueState.OPEN, 1)


def test_a_wrong_number_is_corrected_on_the_tablet_and_the_contact_is_open_again(
    rig: Rig, due: DueContact, clock: HandClock
) -> None:
    calling = rig.tablet.calling
    calling.record_attempt(CARLA, due.id, Outcome.WRONG_NUMBER)
    clock.pass_by(hours=1)
    assert rig.tablet.contacts.rows(CARLA) == []
    [row] = rig.tablet.contacts.to_correct(CARLA)
    assert (row.due, row.reason) == (due.id, DueReason.WRONG_NUMBER)
    assert rig.tablet.contacts.to_correct(ROSA) == []
    ficha = rig.tablet.fichas.ficha(CARLA, due.customer)
    assert ficha is not None
    assert [one.over for one in ficha.dues] == [DueReason.WRONG_NUMBER]
    with pytest.raises(Problem) as short:
        rig.tablet.steps.fix_number(CARLA, due.id, "9 5550 12")
    assert short.value.field == "phone"

    rig.tablet.steps.fix_number(CARLA, due.id, "9 5550 7777")

    assert rig.tablet.contacts.to_correct(CARLA) == []
    assert [one.due for one in rig.tablet.contacts.rows(CARLA)] == [due.id]
    card = rig.tablet.calling.card(CARLA, due.id)
    assert card is not None
    assert (card.phone, card.due.state, card.attempt) == ("+56955507777", DueState.OPEN, 1)
    with pytest.raises(Problem):
        rig.tablet.steps.fix_number(CARLA, due.id, "9 5550 8888")


def test_a_call_after_the_workshop_is_about_the_order_of_the_week_too(
    rig: Rig, server: FakeServer, due: DueContact
) -> None:
    today = due.opens_on

    def after(n: int, days: int) -> DueContact:
        ends = today + timedelta(days=days)
        named = {"id": UUID(int=80 + n), "programme": "POSTSERV", "vehicle": f"CAR{n}"}
        window = {"opens_on": ends - timedelta(days=2), "window_to": ends}
        made = due.model_copy(update={**named, **window, "expires_on": ends + timedelta(days=10)})
        server.publish("due_contact", made.id, made)
        return made

    one, same, other = after(1, 2), after(2, 7), after(3, 8)
    rig.sync()
    card = rig.tablet.calling.card(CARLA, one.id)
    assert card is not None
    assert {it.id for it in card.also} == {due.id, same.id}

    rig.tablet.calling.record_attempt(CARLA, one.id, Outcome.TALKED_OK)

    card = rig.tablet.calling.card(CARLA, other.id)
    assert card is not None
    assert card.due.state is DueState.OPEN
    card = rig.tablet.calling.card(CARLA, same.id)
    assert card is not None
    assert card.due.state is DueState.CLOSED


def test_what_else_was_to_be_called_about_waits_offline_for_another_number(
    rig: Rig, server: FakeServer, due: DueContact, clock: HandClock
) -> None:
    luis = CARLA.model_copy(update={"code": "luis"})
    other = due.model_copy(update={"id": UUID(int=77), "owner": "luis", "programme": "POSTVENTA"})
    server.publish("due_contact", other.id, other)
    rig.sync()
    called = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.WRONG_NUMBER)
    clock.pass_by(hours=1)

    [row] = rig.tablet.contacts.rows(luis)
    assert (row.state, row.reason) == (DueState.BLOCKED, DueReason.WRONG_NUMBER)
    card = rig.tablet.calling.card(luis, other.id)
    assert card is not None
    assert (card.phone, card.due.state) == (None, DueState.BLOCKED)

    rig.tablet.steps.fix_number(luis, other.id, "9 5550 7777")

    [row] = rig.tablet.contacts.rows(luis)
    assert row.state is DueState.OPEN
    assert [one.due for one in rig.tablet.contacts.rows(CARLA)] == [due.id]
    card = rig.tablet.calling.card(luis, other.id)
    assert card is not None
    assert card.phone == "+56955507777"
    assert called.closed


def test_what_the_server_knows_to_wait_for_a_number_is_called_once_it_is_told_here(
    rig: Rig, server: FakeServer, due: DueContact
) -> None:
    waits = {"state": DueState.BLOCKED, "reason": DueReason.WRONG_NUMBER}
    server.publish("due_contact", due.id, due.model_copy(update=waits))
    rig.sync()
    [row] = rig.tablet.contacts.rows(CARLA)
    assert (row.state, row.reason) == (DueState.BLOCKED, DueReason.WRONG_NUMBER)

    saved = rig.tablet.steps.fix_number(CARLA, due.id, "9 5550 7777")

    [row] = rig.tablet.contacts.rows(CARLA)
    assert row.state is DueState.OPEN
    rig.tablet.steps.undo(CARLA, saved.record)
    [row] = rig.tablet.contacts.rows(CARLA)
    assert row.state is DueState.BLOCKED


def test_a_visit_that_tells_another_number_opens_offline_what_a_wrong_one_closed(
    rig: Rig, due: DueContact, clock: HandClock
) -> None:
    calling = rig.tablet.calling
    calling.record_attempt(CARLA, due.id, Outcome.WRONG_NUMBER)
    clock.pass_by(hours=1)
    same = VisitForm(name="Ana Prueba", phone="9 5550 0001", customer=due.customer)
    rig.tablet.capture.save_visit(CARLA, same)
    assert rig.tablet.contacts.rows(CARLA) == []

    came = VisitForm(name="Ana Prueba", phone="9 5550 7777", customer=due.customer)
    saved = rig.tablet.capture.save_visit(CARLA, came)

    assert rig.tablet.contacts.to_correct(CARLA) == []
    assert due.id in [one.due for one in rig.tablet.contacts.rows(CARLA)]
    card = calling.card(CARLA, due.id)
    assert card is not None
    assert (card.phone, card.due.state) == ("+56955507777", DueState.OPEN)
    assert [line.code for line in card.history] == ["wrong_number"]
    rig.tablet.capture.undo(CARLA, saved.record)
    assert rig.tablet.contacts.rows(CARLA) == []


def test_a_visit_that_tells_another_number_opens_what_the_server_knows_as_closed(
    rig: Rig, server: FakeServer, due: DueContact, clock: HandClock
) -> None:
    wrong = MadeAttempt(
        id=server.ids.new(), made_at=clock.now(), outcome=Outcome.WRONG_NUMBER, by="carla"
    )
    closed = {"state": DueState.CLOSED, "reason": DueReason.WRONG_NUMBER, "attempts": (wrong,)}
    server.publish("due_contact", due.id, due.model_copy(update=closed))
    rig.sync()
    clock.pass_by(hours=1)
    assert [one.due for one in rig.tablet.contacts.to_correct(CARLA)] == [due.id]

    came = VisitForm(name="Ana Prueba", phone="9 5550 7777", customer=due.customer)
    rig.tablet.capture.save_visit(CARLA, came)

    assert rig.tablet.contacts.to_correct(CARLA) == []
    assert [one.due for one in rig.tablet.contacts.rows(CARLA)] == [due.id]
