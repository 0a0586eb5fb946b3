"""What the ledger says of who was asked to an event, was known before it and bought after it."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, literal_column, select

from app.domain.quote_standing import Standing
from sync_server.storage.bulk import Lookup
from sync_server.storage.tables import link, quote, record

_COUNTS = (record.c.result == literal_column("'accepted'"), record.c.code.is_(None))
_LINKED = select(link.c.customer).join(record, record.c.id == link.c.record).where(*_COUNTS)
_FIRST = Lookup(
    _LINKED.add_columns(func.min(record.c.stamp).label("at")).group_by(link.c.customer),
    link.c.customer,
)
_QUOTED = Lookup(
    select(quote.c.customer, quote.c.id, quote.c.number, quote.c.at, quote.c.standing).where(
        quote.c.standing != Standing.VOIDED.value
    ),
    quote.c.customer,
)
_COLUMNS = (record.c.id, record.c.stamp, record.c.raw)
_SOLD = Lookup(
    _LINKED.add_columns(*_COLUMNS, record.c.kind).where(record.c.kind.in_(("sale", "quote_act"))),
    link.c.customer,
)
_TRIED = _LINKED.add_columns(link.c.home, *_COLUMNS).where(
    record.c.kind == literal_column("'attempt'")
)


class Told(NamedTuple):
    """A record as received, and whose it is; ``home`` whom it was about at first."""

    customer: str
    id: str
    stamp: int
    raw: str
    kind: str = "attempt"
    home: str = ""


class Quoted(NamedTuple):
    customer: str
    id: str
    number: str
    at: int
    standing: str


def tried_since(connection: Connection, at: int) -> Iterator[Told]:
    """Yield the attempts made after a moment (ms), with anybody."""
    for row in connection.execute(_TRIED.where(record.c.stamp >= at)):
        yield Told(row.customer, row.id, row.stamp, row.raw, home=row.home)


def first_known(connection: Connection, customers: Collection[str]) -> dict[str, int]:
    """Return when the first record about each of these customers was made (corrected ms)."""
    return {row.customer: row.at for row in _FIRST.rows(connection, customers)}


def quotes_of(connection: Connection, customers: Collection[str]) -> list[Quoted]:
    """Return every version of their quotes that was not annulled."""
    return [Quoted(*row) for row in _QUOTED.rows(connection, customers)]


def sales_of(connection: Connection, customers: Collection[str]) -> list[Told]:
    """Return what lists tell of their purchases, and what sellers tell became of quotes."""
    found = _SOLD.rows(connection, customers)
    return [Told(row.customer, row.id, row.stamp, row.raw, row.kind) for row in found]
