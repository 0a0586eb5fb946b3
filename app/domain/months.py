"""Days by the month: what is six months after 31 August?"""

from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= 28:  # noqa: PLR2004 - every month has it
        return date(year, month + 1, day.day)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (after - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def first_of_month(day: date) -> date:
    """Return the first 1st of a month on or after a day."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def birthday(born: date, year: int) -> date:
    """Return the day on which a birthday is kept in a year: 28 February for the 29th."""
    return add_months(date(born.year, born.month, born.day), (year - born.year) * 12)
