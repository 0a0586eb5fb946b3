"""Events and passes as they stand, and what is asked of them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from app.domain.clock import epoch_ms
from app.domain.events import KnownEvent, KnownPass
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import due_contact, event, event_pass, event_secret

_PASSES_OF_CUSTOMERS = Lookup(select(event_pass.c.id), event_pass.c.customer)

Pair = tuple[str, str]  # event, customer


class Tally(NamedTuple):
    """How many passes, how many people on them, and at how many the door said come in."""

    signed_up: int
    people: int
    attended: int
    gifts: int


def secret(connection: Connection) -> bytes:
    """Return what signs the links and passes of this server's events."""
    return bytes.fromhex(connection.execute(select(event_secret.c.value)).scalar_one())


def events(connection: Connection, ids: Collection[str]) -> dict[str, KnownEvent]:
    documents_of = event_documents(connection, ids)
    return {id_: KnownEvent.model_validate_json(doc) for id_, doc in documents_of.items()}


def event_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(event.c.id, event.c.doc).where(among(connection, event.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def write_events(connection: Connection, written: Collection[KnownEvent]) -> None:
    upsert(connection, event, [_event_row(one) for one in written])


def events_after(connection: Connection, last: str, limit: int) -> list[KnownEvent]:
    """Return a page of events in the order of their ids, which is that of their making."""
    docs = connection.scalars(
        select(event.c.doc).where(event.c.id > last).order_by(event.c.id).limit(limit)
    )
    return [KnownEvent.model_validate_json(doc) for doc in docs]


def passes(connection: Connection, ids: Collection[str]) -> dict[str, KnownPass]:
    documents_of = pass_documents(connection, ids)
    return {id_: KnownPass.model_validate_json(doc) for id_, doc in documents_of.items()}


def pass_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(event_pass.c.id, event_pass.c.doc).where(among(connection, event_pass.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def write_passes(connection: Connection, written: Collection[KnownPass]) -> None:
    upsert(connection, event_pass, [_pass_row(one) for one in written])


def passes_of_customers(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the ids of the passes of these customers."""
    return [row.id for row in _PASSES_OF_CUSTOMERS.rows(connection, customers)]


def passes_of_pairs(connection: Connection, pairs: Collection[Pair]) -> list[KnownPass]:
    """Return the passes that these customers hold for these events."""
    c = event_pass.c
    wanted = [and_(c.event == one, c.customer == customer) for one, customer in sorted(pairs)]
    docs = connection.scalars(select(c.doc).where(or_(*wanted))) if wanted else ()
    return [KnownPass.model_validate_json(doc) for doc in docs]


def passes_after(connection: Connection, of_event: str, last: str, limit: int) -> list[KnownPass]:
    """Return a page of an event's passes in the order of their ids."""
    c = event_pass.c
    found = select(c.doc).where(c.event == of_event, c.id > last).order_by(c.id).limit(limit)
    return [KnownPass.model_validate_json(doc) for doc in connection.scalars(found)]


def tally(connection: Connection, of_event: str) -> Tally:
    """Count the passes of an event that are not withdrawn."""
    c = event_pass.c
    row = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(c.people), 0),
            func.count(c.arrived),
            func.count(c.gifted),
        ).where(c.event == of_event, c.withdrawn.is_(False))
    ).one()
    return Tally(*(int(value) for value in row))


def _event_row(one: KnownEvent) -> dict[str, object]:
    return {
        "id": str(one.id),
        "branch": one.branch,
        "starts_at": epoch_ms(one.event.starts_at),
        "ends_at": epoch_ms(one.event.ends_at),
        "doc": one.model_dump_json(),
    }


def _pass_row(one: KnownPass) -> dict[str, object]:
    return {
        "id": str(one.id),
        "event": str(one.event),
        "branch": one.branch,
        "customer": None if one.customer is None else str(one.customer),
        "people": one.people,
        "at": one.at,
        "arrived": one.arrivals[0].at if one.arrivals else None,
        "gifted": one.gifts[0].at if one.gifts else None,
        "withdrawn": one.withdrawn,
        "doc": one.model_dump_json(),
    }


def dues_among(connection: Connection, ids: Collection[str]) -> int:
    """Count which of these due contacts there are."""
    found = select(func.count()).where(among(connection, due_contact.c.id, ids))
    return connection.execute(found).scalar_one() if ids else 0
