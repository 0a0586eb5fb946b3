"""POTENCIAL: a visit without a sale is followed up in its window, once, and on allowed channels."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.clock import epoch_ms
from app.domain.consent import (
    Channel,
    ConsentDecision,
    DatedDecision,
    Decision,
    Initiative,
    Purpose,
    current,
)
from app.domain.ids import due_contact_id
from app.domain.people import Country
from app.domain.programmes import Prospect, potencial
from app.domain.visits import LifeStage

CUSTOMER = UUID(int=0xC)
MORNING = datetime(2026, 11, 23, 13, tzinfo=UTC)  # Monday, 10:00 in Santiago
DAY = date(2026, 11, 23)


def visit(days=0, number=1, **more):
    at = MORNING + timedelta(days=days)
    return Prospect(
        visit=UUID(int=number),
        at=epoch_ms(at),
        day=DAY + timedelta(days=days),
        owner="LP",
        branch="NUNOA",
        **more,
    )


def due_id(number):
    return due_contact_id("POTENCIAL", CUSTOMER, UUID(int=number))


def made(number, days, outcome="no_answer", hours=1):
    at = MORNING + timedelta(days=days, hours=hours)
    return MadeAttempt(id=UUID(int=number), made_at=at, outcome=Outcome(outcome), by="LP")


def consents(*said, initiative=Initiative.VISIT):
    return current(
        DatedDecision(
            decision=ConsentDecision(
                purpose=Purpose(purpose),
                channel=Channel(channel),
                decision=Decision(decision),
                text_id="cl-quote",
                text_version=1,
                text_sha256="0" * 64,
                locale="es_CL",
                initiative=initiative,
            ),
            at=number,
            record=UUID(int=number + 1),
            by="LP",
        )
        for number, (purpose, channel, decision) in enumerate(said)
    )


def dues(visits, attempts=None, said=()):
    return potencial(CUSTOMER, visits, attempts or {}, consents(*said))


def states(found):
    return [(due.state.value, due.reason.value) for due in found]


def attempts_of(due):
    return [attempt.id.int for attempt in due.attempts]


@pytest.mark.parametrize(
    ("intent", "opens"),
    [
        (None, date(2026, 11, 24)),
        (0, date(2026, 11, 24)),
        (7, date(2026, 11, 24)),
        (8, date(2026, 11, 23)),
        (10, date(2026, 11, 23)),
    ],
)
def test_the_window_is_the_week_after_the_visit_and_the_same_day_for_who_wants_to_buy(
    intent, opens
):
    (due,) = dues([visit(intent=intent)])

    assert (due.opens_on, due.window_to, due.expires_on) == (
        opens,
        date(2026, 11, 30),
        date(2026, 12, 23),
    )
    assert (due.programme, due.customer, due.trigger) == ("POTENCIAL", CUSTOMER, UUID(int=1))
    assert (due.id, due.owner, due.purpose, due.intent) == (due_id(1), "LP", "quote", intent)


@pytest.mark.parametrize(
    ("said", "channels"),
    [
        ([], ["phone"]),
        ([("quote", "phone", "grant")], ["phone"]),
        ([("quote", "whatsapp", "grant")], ["phone", "whatsapp"]),
        ([("marketing", "whatsapp", "grant")], ["phone", "whatsapp"]),
        ([("marketing", "whatsapp", "grant"), ("quote", "whatsapp", "withdraw")], ["phone"]),
        ([("marketing", "whatsapp", "refuse")], ["phone"]),
        ([("service", "whatsapp", "grant")], ["phone"]),
        ([("marketing", "phone", "oppose")], ["phone"]),
        ([("quote", "phone", "withdraw"), ("quote", "whatsapp", "grant")], ["whatsapp"]),
    ],
)
def test_a_call_answers_what_the_person_asked_but_whatsapp_needs_its_tick(said, channels):
    (due,) = dues([visit()], said=said)

    assert [channel.value for channel in due.channels] == channels
    assert states([due]) == [("open", "in_window")]


@pytest.mark.parametrize(
    ("phone", "said", "reason"),
    [
        (False, [], "no_channel"),
        (False, [("marketing", "email", "oppose")], "no_channel"),
        (False, [("quote", "phone", "oppose")], "no_channel"),
        (False, [("quote", "whatsapp", "grant")], "no_channel"),
        (True, [("quote", "phone", "refuse")], "no_channel"),
        (True, [("quote", "phone", "withdraw"), ("survey", "email", "oppose")], "no_channel"),
        (True, [("quote", "phone", "oppose")], "opposed"),
        (True, [("quote", "phone", "oppose"), ("quote", "phone", "withdraw")], "opposed"),
    ],
)
def test_without_a_channel_it_is_blocked_and_says_why(phone, said, reason):
    (due,) = dues([visit(has_phone=phone)], said=said)

    assert (due.channels, states([due])) == ((), [("blocked", reason)])


def test_an_opposition_survives_a_new_visit_until_the_person_grants_again():
    opposed = [("quote", "phone", "oppose")]

    assert states(dues([visit(0, 1), visit(2, 2)], said=opposed))[-1] == ("blocked", "opposed")
    granted = [*opposed, ("quote", "phone", "grant")]
    assert states(dues([visit(0, 1), visit(2, 2)], said=granted))[-1] == ("open", "in_window")


def test_a_newer_visit_supersedes_the_open_due_and_keeps_its_attempts():
    old, new = dues([visit(0, 1), visit(4, 2)], {due_id(1): [made(11, 1), made(12, 2)]})

    assert states([old, new]) == [("closed", "superseded"), ("open", "in_window")]
    assert old.superseded_by == new.id == due_id(2)
    assert attempts_of(new) == [11, 12]


def test_attempts_on_the_old_due_made_after_the_newer_visit_carry_over():
    attempts = {due_id(1): [made(11, 1), made(12, 5)], due_id(2): [made(13, 6)]}
    old, new = dues([visit(0, 1), visit(4, 2)], attempts)

    assert states([old, new]) == [("closed", "superseded"), ("closed", "not_insisting")]
    assert attempts_of(new) == [11, 12, 13]


def test_an_answer_on_the_old_due_after_the_newer_visit_answers_the_new_one():
    _, new = dues([visit(0, 1), visit(4, 2)], {due_id(1): [made(11, 5, "talked_ok")]})

    assert states([new]) == [("closed", "answered")]


def test_attempts_carry_over_a_chain_of_visits():
    attempts = {due_id(1): [made(11, 1)], due_id(2): [made(12, 3)], due_id(3): []}
    *_, last = dues([visit(0, 1), visit(2, 2), visit(4, 3)], attempts)

    assert attempts_of(last) == [11, 12]


@pytest.mark.parametrize(("day", "reason"), [(30, "superseded"), (31, "in_window")])
def test_a_due_that_had_expired_is_not_superseded(day, reason):
    old, new = dues([visit(0, 1), visit(day, 2)], {due_id(1): [made(11, 1)]})

    assert old.reason == reason
    assert attempts_of(new) == ([11] if reason == "superseded" else [])


def test_a_visit_after_the_end_of_the_old_due_begins_with_three_attempts():
    misses = [made(11, 1), made(12, 2), made(13, 3)]
    old, new = dues([visit(0, 1), visit(4, 2)], {due_id(1): misses})

    assert states([old, new]) == [("closed", "not_insisting"), ("open", "in_window")]
    assert (attempts_of(old), attempts_of(new)) == ([11, 12, 13], [])


def test_what_a_tablet_recorded_late_against_an_ended_due_counts_for_the_new_one():
    attempts = {due_id(1): [made(11, 1, "talked_ok"), made(12, 5)]}
    old, new = dues([visit(0, 1), visit(4, 2)], attempts)

    assert (attempts_of(old), attempts_of(new)) == ([11], [12])


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("refused", "refused"),
        ("wrong_number", "wrong_number"),
        ("talked_ok", "answered"),
        ("talked_problem", "answered"),
        ("booked", "answered"),
        ("sold_car", "answered"),
        ("bought_elsewhere", "answered"),
        ("unknown", "answered"),
    ],
)
def test_an_ending_outcome_closes_it_with_its_reason(outcome, reason):
    assert states(dues([visit()], {due_id(1): [made(11, 1, outcome)]})) == [("closed", reason)]


def test_two_misses_and_a_call_later_leave_it_open():
    history = [made(11, 1), made(12, 2, "busy"), made(13, 3, "call_later")]

    assert states(dues([visit()], {due_id(1): history})) == [("open", "in_window")]


def test_an_attempt_at_the_very_moment_of_the_newer_visit_belongs_to_the_newer_due():
    at_the_visit = [made(11, 1, "talked_ok", hours=0)]
    old, new = dues([visit(0, 1), visit(1, 2)], {due_id(1): at_the_visit})

    assert states([old, new]) == [("closed", "superseded"), ("closed", "answered")]


def test_without_visits_nothing_is_due():
    assert dues([]) == []


visits = st.lists(st.integers(0, 40), min_size=1, max_size=4)
attempts = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 60), st.sampled_from(["no_answer", "busy", "refused"])
    ),
    max_size=5,
)


@given(visits, attempts)
def test_the_answer_does_not_depend_on_the_order_in_which_facts_arrived(days, tries):
    prospects = [visit(day, number + 1) for number, day in enumerate(days)]
    history = [(due_id(n), made(100 + i, d, word)) for i, (n, d, word) in enumerate(tries)]

    def by_due(ordered):
        grouped: dict[UUID, list[MadeAttempt]] = {}
        for due, attempt in ordered:
            grouped.setdefault(due, []).append(attempt)
        return grouped

    expected = dues(prospects, by_due(history))
    for order in permutations(prospects):
        assert dues(list(order), by_due(history[::-1])) == expected


@given(visits, attempts)
def test_at_most_the_newest_due_is_open_among_those_not_expired(days, tries):
    prospects = [visit(day, number + 1) for number, day in enumerate(days)]
    history: dict[UUID, list[MadeAttempt]] = {}
    for i, (number, day, word) in enumerate(tries):
        history.setdefault(due_id(number), []).append(made(100 + i, day, word))
    *older, newest = dues(prospects, history)

    for due in older:
        assert due.state == "closed" or due.expires_on < newest.opens_on


STUDENT = {"life_stage": LifeStage.STUDENT, "intent": 3}
OFFERS = [("marketing", "phone", "grant")]


@pytest.mark.parametrize(
    ("told", "programme"),
    [
        ({"life_stage": LifeStage.STUDENT, "intent": 3}, "SEMBRADO"),
        ({"life_stage": LifeStage.FIRST_JOB, "intent": 0}, "SEMBRADO"),
        ({"life_stage": LifeStage.FIRST_JOB, "intent": 4}, "POTENCIAL"),
        ({"life_stage": LifeStage.STUDENT, "intent": None}, "POTENCIAL"),
        ({"life_stage": LifeStage.SCHOOL, "intent": 1}, "POTENCIAL"),
        ({"life_stage": LifeStage.PROMOTION, "intent": 1}, "POTENCIAL"),
        ({"life_stage": None, "intent": 1}, "POTENCIAL"),
    ],
)
def test_who_is_young_and_does_not_want_to_buy_soon_is_sown_and_not_followed_up(told, programme):
    assert {due.programme for due in dues([visit(**told)], said=OFFERS)} == {programme}


def test_a_seed_is_touched_once_a_year_for_three_years_with_one_try_each():
    found = dues([visit(**STUDENT)], said=OFFERS)

    assert [(due.opens_on, due.window_to, due.expires_on, due.tries) for due in found] == [
        (date(2027, 11, 23), date(2027, 12, 23), date(2028, 1, 22), 1),
        (date(2028, 11, 23), date(2028, 12, 23), date(2029, 1, 22), 1),
        (date(2029, 11, 23), date(2029, 12, 23), date(2030, 1, 22), 1),
    ]
    assert {(due.purpose.value, due.channels) for due in found} == {("marketing", ("phone",))}
    assert len({due.id for due in found}) == 3


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], ("blocked", "no_consent")),
        ([("quote", "phone", "grant")], ("blocked", "no_consent")),
        ([("marketing", "phone", "oppose")], ("blocked", "opposed")),
        ([("marketing", "whatsapp", "grant")], ("open", "in_window")),
    ],
)
def test_a_light_touch_needs_a_grant_to_offers(said, state):
    assert set(states(dues([visit(**STUDENT)], said=said))) == {state}


@pytest.mark.parametrize(
    ("country", "initiative", "state"),
    [
        (Country.CL, Initiative.IMPORT, ("open", "in_window")),
        (Country.PE, Initiative.IMPORT, ("blocked", "initiative_unproved")),
        (Country.PE, Initiative.VISIT, ("open", "in_window")),
    ],
)
def test_in_peru_a_list_does_not_speak_for_who_is_sown(country, initiative, state):
    came = visit(**STUDENT, country=country)

    found = potencial(CUSTOMER, [came], {}, consents(*OFFERS, initiative=initiative))

    assert set(states(found)) == {state}


def test_in_peru_a_list_allows_no_whatsapp_about_a_visit():
    listed = consents(("marketing", "whatsapp", "grant"), initiative=Initiative.IMPORT)

    [there] = potencial(CUSTOMER, [visit(country=Country.PE)], {}, listed)
    [here] = potencial(CUSTOMER, [visit(country=Country.CL)], {}, listed)

    assert there.channels == (Channel.PHONE,)
    assert here.channels == (Channel.PHONE, Channel.WHATSAPP)


def test_a_miss_ends_the_touch_of_its_year_and_a_refusal_those_of_all_years():
    [first, *_] = dues([visit(**STUDENT)], said=OFFERS)

    missed = dues([visit(**STUDENT)], {first.id: [made(7, 365)]}, OFFERS)
    refused = dues([visit(**STUDENT)], {first.id: [made(7, 365, "refused")]}, OFFERS)

    assert states(missed) == [
        ("closed", "not_insisting"),
        ("open", "in_window"),
        ("open", "in_window"),
    ]
    assert states(refused) == [("closed", "refused")]


def test_who_comes_again_and_wants_to_buy_is_a_prospect_and_no_seed_any_more():
    found = dues([visit(**STUDENT), visit(100, 2, intent=7)], said=OFFERS)

    assert [(due.programme, due.state.value, due.reason.value) for due in found] == [
        ("SEMBRADO", "closed", "superseded"),
        ("POTENCIAL", "open", "in_window"),
    ]
