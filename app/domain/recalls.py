"""Campaigns of a maker that call vehicles back to the workshop, known by plate or VIN.

A tablet holds no list of plates: of each vehicle only the first 64 bits of a SHA-256 travel.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.fields import Frozen, Slug, Text
from app.domain.people import Country
from app.domain.reading import letters_and_digits

VehicleKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
MAX_VEHICLES = 20_000


class Recall(Frozen):
    """An open campaign; ``vehicles`` are the keys of those that it calls, in order."""

    code: Slug
    country: Country
    title: Text
    since: date
    vehicles: Annotated[tuple[VehicleKey, ...], Field(max_length=MAX_VEHICLES)] = ()


def vehicle_key(country: Country, plate_or_vin: str) -> str:
    """Return the key of a plate or VIN, however it is written."""
    known = f"{country.value}:{letters_and_digits(plate_or_vin)}"
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def recalls_of(
    recalls: Iterable[Recall], country: Country, names: Iterable[str]
) -> tuple[Recall, ...]:
    """Return the campaigns that call the vehicle with one of these plates or VINs."""
    keys = {vehicle_key(country, name) for name in names if letters_and_digits(name)}
    called = [r for r in recalls if r.country is country and keys & set(r.vehicles)]
    return tuple(sorted(called, key=lambda recall: recall.code))
