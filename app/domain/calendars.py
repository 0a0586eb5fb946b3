"""Branch time: which day and which band of the day is it where the branch stands?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANDS = ((9, 12), (12, 15), (15, 18), (18, 20))  # branch hours, end excluded


def branch_time(moment: datetime, zone: str) -> datetime:
    """Return an aware moment in the branch's own zone (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def branch_day(moment: datetime, zone: str) -> date:
    return branch_time(moment, zone).date()


def band(at: datetime) -> int | None:
    """Return the index in ``BANDS`` of a branch-local time, ``None`` outside contact hours."""
    return next((i for i, (start, end) in enumerate(BANDS) if start <= at.hour < end), None)
