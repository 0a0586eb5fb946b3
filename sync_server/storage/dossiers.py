"""The records of each complaint and of each workshop visit, found by what they are about."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from sync_server.storage.bulk import among, insert_new
from sync_server.storage.tables import dossier, record


class StoredRecord(NamedTuple):
    """A record that counts, with what it is about."""

    root: str
    id: str
    stamp: int
    raw: str


def roots(connection: Connection, records: Collection[str]) -> dict[str, str]:
    """Return what each record is about, for those that are about something."""
    rows = connection.execute(
        select(dossier.c.record, dossier.c.root).where(among(connection, dossier.c.record, records))
    )
    return {row.record: row.root for row in rows}


def records_of(connection: Connection, roots: Collection[str]) -> list[StoredRecord]:
    rows = connection.execute(
        select(dossier.c.root, record.c.id, record.c.stamp, record.c.raw)
        .join(record, record.c.id == dossier.c.record)
        .where(among(connection, dossier.c.root, roots))
    )
    return [StoredRecord(*row) for row in rows]


def write(connection: Connection, root_of: Mapping[str, str]) -> None:
    rows = [{"record": record, "root": root} for record, root in root_of.items()]
    insert_new(connection, dossier, rows)
