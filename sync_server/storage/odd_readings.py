"""Readings of cars that do not go together, as the planner found them: made again at any time."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from app.domain.odd_readings import OddReading
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import odd_reading

_DOCS = Lookup(select(odd_reading.c.id, odd_reading.c.doc), odd_reading.c.id)
_OF = Lookup(select(odd_reading.c.id, odd_reading.c.doc), odd_reading.c.customer)


def documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    return {row.id: row.doc for row in _DOCS.rows(connection, ids)}


def of_customers(connection: Connection, customers: Collection[str]) -> dict[str, OddReading]:
    """Return by id what is held about these customers."""
    found = _OF.rows(connection, customers)
    return {row.id: OddReading.model_validate_json(row.doc) for row in found}


def write(connection: Connection, written: Collection[OddReading], gone: Collection[str]) -> None:
    rows = [
        {"id": str(one.id), "customer": str(one.customer), "doc": one.model_dump_json()}
        for one in written
    ]
    upsert(connection, odd_reading, rows)
    if gone:
        connection.execute(delete(odd_reading).where(among(connection, odd_reading.c.id, gone)))
