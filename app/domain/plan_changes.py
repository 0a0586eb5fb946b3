"""On which day is a customer to be planned again, if until then nothing is heard of her? Pure.

What was planned holds until a window comes into sight, a contact is over for long enough, a fact
that is dated ahead becomes true, or an exclusion ends: all of it is known beforehand, so that a
night looks only at those whose day has come.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from app.domain.business_days import BusinessCalendar
from app.domain.contact_rules import Programme, Rule
from app.domain.history import History
from app.domain.months import add_months
from app.domain.planning import (
    Span,
    causes,
    expires_on,
    lately_ends,
    loyal_since,
    opens_on,
    until,
)

_LOOKS = timedelta(days=400)  # a window that begins later is looked for when this time is over


def next_change(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> date:
    """Return the first day after today on which ``known_dues`` may be different.

    The span moves with the day: as far ahead and behind of it as it is now. The rules and what
    the dealer has to tell are taken to stay as they are.
    """
    today = span.today
    days = _days(history, rules, span, calendar)
    return min((day for day in days if day > today), default=today + _LOOKS)


def _days(
    history: History, rules: Mapping[str, Rule], span: Span, calendar: BusinessCalendar
) -> Iterator[date]:
    today, ahead, behind = span.today, span.last - span.today, span.today - span.since
    far = span.last + _LOOKS
    known = until(history, today)
    yield today + _LOOKS
    yield from _ahead(history)
    for cause in causes(known, rules, span._replace(last=far), calendar):
        rule = rules.get(cause.programme)
        if rule is None or not rule.active:
            continue
        seen = opens_on(cause, rule) - ahead
        forgotten = expires_on(cause, rule) + behind + timedelta(days=1)
        yield seen
        yield forgotten
        if cause.programme is Programme.TEMPORADA and seen <= far:
            yield from (day for day in lately_ends(known) if seen <= day < forgotten)
    if (since := loyal_since(known, rules)) is not None:
        years = today.year - since.year
        yield from (add_months(since, 12 * number) for number in (years, years + 1))


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
