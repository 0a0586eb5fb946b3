"""Two customers that may be one: what a chief is asked, what speaks for it, and the answer.

A level of likeness is a code of the engine (`sync_server.master.fields`); what it is worth is in
bits, for «the same person» where positive.
"""

from datetime import date
from uuid import UUID

from app.domain.consent import Channel
from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.people import DocumentType

_WEIGHTY = 0.5  # bits: less says nothing


class Answer(OpenEnum):
    """What somebody decides: one person, or two."""

    JOIN = "join"
    APART = "apart"
    UNKNOWN = "unknown"


class ReviewDecision(Frozen):
    """The body of a review_decision record; its ref ``review`` is the question."""

    answer: Answer


class Separation(Frozen):
    """The body of a separation record; its ref ``merger`` is the customer to be given back."""


class Said(Frozen):
    """What one field says: its level of likeness, and the bits that it adds."""

    field: Slug
    level: Slug
    bits: float


class ReviewSide(Frozen):
    """One of the two customers, as much of it as deciding needs; a document is masked.

    ``offers`` are the channels on which it wants to hear of offers, ``refused`` those on which it
    said that it does not. ``last_at`` (ms) is the newest contact with it.
    """

    customer: UUID
    branch: Slug
    owner: Slug
    owner_name: Text
    name: Text | None = None
    phones: tuple[Text, ...] = ()
    emails: tuple[Text, ...] = ()
    document: Text | None = None
    document_type: DocumentType | None = None
    birth_date: date | None = None
    car: Text | None = None
    offers: tuple[Channel, ...] = ()
    refused: tuple[Channel, ...] = ()
    last_at: int | None = None
    visits: int = 0


class KnownReview(Frozen):
    """A question as the tablets of both branches know it while it is open.

    ``one`` is the customer that stays if they are joined, under ``name``. ``veto`` is why the
    engine would not join them however alike they are.
    """

    id: UUID
    one: ReviewSide
    two: ReviewSide
    name: Text | None = None
    probability: float
    veto: Slug | None = None
    said: tuple[Said, ...] = ()
    at: int


class KnownMerger(Frozen):
    """Two customers that became one, as the tablets of both branches know it for a while.

    ``id`` is the customer that was absorbed, ``two`` what was known of it then; ``one`` is whom it
    belongs to. ``by`` is the colleague who joined them, ``None`` where the engine was sure.
    """

    id: UUID
    one: ReviewSide
    two: ReviewSide
    by: Slug | None = None
    by_name: Text | None = None
    at: int


class MatchedRecord(Frozen):
    """A record that the engine gave to a customer, for who may see that it is somebody else's.

    ``two`` is what the record alone tells, ``one`` the customer that it belongs to; ``at`` is when
    it came there (ms).
    """

    id: UUID
    kind: Slug
    one: ReviewSide
    two: ReviewSide
    probability: float | None = None
    said: tuple[Said, ...] = ()
    at: int


class Agreement(OpenEnum):
    FOR = "for"
    AGAINST = "against"
    SILENT = "silent"
    UNKNOWN = "unknown"


def agreement(review: KnownReview, fields: tuple[str, ...]) -> Agreement:
    """Say whether these fields together speak for one person, against it, or not at all."""
    bits = [said.bits for said in review.said if said.field in fields]
    if not bits or abs(sum(bits)) < _WEIGHTY:
        return Agreement.SILENT
    return Agreement.FOR if sum(bits) > 0 else Agreement.AGAINST


def offers_if_joined(review: KnownReview) -> tuple[Channel, ...]:
    """Return the channels for offers after a join: what either refused is refused."""
    refused = {*review.one.refused, *review.two.refused}
    granted = {*review.one.offers, *review.two.offers}
    return tuple(channel for channel in Channel if channel in granted - refused)


def masked(document: str) -> str:
    """Hide the middle of a document: ``123456785`` is ``12*****85``, enough to know it again."""
    kept = 2
    if len(document) <= 2 * kept:
        return "*" * len(document)
    return document[:kept] + "*" * (len(document) - 2 * kept) + document[-kept:]
