"""The quotes as they stand, and what is asked of them."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, select

from app.domain.catalogue import DeviceKey
from app.domain.quote_standing import KnownQuote
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import device, device_epoch, quote


class StoredQuote(NamedTuple):
    id: str
    customer: str
    doc: str


_OF_CUSTOMERS = Lookup(select(quote.c.id, quote.c.customer, quote.c.doc), quote.c.customer)


def quotes_of(connection: Connection, customers: Collection[str]) -> list[StoredQuote]:
    return [StoredQuote(*row) for row in _OF_CUSTOMERS.rows(connection, customers)]


def write_quotes(
    connection: Connection, written: Collection[KnownQuote], gone: Collection[str]
) -> None:
    upsert(
        connection,
        quote,
        [
            {
                "id": str(known.id),
                "customer": str(known.customer),
                "branch": known.branch,
                "seller": known.seller,
                "number": known.quote.number,
                "version": known.quote.version,
                "token": known.quote.token,
                "expires_on": known.quote.expires_on.isoformat(),
                "standing": known.standing.value,
                "at": known.at,
                "doc": known.model_dump_json(),
            }
            for known in written
        ],
    )
    if gone:
        connection.execute(delete(quote).where(among(connection, quote.c.id, gone)))


def quote_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(quote.c.id, quote.c.doc).where(among(connection, quote.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def quote_by_token(connection: Connection, token: str) -> KnownQuote | None:
    doc = connection.scalar(select(quote.c.doc).where(quote.c.token == token).limit(1))
    return None if doc is None else KnownQuote.model_validate_json(doc)


def versions_of(connection: Connection, number: str) -> list[KnownQuote]:
    """Return the versions of a number, newest first."""
    rows = connection.scalars(
        select(quote.c.doc)
        .where(quote.c.number == number)
        .order_by(quote.c.version.desc(), quote.c.at.desc())
    )
    return [KnownQuote.model_validate_json(doc) for doc in rows]


def quotes_after(
    connection: Connection, after: str, limit: int, branch: str | None
) -> list[KnownQuote]:
    """Return a page of quotes in the order of their ids, which is that of their making."""
    statement = select(quote.c.doc).where(quote.c.id > after).order_by(quote.c.id).limit(limit)
    if branch is not None:
        statement = statement.where(quote.c.branch == branch)
    return [KnownQuote.model_validate_json(doc) for doc in connection.scalars(statement)]


def keys(connection: Connection) -> list[DeviceKey]:
    """Return the keys that tablets sign with, of all their epochs."""
    rows = connection.execute(
        select(device_epoch, device.c.revoked_mode).join(
            device, device.c.id == device_epoch.c.device
        )
    )
    return [
        DeviceKey(
            device=UUID(row.device),
            epoch=UUID(row.epoch),
            code=row.code,
            public_key=row.public_key,
            revoked=row.revoked_mode is not None,
        )
        for row in rows
    ]
