"""What is done about a complaint, one append-only act each; and what was promised.

R121-R123, R128; DS 011-2011-PCM arts. 6 to 6-B (answer, agreement, suspension). An act never
changes another: the case is folded from all of them (``app/domain/cases.py``).
"""

from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime, Discriminator, Field, Tag

from app.domain.complaints import ComplaintKind, ReplyChannel, Signature, TextVersion, Words
from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.money import Money
from app.domain.records import Sha256

AGREEMENT_WORDS = "ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO"  # art. 6-A, or equivalent words


class CompensationOption(OpenEnum):
    """R123: a) service again, free trial or lower price; b) a document of guarantee; c) both."""

    REPEAT_OR_REDUCE = "a"
    GUARANTEE_LETTER = "b"
    BOTH = "c"
    UNKNOWN = "unknown"


class OfferReply(OpenEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SILENCE = "silence"  # counts as rejected (art. 6-A)
    UNKNOWN = "unknown"


class DeadlineReason(OpenEnum):
    LATE_HOLIDAY = "late_holiday"
    HOUSE_DECISION = "house_decision"  # Chile only: the law's term cannot be extended
    UNKNOWN = "unknown"


class Remedy(OpenEnum):
    """What the consumer chooses under the Chilean legal guarantee (Ley 19.496 art. 20)."""

    REPAIR = "repair"
    REPLACEMENT = "replacement"
    REFUND = "refund"
    UNKNOWN = "unknown"


class Rating(OpenEnum):
    """One tap at the end of an attention (R104)."""

    BAD = "bad"
    FAIR = "fair"
    GOOD = "good"
    UNKNOWN = "unknown"


class Analysis(Frozen):
    kind: Literal["analysis"] = "analysis"
    note: Words = ""


class Assignment(Frozen):
    kind: Literal["assignment"] = "assignment"
    to: Slug


class ErrorAdmitted(Frozen):
    """We erred, and where it began (R121)."""

    kind: Literal["error_admitted"] = "error_admitted"
    origin: Words


class Apology(Frozen):
    """Given in person (R122): who and when."""

    kind: Literal["apology"] = "apology"
    by: Slug
    given_at: AwareDatetime


class Compensation(Frozen):
    """``service`` says what is done again, ``amount`` what is given back or taken off."""

    kind: Literal["compensation"] = "compensation"
    option: CompensationOption
    service: Words = ""
    amount: Money | None = None
    letter: TextVersion | None = None


class Offer(Frozen):
    """A proposal that would settle the complaint.

    A remote one in Perú suspends the term until it is answered or ``open_until`` passes, at most
    five business days in all; ``due_on`` is the due date if it stays unanswered. Both are counted
    when the offer is made (``app/domain/suspension.py``) and ``None`` when nothing is suspended.
    """

    kind: Literal["offer"] = "offer"
    text: Words
    offered_on: date
    amount: Money | None = None
    remote: bool = False
    open_until: date | None = None
    due_on: date | None = None


class OfferAnswer(Frozen):
    """What the consumer said to the pending offer.

    An acceptance carries the words of the agreement and its proof: both signatures in person, a
    document at a distance. ``suspended`` are the business days the term stood still, ``due_on``
    the date that follows from it.
    """

    kind: Literal["offer_answer"] = "offer_answer"
    reply: OfferReply
    words: Text = ""
    consumer_signature: Signature | None = None
    provider_signature: Signature | None = None
    proof: Sha256 | None = None
    suspended: Annotated[int, Field(ge=0, le=5)] = 0
    due_on: date | None = None


class Answer(Frozen):
    """The written answer, as the consumer asked to have it, on the day it was sent."""

    kind: Literal["answer"] = "answer"
    text: Words
    by: Annotated[tuple[ReplyChannel, ...], Field(min_length=1, max_length=2)]
    sent_on: date


class Reclassification(Frozen):
    """What was ticked as something else is treated as a reclamo if the text shows one (art. 6)."""

    kind: Literal["reclassification"] = "reclassification"
    to: ComplaintKind = ComplaintKind.RECLAMO


class DeadlineChange(Frozen):
    kind: Literal["deadline_change"] = "deadline_change"
    due_on: date
    reason: DeadlineReason
    note: Words = ""


class GuaranteeChoice(Frozen):
    kind: Literal["guarantee_choice"] = "guarantee_choice"
    remedy: Remedy
    delivered_on: date


class RepairStarted(Frozen):
    """The vehicle came in for a guarantee repair."""

    kind: Literal["repair_started"] = "repair_started"
    on: date


class RepairEnded(Frozen):
    kind: Literal["repair_ended"] = "repair_ended"
    on: date


class ReplacementVehicle(Frozen):
    kind: Literal["replacement_vehicle"] = "replacement_vehicle"
    lent_on: date
    plate: Text = ""


class PromiseSettled(Frozen):
    kind: Literal["promise_settled"] = "promise_settled"
    promise: UUID
    kept: bool


class Closing(Frozen):
    """A case is closed with the customer's yes or no, never without."""

    kind: Literal["closing"] = "closing"
    conforms: bool
    note: Words = ""


class Recontact(Frozen):
    """RECONTACTO: is the person still content? A no opens the case again; ``None``: not reached."""

    kind: Literal["recontact"] = "recontact"
    conforms: bool | None = None
    note: Words = ""


class RatingGiven(Frozen):
    kind: Literal["rating"] = "rating"
    rating: Rating


class Voiding(Frozen):
    """«Anulada»: the sheet keeps its number and is not worked."""

    kind: Literal["voiding"] = "voiding"
    reason: Words


class UnknownAct(Frozen):
    """An act of a newer tablet: kept and shown in the history, without effect here."""

    kind: Text


def _tag(act: Any) -> str:
    """Return the tag of an act's shape; an act that we do not know has one of its own."""
    kind = act.get("kind") if isinstance(act, dict) else getattr(act, "kind", None)
    return kind if isinstance(kind, str) and kind in _KNOWN else "unknown"


Act = Annotated[
    Annotated[Analysis, Tag("analysis")]
    | Annotated[Assignment, Tag("assignment")]
    | Annotated[ErrorAdmitted, Tag("error_admitted")]
    | Annotated[Apology, Tag("apology")]
    | Annotated[Compensation, Tag("compensation")]
    | Annotated[Offer, Tag("offer")]
    | Annotated[OfferAnswer, Tag("offer_answer")]
    | Annotated[Answer, Tag("answer")]
    | Annotated[Reclassification, Tag("reclassification")]
    | Annotated[DeadlineChange, Tag("deadline_change")]
    | Annotated[GuaranteeChoice, Tag("guarantee_choice")]
    | Annotated[RepairStarted, Tag("repair_started")]
    | Annotated[RepairEnded, Tag("repair_ended")]
    | Annotated[ReplacementVehicle, Tag("replacement_vehicle")]
    | Annotated[PromiseSettled, Tag("promise_settled")]
    | Annotated[Closing, Tag("closing")]
    | Annotated[Recontact, Tag("recontact")]
    | Annotated[RatingGiven, Tag("rating")]
    | Annotated[Voiding, Tag("voiding")]
    | Annotated[UnknownAct, Tag("unknown")],
    Discriminator(_tag),
]

_KNOWN = frozenset(get_args(member)[1].tag for member in get_args(get_args(Act)[0]))


class ComplaintAct(Frozen):
    """The body of a complaint_act record; the complaint is its ref ``complaint``."""

    act: Act


class Promise(Frozen):
    """The body of a promise record (R128): what, by whom, until when; its refs say to whom."""

    text: Words
    by: Slug
    due_on: date
