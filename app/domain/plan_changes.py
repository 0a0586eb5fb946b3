"""On which day is a customer to be planned again, if until then nothing is heard of her? Pure.

What was planned holds until a window comes into sight, a contact is over for long enough, a fact
that is dated ahead becomes true, or an exclusion ends: all of it is known beforehand, so that a
night looks only at those whose day has come.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.business_days import BusinessCalendar
from app.domain.contact_rules import Programme, Rule
from app.domain.dues import DueContact
from app.domain.history import History
from app.domain.months import add_months
from app.domain.planning import (
    Span,
    causes,
    due_of,
    expires_on,
    lately_ends,
    loyal_since,
    opens_on,
    until,
)

_ONE_DAY = timedelta(days=1)
_LOOKS = timedelta(days=400)  # a window that begins later is looked for when this time is over


class Outlook(NamedTuple):
    """What is planned, and the first day after today on which it may be different."""

    dues: list[DueContact]
    next_on: date


def outlook(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> Outlook:
    """Return the contacts of a span, as ``known_dues`` does, and until when they hold.

    The span moves with the day: as far ahead and behind of it as it is now. The rules and what
    the dealer has to tell are taken to stay as they are.
    """
    today, ahead, behind = span.today, span.last - span.today, span.today - span.since
    far = span.last + _LOOKS
    known = until(history, today)
    dues, days = list[DueContact](), [today + _LOOKS, *_ahead(history)]
    for cause in causes(known, rules, span._replace(last=far), calendar):
        rule = rules.get(cause.programme)
        if rule is None or not rule.active:
            continue
        opens, expires = opens_on(cause, rule), expires_on(cause, rule)
        if cause.excluded is None and opens <= span.last and expires >= span.since:
            dues.append(due_of(known, rule, cause))
        seen, forgotten = opens - ahead, expires + behind + _ONE_DAY
        days += (seen, forgotten)
        if cause.programme is Programme.TEMPORADA:
            days += (day for day in lately_ends(known) if seen <= day < forgotten)
    if (since := loyal_since(known, rules)) is not None:
        years = today.year - since.year
        days += (add_months(since, 12 * number) for number in (years, years + 1))
    return Outlook(dues, min(day for day in days if day > today))


def _ahead(history: History) -> Iterator[date]:
    """Yield the days of all facts: one that is ahead is no fact before it."""
    yield from history.turns
    for sale in history.bought:
        yield sale.day
    for order in history.served:
        yield order.opened
        if order.closed is not None:
            yield order.closed
    for case in history.complaints:
        yield case.told
        if case.closed is not None:
            yield case.closed
