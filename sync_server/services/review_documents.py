"""Open questions, what was matched and the mergers of late: both customers side by side."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from app.domain.consent import Channel, Decision, Purpose
from app.domain.customers import Customer, KnownCar
from app.domain.ids import customer_id
from app.domain.people import PersonName
from app.domain.reviews import KnownMerger, KnownReview, MatchedRecord, ReviewSide, Said, masked
from sync_server.master import survivorship
from sync_server.master.golden import project
from sync_server.services.intake.fold import stored_fact
from sync_server.storage import customers, ledger, mergers, reviews, staff
from sync_server.storage.reviews import KnownReview as Stored
from sync_server.storage.reviews import Matched


def review_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return those of the questions that are still open."""
    found = [one for one in reviews.known(connection, ids) if one.is_open]
    return {str(one.id): one.model_dump_json() for one in known_reviews(connection, found)}


def merger_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the mergers of these customers that hold."""
    found = mergers.known(connection, ids)
    docs = customers.customer_documents(connection, {one.one for one in found})
    names = staff.names(connection)
    return {
        one.absorbed: KnownMerger(
            id=UUID(one.absorbed),
            one=_side(Customer.model_validate_json(docs[one.one]), names),
            two=_side(Customer.model_validate_json(one.doc), names),
            by=one.by or None,
            by_name=names.get(one.by, one.by) or None,
            at=one.at,
        ).model_dump_json()
        for one in found
        if docs.get(one.one)
    }


def known_reviews(connection: Connection, found: Collection[Stored]) -> list[KnownReview]:
    """Return questions with both customers as they stand now, the older one first.

    One about a customer of whom nothing is known any more is left out.
    """
    docs = customers.customer_documents(
        connection, {customer for one in found for customer in (one.one, one.two)}
    )
    names = staff.names(connection)
    known = {id_: Customer.model_validate_json(doc) for id_, doc in docs.items() if doc}
    return [
        _review(one, known[min(one.one, one.two)], known[max(one.one, one.two)], names)
        for one in found
        if one.one in known and one.two in known
    ]


def matched_records(connection: Connection, found: Collection[Matched]) -> list[MatchedRecord]:
    """Return records that the engine matched, each beside the customer that it went to."""
    docs = customers.customer_documents(connection, {one.customer for one in found})
    known = {id_: Customer.model_validate_json(doc) for id_, doc in docs.items() if doc}
    names, branches = staff.names(connection), staff.branches(connection)
    facts = {
        fact.text: fact
        for row in ledger.facts_by_id(connection, [one.record for one in found])
        for fact in [stored_fact(row)]
    }
    return [
        MatchedRecord(
            id=fact.id,
            kind=fact.kind,
            one=_side(known[one.customer], names),
            two=_side(project(customer_id(fact.id), [fact], branches).customer, names),
            probability=one.probability,
            said=_said(one.why),
            at=one.at,
        )
        for one in found
        if one.customer in known and (fact := facts.get(one.record)) is not None
    ]


def _review(
    stored: Stored, older: Customer, younger: Customer, names: Mapping[str, str]
) -> KnownReview:
    told = [(name.value, name.origin) for one in (older, younger) for name in one.names]
    best = survivorship.names(told)
    return KnownReview(
        id=UUID(stored.id),
        one=_side(older, names),
        two=_side(younger, names),
        name=_full(best[0].value) if best else None,
        probability=stored.probability,
        veto=stored.veto,
        said=_said(stored.why),
        at=stored.at,
    )


def _said(why: str) -> tuple[Said, ...]:
    told = json.loads(why)
    return tuple(Said(field=field, level=level, bits=bits) for field, level, bits in told)


def _side(known: Customer, names: Mapping[str, str]) -> ReviewSide:
    document = known.documents[0].value if known.documents else None
    births = [text.value for text in known.texts if text.field == "birth_date"]
    return ReviewSide(
        customer=known.id,
        branch=known.branch,
        owner=known.owner,
        owner_name=names.get(known.owner, known.owner),
        name=_full(known.names[0].value) if known.names else None,
        phones=tuple(phone.value.value or phone.value.typed for phone in known.phones),
        emails=tuple(email.value.value or email.value.typed for email in known.emails),
        document=masked(document.value or document.typed) if document else None,
        document_type=document.type if document else None,
        birth_date=date.fromisoformat(births[0]) if births else None,
        car=_car(known.cars[0]) if known.cars else None,
        offers=_marketing(known, granted=True),
        refused=_marketing(known, granted=False),
        last_at=known.recent[0].at if known.recent else None,
        visits=known.visits,
    )


def _full(name: PersonName) -> str:
    parts = (name.given, name.surname, name.second_surname)
    return " ".join(part for part in parts if part) if name.given or name.surname else name.typed


def _car(car: KnownCar) -> str:
    plate = car.value.plate
    shown = (plate.value or plate.typed) if plate is not None else ""
    return " · ".join(part for part in (car.value.model, shown) if part)


def _marketing(known: Customer, *, granted: bool) -> tuple[Channel, ...]:
    """Return the channels on which offers are wanted, or are not."""
    return tuple(
        dated.decision.channel
        for dated in known.consents
        if dated.decision.purpose is Purpose.MARKETING
        and (dated.decision.decision is Decision.GRANT) is granted
    )
