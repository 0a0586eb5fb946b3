"""The records as received, with the answer each was given, and the quarantine of the others."""

import hashlib
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, literal_column, select, update

from sync_server.storage.bulk import Lookup, Rows, among, insert_new, insert_rows
from sync_server.storage.statements import Statement
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


_C = record.c
_ACCEPTED: ColumnElement[str] = literal_column("'accepted'")
_OF_EPOCH = (_C.device == bindparam("device")) & (_C.epoch == bindparam("epoch"))
_ENTRIES = Lookup(
    select(_C.id, _C.sha, _C.result, _C.code, _C.field, _C.branch, _C.kind),
    _C.id,
)
_BY_SEQ = Lookup(select(_C.seq, _C.id).where(_OF_EPOCH), _C.seq)
_AFTER = Statement(select(_C.seq).where(_OF_EPOCH, _C.seq > bindparam("after")).order_by(_C.seq))
_RETRACTIONS = Lookup(select(_C.retracts, _C.branch).where(_C.result == _ACCEPTED), _C.retracts)
_FACTS = Lookup(
    select(link.c.customer, _C.id, _C.stamp, _C.raw)
    .select_from(link)
    .join(record, _C.id == link.c.record)
    .where(_C.result == _ACCEPTED, _C.code.is_(None)),
    link.c.customer,
)


_FACTS_BY_ID = Lookup(
    select(link.c.customer, _C.id, _C.stamp, _C.raw)
    .select_from(record)
    .join(link, _C.id == link.c.record)
    .where(_C.result == _ACCEPTED, _C.code.is_(None)),
    _C.id,
)
_FACTS_AFTER = (
    select(link.c.customer, _C.id, _C.stamp, _C.raw)
    .select_from(record)
    .join(link, _C.id == link.c.record)
    .where(_C.result == _ACCEPTED, _C.code.is_(None), _C.id > bindparam("after"))
    .order_by(_C.id)
    .limit(bindparam("most"))
)
_AWAITING = (
    select(_C.id)
    .where(_C.code == "await_upgrade", _C.schema <= bindparam("version"))
    .order_by(_C.received, _C.seq)
)


def entries(connection: Connection, ids: Collection[str]) -> dict[str, Entry]:
    return {row.id: Entry(*row) for row in _ENTRIES.rows(connection, ids)}


def ids_by_seq(
    connection: Connection, device: str, epoch: str, seqs: Collection[int]
) -> dict[int, str]:
    """Return the record ids that hold one of these seqs of an epoch."""
    rows = _BY_SEQ.rows(connection, seqs, device=device, epoch=epoch)
    return {row.seq: row.id for row in rows}


def seqs_after(connection: Connection, device: str, epoch: str, seq: int) -> list[int]:
    found = _AFTER.tuples(connection, device=device, epoch=epoch, after=seq)
    return [later for (later,) in found]


def retractions(connection: Connection, ids: Collection[str]) -> set[tuple[str, str]]:
    """Return (record, branch) of the accepted retractions that name one of ``ids``."""
    return {(row.retracts, row.branch) for row in _RETRACTIONS.rows(connection, ids)}


def facts_of(connection: Connection, customers: Collection[str]) -> list[StoredFact]:
    """Return every record that counts for one of these customers."""
    return [StoredFact(*row) for row in _FACTS.rows(connection, customers)]


def facts_by_id(connection: Connection, ids: Collection[str]) -> list[StoredFact]:
    """Return those of the records that count for a customer."""
    return [StoredFact(*row) for row in _FACTS_BY_ID.rows(connection, ids)]


def of_kind(connection: Connection, kind: str, ids: Collection[str]) -> list[StoredFact]:
    """Return those of the records that are accepted ones of a kind, whomever they are about."""
    if not ids:
        return []
    rows = select(literal_column("''"), _C.id, _C.stamp, _C.raw).where(
        among(connection, _C.id, ids), _C.kind == kind, _C.result == _ACCEPTED, _C.code.is_(None)
    )
    return [StoredFact(*row) for row in connection.execute(rows)]


def facts_after(connection: Connection, after: str, most: int) -> list[StoredFact]:
    """Return the next records, by their ids, of those that count for a customer."""
    return [
        StoredFact(*row) for row in connection.execute(_FACTS_AFTER, {"after": after, "most": most})
    ]


def awaiting(connection: Connection, kinds: Collection[str], version: int) -> list[str]:
    """Return the records kept for a version that knows these kinds and this schema."""
    known = _AWAITING.where(_C.kind.in_(kinds))
    return list(connection.scalars(known, {"version": version}))


def stored(connection: Connection, record_id: str) -> Row[*tuple[Any, ...]]:
    return connection.execute(select(record).where(_C.id == record_id)).one()


def count_from_now(connection: Connection, record_id: str, retracts: str | None) -> None:
    """Say that a record which waited for its version counts."""
    counting = update(record).where(_C.id == record_id)
    connection.execute(counting.values(code=None, field=None, retracts=retracts))
    resolve_quarantine(connection, {record_id})


def leave_aside(connection: Connection, record_id: str, code: str, field: str | None) -> None:
    """Say why a record which waited for its version cannot count."""
    for known in (record, quarantine):
        its_id = _C.id if known is record else quarantine.c.record
        why = update(known).where(its_id == record_id).values(code=code, field=field)
        connection.execute(why)


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
