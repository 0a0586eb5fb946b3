"""Three misses at most, each on another day and in another band, in the branch's own time."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import (
    MadeAttempt,
    Outcome,
    ending,
    has_parts,
    missed,
    next_slot,
    obstacle,
    union,
)
from app.domain.calendars import band, branch_day, branch_time

SANTIAGO, LIMA = ZoneInfo("America/Santiago"), ZoneInfo("America/Lima")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=SANTIAGO)
numbers = count(1)


def slot(day, hour, minute=0):
    return (MONDAY + timedelta(days=day)).replace(hour=hour, minute=minute)


def made(at, outcome=Outcome.NO_ANSWER, asked=None):
    return MadeAttempt(
        id=UUID(int=next(numbers)),
        made_at=at.astimezone(UTC),
        outcome=outcome,
        by="LP",
        call_again_at=asked,
    )


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (8, 59, None), (9, 0, 0), (11, 59, 0), (12, 0, 1), (14, 59, 1), (15, 0, 2), (17, 59, 2),
        (18, 0, 3), (19, 59, 3), (20, 0, None), (0, 0, None),
    ],
)  # fmt: skip
def test_the_day_has_four_bands(hour, minute, expected):
    assert band(slot(0, hour, minute)) == expected


@pytest.mark.parametrize("miss", ["no_answer", "voicemail", "busy"])
@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (0, 16, "same_day"),
        (0, 10, "same_day"),
        (1, 9, "same_band"),
        (1, 11, "same_band"),
        (1, 8, "outside_hours"),
        (1, 20, "outside_hours"),
        (1, 12, None),
        (7, 15, None),
    ],
)
def test_the_second_attempt_needs_another_day_and_another_band(miss, day, hour, expected):
    assert obstacle([made(MONDAY, Outcome(miss))], slot(day, hour)) == expected


def test_the_third_attempt_is_the_last_even_if_two_tablets_hold_the_same_history():
    first, second, third = made(slot(0, 10)), made(slot(1, 13)), made(slot(2, 16), Outcome.BUSY)

    assert obstacle([first, second, second, first], slot(2, 16)) is None
    assert missed([first, second, second, first]) == 2
    assert ending([first, second]) is None
    assert obstacle([third, first, second], slot(9, 19)) == "closed"
    assert ending([third, first, second]) == "busy"


@pytest.mark.parametrize(
    "outcome",
    [
        "talked_ok",
        "talked_problem",
        "booked",
        "wrong_number",
        "sold_car",
        "bought_elsewhere",
        "refused",
        "unknown",
        "word_of_a_newer_peer",
    ],
)
def test_an_answer_of_any_kind_closes_it(outcome):
    assert obstacle([made(MONDAY, Outcome(outcome))], slot(30, 16)) == "closed"


def test_a_refusal_outweighs_a_talk_that_another_tablet_recorded():
    history = [made(slot(0, 10), Outcome.TALKED_OK), made(slot(0, 11), Outcome.REFUSED)]

    assert ending(history) == "refused"


def test_a_call_later_costs_no_attempt_and_asks_for_no_other_day():
    later = made(MONDAY, Outcome.CALL_LATER)

    assert missed([later]) == 0
    assert obstacle([later], slot(0, 10, 5)) is None


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (9, 59, "same_band"),
        (10, 0, None),
        (10, 59, None),
        (11, 0, "same_band"),
    ],
)
def test_the_hour_the_person_asked_for_is_kept_whatever_was_tried_before(hour, minute, expected):
    history = [made(slot(0, 10)), made(slot(1, 13), Outcome.CALL_LATER, slot(2, 10))]

    assert obstacle(history, slot(2, hour, minute)) == expected
    assert next_slot(history, slot(1, 13, 5)) == slot(2, 10)


def test_an_hour_asked_for_in_the_evening_is_kept_too_but_not_after_a_newer_try():
    asked = made(slot(0, 10), Outcome.CALL_LATER, slot(0, 20, 30))
    missed_it = made(slot(0, 20, 31))

    assert obstacle([asked], slot(0, 20, 29)) == "outside_hours"
    assert obstacle([asked], slot(0, 20, 30)) is None
    assert obstacle([asked, missed_it], slot(0, 20, 35)) == "outside_hours"


@pytest.mark.parametrize(
    ("history", "now", "expected"),
    [
        ([], slot(0, 10, 20), slot(0, 10, 20)),
        ([], slot(0, 8, 59), slot(0, 9)),
        ([], slot(0, 20), slot(1, 9)),
        ([], slot(0, 23, 59), slot(1, 9)),
        ([made(slot(0, 10))], slot(0, 10, 30), slot(1, 12)),
        ([made(slot(0, 13))], slot(0, 13, 30), slot(1, 9)),
        ([made(slot(0, 10)), made(slot(1, 13))], slot(1, 14), slot(2, 15)),
        ([made(slot(0, 10)), made(slot(1, 13))], slot(2, 19), slot(2, 19)),
        ([made(slot(0, 10)), made(slot(0, 13)), made(slot(1, 16))], slot(1, 17), None),
        ([made(slot(0, 10), Outcome.REFUSED)], slot(0, 11), None),
    ],
)
def test_the_next_slot_is_now_or_the_start_of_a_free_band(history, now, expected):
    assert next_slot(history, now) == expected


def test_days_are_branch_days_not_utc_days():
    wednesday_night = datetime(2026, 11, 25, 19, 30, tzinfo=LIMA)  # already the 26th in UTC

    assert branch_day(wednesday_night.astimezone(UTC), "America/Lima").isoformat() == "2026-11-25"
    assert obstacle([made(wednesday_night)], wednesday_night + timedelta(hours=14)) is None


def test_midnight_begins_another_day():
    late = datetime(2026, 11, 23, 23, 59, 59, tzinfo=SANTIAGO)
    early = late + timedelta(seconds=1)

    assert obstacle([made(late)], slot(0, 19)) == "same_day"
    assert obstacle([made(early)], slot(0, 19)) is None


def test_the_day_the_clocks_go_back_is_one_day_of_twenty_five_hours():
    # Chile left summer time at midnight of 2026-04-05 (24:00 became 23:00).
    first_23 = datetime(2026, 4, 5, 2, 30, tzinfo=UTC)
    second_23 = datetime(2026, 4, 5, 3, 30, tzinfo=UTC)
    saturday = datetime(2026, 4, 4, 19, tzinfo=SANTIAGO)

    assert [branch_time(at, "America/Santiago").hour for at in (first_23, second_23)] == [23, 23]
    for at in (first_23, second_23):
        assert obstacle([made(at)], saturday) == "same_day"
    assert next_slot([made(first_23)], branch_time(second_23, "America/Santiago")) == datetime(
        2026, 4, 5, 9, tzinfo=SANTIAGO
    )


def test_the_union_of_two_histories_holds_each_attempt_once_in_the_order_they_were_made():
    a, b, c = made(slot(0, 10)), made(slot(1, 13)), made(slot(2, 16))

    assert union([c, a], [b, a], []) == (a, b, c)


histories = st.lists(
    st.tuples(st.integers(0, 20 * 24 * 4), st.sampled_from(["no_answer", "busy", "call_later"])),
    max_size=6,
)


@given(histories, st.integers(0, 30 * 24 * 4))
def test_the_next_slot_is_never_in_the_past_and_always_allowed(history, quarter):
    attempts = [made(MONDAY + timedelta(minutes=15 * q), Outcome(word)) for q, word in history]
    now = MONDAY + timedelta(minutes=15 * quarter)

    if (at := next_slot(attempts, now)) is None:
        assert missed(attempts) >= 3
    else:
        assert at >= now
        assert obstacle(attempts, at) is None


@given(st.lists(st.integers(0, 24 * 30), max_size=60))
def test_a_seller_who_obeys_tries_on_three_days_and_in_three_bands(hours):
    attempts: list[MadeAttempt] = []
    for hour in sorted(hours):
        at = MONDAY + timedelta(hours=hour)
        if obstacle(attempts, at) is None:
            attempts.append(made(at))

    assert len(attempts) <= 3
    assert len({a.made_at.astimezone(SANTIAGO).date() for a in attempts}) == len(attempts)
    assert len({band(a.made_at.astimezone(SANTIAGO)) for a in attempts}) == len(attempts)


def test_what_was_tried_before_a_chief_opened_it_again_counts_no_more():
    misses = [made(slot(day, 9 + 3 * day), Outcome.BUSY) for day in (0, 1, 2)]
    opened = made(slot(3, 10), Outcome.REOPENED)

    assert ending(misses) is Outcome.BUSY
    assert ending([*misses, opened]) is None
    assert missed([*misses, opened]) == 0
    assert obstacle([*misses, opened], slot(4, 10)) is None
    assert ending([*misses, opened, made(slot(4, 10), Outcome.REFUSED)]) is Outcome.REFUSED


def test_a_corrected_number_takes_back_that_it_was_wrong_and_no_miss():
    missed_, wrong = made(slot(0, 9), Outcome.BUSY), made(slot(1, 12), Outcome.WRONG_NUMBER)
    fixed = made(slot(1, 13), Outcome.NUMBER_FIXED)

    assert ending([missed_, wrong]) is Outcome.WRONG_NUMBER
    assert ending([missed_, wrong, fixed]) is None
    assert missed([missed_, wrong, fixed]) == 1
    again = made(slot(2, 15), Outcome.WRONG_NUMBER)
    assert ending([missed_, wrong, fixed, again]) is Outcome.WRONG_NUMBER


def test_parts_that_are_there_are_no_try_and_outlast_a_reopening():
    ready = made(slot(0, 9), Outcome.PARTS_READY)
    opened = made(slot(2, 9), Outcome.REOPENED)

    assert (missed([ready]), ending([ready]), obstacle([ready], slot(0, 10))) == (0, None, None)
    assert has_parts([ready, opened])
    assert not has_parts([opened])


def test_a_step_does_not_hide_the_hour_that_the_person_asked_for():
    asked = made(slot(0, 9), Outcome.CALL_LATER, slot(1, 19))
    ready = made(slot(0, 10), Outcome.PARTS_READY)

    assert next_slot([asked, ready], slot(0, 11)) == slot(1, 19)
