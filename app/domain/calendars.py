"""Branch time: which day and which band of the day is it where the branch stands, and what counts?"""

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from app.domain.business_days import (
    BusinessCalendar,
    LocalHoliday,
    calendar_for,
    read_local_holidays,
)
from app.domain.catalogue import Branch
from app.domain.house_rules import local_holidays
from app.domain.shipped import REFERENCE

BANDS = ((9, 12), (12, 15), (15, 18), (18, 20))  # branch hours, end excluded


def branch_time(moment: datetime, zone: str) -> datetime:
    """Return an aware moment in the branch's own zone (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def branch_day(moment: datetime, zone: str) -> date:
    return branch_time(moment, zone).date()


def band(at: datetime) -> int | None:
    """Return the index in ``BANDS`` of a branch-local time, ``None`` outside contact hours."""
    return next((i for i, (start, end) in enumerate(BANDS) if start <= at.hour < end), None)


@lru_cache(maxsize=64)
def branch_calendar(branch: Branch, known_on: date) -> BusinessCalendar:
    """Return the business days of a branch as they were known on a day."""
    local = (*shipped_holidays(), *local_holidays(branch.rules))
    return calendar_for(branch.country, local, known_on=known_on, branch=branch.code)


@cache
def shipped_holidays() -> tuple[LocalHoliday, ...]:
    """Return the local holidays that ship with the product."""
    return read_local_holidays((REFERENCE / "holidays_local.csv").read_text(encoding="utf-8"))
