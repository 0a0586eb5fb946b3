"""A vehicle at the workshop desk: received, and later delivered with one tap of rating.

Plate first; the customer and the vehicle, if known, are the record's refs. R001, R029, R038,
R057, R104, R166.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.domain.complaint_acts import Rating
from app.domain.complaints import Signature, Words
from app.domain.fields import Checked, Frozen, OpenEnum, Text
from app.domain.money import Money
from app.domain.odometer import Kilometres
from app.domain.people import Country, Visitor


class Motive(OpenEnum):
    """Why the vehicle came, chips of the desk."""

    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    GUARANTEE = "guarantee"
    RECALL = "recall"
    CHECK = "check"
    NOISE = "noise"
    UNKNOWN = "unknown"


class Interest(OpenEnum):
    """The four goods of every contact (R001); a tap opens POTENCIAL."""

    NEW_CAR = "new_car"
    PARTS = "parts"
    ACCESSORIES = "accessories"
    SERVICE = "service"
    UNKNOWN = "unknown"


class OdometerReading(Frozen):
    """What the instrument shows.

    ``dash_changed`` («cambio de tablero») allows it to fall, ``confirmed`` says that a person
    looked again at an odd reading (``app/domain/odometer.py``).
    """

    km: Kilometres
    dash_changed: bool = False
    confirmed: bool = False


class VehicleSeen(Frozen):
    """The vehicle as described at the desk when its plate was not known."""

    make: Text | None = None
    model: Text | None = None
    colour: Text | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    vin: Checked | None = None


class Recommendation(Frozen):
    """A repair to talk about at delivery (R029); ``km_left`` is how long it may wait."""

    text: Text
    km_left: Annotated[int, Field(ge=0)] | None = None
    accepted: bool | None = None


class WorkshopVisit(Frozen):
    """The body of a workshop_visit record: the reception.

    ``bringer`` is who brought the vehicle when the customer is not known yet; ``recalls`` are the
    open campaigns to be done in this visit.
    """

    country: Country
    plate: Checked
    vehicle: VehicleSeen | None = None
    bringer: Visitor | None = None
    reading: OdometerReading
    motives: Annotated[tuple[Motive, ...], Field(max_length=6)] = ()
    told: Words = ""
    condition: Words = ""
    received_at: AwareDatetime
    promised_at: AwareDatetime
    recommendations: Annotated[tuple[Recommendation, ...], Field(max_length=12)] = ()
    recalls: Annotated[tuple[Text, ...], Field(max_length=12)] = ()
    interests: Annotated[tuple[Interest, ...], Field(max_length=4)] = ()
    signature: Signature | None = None


class WorkshopDelivery(Frozen):
    """The body of a workshop_delivery record; the reception is its ref ``workshop_visit``.

    ``complaint`` is the one that began at the desk with everything carried over.
    """

    reading: OdometerReading
    delivered_at: AwareDatetime
    done: Annotated[tuple[Text, ...], Field(max_length=24)] = ()
    recommendations: Annotated[tuple[Recommendation, ...], Field(max_length=12)] = ()
    interests: Annotated[tuple[Interest, ...], Field(max_length=4)] = ()
    total: Money | None = None
    rating: Rating | None = None
    signature: Signature | None = None
    complaint: UUID | None = None


class ReceptionDefect(StrEnum):
    """Why a reception cannot be recorded. A doubtful plate is no reason."""

    NO_PLATE = "no_plate"
    PROMISED_BEFORE_RECEIVED = "promised_before_received"


def reception_defects(visit: WorkshopVisit) -> tuple[ReceptionDefect, ...]:
    found = {
        ReceptionDefect.NO_PLATE: not visit.plate.typed,
        ReceptionDefect.PROMISED_BEFORE_RECEIVED: visit.promised_at < visit.received_at,
    }
    return tuple(defect for defect, there in found.items() if there)


def on_time(visit: WorkshopVisit, delivered_at: datetime) -> bool:
    """Say whether the promised hour was kept (R128)."""
    return delivered_at <= visit.promised_at
