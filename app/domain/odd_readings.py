"""Which kilometres has somebody to look at before a maintenance can be projected? Pure.

The last two readings of a car fall, or leap by more than a car drives. A tablet is told both; whoever
finds out which is right corrects it, and what the list said of that order counts no more; or says that
the newer one is right as it stands: a car that was driven far, a dashboard that was changed.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from app.domain.fields import Frozen, Slug, Text
from app.domain.history import History
from app.domain.odometer import FAR_PER_DAY, Kilometres
from app.domain.planning import odd_reading, readings


class KmCorrection(Frozen):
    """The body of a km_correction record: what the order in its ref ``order`` should have said.

    ``sure``: it says so already, and is right although it does not go with the reading before.
    """

    km: Kilometres
    sure: bool = False


class Reading(Frozen):
    """A reading; ``order`` is the record that told it, ``None`` for the day of the sale (0 km)."""

    on: date
    km: int
    order: UUID | None = None


class OddReading(Frozen):
    """Two readings of a customer's car that do not go together, as tablets of the branch know it.

    ``name`` is the customer's, ``vehicle`` the plate, else the VIN; ``owner`` attends the customer.
    """

    id: UUID
    customer: UUID
    branch: Slug
    owner: Slug
    name: Text
    vehicle: Text
    earlier: Reading
    later: Reading


class Whose(NamedTuple):
    """Whose cars they are: the customer's id, branch, who attends them, and their name."""

    customer: UUID
    branch: str
    owner: str
    name: str


def fits(earlier: Reading, later: Reading) -> bool:
    """Say whether a car may have gone from one reading to the other."""
    days = max((later.on - earlier.on).days, 1)
    return earlier.km <= later.km <= earlier.km + days * FAR_PER_DAY


def odd_readings(history: History, whose: Whose) -> Iterator[OddReading]:
    """Yield the doubts about each car that is still theirs; ``history`` is that up to a day."""
    plates = {sale.vehicle: sale.plate for sale in history.bought if not sale.former}
    for vehicle, plate in plates.items():
        if not odd_reading(history, vehicle):
            continue
        told = {
            (order.opened, order.km): order.record
            for order in history.served
            if order.vehicle == vehicle
        }
        earlier, later = (
            Reading(on=on, km=km, order=told.get((on, km)))
            for on, km in readings(history, vehicle)[-2:]
        )
        yield OddReading(
            id=uuid5(whose.customer, f"km:{vehicle}"),
            **whose._asdict(),
            vehicle=plate or vehicle.partition(":")[2],
            earlier=earlier,
            later=later,
        )
