"""What a dealer decides: days to answer, limits, local holidays, calls a day, each from a day on.

A rule says from which day it holds; the newest one of a day counts, that of a branch before that
of its country. What was counted before stays as it was: the due date is frozen in the complaint.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from app.domain.business_days import LocalHoliday
from app.domain.compensation import DEFAULT_LIMITS, CompensationLimit
from app.domain.complaints import HOUSE_DAYS
from app.domain.contact_hours import A_DAY
from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.money import Money
from app.domain.people import Country
from app.domain.staff import Role


class RuleKind(OpenEnum):
    HOUSE_DAYS = "house_days"  # business days to answer where no law sets them
    LIMIT = "limit"  # what a role may give per complaint without asking (R092)
    HOLIDAY = "holiday"  # a day off that the national table lacks
    CALLS_A_DAY = "calls_a_day"  # how many customers one seller is to call on a day
    WORKSHOP_PLACES = "workshop_places"  # cars that the workshop takes on a day (R041)
    PARTS_FIRST = "parts_first"  # whether parts are confirmed before anybody is invited (R041)
    UNKNOWN = "unknown"


class HouseRule(Frozen):
    """One rule; ``branch`` ``None`` means the whole country.

    ``since`` is the first day on which it holds; of a holiday, the day it was made public.
    ``places`` with a ``day`` are those of that one day.
    """

    kind: RuleKind
    country: Country
    branch: Slug | None = None
    since: date
    days: Annotated[int, Field(ge=1, le=60)] | None = None
    role: Role | None = None
    up_to: Money | None = None
    day: date | None = None
    name: Text = ""
    calls: Annotated[int, Field(ge=1, le=500)] | None = None
    places: Annotated[int, Field(ge=0, le=500)] | None = None
    required: bool | None = None

    @model_validator(mode="after")
    def _whole(self) -> "HouseRule":
        lacks = {
            RuleKind.HOUSE_DAYS: self.days is None,
            RuleKind.LIMIT: self.role is None or self.up_to is None,
            RuleKind.HOLIDAY: self.day is None or not self.name,
            RuleKind.CALLS_A_DAY: self.calls is None,
            RuleKind.WORKSHOP_PLACES: self.places is None,
            RuleKind.PARTS_FIRST: self.required is None,
        }.get(self.kind, False)
        if lacks:
            message = f"a rule {self.kind} lacks what it sets"
            raise ValueError(message)
        return self

    def subject(self) -> tuple[str, ...]:
        """Return what it is about: a later rule about the same replaces it."""
        day = self.day.isoformat() if self.day else ""
        return (self.kind, self.country, self.branch or "", self.role or "", day)


def house_days(rules: Iterable[HouseRule], today: date) -> int:
    """Return the business days in which the house answers a complaint registered today."""
    found = _newest((rule for rule in rules if rule.kind is RuleKind.HOUSE_DAYS), today)
    return found.days if found is not None and found.days is not None else HOUSE_DAYS


def calls_a_day(rules: Iterable[HouseRule], today: date) -> int:
    """Return how many customers one seller is to call today."""
    found = _newest((rule for rule in rules if rule.kind is RuleKind.CALLS_A_DAY), today)
    return found.calls if found is not None and found.calls is not None else A_DAY


def workshop_places(rules: Iterable[HouseRule], day: date) -> int | None:
    """Return how many cars the workshop takes on a day, ``None`` where the house sets no number."""
    known = [rule for rule in rules if rule.kind is RuleKind.WORKSHOP_PLACES]
    of_the_day = _newest((rule for rule in known if rule.day == day), day)
    found = of_the_day or _newest((rule for rule in known if rule.day is None), day)
    return None if found is None else found.places


def needs_parts(rules: Iterable[HouseRule], today: date) -> bool:
    """Say whether the parts of a maintenance are confirmed before anybody is invited."""
    found = _newest((rule for rule in rules if rule.kind is RuleKind.PARTS_FIRST), today)
    return found is not None and bool(found.required)


def limits(
    rules: Iterable[HouseRule], country: Country, today: date
) -> tuple[CompensationLimit, ...]:
    """Return what each role may give today: the shipped limits, with the dealer's amounts."""
    known = [rule for rule in rules if rule.kind is RuleKind.LIMIT]
    adapted = []
    for limit in DEFAULT_LIMITS.get(country, ()):
        own = _newest((rule for rule in known if rule.role is limit.role), today)
        amount = own.up_to if own is not None and own.up_to is not None else limit.up_to
        adapted.append(limit.model_copy(update={"up_to": amount}))
    return tuple(adapted)


def local_holidays(rules: Iterable[HouseRule]) -> tuple[LocalHoliday, ...]:
    return tuple(
        LocalHoliday(rule.country, rule.day, rule.name, rule.since, rule.branch)
        for rule in rules
        if rule.kind is RuleKind.HOLIDAY and rule.day is not None
    )


def rules_of(rules: Iterable[HouseRule], country: Country, branch: Slug) -> tuple[HouseRule, ...]:
    """Return the rules that hold in a branch, in a fixed order."""
    mine = [one for one in rules if one.country is country and one.branch in {None, branch}]
    return tuple(sorted(mine, key=lambda rule: (rule.subject(), rule.since)))


def _newest(rules: Iterable[HouseRule], today: date) -> HouseRule | None:
    holding = [rule for rule in rules if rule.since <= today]
    return max(holding, key=lambda rule: (rule.branch is not None, rule.since), default=None)
