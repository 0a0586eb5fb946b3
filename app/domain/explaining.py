"""Why is a customer to be contacted by a programme on a day, or why not? Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.business_days import BusinessCalendar
from app.domain.contact_rules import Rule
from app.domain.dues import DueContact
from app.domain.history import Exclusion, History
from app.domain.planning import Span, causes, due_of, on_day, opens_on, until

_LOOKS = 400  # days ahead in which a window may still begin


class Explained(NamedTuple):
    """A contact and its state, or with ``excluded`` why there is none.

    Where nothing was there to count from, there is no contact either.
    """

    programme: str
    due: DueContact | None
    excluded: Exclusion | None


def explain(
    history: History, rules: Mapping[str, Rule], today: date, calendar: BusinessCalendar
) -> list[Explained]:
    """Return at least one line per programme: its contacts, the next to come, what excludes it."""
    known = until(history, today)
    span = Span(today, today + timedelta(days=_LOOKS))
    begun: list[Explained] = []
    coming: dict[str, tuple[DueContact, Exclusion]] = {}
    for cause in causes(known, rules, span, calendar):
        rule = rules.get(cause.programme)
        if rule is None or not rule.active:
            continue
        due = on_day(due_of(known, rule, cause), today)
        if opens_on(cause, rule) > today:
            found = due, cause.excluded or Exclusion.NOT_BEGUN
            first = coming.setdefault(cause.programme, found)
            coming[cause.programme] = min(first, found, key=lambda one: one[0].opens_on)
        elif cause.excluded is None or due.expires_on >= today:
            begun.append(Explained(cause.programme, due, cause.excluded))
    told = [*begun, *(Explained(code, *found) for code, found in coming.items())]
    silent = rules.keys() - {one.programme for one in told}
    told += [Explained(code, None, _silence(rules[code])) for code in silent]
    return sorted(told, key=lambda one: (one.programme, one.due.opens_on if one.due else today))


def _silence(rule: Rule) -> Exclusion:
    return Exclusion.NO_TRIGGER if rule.active else Exclusion.INACTIVE
