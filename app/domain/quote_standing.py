"""Does a quote still hold? A pure answer over all versions of its number and what became of them.

A version is superseded by a later version that was not taken back. Two tablets may make the same
version without knowing of each other: the later one stands.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.domain.fields import Frozen, OpenEnum, Slug
from app.domain.quote_mails import MailState
from app.domain.quotes import LostReason, Quote, QuoteAct, QuoteEnd


class Standing(OpenEnum):
    """What the records alone say; that a quote has expired follows from the day."""

    OPEN = "open"
    SUPERSEDED = "superseded"
    VOIDED = "voided"  # annulled, or undone
    LOST = "lost"
    SOLD = "sold"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class IssuedQuote(NamedTuple):
    """A version as received: its record, corrected time in ms, and whether it was undone."""

    record: UUID
    at: int
    quote: Quote
    undone: bool = False


class DatedAct(NamedTuple):
    record: UUID
    at: int
    quote: UUID
    act: QuoteAct


class KnownQuote(Frozen):
    """A quote as tablets of its branch know it."""

    id: UUID  # of its record
    customer: UUID | None = None
    branch: Slug
    seller: Slug
    at: int  # corrected ms
    quote: Quote
    standing: Standing = Standing.OPEN
    reason: LostReason | None = None
    mail: MailState | None = None  # how the last e-mail of it fares


class Stand(NamedTuple):
    standing: Standing
    reason: LostReason | None = None


_ENDS = {
    QuoteEnd.VOIDED: Standing.VOIDED,
    QuoteEnd.LOST: Standing.LOST,
    QuoteEnd.SOLD: Standing.SOLD,
}


def stands(versions: Iterable[IssuedQuote], acts: Iterable[DatedAct]) -> dict[UUID, Stand]:
    """Return how each version of one number stands; the order of the arguments does not matter."""
    issued = sorted(versions, key=lambda one: (one.quote.version, one.at, str(one.record)))
    ends = {dated.quote: dated.act for dated in sorted(acts, key=lambda a: (a.at, str(a.record)))}
    alive = [one for one in issued if not one.undone]
    newest = alive[-1].record if alive else None
    return {one.record: _stand(one, ends.get(one.record), newest) for one in issued}


def standing_on(standing: Standing, expires_on: date, day: date) -> Standing:
    """Return how a quote stands on a branch day."""
    return Standing.EXPIRED if standing is Standing.OPEN and day > expires_on else standing


def _stand(one: IssuedQuote, act: QuoteAct | None, newest: UUID | None) -> Stand:
    if one.undone:
        return Stand(Standing.VOIDED)
    if act is not None and act.end in _ENDS:
        return Stand(_ENDS[act.end], act.reason)
    return Stand(Standing.OPEN if one.record == newest else Standing.SUPERSEDED)
