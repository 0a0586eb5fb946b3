"""Workshop visits as they stand, and the vehicles that they are of."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from app.domain.clock import epoch_ms
from app.domain.workshop_standing import KnownVehicle, KnownWorkshopVisit
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import vehicle, workshop_visit

_OF_CUSTOMERS = Lookup(select(workshop_visit.c.id), workshop_visit.c.customer)


def visits(connection: Connection, ids: Collection[str]) -> dict[str, KnownWorkshopVisit]:
    documents_of = visit_documents(connection, ids)
    return {id_: KnownWorkshopVisit.model_validate_json(doc) for id_, doc in documents_of.items()}


def visits_of_vehicles(
    connection: Connection, vehicles: Collection[str]
) -> list[KnownWorkshopVisit]:
    docs = connection.scalars(
        select(workshop_visit.c.doc).where(among(connection, workshop_visit.c.vehicle, vehicles))
    )
    return [KnownWorkshopVisit.model_validate_json(doc) for doc in docs]


def of_customers(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the ids of the visits of these customers."""
    return [row.id for row in _OF_CUSTOMERS.rows(connection, customers)]


def write_visits(
    connection: Connection, written: Collection[KnownWorkshopVisit], gone: Collection[str]
) -> None:
    upsert(connection, workshop_visit, [_visit_row(visit) for visit in written])
    if gone:
        c = workshop_visit.c
        connection.execute(delete(workshop_visit).where(among(connection, c.id, gone)))


def vehicles_for_update(connection: Connection, ids: Collection[str]) -> dict[str, KnownVehicle]:
    """Return and lock vehicles, in the order of their ids, so that two writers never cross."""
    c = vehicle.c
    statement = select(c.id, c.doc).where(among(connection, c.id, ids)).order_by(c.id)
    rows = connection.execute(statement.with_for_update())
    return {row.id: KnownVehicle.model_validate_json(row.doc) for row in rows}


def write_vehicles(
    connection: Connection, written: Collection[KnownVehicle], gone: Collection[str]
) -> None:
    rows = [
        {
            "id": str(known.id),
            "country": known.country.value,
            "plate": known.plate[:40],
            "doc": known.model_dump_json(),
        }
        for known in written
    ]
    upsert(connection, vehicle, rows)
    if gone:
        connection.execute(delete(vehicle).where(among(connection, vehicle.c.id, gone)))


def visit_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    c = workshop_visit.c
    rows = connection.execute(select(c.id, c.doc).where(among(connection, c.id, ids)))
    return {row.id: row.doc for row in rows}


def vehicle_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(vehicle.c.id, vehicle.c.doc).where(among(connection, vehicle.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def _visit_row(visit: KnownWorkshopVisit) -> dict[str, object]:
    given = visit.delivery
    return {
        "id": str(visit.id),
        "vehicle": str(visit.vehicle),
        "branch": visit.branch,
        "customer": None if visit.customer is None else str(visit.customer),
        "at": visit.at,
        "promised_at": epoch_ms(visit.visit.promised_at),
        "delivered_at": None if given is None else given.at,
        "doc": visit.model_dump_json(),
    }
