"""The dealer's tables about its models, as last taken in."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from sync_server.storage.bulk import among, upsert
from sync_server.storage.tables import handbook


class Kept(NamedTuple):
    """A row as it is kept."""

    country: str
    branch: str | None
    doc: str


def rows(connection: Connection, kind: str) -> dict[str, Kept]:
    """Return every row of a table by its id; there are few."""
    found = connection.execute(
        select(handbook).where(handbook.c.kind == kind).order_by(handbook.c.id)
    )
    return {row.id: Kept(row.country, row.branch, row.doc) for row in found}


def write(connection: Connection, kind: str, wanted: Mapping[str, Kept]) -> None:
    written: list[dict[str, Any]] = [
        {"id": id_, "kind": kind, **kept._asdict()} for id_, kept in wanted.items()
    ]
    upsert(connection, handbook, written)


def forget(connection: Connection, ids: Collection[str]) -> None:
    connection.execute(delete(handbook).where(among(connection, handbook.c.id, ids)))


def documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    found = connection.execute(
        select(handbook.c.id, handbook.c.doc).where(among(connection, handbook.c.id, ids))
    )
    return {row.id: row.doc for row in found}
