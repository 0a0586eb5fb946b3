"""Can this be somebody's date of birth?"""

import re
from datetime import date

from app.domain.reading import Doubt, clean

_PARTS = re.compile(r"(\d{1,2})[-/. ]?(\d{1,2})[-/. ]?(\d{4}|\d{2})", re.ASCII)
_OLDEST = 120  # years; nobody in either country has lived so long


def birth_date_doubt(born: date, today: date) -> Doubt | None:
    """Say what is odd about a date of birth on a branch day."""
    if born > today:
        return Doubt.BIRTH_DATE_FUTURE
    return Doubt.BIRTH_DATE_TOO_OLD if today.year - born.year > _OLDEST else None


def read_birth_date(typed: str, today: date) -> tuple[date | None, Doubt | None]:
    """Read day, month and year («14-03-1988», «14/3/88», «14031988») on a branch day.

    A year of two digits is that of the last hundred years.
    """
    parts = _PARTS.fullmatch(clean(typed))
    if parts is None:
        return None, Doubt.BIRTH_DATE_UNREADABLE
    day, month, year = (int(part) for part in parts.groups())
    if len(parts[3]) == 2:  # noqa: PLR2004 - digits
        year += today.year // 100 * 100
        year -= 100 if year > today.year else 0
    try:
        born = date(year, month, day)
    except ValueError:
        return None, Doubt.BIRTH_DATE_UNREADABLE
    doubt = birth_date_doubt(born, today)
    return (None if doubt else born), doubt
