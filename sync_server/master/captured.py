"""What does a record say of who somebody is? Only trusted values count.

A field still to be verified is kept and shown, and never joins two people.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from app.domain.fields import Checked, State
from app.domain.imports import ListedRow
from app.domain.people import Country, Document, DocumentType, Place, Visitor
from app.domain.visits import Profile, Visit
from app.domain.workshop import WorkshopVisit
from sync_server.master.blocking import keys
from sync_server.master.normalise import normalised
from sync_server.master.person import Person

_PLANS = {"+56": "cl", "+51": "pe"}


class Captured(NamedTuple):
    """A person as the engine reads it, and the keys under which the record is found."""

    person: Person
    keys: tuple[str, ...]


def told(body: BaseModel) -> Visitor | Profile | None:
    """Return what a record tells of a person; ``None`` for «sin datos» and for other kinds."""
    if isinstance(body, Profile):
        return body
    if isinstance(body, ListedRow):
        return body.person
    if isinstance(body, Visit):
        person = body.visitor
    else:
        person = body.bringer if isinstance(body, WorkshopVisit) else None
    return person if person is not None and _is_somebody(person) else None


def captured(seen: Visitor | Profile, country: str) -> Captured:
    """Read ``seen``; ``country`` (ISO 3166-1) is where it was captured.

    Who gives a number of another country is found under both: the same person has come elsewhere.
    """
    countries = list(dict.fromkeys([*_countries(seen), country.lower()]))
    person = normalised(_columns(seen) | {"country": countries[0]})
    found = keys(person)
    for other in countries[1:]:
        found += keys(person._replace(country=other))
    return Captured(person, tuple(dict.fromkeys(found)))


def _is_somebody(visitor: Visitor) -> bool:
    said = (visitor.name, visitor.phone, visitor.email, visitor.document)
    return any(part is not None for part in said)


def _countries(seen: Visitor | Profile) -> Iterator[str]:
    plan = _PLANS.get(_trusted(seen.phone)[:3])
    if plan is not None:
        yield plan
    for part in (seen.document, seen.place):
        if part is not None and part.country is not Country.UNKNOWN:
            yield part.country.value.lower()


def _columns(seen: Visitor | Profile) -> dict[str, str]:
    """Return the person in the columns of a spreadsheet (`normalise.COLUMNS`)."""
    columns = {
        "phone": _trusted(seen.phone),
        "email": _trusted(seen.email),
        "address": seen.address or "",
        "city": _city(seen.place),
        **_name(seen),
        **_paper(seen.document),
    }
    return columns | _learnt(seen) if isinstance(seen, Profile) else columns


def _name(seen: Visitor | Profile) -> dict[str, str]:
    name = seen.name
    if name is None:
        return {}
    if not (name.given or name.surname):
        return {"given_name": name.typed}
    return {
        "given_name": name.given,
        "surname": name.surname,
        "second_surname": name.second_surname,
    }


def _paper(document: Document | None) -> dict[str, str]:
    if document is None or document.value is None or document.state is not State.VALID:
        return {}
    value = document.value
    if document.type is DocumentType.RUT:
        value = f"{value[:-1]}-{value[-1]}"  # the check character is there: it was read so
    known = document.type is not DocumentType.UNKNOWN
    return {"national_id_type": document.type if known else "", "national_id": value}


def _learnt(profile: Profile) -> dict[str, str]:
    """Return what only a profile tells; of the cars the first, which is the one of today."""
    car = profile.cars[0] if profile.cars else None
    return {
        "date_of_birth": profile.birth_date.isoformat() if profile.birth_date else "",
        "sex": profile.sex or "",
        "plate": _trusted(car.plate) if car else "",
        "vin": _trusted(car.vin) if car else "",
    }


def _city(place: Place | None) -> str:
    return "" if place is None else f"{place.country} {place.code}"


def _trusted(field: Checked | None) -> str:
    return (field.trusted() or "") if field is not None else ""
