"""A complaint as captured: what happened, who complains, which sheet of which book.

Perú: Libro de Reclamaciones (Ley 29571 arts. 24, 150-152; DS 011-2011-PCM up to DS 101-2022-PCM).
Chile: own standard of the house (Ley 19.496). R031, R034, R065, R066, R120, R175. The words for
the two kinds of Perú are the law's own.
"""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from app.domain.fields import Frozen, OpenEnum, Text
from app.domain.money import Money
from app.domain.people import Country, Visitor
from app.domain.records import Sha256
from app.domain.sheets import Entry, SheetNumber

MAX_PHOTOS = 5
LEGAL_DAYS = 15  # business days in Perú, not extendable (Código art. 24.1)
HOUSE_DAYS = 10  # business days in Chile by default, editable per branch

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Coordinate = Annotated[int, Field(ge=0, le=4095)]


class ComplaintKind(OpenEnum):
    RECLAMO = "reclamo"  # about the product or the service
    QUEJA = "queja"  # about the attention
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    UNKNOWN = "unknown"


KINDS: dict[Country, tuple[ComplaintKind, ...]] = {
    Country.PE: (ComplaintKind.RECLAMO, ComplaintKind.QUEJA),
    Country.CL: (ComplaintKind.RECLAMO, ComplaintKind.SUGGESTION, ComplaintKind.PRAISE),
}


class Area(OpenEnum):
    SALES = "sales"
    WORKSHOP = "workshop"
    PARTS = "parts"
    CASHIER = "cashier"
    OTHER = "other"
    UNKNOWN = "unknown"


class Annoyance(OpenEnum):
    """What it cost the person (R120)."""

    MONEY = "money"
    TIME = "time"
    EMOTION = "emotion"
    LOGISTICS = "logistics"
    UNKNOWN = "unknown"


class AnnoyanceDetail(OpenEnum):
    LOST_MONEY = "lost_money"
    PAID_MORE = "paid_more"
    PAID_ELSEWHERE = "paid_elsewhere"
    WAITED = "waited"
    CAME_BACK = "came_back"
    LATE_DELIVERY = "late_delivery"
    ANGER = "anger"
    FRUSTRATION = "frustration"
    DISCOMFORT = "discomfort"
    WASTED_TRIP = "wasted_trip"
    NOTHING_SOLVED = "nothing_solved"
    PART_MISSING = "part_missing"
    UNKNOWN = "unknown"


DETAILS: dict[Annoyance, tuple[AnnoyanceDetail, ...]] = {
    Annoyance.MONEY: (
        AnnoyanceDetail.LOST_MONEY,
        AnnoyanceDetail.PAID_MORE,
        AnnoyanceDetail.PAID_ELSEWHERE,
    ),
    Annoyance.TIME: (
        AnnoyanceDetail.WAITED,
        AnnoyanceDetail.CAME_BACK,
        AnnoyanceDetail.LATE_DELIVERY,
    ),
    Annoyance.EMOTION: (
        AnnoyanceDetail.ANGER,
        AnnoyanceDetail.FRUSTRATION,
        AnnoyanceDetail.DISCOMFORT,
    ),
    Annoyance.LOGISTICS: (
        AnnoyanceDetail.WASTED_TRIP,
        AnnoyanceDetail.NOTHING_SOLVED,
        AnnoyanceDetail.PART_MISSING,
    ),
}


class Mood(OpenEnum):
    """How the person is now (R065), from the left of the screen."""

    ANGRY = "angry"
    UPSET = "upset"
    NEUTRAL = "neutral"
    CALM = "calm"
    PLEASED = "pleased"
    UNKNOWN = "unknown"


class ReplyChannel(OpenEnum):
    """How the person wants the written answer (DS 011-2011-PCM art. 6)."""

    EMAIL = "email"
    LETTER = "letter"
    UNKNOWN = "unknown"


class GoodKind(OpenEnum):
    PRODUCT = "product"
    SERVICE = "service"
    UNKNOWN = "unknown"


class Cost(Frozen):
    """One annoyance with its detail, if the person said it."""

    annoyance: Annoyance
    detail: AnnoyanceDetail | None = None


class Good(Frozen):
    """What was bought: the car, the service, the part; its references as text."""

    kind: GoodKind
    description: Words = ""
    plate: Text | None = None
    vin: Text | None = None
    order: Text | None = None
    quote: Text | None = None


class Photo(Frozen):
    """A photo is sent apart, in chunks; the record names its bytes."""

    sha256: Sha256
    size: Annotated[int, Field(gt=0)]  # bytes after resizing
    type: Text = "image/jpeg"


class Signature(Frozen):
    """Strokes as alternating x and y from the top left of the pad.

    Units are square: x runs to 4095 over the width of a pad that is 4 wide and 1 high.
    """

    strokes: Annotated[
        tuple[Annotated[tuple[Coordinate, ...], Field(min_length=2, max_length=2000)], ...],
        Field(min_length=1, max_length=60),
    ]


class TextVersion(Frozen):
    """Which words the person had before the eyes."""

    id: Text
    version: int
    sha256: Sha256


class DeadlineBasis(OpenEnum):
    LAW = "law"
    HOUSE = "house"
    UNKNOWN = "unknown"


class Deadline(Frozen):
    """The term, frozen when the complaint was registered; only acts move what follows from it."""

    starts_on: date
    days: Annotated[int, Field(ge=1, le=120)]
    due_on: date
    basis: DeadlineBasis
    table: Text  # the holidays it was counted with


class Complaint(Frozen):
    """The body of a complaint record; customer, visit and workshop visit are the record's refs.

    ``registered_at`` is branch time and is what the sheet prints. ``sheet`` is ``None`` for a
    registro interno, which is worked all the same. ``replaces`` is the number this sheet had
    before its book turned out to be used twice. ``entry`` says how it came, ``written_on`` when it
    was written in the paper book. ``listened_s`` is the time given to listening, in seconds.
    """

    country: Country
    kind: ComplaintKind
    registered_at: AwareDatetime
    entry: Entry = Entry.IN_PERSON
    written_on: date | None = None
    sheet: SheetNumber | None = None
    replaces: SheetNumber | None = None
    deadline: Deadline | None = None
    area: Area
    costs: Annotated[tuple[Cost, ...], Field(max_length=12)] = ()
    mood: Mood | None = None
    detail: Words = ""
    request: Words = ""
    fact_on: date
    amount: Money | None = None
    good: Good | None = None
    consumer: Visitor = Visitor()
    minor: bool = False
    guardian: Visitor | None = None
    reply_by: Annotated[tuple[ReplyChannel, ...], Field(max_length=2)] = ()
    photos: Annotated[tuple[Photo, ...], Field(max_length=MAX_PHOTOS)] = ()
    signature: Signature | None = None
    confirmed: bool = False  # conformity of a sheet without a signature (virtual book)
    listened_s: Annotated[int, Field(ge=0)] | None = None
    notices: Annotated[tuple[TextVersion, ...], Field(max_length=8)] = ()

    def starts_on(self) -> date:
        """Return the day the term runs from: that of the paper sheet, if it was written on one."""
        return self.written_on or self.registered_at.date()
