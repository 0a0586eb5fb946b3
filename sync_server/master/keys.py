"""The keys by which a customer can be found: of people, and of their vehicles. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.domain.catalogue import Branch
from app.domain.customers import Customer
from app.domain.match_index import plate_key, vin_key
from app.domain.workshop import WorkshopVisit
from sync_server.master.facts import Fact
from sync_server.master.matching import first_name


class SeenKey(NamedTuple):
    """A key by which the customer can be found, with the first name it was seen with."""

    key: str
    name: str


def seen_keys(
    known: Customer,
    visible: list[Fact],
    branches: Mapping[str, Branch],
) -> frozenset[SeenKey]:
    """Return the keys of the visible records; one seen without a name takes the customer's."""
    usual = first_name(known.names[0].value if known.names else None)
    told = (fact.who for fact in visible if fact.who is not None)
    seen = {SeenKey(key, who.name or usual) for who in told for key in who.keys}
    return frozenset(seen | {SeenKey(key, usual) for key in _vehicles(known, visible, branches)})


def _vehicles(
    known: Customer, visible: list[Fact], branches: Mapping[str, Branch]
) -> Iterator[str]:
    """Yield what tells the vehicles; no record is matched by them, the index shows them."""
    country = branches[known.branch].country
    found = [plate_key(car.value.plate, country) for car in known.cars]
    found += [vin_key(car.value.vin) for car in known.cars]
    for fact in visible:
        if isinstance(fact.body, WorkshopVisit):
            found.append(plate_key(fact.body.plate, fact.body.country))
            found.append(vin_key(fact.body.vehicle.vin) if fact.body.vehicle else None)
    yield from (key for key in found if key is not None)
