"""When is a person erased, and what has to stay for a while? Pure.

Chile: Ley 19.628 as amended by 21.719. Perú: Ley 29733, DS 016-2024-JUS art. 69-82. Complaints are
kept two years (DS 011-2011-PCM art. 12; in Chile that of Ley 19.496 art. 26), and until they close.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.cases import CaseState
from app.domain.fields import Frozen

HOLD_YEARS = 2


class Reason(StrEnum):
    REQUEST = "request"  # the person asked
    RETENTION = "retention"  # its time is over
    MISTAKE = "mistake"  # should never have been kept


class Erasure(Frozen):
    """The body of the ledger's record of an erasure: no personal data, only ids and counts."""

    customers: tuple[UUID, ...]
    reason: Reason
    records: int
    kept: tuple[UUID, ...] = ()  # complaints under a legal hold


def held_until(taken_on: date, state: str, today: date) -> date | None:
    """Return the last day a complaint has to stay, ``None`` when it may go.

    One that is open stays at least until the day it is asked about.
    """
    year = taken_on.year + HOLD_YEARS
    try:
        last = taken_on.replace(year=year)
    except ValueError:  # 29 February
        last = date(year, 3, 1)
    if last >= today:
        return last
    return today if state not in {CaseState.CLOSED.value, CaseState.VOIDED.value} else None
