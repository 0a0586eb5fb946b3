"""A customer with what this tablet recorded of them and the server has not told back yet."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.domain.attempts import ANSWERS, Attempt, Outcome
from app.domain.consent import Channel
from app.domain.customers import (
    Customer,
    KnownCar,
    KnownContact,
    KnownDocument,
    KnownName,
    KnownPlace,
    KnownText,
    Provenance,
)
from app.domain.fields import Checked
from app.domain.people import Visitor
from app.domain.visits import Profile, Visit
from app.storage.captures import Capture

_TEXTS = (
    *("address", "birth_date", "sex", "marital_status", "occupation", "life_style"),
    *("wish", "wish_on", "roles", "hours", "car_use", "expects", "matters"),
    *("influences", "referred_by", "car_condition"),
)


def visited(capture: Capture) -> Customer | None:
    """Return who came on a visit of this tablet, while nobody else knows them."""
    visit = Visit.model_validate(capture.doc["body"])
    if visit.visitor is None:
        return None
    doc = capture.doc
    origin = _origin(capture)
    empty = Customer(id=UUID(doc["id"]), branch=doc["branch"], owner=visit.owner or doc["actor"])
    came = _told(empty, visit.visitor, origin)
    beside = {
        "companions": ",".join(one.relation for one in visit.companions),
        "referred_by": visit.referred_by,
    }
    texts = (
        KnownText(field=field, value=said, origin=origin) for field, said in beside.items() if said
    )
    return came.model_copy(update={"texts": tuple(texts)})


def told_phone(capture: Capture) -> KnownContact | None:
    """Return the phone that a visit or a profile of this tablet tells of its person."""
    body = capture.doc["body"]
    person = body.get("visitor") if capture.doc["kind"] == "visit" else body
    phone = person.get("phone") if person else None
    if phone is None:
        return None
    return KnownContact(value=Checked.model_validate(phone), origin=_origin(capture))


def with_proofs(
    phones: Iterable[KnownContact], tries: Iterable[Capture]
) -> tuple[KnownContact, ...]:
    """Mark the numbers that tries of this tablet found to be somebody else's, and put them last.

    A try that names no number was made with the only one there is.
    """
    known = list(phones)
    only = known[0].value.value if len(known) == 1 else None
    found = dict[str, Provenance | None]()
    for capture in tries:
        body = Attempt.model_validate(capture.doc["body"])
        number = body.to or only
        if number is None or body.channel is Channel.EMAIL:
            continue
        if body.outcome is Outcome.WRONG_NUMBER:
            found[number] = _origin(capture)
        elif body.outcome in ANSWERS:
            found[number] = None
    marked = [
        phone.model_copy(update={"wrong": found[phone.value.value]})
        if phone.value.value in found
        else phone
        for phone in known
    ]
    return tuple(sorted(marked, key=lambda phone: phone.wrong is not None))


def with_profiles(customer: Customer, captures: Iterable[Capture]) -> Customer:
    """Lay profiles, oldest first, on top of what is known."""
    for capture in captures:
        profile = Profile.model_validate(capture.doc["body"])
        origin = _origin(capture)
        customer = _told(customer, profile, origin)
        texts = [
            KnownText(field=field, value=said, origin=origin)
            for field in _TEXTS
            if (said := _text(getattr(profile, field))) is not None
        ]
        changed: dict[str, Any] = {"texts": (*texts, *customer.texts)}
        if profile.cars is not None:
            cars = (KnownCar(value=car, origin=origin) for car in profile.cars)
            changed["cars"] = tuple(cars)
        customer = customer.model_copy(update=changed)
    return customer


def _told(customer: Customer, person: Visitor | Profile, origin: Provenance) -> Customer:
    """Put what is told of a person first."""
    told: dict[str, Any] = {}
    if person.name:
        told["names"] = (KnownName(value=person.name, origin=origin), *customer.names)
    if person.phone:
        told["phones"] = (KnownContact(value=person.phone, origin=origin), *customer.phones)
    if person.email:
        told["emails"] = (KnownContact(value=person.email, origin=origin), *customer.emails)
    if person.document:
        document = KnownDocument(value=person.document, origin=origin)
        told["documents"] = (document, *customer.documents)
    if person.place:
        told["places"] = (KnownPlace(value=person.place, origin=origin), *customer.places)
    return customer.model_copy(update=told)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _origin(capture: Capture) -> Provenance:
    doc = capture.doc
    return Provenance(record=UUID(doc["id"]), kind=doc["kind"], by=doc["actor"], at=capture.at)
