"""Which days count at a branch, as they were known on a day?"""

from datetime import date
from functools import cache, lru_cache

from app.domain.business_days import (
    BusinessCalendar,
    LocalHoliday,
    calendar_for,
    read_local_holidays,
)
from app.domain.catalogue import Branch
from app.domain.house_rules import local_holidays
from app.domain.shipped import REFERENCE


@lru_cache(maxsize=64)
def branch_calendar(branch: Branch, known_on: date) -> BusinessCalendar:
    """Return the business days of a branch; what was made public later is not in them."""
    local = (*shipped_holidays(), *local_holidays(branch.rules))
    return calendar_for(branch.country, local, known_on=known_on, branch=branch.code)


@cache
def shipped_holidays() -> tuple[LocalHoliday, ...]:
    """Return the local holidays that ship with the product."""
    return read_local_holidays((REFERENCE / "holidays_local.csv").read_text(encoding="utf-8"))
