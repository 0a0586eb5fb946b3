"""When may we next try a customer, counting all that we tried with her?

Product defaults for contacts that sell (domain research §4.5): weekdays that are no holiday, at
most one attempt a day and three a week over all contacts. No statute gives hours for them in
either country. This moves the next slot, never the state of a contact.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain import attempts as attempt_rule
from app.domain.attempts import MadeAttempt
from app.domain.business_days import BusinessCalendar
from app.domain.calendars import BANDS

A_WEEK = 3
_FAR = 60  # days after which there is no sense in looking on


def next_slot(
    mine: Iterable[MadeAttempt],
    all_made: Iterable[MadeAttempt],
    now: datetime,
    calendar: BusinessCalendar,
) -> datetime | None:
    """Return the first branch-local moment from ``now`` on; ``None`` for a closed contact.

    ``mine`` were made for this contact, ``all_made`` with this customer. An hour that she asked
    for herself is kept whatever the limits say.
    """
    history, everything = attempt_rule.union(mine), attempt_rule.union(all_made)
    at = now
    for _ in range(_FAR):
        slot = attempt_rule.next_slot(history, at)
        if slot is None or slot == _asked(history):
            return slot
        if calendar.day_off(slot.date()) is None and not _is_enough(everything, slot):
            return slot
        at = _tomorrow(slot)
    return None


def _asked(history: tuple[MadeAttempt, ...]) -> datetime | None:
    return history[-1].call_again_at if history else None


def _is_enough(made: tuple[MadeAttempt, ...], slot: datetime) -> bool:
    days = [one.made_at.astimezone(slot.tzinfo).date() for one in made]
    monday = slot.date() - timedelta(days=slot.weekday())
    return slot.date() in days or sum(monday <= day <= slot.date() for day in days) >= A_WEEK


def _tomorrow(slot: datetime) -> datetime:
    opening = slot.replace(hour=BANDS[0][0], minute=0, second=0, microsecond=0)
    return opening + timedelta(days=1)
