"""The next slot looks at all that was tried with the customer, at weekends and holidays."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.business_days import BusinessCalendar
from app.domain.contact_hours import Call, best_band, most_answered, next_slot, spread
from app.domain.people import Country

ZONE = ZoneInfo("America/Santiago")
CHILE = BusinessCalendar(Country.CL)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def missed(*times: str) -> tuple[MadeAttempt, ...]:
    return tuple(
        MadeAttempt(id=UUID(int=n), made_at=at(one), outcome=Outcome.NO_ANSWER, by="carla")
        for n, one in enumerate(times, 1)
    )


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-26T10:30", "2026-11-26T10:30"),  # a Thursday, inside hours
        ("2026-11-26T20:00", "2026-11-27T09:00"),
        ("2026-11-27T20:30", "2026-11-30T09:00"),  # over the weekend
        ("2026-12-07T20:00", "2026-12-09T09:00"),  # 8 December is a holiday
        ("2026-09-04T20:00", "2026-09-07T09:00"),  # over the change to summer time
    ],
)
def test_hours_weekends_and_holidays_move_it(now: str, slot: str):
    assert next_slot((), (), at(now), CHILE) == at(slot)


def test_one_attempt_a_day_with_the_customer_whatever_it_was_about():
    others = missed("2026-11-26T09:30")

    assert next_slot((), others, at("2026-11-26T15:00"), CHILE) == at("2026-11-27T09:00")


def test_three_attempts_a_week_with_the_customer():
    others = missed("2026-11-23T09:30", "2026-11-24T09:30", "2026-11-25T09:30")

    assert next_slot((), others, at("2026-11-26T15:00"), CHILE) == at("2026-11-30T09:00")


def test_a_band_that_was_tried_is_not_tried_again():
    mine = missed("2026-11-25T09:30")

    assert next_slot(mine, mine, at("2026-11-26T09:00"), CHILE) == at("2026-11-26T12:00")


def test_an_hour_she_asked_for_is_kept_also_on_a_saturday():
    asked = at("2026-11-28T11:00")
    mine = (
        MadeAttempt(
            id=UUID(int=1),
            made_at=at("2026-11-26T10:00"),
            outcome=Outcome.CALL_LATER,
            by="carla",
            call_again_at=asked,
        ),
    )

    assert next_slot(mine, mine, at("2026-11-26T10:01"), CHILE) == asked


def test_a_closed_contact_has_none():
    over = missed("2026-11-23T09:30", "2026-11-24T12:30", "2026-11-25T16:30")

    assert next_slot(over, over, at("2026-11-26T10:00"), CHILE) is None


def call(when: str, owner: str = "carla", hours: tuple[int, ...] = (9, 12, 15, 18)) -> Call:
    return Call(owner, at(when), hours, 2, CHILE)


def test_a_seller_s_calls_beyond_the_day_s_number_go_to_the_next_business_days():
    friday = "2026-11-27T10:00"
    calls = [call(friday), call(friday), call(friday, hours=(12, 18)), call(friday, "luis")]
    calls += [call(friday), call(friday), call("2026-11-30T09:00")]

    assert spread(calls) == [
        at(friday),
        at(friday),
        at("2026-11-30T12:00"),
        at(friday),
        at("2026-11-30T09:00"),
        at("2026-12-01T09:00"),
        at("2026-12-01T09:00"),
    ]


def test_an_hour_that_was_asked_for_is_kept_whatever_the_day_holds():
    friday = "2026-11-27T10:00"
    asked = call(friday)._replace(kept=True)

    assert spread([call(friday), call(friday), asked]) == [at(friday)] * 3


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 20)), max_size=60))
def test_no_seller_has_more_calls_on_a_day_than_the_house_allows(wanted: list[tuple[str, int]]):
    monday = at("2026-11-02T09:00")
    calls = [Call(who, monday + timedelta(days=n), (9,), 3, CHILE) for who, n in wanted]

    slots = spread(calls)

    counted = Counter((one.owner, found.date()) for one, found in zip(calls, slots, strict=True))
    assert all(found >= one.slot for one, found in zip(calls, slots, strict=True))
    assert max(counted.values(), default=0) <= 3


def answered(*times: str) -> tuple[MadeAttempt, ...]:
    return tuple(one.model_copy(update={"outcome": Outcome.TALKED_OK}) for one in missed(*times))


def test_the_best_hour_is_where_she_answered_most_else_what_she_prefers_else_the_next_one():
    morning = at("2026-11-26T09:30")
    often = answered("2026-10-01T16:00", "2026-10-08T17:00", "2026-10-15T10:00")

    assert best_band(morning, (), often) == 2
    assert best_band(morning, (), often[:2], preferred=(3,)) == 3  # two answers tell nothing
    assert best_band(morning, (), (), preferred=()) == 0
    assert best_band(at("2026-11-26T18:10"), (), often, preferred=(0,)) == 3  # 15-18 is over


def test_the_best_hour_is_none_in_which_this_contact_missed_her():
    often = answered("2026-10-01T16:00", "2026-10-08T17:00", "2026-10-15T10:00")
    tried = missed("2026-11-25T16:00")

    assert best_band(at("2026-11-26T09:00"), tried, (*often, *tried)) == 0
    assert best_band(at("2026-11-26T09:00"), tried, tried, preferred=(2, 3)) == 3


def test_a_letter_and_a_reopening_are_no_call_of_the_day():
    today = missed("2026-11-26T10:00")
    written = tuple(one.model_copy(update={"outcome": Outcome.SENT}) for one in today)
    opened = tuple(one.model_copy(update={"outcome": Outcome.REOPENED}) for one in today)

    for made in (written, opened):
        assert next_slot((), made, at("2026-11-26T12:30"), CHILE) == at("2026-11-26T12:30")
    assert next_slot((), today, at("2026-11-26T12:30"), CHILE) == at("2026-11-27T09:00")


@pytest.mark.parametrize(
    ("answered", "preferred", "usual", "best"),
    [
        ((), (), 2, 2),  # the branch's
        ((), (1,), 2, 1),  # hers before the branch's
        (("16:00", "16:00"), (), 1, 1),  # two answers tell nothing yet
        (("16:00", "16:00", "10:00"), (1,), 1, 2),  # three do
        ((), (), None, 0),  # nobody knows: the slot's own
    ],
)
def test_the_best_hour_is_hers_by_answers_then_by_wish_then_the_branchs(
    answered: tuple[str, ...], preferred: tuple[int, ...], usual: int | None, best: int
):
    made = tuple(
        one.model_copy(update={"id": UUID(int=n), "outcome": Outcome.TALKED_OK})
        for n, hour in enumerate(answered)
        for one in missed(f"2026-11-{20 + n}T{hour}")
    )

    assert best_band(at("2026-11-26T09:00"), (), made, preferred, usual) == best


def test_the_branchs_hour_is_none_in_which_this_contact_missed_her():
    tried = missed("2026-11-25T16:00")

    assert best_band(at("2026-11-26T09:00"), tried, tried, (), 2) == 0


def test_a_branch_has_an_hour_once_three_answered():
    assert most_answered([at("2026-11-20T16:00"), at("2026-11-20T17:00")]) is None
    assert most_answered([at(f"2026-11-20T{hour}:00") for hour in ("16", "17", "09")]) == 2
