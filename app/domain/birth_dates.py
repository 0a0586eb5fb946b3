"""Can this be somebody's date of birth?"""

from datetime import date

from app.domain.reading import Doubt

_OLDEST = 120  # years; nobody in either country has lived so long


def birth_date_doubt(born: date, today: date) -> Doubt | None:
    """Say what is odd about a date of birth on a branch day."""
    if born > today:
        return Doubt.BIRTH_DATE_FUTURE
    return Doubt.BIRTH_DATE_TOO_OLD if today.year - born.year > _OLDEST else None
