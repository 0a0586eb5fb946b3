"""When may we next try a customer, counting all that we tried with her?

Product defaults for contacts that sell (domain research §4.5): weekdays that are no holiday, at
most one attempt a day and three a week over all contacts. No statute gives hours for them in
either country. This moves the next slot, never the state of a contact.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from app.domain import attempts as attempt_rule
from app.domain.attempts import MadeAttempt
from app.domain.business_days import BusinessCalendar
from app.domain.calendars import BANDS, band

A_WEEK = 3
A_DAY = 30  # calls of one seller, where the dealer sets no other number
_ENOUGH = 3  # answers from which they tell when somebody can be reached
_FAR = 60  # days after which there is no sense in looking on


def next_slot(
    mine: Iterable[MadeAttempt],
    all_made: Iterable[MadeAttempt],
    now: datetime,
    calendar: BusinessCalendar,
    most: int = attempt_rule.MAX_MISSED,
) -> datetime | None:
    """Return the first branch-local moment from ``now`` on; ``None`` for a closed contact.

    ``mine`` were made for this contact, ``all_made`` with this customer. An hour that she asked
    for herself is kept whatever the limits say.
    """
    history, everything = attempt_rule.counting(mine), attempt_rule.union(all_made)
    at = now
    for _ in range(_FAR):
        slot = attempt_rule.next_slot(history, at, most)
        if slot is None or slot == _asked(history):
            return slot
        if calendar.day_off(slot.date()) is None and not is_enough(everything, slot):
            return slot
        at = _tomorrow(slot)
    return None


def best_band(
    slot: datetime,
    mine: Iterable[MadeAttempt],
    all_made: Iterable[MadeAttempt],
    preferred: Collection[int] = (),
    usual: int | None = None,
) -> int | None:
    """Return the band of the slot's day in which a customer is best tried, by its index.

    That is the band in which she answered most, where she answered three times or more; else one
    that she prefers, else the ``usual`` one of the branch, else that of the slot: never one in
    which a try for this contact missed her.
    """
    missed = attempt_rule.missed_bands(mine, slot.tzinfo)
    free = [n for n, (_, end) in enumerate(BANDS) if n not in missed and end > slot.hour]
    answered = (one.made_at for one in all_made if one.outcome in attempt_rule.ANSWERS)
    if (own := most_answered((at.astimezone(slot.tzinfo) for at in answered), free)) is not None:
        return own
    liked = [n for n in free if n in preferred] + [n for n in free if n == usual]
    return next(iter(liked), band(slot))


def most_answered(answers: Iterable[datetime], free: Collection[int] | None = None) -> int | None:
    """Return the band, of the free ones, with most answers (branch time) of three or more."""
    counts = Counter(band(at) for at in answers)
    known = [n for n in (range(len(BANDS)) if free is None else free) if counts[n]]
    if not known or counts.total() < _ENOUGH:
        return None
    return max(known, key=lambda n: (counts[n], -n))


class Call(NamedTuple):
    """A call to be made: its slot, and the hours at which it may begin on a later day.

    ``kept``: the person asked for this very hour.
    """

    owner: str
    slot: datetime
    hours: tuple[int, ...]
    a_day: int
    calendar: BusinessCalendar
    kept: bool = False


def spread(calls: Iterable[Call]) -> list[datetime]:
    """Return the slot of each call, the most urgent first, no seller having too many on a day."""
    taken = Counter[tuple[str, date]]()
    following: dict[tuple[str, date], date] = {}
    slots = []
    for call in calls:
        day = call.slot.date()
        passed = []
        while not call.kept and taken[call.owner, day] >= call.a_day:
            passed.append(day)
            day = following.get((call.owner, day)) or _next_business_day(day, call.calendar)
        following |= {(call.owner, one): day for one in passed}
        taken[call.owner, day] += 1
        moved = call.slot.replace(hour=call.hours[0], minute=0, second=0, microsecond=0)
        slots.append(moved + (day - moved.date()) if passed else call.slot)
    return slots


def _next_business_day(day: date, calendar: BusinessCalendar) -> date:
    day += timedelta(days=1)
    while calendar.day_off(day) is not None:
        day += timedelta(days=1)
    return day


def free_hours(made: Iterable[MadeAttempt], zone: tzinfo) -> tuple[int, ...]:
    """Return at which hours the bands begin in which nobody missed the person yet."""
    missed = attempt_rule.missed_bands(made, zone)
    return tuple(start for index, (start, _) in enumerate(BANDS) if index not in missed)


def _asked(history: tuple[MadeAttempt, ...]) -> datetime | None:
    return history[-1].call_again_at if history else None


def is_enough(made: Iterable[MadeAttempt], slot: datetime) -> bool:
    """Say whether a customer was tried often enough for the day, or the week, of a moment."""
    called = (one for one in made if one.outcome not in attempt_rule.NO_CALLS)
    days = [one.made_at.astimezone(slot.tzinfo).date() for one in called]
    monday = slot.date() - timedelta(days=slot.weekday())
    return slot.date() in days or sum(monday <= day <= slot.date() for day in days) >= A_WEEK


def _tomorrow(slot: datetime) -> datetime:
    opening = slot.replace(hour=BANDS[0][0], minute=0, second=0, microsecond=0)
    return opening + timedelta(days=1)
