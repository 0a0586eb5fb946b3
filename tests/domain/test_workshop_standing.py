"""A vehicle is what its visits say, whatever the order in which they come."""

from datetime import UTC, datetime
from itertools import permutations
from uuid import UUID

from app.domain.fields import Checked, State
from app.domain.people import Country
from app.domain.workshop import (
    OdometerReading,
    VehicleSeen,
    WorkshopDelivery,
    WorkshopVisit,
)
from app.domain.workshop_standing import (
    DatedDelivery,
    DatedReception,
    KnownWorkshopVisit,
    known_vehicle,
    known_visit,
    vehicle_id,
)

RITA, HUGO = UUID(int=1), UUID(int=2)
PLATE = Checked(typed="RK LP 48", value="RKLP48", state=State.VALID)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def received(number: int, km: int, customer: UUID | None = None, **parts) -> KnownWorkshopVisit:
    visit = WorkshopVisit(
        country=Country.CL,
        plate=parts.pop("plate", PLATE),
        reading=OdometerReading(km=km),
        received_at=NINE,
        promised_at=NINE,
        **parts,
    )
    reception = DatedReception(UUID(int=100 + number), number, "rosa", "NUNOA", visit)
    return known_visit(reception, [], customer)


def delivered(number: int, km: int) -> DatedDelivery:
    body = WorkshopDelivery(reading=OdometerReading(km=km), delivered_at=NINE)
    return DatedDelivery(record=UUID(int=200 + number), at=number, by="rosa", delivery=body)


def test_a_vehicle_tells_its_readings_owners_and_features_newest_first_in_any_order():
    visits = [
        received(1, 30_000, vehicle=VehicleSeen(make="Terra", colour="roja")),
        received(2, 40_000, RITA),
        received(3, 49_310, HUGO, vehicle=VehicleSeen(colour="blanca")),
    ]
    told = {known_vehicle(order) for order in permutations(visits)}

    (vehicle,) = told
    assert vehicle is not None
    assert [reading.km for reading in vehicle.readings] == [49_310, 40_000, 30_000]
    assert [(owner.customer, owner.since) for owner in vehicle.owners] == [(HUGO, 3), (RITA, 2)]
    assert (vehicle.seen.make, vehicle.seen.colour) == ("Terra", "blanca")
    assert (vehicle.plate, vehicle.visits, vehicle.branches) == ("RKLP48", 3, ("NUNOA",))


def test_a_vehicle_without_visits_is_none():
    assert known_vehicle([]) is None


def test_the_first_delivery_ends_a_visit_and_its_reading_counts():
    reception = DatedReception(UUID(int=101), 1, "rosa", "NUNOA", received(1, 49_310).visit)
    visit = known_visit(reception, [delivered(9, 49_400), delivered(5, 49_316)], RITA)

    assert visit.delivery == delivered(5, 49_316)
    vehicle = known_vehicle([visit])
    assert vehicle is not None
    assert [reading.km for reading in vehicle.readings] == [49_316, 49_310]


def test_one_plate_is_one_vehicle_however_it_was_typed():
    typed_again = Checked(typed="rklp-48", value="RKLP48", state=State.VALID)
    doubtful = Checked(typed="RK·LP 4", value=None)

    assert vehicle_id(Country.CL, typed_again) == vehicle_id(Country.CL, PLATE)
    assert vehicle_id(Country.PE, PLATE) != vehicle_id(Country.CL, PLATE)
    assert vehicle_id(Country.CL, doubtful) == vehicle_id(Country.CL, Checked(typed="rklp4"))
