"""What is known of a vehicle and of its visits to the workshop: a pure fold over their records.

A vehicle is its plate: who brings it may change, and an owner is known from the first visit whose
customer is known. Days and hours are corrected milliseconds, so that late records find their place.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID, uuid5

from app.domain.fields import Checked, Frozen, Slug, Text
from app.domain.odometer import Kilometres
from app.domain.people import Country
from app.domain.reading import letters_and_digits
from app.domain.workshop import VehicleSeen, WorkshopDelivery, WorkshopVisit

RECENT_READINGS = 24
_VEHICLES = UUID("0d9a7f0e-6d0c-5c1b-9b57-2f3d8a2f4c11")


class DatedReception(NamedTuple):
    """A reception as received: its record, corrected time in ms, who made it where."""

    record: UUID
    at: int
    by: Slug
    branch: Slug
    visit: WorkshopVisit


class DatedDelivery(Frozen):
    record: UUID
    at: int
    by: Slug
    delivery: WorkshopDelivery


class KnownWorkshopVisit(Frozen):
    """A visit as tablets of its branch know it; ``delivery`` is ``None`` while it waits."""

    id: UUID  # of its reception
    vehicle: UUID
    customer: UUID | None = None
    branch: Slug
    by: Slug
    at: int
    visit: WorkshopVisit
    delivery: DatedDelivery | None = None


class Ownership(Frozen):
    """Whose vehicle it was from a moment on (ms)."""

    customer: UUID
    since: int


class VehicleReading(Frozen):
    km: Kilometres
    at: int  # ms
    record: UUID


class KnownVehicle(Frozen):
    """A vehicle as tablets of its branches know it: newest reading and newest owner first."""

    id: UUID
    country: Country
    plate: Text
    seen: VehicleSeen = VehicleSeen()
    owners: tuple[Ownership, ...] = ()
    readings: tuple[VehicleReading, ...] = ()
    visits: int
    branches: tuple[Slug, ...]


def vehicle_id(country: Country, plate: Checked) -> UUID:
    """Return the id of the vehicle with this plate, the same on every tablet and the server."""
    return uuid5(_VEHICLES, f"{country.value}:{plate_key(plate)}")


def plate_key(plate: Checked) -> str:
    """Return the plate by which a vehicle is known, also while it is «por verificar»."""
    return plate.value or letters_and_digits(plate.typed)


def known_visit(
    reception: DatedReception, deliveries: Iterable[DatedDelivery], customer: UUID | None
) -> KnownWorkshopVisit:
    """Return the visit with its first delivery: a second one says it again."""
    ordered = sorted(deliveries, key=lambda dated: (dated.at, str(dated.record)))
    return KnownWorkshopVisit(
        id=reception.record,
        vehicle=vehicle_id(reception.visit.country, reception.visit.plate),
        customer=customer,
        branch=reception.branch,
        by=reception.by,
        at=reception.at,
        visit=reception.visit,
        delivery=ordered[0] if ordered else None,
    )


def known_vehicle(visits: Iterable[KnownWorkshopVisit]) -> KnownVehicle | None:
    """Fold the visits of one vehicle; ``None`` when there are none (any more)."""
    ordered = sorted(visits, key=lambda visit: (visit.at, str(visit.id)))
    if not ordered:
        return None
    newest = ordered[-1]
    return KnownVehicle(
        id=newest.vehicle,
        country=newest.visit.country,
        plate=plate_key(newest.visit.plate),
        seen=_seen(ordered),
        owners=_owners(ordered),
        readings=_readings(ordered),
        visits=len(ordered),
        branches=tuple(sorted({visit.branch for visit in ordered})),
    )


def _seen(ordered: list[KnownWorkshopVisit]) -> VehicleSeen:
    """Return the newest word on each feature of the vehicle."""
    said = [visit.visit.vehicle for visit in ordered if visit.visit.vehicle is not None]
    features = {
        name: value
        for vehicle in said
        for name in VehicleSeen.model_fields
        if (value := getattr(vehicle, name)) is not None
    }
    return VehicleSeen(**features)


def _owners(ordered: list[KnownWorkshopVisit]) -> tuple[Ownership, ...]:
    owners: list[Ownership] = []
    for visit in ordered:
        if visit.customer is not None and (not owners or owners[0].customer != visit.customer):
            owners.insert(0, Ownership(customer=visit.customer, since=visit.at))
    return tuple(owners)


def _readings(ordered: list[KnownWorkshopVisit]) -> tuple[VehicleReading, ...]:
    readings = []
    for known in ordered:
        readings.append(VehicleReading(km=known.visit.reading.km, at=known.at, record=known.id))
        if (given := known.delivery) is not None:
            km = given.delivery.reading.km
            readings.append(VehicleReading(km=km, at=given.at, record=given.record))
    readings.sort(key=lambda reading: (reading.at, reading.km))
    return tuple(reversed(readings[-RECENT_READINGS:]))
