"""When is a person erased, what has to stay for a while, and how is it not brought back? Pure.

Chile: Ley 19.628 as amended by 21.719. Perú: Ley 29733, DS 016-2024-JUS art. 69-82. Complaints are
kept two years (DS 011-2011-PCM art. 12; in Chile that of Ley 19.496 art. 26), and until they close.
What was done to a vehicle under a guarantee or a recall is kept as long, the recall at least while
its campaign is open; nobody is named in it any more.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.cases import CaseState
from app.domain.fields import Frozen, Slug
from app.domain.workshop import Motive, WorkshopDelivery, WorkshopVisit

HOLD_YEARS = 2
TOMBSTONE_BYTES = 16
_OVER = {CaseState.CLOSED.value, CaseState.VOIDED.value}
PERSONAL = ("phone:", "email:", "doc:")  # a plate may be another owner's tomorrow


class Reason(StrEnum):
    REQUEST = "request"  # the person asked
    RETENTION = "retention"  # its time is over
    MISTAKE = "mistake"  # should never have been kept


class Why(StrEnum):
    """Why something of an erased person has to stay."""

    COMPLAINT_OPEN = "complaint_open"
    COMPLAINT_YEARS = "complaint_years"  # the two years of a complaint
    GUARANTEE = "guarantee"
    RECALL = "recall"


class Hold(NamedTuple):
    """``until`` is the last day it has to stay, as far as it is known today."""

    why: Why
    until: date


class Erasure(Frozen):
    """The body of the ledger's record of an erasure: no personal data, only ids and counts."""

    customers: tuple[UUID, ...]
    reason: Reason
    records: int
    kept: tuple[UUID, ...] = ()  # complaints and workshop visits under a legal hold


class ErasureTold(Frozen):
    """An erasure as it is told to a database that does not know of it: an older one, restored."""

    customers: tuple[UUID, ...]
    reason: Reason
    by: Slug
    at: int  # ms
    tombstones: tuple[str, ...] = ()


class ErasuresTold(Frozen):
    """All erasures of a server, with the secret of its tombstones (hex)."""

    server: UUID
    secret: str
    erasures: tuple[ErasureTold, ...]


def complaint_hold(taken_on: date, state: str, today: date) -> Hold | None:
    """Say whether a complaint has to stay; an open one at least until the day that is asked."""
    last = _years_after(taken_on)
    if state not in _OVER:
        return Hold(Why.COMPLAINT_OPEN, max(last, today))
    return Hold(Why.COMPLAINT_YEARS, last) if last >= today else None


def workshop_hold(
    visit: WorkshopVisit, done_on: date | None, campaigns: Collection[str], today: date
) -> Hold | None:
    """Say whether what was done to a vehicle has to stay, without whose it was.

    ``done_on`` is the day of delivery, ``None`` while the vehicle is here; ``campaigns`` are the
    codes of the recalls that are open.
    """
    last = _years_after(done_on or today)
    if visit.recalls or Motive.RECALL in visit.motives:
        is_open = not set(campaigns).isdisjoint(visit.recalls)
        if is_open or last >= today:
            return Hold(Why.RECALL, max(last, today))
    elif Motive.GUARANTEE in visit.motives and last >= today:
        return Hold(Why.GUARANTEE, last)
    return None


def without_person(visit: WorkshopVisit) -> WorkshopVisit:
    """Return what a guarantee or a recall needs of a reception: the vehicle, and why it came."""
    return WorkshopVisit(
        country=visit.country,
        plate=visit.plate,
        vehicle=visit.vehicle,
        reading=visit.reading,
        motives=visit.motives,
        received_at=visit.received_at,
        promised_at=visit.promised_at,
        recalls=visit.recalls,
    )


def delivery_without_person(delivery: WorkshopDelivery) -> WorkshopDelivery:
    """Return what a guarantee or a recall needs of a delivery: what was done, and when."""
    return WorkshopDelivery(
        reading=delivery.reading, delivered_at=delivery.delivered_at, done=delivery.done
    )


def tombstones(secret: bytes, keys: Iterable[str]) -> set[str]:
    """Return what an erased person is known again by in a list: 128 bits of an HMAC-SHA256 each.

    ``keys`` as in ``match_index``; of phone, e-mail and document alone.
    """
    return {
        hmac.digest(secret, key.encode(), hashlib.sha256)[:TOMBSTONE_BYTES].hex()
        for key in keys
        if key.startswith(PERSONAL)
    }


def _years_after(day: date) -> date:
    year = day.year + HOLD_YEARS
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)
