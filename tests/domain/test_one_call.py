"""Two orders that the workshop finished within five days are one call; a slow reading agrees."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.contact_rules import Programme
from app.domain.dues import DueContact
from app.domain.ids import due_contact_id
from app.domain.imports import ServiceType
from tests.domain.test_planning import due, history, order

FIRST = date(2026, 3, 2)
CLOSING = frozenset({Outcome.TALKED_OK, Outcome.REFUSED, Outcome.WRONG_NUMBER})


def tried(n: int, day: date, outcome: Outcome) -> MadeAttempt:
    at = datetime(day.year, day.month, day.day, 14, tzinfo=UTC) + timedelta(minutes=n)
    return MadeAttempt(id=UUID(int=700 + n), made_at=at, outcome=outcome, by="carla")


def served(closed: list[int], tries: list[tuple[int, Outcome]], days: int) -> list[DueContact]:
    """Return the calls after orders closed so many days after the first day, after all tries.

    A try is one about the n-th order, made in the order of the list from the sixth day on.
    """
    orders = [
        order(str(FIRST + timedelta(days=n)), service=ServiceType.REPAIR, record=UUID(int=100 + i))
        for i, n in enumerate(closed)
    ]
    attempts = dict[UUID, list[MadeAttempt]]()
    known = history(served=tuple(orders))
    for n, (which, outcome) in enumerate(tries):
        record = orders[which].record
        id_ = due_contact_id(Programme.POSTSERV, known.customer, record)
        attempts.setdefault(id_, []).append(tried(n, FIRST + timedelta(days=6), outcome))
    known = known._replace(attempts=attempts)
    today = FIRST + timedelta(days=days)
    return sorted(due(known, today.isoformat(), Programme.POSTSERV), key=lambda one: one.opens_on)


@pytest.mark.parametrize(
    ("second", "stands"),
    [
        (0, ["closed", "closed"]),
        (2, ["closed", "closed"]),
        (5, ["closed", "closed"]),
        (6, ["closed", "open"]),
        (9, ["closed", "open"]),
    ],
)
def test_who_was_talked_to_about_one_order_is_not_called_about_one_of_five_days_around(
    second: int, stands: list[str]
):
    found = served([0, second], [(0, Outcome.TALKED_OK)], days=second + 3)
    assert [one.state.value for one in found] == stands


def test_misses_about_either_order_are_misses_of_the_one_call():
    found = served([0, 4], [(0, Outcome.NO_ANSWER), (1, Outcome.BUSY)], days=8)
    assert [(one.state.value, len(one.attempts)) for one in found] == [("open", 2), ("open", 2)]
    misses = [(0, Outcome.NO_ANSWER), (1, Outcome.BUSY), (0, Outcome.VOICEMAIL)]
    assert [one.reason.value for one in served([0, 4], misses, days=8)] == ["not_insisting"] * 2


def test_an_order_whose_window_has_not_begun_is_part_of_the_call_already():
    [early] = served([0, 5], [(1, Outcome.REFUSED)], days=7)
    assert (early.state.value, early.reason.value) == ("closed", "refused")


@given(
    closed=st.lists(st.integers(0, 12), min_size=1, max_size=5),
    tries=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(sorted({*CLOSING, Outcome.NO_ANSWER}))),
        max_size=5,
    ),
)
def test_what_was_tried_is_shared_by_the_orders_of_five_days_and_by_no_other(
    closed: list[int], tries: list[tuple[int, Outcome]]
):
    tries = [(which % len(closed), outcome) for which, outcome in tries]
    found = served(closed, tries, days=15)

    said = {(one.window_to - timedelta(days=5) - FIRST).days: one for one in found}
    for day in closed:
        mine = [outcome for which, outcome in tries if abs(closed[which] - day) <= 5]
        over = bool(CLOSING & set(mine)) or mine.count(Outcome.NO_ANSWER) >= 3
        assert (said[day].state.value == "closed") is over
        assert [made.outcome for made in said[day].attempts] == mine
