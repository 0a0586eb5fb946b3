"""When does a term of business days end, which days did it skip, and why?

Saturdays never count. Day 1 is the first business day after the start, so a start on a day off
counts from the next business day as day 1 (customary reading of DS 011-2011-PCM art. 6-B). The
national holidays are those of the ``holidays`` library; what it cannot know, a day decreed late or
a holiday of one town, comes from a dated local table, so that a term says what was known when it
was set.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

import holidays

from app.domain.fields import Slug
from app.domain.people import Country

MAX_SUSPENDED = 5  # business days, DS 101-2022-PCM art. 6-A
_FIRST_YEAR, _LAST_YEAR = 1990, 2099  # what the library's tables were checked for
_SATURDAY, _SUNDAY = 5, 6


class DayOff(StrEnum):
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    LOCAL_HOLIDAY = "local_holiday"


class SkippedDay(NamedTuple):
    """A day that did not count; ``name`` is the holiday's, in Spanish, else empty."""

    day: date
    why: DayOff
    name: str = ""


class Term(NamedTuple):
    """A counted term. ``day_one`` is the first day that counts, ``due_on`` the last one."""

    day_one: date
    due_on: date
    skipped: tuple[SkippedDay, ...]


class LocalHoliday(NamedTuple):
    """A day off that the national table lacks.

    ``declared_on`` is the day it was made public; ``branch`` limits it to one branch.
    """

    country: Country
    day: date
    name: str
    declared_on: date
    branch: Slug | None = None


@dataclass(frozen=True)
class BusinessCalendar:
    """The days that count in a country, with the local holidays by day."""

    country: Country
    local: Mapping[date, str] = field(default_factory=dict)

    def day_off(self, day: date) -> SkippedDay | None:
        """Return why ``day`` does not count, ``None`` when it is a business day."""
        if (name := national_holidays(self.country, day.year).get(day)) is not None:
            return SkippedDay(day, DayOff.HOLIDAY, name)
        if (name := self.local.get(day)) is not None:
            return SkippedDay(day, DayOff.LOCAL_HOLIDAY, name)
        if day.weekday() == _SATURDAY:
            return SkippedDay(day, DayOff.SATURDAY)
        return SkippedDay(day, DayOff.SUNDAY) if day.weekday() == _SUNDAY else None


def calendar_for(
    country: Country,
    local: Iterable[LocalHoliday],
    known_on: date,
    branch: Slug | None = None,
) -> BusinessCalendar:
    """Return the calendar of a branch as it was known on a day: later decrees are not in it."""
    days = {
        holiday.day: holiday.name
        for holiday in local
        if holiday.country is country
        and holiday.declared_on <= known_on
        and holiday.branch in {None, branch}
    }
    return BusinessCalendar(country, days)


def term(calendar: BusinessCalendar, start: date, days: int, suspended: int = 0) -> Term:
    """Count ``days`` business days after ``start``, plus the suspended ones, at most five.

    Raises ``ValueError`` when ``days`` is below 1, ``suspended`` is negative, or the term leaves
    the years whose holidays are known.
    """
    if days < 1 or suspended < 0:
        message = f"a term of {days} business days with {suspended} suspended cannot be counted"
        raise ValueError(message)
    wanted = days + min(suspended, MAX_SUSPENDED)
    skipped: list[SkippedDay] = []
    counted: list[date] = []
    day = start
    while len(counted) < wanted:
        day += timedelta(days=1)
        off = calendar.day_off(day)
        if off is None:
            counted.append(day)
        else:
            skipped.append(off)
    return Term(counted[0], counted[-1], tuple(skipped))


def business_days_after(calendar: BusinessCalendar, start: date, end: date) -> int:
    """Count the business days after ``start`` up to ``end``; negative when ``end`` is earlier.

    Today and a due date give the days left: 0 is «hoy», -1 one business day late.
    """
    if end < start:
        return -business_days_after(calendar, end, start)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.day_off(day) is None for day in span)


@cache
def national_holidays(country: Country, year: int) -> Mapping[date, str]:
    """Return the public holidays of a year with their Spanish names.

    Raises ``ValueError`` outside the years that the table knows: an empty table would be read as
    a year without holidays.
    """
    if country is Country.UNKNOWN or not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = f"no holidays are known for {country} in {year}"
        raise ValueError(message)
    return dict(holidays.country_holidays(country.value, years=year, language="es"))


def table_name() -> str:
    """Return the name under which a term remembers the national table it was counted with."""
    return f"holidays {version('holidays')}"


def read_local_holidays(text: str) -> tuple[LocalHoliday, ...]:
    """Read ``holidays_local.csv``: rows of country, day, name, declared_on, branch; ``#`` comments.

    Raises ``ValueError`` naming the row that cannot be read.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(lines)
    return tuple(_local_holiday(number, row) for number, row in enumerate(rows, 1))


def _local_holiday(number: int, row: Mapping[str, str | None]) -> LocalHoliday:
    try:
        return LocalHoliday(
            country=Country[(row["country"] or "").strip()],
            day=date.fromisoformat((row["day"] or "").strip()),
            name=(row["name"] or "").strip(),
            declared_on=date.fromisoformat((row["declared_on"] or "").strip()),
            branch=(row.get("branch") or "").strip() or None,
        )
    except (KeyError, ValueError) as exc:
        message = f"row {number} of the local holidays cannot be read: {exc}"
        raise ValueError(message) from exc
