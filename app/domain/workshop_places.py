"""Which invitations to a maintenance have to wait for the workshop? (R041)

A place of a day is taken by an hour that is booked, then by the invitations for that day: those
that somebody began to make first, then by expiry. What comes after the last place waits, as does
whose parts nobody has confirmed where the house wants that first. An invitation that is late is
for today, on a day off for the next working day: so what waits moves up as places come.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.attempts import counting, has_parts
from app.domain.business_days import BusinessCalendar
from app.domain.consent import Channel
from app.domain.contact_rules import Programme
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.house_rules import HouseRule, RuleKind, needs_parts, workshop_places

_ABOUT = frozenset({RuleKind.WORKSHOP_PLACES, RuleKind.PARTS_FIRST})


class Workshop(NamedTuple):
    """A branch's workshop: the house's rules, its days, how many hours are booked on each."""

    rules: tuple[HouseRule, ...]
    calendar: BusinessCalendar
    booked: Mapping[date, int] = {}

    def has_rules(self) -> bool:
        """Say whether anything may ever have to wait here."""
        return any(rule.kind in _ABOUT for rule in self.rules)


class Invitation(NamedTuple):
    """A contact that invites to a workshop, with all that its place depends on."""

    due: str
    day: date
    expires: date
    called: bool  # by telephone, before letters: a call is answered at once
    begun: bool
    parts: bool


def invitation(due: DueContact) -> Invitation | None:
    """Return what a contact asks of its workshop, ``None`` where it does not or is not open."""
    if due.programme != Programme.MANT or due.state is not DueState.OPEN:
        return None
    return Invitation(
        due=str(due.id),
        day=due.window_to,
        expires=due.expires_on,
        called=due.channels[:1] == (Channel.PHONE,),
        begun=bool(counting(due.attempts)),
        parts=has_parts(due.attempts),
    )


def waiting(
    invitations: Iterable[Invitation], workshop: Workshop, today: date
) -> dict[str, DueReason]:
    """Return which of all invitations of a branch wait, and why; their order does not matter."""
    found: dict[str, DueReason] = {}
    asking = defaultdict[date, list[Invitation]](list)
    parts_first = needs_parts(workshop.rules, today)
    for one in invitations:
        if parts_first and not one.parts:
            found[one.due] = DueReason.PARTS_UNCONFIRMED
        else:
            asking[_working_day(max(one.day, today), workshop.calendar)].append(one)
    for day, those in asking.items():
        if (places := workshop_places(workshop.rules, day)) is not None:
            free = max(places - workshop.booked.get(day, 0), 0)
            late = sorted(those, key=_urgency)[free:]
            found |= dict.fromkeys((one.due for one in late), DueReason.WORKSHOP_FULL)
    return found


def waits(due: DueContact, found: Mapping[str, DueReason]) -> DueContact:
    """Return a contact as it stands with what has to wait."""
    if (reason := found.get(str(due.id))) is None:
        return due
    return due.model_copy(update={"state": DueState.BLOCKED, "reason": reason})


def _urgency(one: Invitation) -> tuple[bool, bool, date, str]:
    return not one.called, not one.begun, one.expires, one.due


def _working_day(day: date, calendar: BusinessCalendar) -> date:
    while calendar.day_off(day) is not None:
        day += timedelta(days=1)
    return day
