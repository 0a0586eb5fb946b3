"""The keys by which the index of the tablets shows a customer: of people and vehicles. Pure."""

from collections.abc import Iterator, Mapping

from app.domain.catalogue import Branch
from app.domain.customers import Customer
from app.domain.match_index import document_key, email_key, phone_key, plate_key, vin_key
from app.domain.workshop import WorkshopVisit
from sync_server.master.captured import told
from sync_server.master.facts import Fact


def seen_keys(
    known: Customer,
    visible: list[Fact],
    branches: Mapping[str, Branch],
) -> frozenset[str]:
    """Return the keys of the visible records."""
    return frozenset([*_people(visible), *_vehicles(known, visible, branches)])


def _people(facts: list[Fact]) -> Iterator[str]:
    for fact in facts:
        seen = told(fact.body)
        if seen is not None:
            found = (document_key(seen.document), phone_key(seen.phone), email_key(seen.email))
            yield from (key for key in found if key is not None)


def _vehicles(
    known: Customer, visible: list[Fact], branches: Mapping[str, Branch]
) -> Iterator[str]:
    country = branches[known.branch].country
    found = [plate_key(car.value.plate, country) for car in known.cars]
    found += [vin_key(car.value.vin) for car in known.cars]
    for fact in visible:
        if isinstance(fact.body, WorkshopVisit):
            found.append(plate_key(fact.body.plate, fact.body.country))
            found.append(vin_key(fact.body.vehicle.vin) if fact.body.vehicle else None)
    yield from (key for key in found if key is not None)
