"""Which rows of which lists came in, as which records."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from app.domain.problems import Code
from sync_server.storage.bulk import Lookup, Rows, among, insert_rows
from sync_server.storage.tables import import_row, import_run, record

_R = import_row.c
_COLUMNS = (_R.record, _R.run, _R.row, _R.sha, _R.vin, _R.plate)


class KnownRow(NamedTuple):
    """A row that came in and was not undone."""

    record: str
    run: int
    row: str
    sha: str
    vin: str | None
    plate: str | None


_PRESENT = select(*_COLUMNS).where(_R.undone.is_(False))
_BY_ROW = Lookup(_PRESENT, _R.row)
_BY_VIN = Lookup(_PRESENT, _R.vin)
_BY_PLATE = Lookup(_PRESENT, _R.plate)


def begin(connection: Connection, row: dict[str, Any]) -> int:
    """Note a new import and return its number."""
    newest = connection.scalar(select(func.max(import_run.c.number)))
    number = (newest or 0) + 1
    connection.execute(insert(import_run).values(number=number, **row))
    return number


def end(connection: Connection, number: int, counts: str) -> None:
    known = import_run.c.number == number
    connection.execute(update(import_run).where(known).values(counts=counts))


def runs(connection: Connection) -> list[dict[str, Any]]:
    rows = connection.execute(select(import_run).order_by(import_run.c.number))
    return [dict(row) for row in rows.mappings()]


def run(connection: Connection, number: int) -> dict[str, Any] | None:
    found = connection.execute(select(import_run).where(import_run.c.number == number))
    row = found.mappings().first()
    return None if row is None else dict(row)


def newest_rows(connection: Connection, rows: Collection[str]) -> dict[str, KnownRow]:
    """Return the version that counts of each row that is known."""
    found = [KnownRow(*row) for row in _BY_ROW.rows(connection, rows)]
    return {one.row: one for one in sorted(found, key=lambda one: one.run)}


def of_vehicles(
    connection: Connection, vins: Collection[str], plates: Collection[str]
) -> list[KnownRow]:
    """Return the rows about these vehicles, each once."""
    found = [*_BY_VIN.rows(connection, vins), *_BY_PLATE.rows(connection, plates)]
    return list({row.record: KnownRow(*row) for row in found}.values())


def write_rows(connection: Connection, rows: Rows) -> None:
    insert_rows(connection, import_row, rows)


def present_of_run(connection: Connection, number: int, limit: int) -> list[tuple[str, str]]:
    """Return (record, branch) of rows of an import that were not undone yet."""
    rows = connection.execute(
        select(_R.record, record.c.branch)
        .join(record, record.c.id == _R.record)
        .where(_R.run == number, _R.undone.is_(False))
        .order_by(_R.record)
        .limit(limit)
    )
    return [(row.record, row.branch) for row in rows]


def forget_erased(connection: Connection, number: int) -> None:
    """Mark the rows of an import as undone that went with somebody who was erased."""
    went = select(record.c.id).where(record.c.code == Code.ERASED.value)
    rows = (_R.run == number) & _R.record.in_(went)
    connection.execute(update(import_row).where(rows).values(undone=True))


def mark_undone(connection: Connection, records: Collection[str]) -> None:
    mine = among(connection, _R.record, records)
    connection.execute(update(import_row).where(mine).values(undone=True))


def close_run(connection: Connection, number: int, now: int) -> None:
    known = import_run.c.number == number
    connection.execute(update(import_run).where(known).values(undone_at=now))
