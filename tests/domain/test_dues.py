"""The state of a due contact on a day of its branch, and when «Mis contactos» shows it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.domain.attempts import MadeAttempt, Outcome
from app.domain.consent import Channel, Purpose
from app.domain.dues import (
    DueContact,
    DueReason,
    DueState,
    is_listed,
    obstacle,
    state_on,
    without_phone,
)

SANTIAGO = "America/Santiago"


def due(state="open", reason="in_window", attempts=()):
    return DueContact(
        id=UUID(int=1),
        programme="POTENCIAL",
        customer=UUID(int=2),
        trigger=UUID(int=3),
        owner="LP",
        branch="NUNOA",
        purpose=Purpose.QUOTE,
        channels=(Channel.PHONE,),
        opens_on=date(2026, 11, 24),
        window_to=date(2026, 11, 30),
        expires_on=date(2026, 12, 23),
        state=DueState(state),
        reason=DueReason(reason),
        attempts=attempts,
    )


@pytest.mark.parametrize(
    ("channels", "state", "left", "stands"),
    [
        ("phone", "open", "phone", ("blocked", "wrong_number")),
        ("phone whatsapp", "open", "phone whatsapp", ("blocked", "wrong_number")),
        ("phone letter email", "open", "letter email", ("open", "in_window")),
        ("email", "open", "email", ("open", "in_window")),
        ("phone", "closed", "phone", ("closed", "in_window")),
        ("phone", "blocked", "phone", ("blocked", "in_window")),
    ],
)
def test_without_a_right_phone_what_needs_one_waits_and_goes_by_letter_and_email_where_it_may(
    channels, state, left, stands
):
    named = tuple(map(Channel, channels.split()))
    found = without_phone(due(state).model_copy(update={"channels": named}))

    assert " ".join(found.channels) == left
    assert (found.state, found.reason) == stands


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("open", date(2026, 11, 23), ("open", "in_window")),
        ("open", date(2026, 11, 30), ("open", "in_window")),
        ("open", date(2026, 12, 1), ("open", "late")),
        ("open", date(2026, 12, 23), ("open", "late")),
        ("open", date(2026, 12, 24), ("expired", "past_expiry")),
        ("blocked", date(2026, 12, 1), ("blocked", "in_window")),
        ("blocked", date(2026, 12, 24), ("expired", "past_expiry")),
        ("closed", date(2026, 11, 24), ("closed", "in_window")),
        ("closed", date(2026, 12, 24), ("closed", "in_window")),
        ("expired", date(2026, 11, 24), ("expired", "in_window")),
        ("paused_by_a_newer_peer", date(2026, 11, 24), ("unknown", "in_window")),
    ],
)
def test_the_day_decides_between_in_window_late_and_expired(state, day, expected):
    assert state_on(due(state), day) == expected


@pytest.mark.parametrize(
    ("state", "moment", "listed"),
    [
        ("open", datetime(2026, 11, 24, 2, 59, 59, tzinfo=UTC), False),
        ("open", datetime(2026, 11, 24, 3, 0, tzinfo=UTC), True),
        ("open", datetime(2026, 12, 24, 2, 59, 59, tzinfo=UTC), True),
        ("open", datetime(2026, 12, 24, 3, 0, tzinfo=UTC), False),
        ("blocked", datetime(2026, 11, 25, 12, tzinfo=UTC), True),
        ("closed", datetime(2026, 11, 25, 12, tzinfo=UTC), False),
        ("unknown", datetime(2026, 11, 25, 12, tzinfo=UTC), False),
    ],
)
def test_it_is_listed_from_the_first_to_the_last_midnight_of_its_branch(state, moment, listed):
    assert is_listed(due(state), moment, SANTIAGO) is listed


@pytest.mark.parametrize(
    ("state", "moment", "expected"),
    [
        ("open", datetime(2026, 11, 25, 13, tzinfo=UTC), None),
        ("open", datetime(2026, 11, 25, 11, tzinfo=UTC), "outside_hours"),
        ("blocked", datetime(2026, 11, 25, 13, tzinfo=UTC), "closed"),
        ("closed", datetime(2026, 11, 25, 13, tzinfo=UTC), "closed"),
        ("open", datetime(2026, 12, 24, 13, tzinfo=UTC), "closed"),
    ],
)
def test_only_an_open_due_may_be_tried(state, moment, expected):
    assert obstacle(due(state), moment, SANTIAGO) == expected


def test_the_attempt_rule_is_asked_in_branch_time():
    late_the_day_before = MadeAttempt(
        id=UUID(int=9),
        made_at=datetime(2026, 11, 25, 1, 30, tzinfo=UTC),  # 22:30 of the 24th in Santiago
        outcome=Outcome.NO_ANSWER,
        by="LP",
    )
    tried = due(attempts=(late_the_day_before,))

    assert obstacle(tried, datetime(2026, 11, 25, 13, tzinfo=UTC), SANTIAGO) is None
    assert obstacle(tried, datetime(2026, 11, 24, 22, tzinfo=UTC), SANTIAGO) == "same_day"
