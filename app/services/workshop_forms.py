"""The forms of reception and delivery, and the records that they describe."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.complaint_acts import Rating
from app.domain.complaints import Signature
from app.domain.identifiers import clean, read_name, read_phone
from app.domain.odometer import KmDoubt, read_km
from app.domain.people import Country, Visitor
from app.domain.vehicles import read_plate, read_vin
from app.domain.workshop import (
    Interest,
    Motive,
    OdometerReading,
    Recommendation,
    VehicleSeen,
    WorkshopDelivery,
    WorkshopVisit,
)

_WORDS = 4000
_TEXT = 200


class ReceptionForm(BaseModel):
    """A vehicle comes in; ``record`` is the id that its visit will have."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    record: UUID
    plate: str = ""
    km: str = ""
    dash_changed: bool = False
    km_confirmed: bool = False
    customer: UUID | None = None
    name: str = ""
    phone: str = ""
    vin: str = ""
    recalls: tuple[str, ...] = ()  # open campaigns that are done in this visit
    condition: str = ""
    car: str = ""  # make and model of a vehicle that is not known
    motives: tuple[Motive, ...] = ()
    told: str = ""
    promised_at: datetime | None = None  # branch time
    recommendations: str = ""  # one a line
    interests: tuple[Interest, ...] = ()
    signature: Signature | None = None


class DeliveryForm(BaseModel):
    """A vehicle goes out."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    record: UUID
    visit: UUID
    km: str = ""
    km_confirmed: bool = False
    done: str = ""  # one a line
    interests: tuple[Interest, ...] = ()
    rating: Rating | None = None
    signature: Signature | None = None
    complaint: UUID | None = None


def km_of(typed: str) -> int | None:
    """Return the kilometres that were typed, ``None`` when they cannot be read."""
    read = read_km(typed)
    return None if isinstance(read, KmDoubt) else read


def visit_of(form: ReceptionForm, country: Country, at: datetime) -> WorkshopVisit:
    """Return the reception; the form's kilometres can be read and its hour is promised."""
    return WorkshopVisit(
        country=country,
        plate=read_plate(form.plate, country).field,
        vehicle=_vehicle(form),
        bringer=_bringer(form, country),
        reading=OdometerReading(
            km=km_of(form.km) or 0, dash_changed=form.dash_changed, confirmed=form.km_confirmed
        ),
        motives=form.motives,
        told=clean(form.told)[:_WORDS],
        condition=clean(form.condition)[:_WORDS],
        recalls=form.recalls,
        received_at=at,
        promised_at=form.promised_at or at,
        recommendations=_recommendations(form.recommendations),
        interests=form.interests,
        signature=form.signature,
    )


def delivery_of(form: DeliveryForm, visit: WorkshopVisit, at: datetime) -> WorkshopDelivery:
    """Return the delivery; the form's kilometres can be read."""
    return WorkshopDelivery(
        reading=OdometerReading(km=km_of(form.km) or 0, confirmed=form.km_confirmed),
        delivered_at=at,
        done=tuple(_lines(form.done)),
        recommendations=visit.recommendations,
        interests=form.interests,
        rating=form.rating,
        signature=form.signature,
        complaint=form.complaint,
    )


def _vehicle(form: ReceptionForm) -> VehicleSeen | None:
    model = clean(form.car)[:_TEXT] or None
    vin = read_vin(form.vin).field if form.vin.strip() else None
    return VehicleSeen(model=model, vin=vin) if model or vin else None


def _bringer(form: ReceptionForm, country: Country) -> Visitor | None:
    """Return who brought it, when the customer is not known yet."""
    if form.customer is not None or not (form.name.strip() or form.phone.strip()):
        return None
    return Visitor(
        name=read_name(form.name) if form.name.strip() else None,
        phone=read_phone(form.phone, country).field if form.phone.strip() else None,
    )


def _recommendations(typed: str) -> tuple[Recommendation, ...]:
    return tuple(Recommendation(text=line) for line in _lines(typed)[:12])


def _lines(typed: str) -> list[str]:
    return [clean(line)[:_TEXT] for line in typed.splitlines() if line.strip()][:24]
