"""What can be quoted, row by row, as it was last imported."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from app.domain.contract import DownKind
from app.domain.people import Country
from sync_server.storage.bulk import among, delete_rows, upsert
from sync_server.storage.tables import price_row

KINDS = (
    DownKind.PRICE_LIST,
    DownKind.CAR_VERSION,
    DownKind.ACCESSORY,
    DownKind.BENEFIT,
    DownKind.SERVICE_OFFER,
    DownKind.WORKSHOP,
    DownKind.RATE,
)


class PriceRow(NamedTuple):
    """A document of a price list: ``id`` is unique within its kind over both countries."""

    kind: DownKind
    id: str
    doc: str


def rows_of(connection: Connection, country: Country) -> list[PriceRow]:
    c = price_row.c
    rows = connection.execute(
        select(c.kind, c.id, c.doc).where(c.country == country.value).order_by(c.kind, c.id)
    )
    return [PriceRow(DownKind(row.kind), row.id, row.doc) for row in rows]


def write(connection: Connection, country: Country, rows: Collection[PriceRow]) -> None:
    written = [{**row._asdict(), "kind": row.kind.value, "country": country.value} for row in rows]
    upsert(connection, price_row, written)


def delete(connection: Connection, rows: Collection[PriceRow]) -> None:
    delete_rows(connection, price_row, [{"kind": row.kind.value, "id": row.id} for row in rows])


def documents_of(kind: DownKind) -> Callable[[Connection, Collection[str]], dict[str, str]]:
    """Return what reads the documents of a kind by their ids."""

    def documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
        c = price_row.c
        rows = connection.execute(
            select(c.id, c.doc).where(c.kind == kind.value, among(connection, c.id, ids))
        )
        return {row.id: row.doc for row in rows}

    return documents
