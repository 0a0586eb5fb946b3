"""A day as somebody types it: «16-12-2026», «16/12/26», «16 12 2026» or ISO."""

import re
from datetime import date

from app.domain.reading import clean

_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def read_day(typed: str) -> date | None:
    """Return the day, ``None`` where it is none; a year of two digits is of this century."""
    text = clean(typed)
    if (iso := _ISO.fullmatch(text)) is not None:
        year, month, day = map(int, iso.groups())
    elif (parts := _DAY_FIRST.fullmatch(text)) is not None:
        day, month, year = map(int, parts.groups())
        year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def typed_day(day: date) -> str:
    """Return a day as it stands in a field: «16-12-2026»."""
    return f"{day:%d-%m-%Y}"
