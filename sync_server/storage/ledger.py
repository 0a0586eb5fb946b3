"""The records as received, with the answer each was given, and the quarantine of the others."""

import hashlib
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from sync_server.storage.bulk import Rows, among, insert_new, insert_rows
from sync_server.storage.tables import link, quarantine, record


class Entry(NamedTuple):
    """A record that was seen before."""

    id: str
    sha: str
    result: str
    code: str | None
    field: str | None
    branch: str
    kind: str


class StoredFact(NamedTuple):
    customer: str
    id: str
    stamp: int
    raw: str


def entries(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    c = record.c
    rows = connection.execute(
        select(c.id, c.sha, c.result, c.code, c.field, c.branch, c.kind).where(
            among(connection, c.id, ids)
        )
    )
    return {row.id: Entry(*row) for row in rows}


def ids_by_seq(
    connection: Connection, device: str, epoch: str, seqs: Collection[int]
) -> dict[int, str]:
    """Return the record ids that hold one of these seqs of an epoch."""
    rows = connection.execute(
        select(record.c.seq, record.c.id).where(
            record.c.device == device,
            record.c.epoch == epoch,
            among(connection, record.c.seq, seqs),
        )
    )
    return {row.seq: row.id for row in rows}


def seqs_after(connection: Connection, device: str, epoch: str, seq: int) -> list[int]:
    statement = select(record.c.seq).where(
        record.c.device == device, record.c.epoch == epoch, record.c.seq > seq
    )
    return list(connection.scalars(statement.order_by(record.c.seq)))


def retractions(connection: Connection, ids: Collection[str]) -> set[tuple[str, str]]:
    """Return (record, branch) of the accepted retractions that name one of ``ids``."""
    rows = connection.execute(
        select(record.c.retracts, record.c.branch).where(
            among(connection, record.c.retracts, ids), record.c.result == "accepted"
        )
    )
    return {(row.retracts, row.branch) for row in rows}


def facts_of(connection: Connection, customers: Collection[str]) -> list[StoredFact]:
    """Return every record that counts for one of these customers."""
    c = record.c
    rows = connection.execute(
        select(link.c.customer, c.id, c.stamp, c.raw)
        .select_from(link)
        .join(record, c.id == link.c.record)
        .where(
            among(connection, link.c.customer, customers),
            c.result == "accepted",
            c.code.is_(None),
        )
    )
    return [StoredFact(*row) for row in rows]


def write_records(connection: Connection, rows: Rows) -> None:
    insert_rows(connection, record, rows)


def quarantined(device: str, raw: str, **more: Any) -> dict[str, Any]:
    """Return a quarantine row; the same text from the same device has the same id."""
    row = {"id": hashlib.sha256(f"{device}\n{raw}".encode()).hexdigest(), "device": device}
    return {"record": None, "field": None, "state": "open", **row, "raw": raw, **more}


def write_quarantine(connection: Connection, rows: Rows) -> None:
    insert_new(connection, quarantine, rows)


def resolve_quarantine(connection: Connection, records: Collection[str]) -> None:
    """Close the quarantine of records that a later one corrected."""
    if records:
        corrected = among(connection, quarantine.c.record, records)
        connection.execute(update(quarantine).where(corrected).values(state="resolved"))
