"""What a customer asks for, and what is tried and said beside a visit.

A contact received (R063, R111), a test drive, a rating (R104), a word to the colleague who attends
(R071, R075). The customer is each record's ref.
"""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from app.domain.complaint_acts import Rating
from app.domain.fields import Checked, Frozen, Note, OpenEnum, Slug, Text


class ReceivedBy(OpenEnum):
    """How the customer reached us."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    VISIT = "visit"
    UNKNOWN = "unknown"


class Wanted(OpenEnum):
    """What the customer wants."""

    PRICE = "price"
    WORKSHOP_HOUR = "workshop_hour"
    MY_CAR = "my_car"
    PARTS = "parts"
    ENQUIRY = "enquiry"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


class ContactReceived(Frozen):
    """The body of a contact_received record; ``promised_at`` is ``None`` when it was answered."""

    channel: ReceivedBy
    wanted: Wanted
    promised_at: AwareDatetime | None = None
    note: Note | None = None


class DriveOutcome(OpenEnum):
    LIKED = "liked"
    DOUBTS = "doubts"
    DISLIKED = "disliked"
    NO_SHOW = "no_show"
    UNKNOWN = "unknown"


class DriveRoute(OpenEnum):
    CITY = "city"
    MOTORWAY = "motorway"
    UNKNOWN = "unknown"


class DriveNext(OpenEnum):
    """What follows a test drive."""

    QUOTE = "quote"
    ANOTHER_CAR = "another_car"
    CALL_TOMORROW = "call_tomorrow"
    THINKS = "thinks"
    UNKNOWN = "unknown"


class TrialDrive(Frozen):
    """The body of a test_drive record. The licence is looked at: no copy, no number."""

    model: Text
    plate: Checked | None = None
    at: AwareDatetime
    license_seen: bool = False
    license_until: date | None = None
    route: DriveRoute | None = None
    outcome: DriveOutcome | None = None
    next: DriveNext | None = None


class RatingReceived(Frozen):
    """The body of a rating record: one tap, about the visit of its ref ``visit``."""

    rating: Rating


class AlertReason(OpenEnum):
    HERE_NOW = "here_now"  # your customer is with me
    UNKNOWN = "unknown"


class Alert(Frozen):
    """The body of an alert record: to the colleague who attends the customer, and their chief."""

    reason: AlertReason = AlertReason.HERE_NOW


class KnownAlert(Frozen):
    """An alert as the tablets of both branches know it; names, for a colleague may be elsewhere."""

    id: UUID
    reason: AlertReason
    customer: UUID
    customer_name: Text
    by: Slug
    by_name: Text
    owner: Slug
    owner_name: Text
    at: int
