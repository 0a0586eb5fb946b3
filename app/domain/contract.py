"""What tablet and server say to each other: ``SyncApi`` and its messages.

Implemented by the HTTP client (``app/sync/client.py``) and by the server itself
(``sync_server/services``), so that the tablet's engine is tested against real server code. Frozen
as a JSON schema in ``tests/contract``: inside a version changes are additive.
"""

from typing import Annotated, Any, Literal, Protocol
from uuid import UUID
from zlib import crc32

from pydantic import BaseModel, Field

from app.domain.appointments import Appointment
from app.domain.attempts import Attempt
from app.domain.blobs import BlobApi
from app.domain.cases import KnownComplaint
from app.domain.catalogue import Branch, CarModel, DemoCar, DeviceKey
from app.domain.complaint_acts import ComplaintAct, Promise
from app.domain.complaints import Complaint
from app.domain.contact_rules import Rule
from app.domain.customers import Customer
from app.domain.dues import DueContact
from app.domain.events import CheckIn, EventWord, KnownEvent, KnownPass, SignUp
from app.domain.fields import Frozen, OpenEnum, Slug, Text, Word
from app.domain.handbook import CareTip, ServiceWork
from app.domain.imports import ListedCustomer, Sale, ServiceOrder
from app.domain.match_index import IndexEntry, IndexKey
from app.domain.odd_readings import KmCorrection, OddReading
from app.domain.price_lists import (
    Accessory,
    Benefit,
    CarVersion,
    PriceList,
    Rate,
    ServiceOffer,
    Workshop,
)
from app.domain.problems import Code
from app.domain.quote_mails import QuoteMail
from app.domain.quote_standing import KnownQuote
from app.domain.quotes import Quote, QuoteAct
from app.domain.recalls import Recall
from app.domain.received import Alert, ContactReceived, KnownAlert, RatingReceived, TrialDrive
from app.domain.records import CONTRACT_VERSION, Milliseconds
from app.domain.reviews import KnownMerger, KnownReview, ReviewDecision, Separation
from app.domain.staff import Person, PinChange
from app.domain.visits import Consent, Profile, Visit
from app.domain.vouchers import KnownVoucher, Redemption, VoucherMail
from app.domain.workshop import WorkshopDelivery, WorkshopVisit
from app.domain.workshop_standing import KnownVehicle, KnownWorkshopVisit

MAX_RECORDS = 500  # records of one push
MAX_BYTES = 1 << 20  # JSON bytes of one push, before compression
MAX_RECORD_BYTES = 64 << 10
MAX_PAGE = 1000


class Retraction(Frozen):
    """«Deshacer»: the record named by the ref ``record`` never happened. Nothing is deleted."""

    reason: Literal["undo", "mistake"] = "undo"


BODIES: dict[str, type[BaseModel]] = {
    "visit": Visit,
    "profile": Profile,
    "consent": Consent,
    "attempt": Attempt,
    "appointment": Appointment,
    "retraction": Retraction,
    "pin_change": PinChange,
    "quote": Quote,
    "quote_act": QuoteAct,
    "quote_mail": QuoteMail,
    "complaint": Complaint,
    "complaint_act": ComplaintAct,
    "promise": Promise,
    "workshop_visit": WorkshopVisit,
    "workshop_delivery": WorkshopDelivery,
    "contact_received": ContactReceived,
    "test_drive": TrialDrive,
    "rating": RatingReceived,
    "alert": Alert,
    "event": EventWord,
    "sign_up": SignUp,
    "check_in": CheckIn,
    "redemption": Redemption,
    "voucher_mail": VoucherMail,
    "km_correction": KmCorrection,
    "listed_customer": ListedCustomer,
    "sale": Sale,
    "service_order": ServiceOrder,
    "review_decision": ReviewDecision,
    "separation": Separation,
}
"""Kinds up, with the shape of their body."""

REQUIRED_REFS: dict[str, frozenset[str]] = {
    "profile": frozenset({"customer"}),
    "consent": frozenset({"customer"}),
    "attempt": frozenset({"due", "customer"}),
    "appointment": frozenset({"customer"}),
    "retraction": frozenset({"record"}),
    "quote": frozenset({"customer"}),
    "quote_act": frozenset({"quote", "customer"}),
    "quote_mail": frozenset({"quote", "customer"}),
    "complaint_act": frozenset({"complaint"}),
    "workshop_delivery": frozenset({"workshop_visit"}),
    "contact_received": frozenset({"customer"}),
    "test_drive": frozenset({"customer"}),
    "rating": frozenset({"customer"}),
    "alert": frozenset({"customer"}),
    "sign_up": frozenset({"event"}),
    "check_in": frozenset({"event", "sign_up"}),
    "redemption": frozenset({"voucher"}),
    "voucher_mail": frozenset({"voucher", "customer"}),
    "km_correction": frozenset({"order", "customer"}),
    "review_decision": frozenset({"review"}),
    "separation": frozenset({"merger"}),
}


class DownKind(OpenEnum):
    """Kinds down. Those without a model yet keep their name reserved."""

    PERSON = "person"
    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    DUE_CONTACT = "due_contact"
    INDEX_ENTRY = "index_entry"
    INDEX_KEY = "index_key"
    DEVICE_KEY = "device_key"
    CATALOGUE = "catalogue"
    EVENT = "event"
    PASS = "pass"  # noqa: S105 - an entrance pass, not a password
    VOUCHER = "voucher"
    ODD_READING = "odd_reading"
    REVIEW = "review"
    MERGER = "merger"
    ALERT = "alert"
    SETTING = "setting"
    QUOTE = "quote"
    PRICE_LIST = "price_list"
    CAR_VERSION = "car_version"
    ACCESSORY = "accessory"
    BENEFIT = "benefit"
    SERVICE_OFFER = "service_offer"
    WORKSHOP = "workshop"
    RATE = "rate"
    COMPLAINT = "complaint"
    WORKSHOP_VISIT = "workshop_visit"
    RECALL = "recall"
    PROGRAMME = "programme"
    DEMO_CAR = "demo_car"
    SERVICE_WORK = "service_work"
    CARE_TIP = "care_tip"
    UNKNOWN = "unknown"


DOCUMENTS: dict[str, type[BaseModel]] = {
    "person": Person,
    "customer": Customer,
    "due_contact": DueContact,
    "device_key": DeviceKey,
    "catalogue": CarModel,
    "setting": Branch,
    "quote": KnownQuote,
    "price_list": PriceList,
    "car_version": CarVersion,
    "accessory": Accessory,
    "benefit": Benefit,
    "service_offer": ServiceOffer,
    "workshop": Workshop,
    "rate": Rate,
    "complaint": KnownComplaint,
    "workshop_visit": KnownWorkshopVisit,
    "vehicle": KnownVehicle,
    "index_entry": IndexEntry,
    "index_key": IndexKey,
    "alert": KnownAlert,
    "recall": Recall,
    "programme": Rule,
    "demo_car": DemoCar,
    "service_work": ServiceWork,
    "care_tip": CareTip,
    "event": KnownEvent,
    "pass": KnownPass,
    "voucher": KnownVoucher,
    "odd_reading": OddReading,
    "review": KnownReview,
    "merger": KnownMerger,
}


class Result(Word):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"  # seen before: ``was`` and ``code`` repeat the first answer
    REJECTED = "rejected"
    RETRY = "retry"


class Push(Frozen):
    """A batch of records, oldest first, at most ``MAX_RECORDS`` and ``MAX_BYTES``.

    ``records`` stay JSON-shaped: one unreadable record must not refuse its neighbours.
    ``acked_seq`` is the highest seq up to which this tablet has heard an answer for every record;
    ``held_from`` the first seq of this epoch that it still holds: asked for an earlier one, it has
    nothing to send.
    """

    contract: Annotated[int, Field(ge=1, lt=2**31)] = CONTRACT_VERSION
    app: Text
    epoch: UUID
    batch: UUID
    acked_seq: Annotated[int, Field(ge=0, lt=2**53)] = 0
    held_from: Annotated[int, Field(ge=1, lt=2**53)] = 1
    wall: Milliseconds
    boot: Annotated[str, Field(max_length=64)]
    mono: Milliseconds
    queued: Annotated[int, Field(ge=0, lt=2**31)] = 0
    records: Annotated[list[dict[str, Any]], Field(max_length=MAX_RECORDS)]


class RecordReport(Frozen):
    """What became of one record, in the order of the push."""

    seq: int
    id: UUID | None = None  # None when the id itself could not be read
    result: Result
    was: Result | None = None
    code: Code | None = None
    field: str | None = None


class PushReport(Frozen):
    """Answered only after the commit. ``missing`` are ranges of seq never seen, both ends in."""

    contract: int = CONTRACT_VERSION
    results: tuple[RecordReport, ...]
    acked_seq: int
    missing: tuple[tuple[int, int], ...] = ()
    now: Milliseconds
    wipe: bool = False  # the device was reported lost: after this answer it forgets everything


class FeedOp(Word):
    PUT = "put"
    LEAVE = "leave"  # out of this tablet's scope, still alive elsewhere
    TOMBSTONE = "tombstone"
    ERASE = "erase"


class FeedRow(Frozen):
    ver: int
    op: FeedOp
    kind: Slug
    id: str
    doc: dict[str, Any] | None = None


class Digest(Frozen):
    """Count and sum of ``row_hash`` over the rows a tablet should hold at the page's end."""

    count: int
    sum: int


class Pull(Frozen):
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 500
    contract: Annotated[int, Field(ge=1)] = CONTRACT_VERSION


class PullPage(Frozen):
    """A page of the feed; ``digest`` comes with the last one."""

    contract: int = CONTRACT_VERSION
    rows: tuple[FeedRow, ...]
    cursor: str
    more: bool
    digest: Digest | None = None
    now: Milliseconds


class Enrolment(Frozen):
    """A tablet asks to join. The same code with the same nonce may be repeated (lost answer)."""

    code: Annotated[str, Field(min_length=4, max_length=64)]
    nonce: UUID
    device: UUID
    name: Text
    public_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    app: Text
    contract: Annotated[int, Field(ge=1, lt=2**31)] = CONTRACT_VERSION


class Enrolled(Frozen):
    """The answer: who this tablet is from now on. ``token`` is told once and kept hashed."""

    device: UUID
    epoch: UUID
    code: Slug  # short device code, new with each epoch: T07
    token: str
    branch: Branch
    public_url: str
    server: UUID
    now: Milliseconds


class NewEpoch(Frozen):
    """Answer to a tablet that found itself cloned or restored (``device_fork``)."""

    epoch: UUID
    code: Slug


class SyncApi(BlobApi, Protocol):
    """One call per message. Raises ``Problem`` for a refused request, network failures included."""

    def enrol(self, enrolment: Enrolment) -> Enrolled: ...

    def new_epoch(self, token: str) -> NewEpoch: ...

    def push(self, token: str, push: Push) -> PushReport: ...

    def pull(self, token: str, pull: Pull) -> PullPage: ...


def row_hash(kind: str, record: str, ver: int) -> int:
    """Return 32 bits over one row of the feed, the same on both sides (CRC-32, ISO 3309)."""
    return crc32(f"{kind}:{record}:{ver}".encode())
