"""What the engine looks at, in tables: captures, the keys they share, how common values are.

Many answers in one statement: a push of 500 records asks a handful of times.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    literal_column,
    select,
    text,
    true,
    union_all,
)

from sync_server.storage.bulk import Lookup, add_up, among, delete_rows, insert_new
from sync_server.storage.statements import LISTED, Statement, listed
from sync_server.storage.tables import block_key, capture, kept_apart, kin, link, review, term_count


class AuditedCapture(NamedTuple):
    """``probability`` is that with which the engine joined it; ``at`` (ms) when it was linked."""

    record: str
    customer: str
    person: str  # JSON
    probability: float | None
    reason: str
    at: int


class StoredCapture(NamedTuple):
    """``customer`` is the one the record belongs to now, ``home`` the one it was linked to."""

    record: str
    customer: str
    home: str
    person: str  # JSON


_BLOCKS = Statement(
    text(
        "SELECT j.value, (SELECT json_group_array(record) FROM"
        " (SELECT record FROM block_key WHERE key = j.value LIMIT :most))"
        " FROM json_each(:keys) j"
    ),
    text(
        "SELECT k, (SELECT json_agg(record)::text FROM"
        " (SELECT record FROM block_key WHERE key = k LIMIT :most) b)"
        " FROM unnest(CAST(:keys AS bigint[])) k"
    ),
)
_CAPTURE = select(capture.c.record, link.c.customer, link.c.home, capture.c.person).join(
    link, link.c.record == capture.c.record
)
_OF_RECORDS = Lookup(_CAPTURE, capture.c.record)
_NAMED = link.alias()
_AROUND = Lookup(
    _CAPTURE.order_by(capture.c.record),
    _NAMED.c.record,
    lambda named: link.c.customer.in_(select(_NAMED.c.customer).where(named)),
)
_OF_CUSTOMERS = Lookup(_CAPTURE.order_by(capture.c.record), link.c.customer)
_HOLDERS = Lookup(select(term_count.c.term, term_count.c.holders), term_count.c.term)
_OPEN = select(review.c.record, review.c.other, literal_column("0")).where(
    review.c.answer.is_(None)
)
_APART = select(kept_apart.c.record, kept_apart.c.other, literal_column("1"))
_PAIRS = Statement(
    *(
        union_all(
            _APART.where(is_listed(kept_apart.c.record, "values")),
            _OPEN.where(is_listed(review.c.record, "values")),
            _OPEN.where(is_listed(review.c.other, "values")),
        )
        for is_listed in LISTED
    )
)
_THEIR = link.alias()
_KIN = Lookup(
    select(link.c.customer, _THEIR.c.customer.label("other"))
    .distinct()
    .select_from(kin)
    .join(link, link.c.record == kin.c.record)
    .join(_THEIR, _THEIR.c.record == kin.c.other)
    .where(link.c.customer != _THEIR.c.customer),
    link.c.customer,
)


def blocks(connection: Connection, keys: Collection[int], most: int) -> dict[int, list[str]]:
    """Return up to ``most`` records under each of the keys; a key that has none is left out."""
    if not keys:
        return {}
    rows = _BLOCKS.tuples(connection, keys=listed(connection, keys), most=most)
    return {key: orjson.loads(records) for key, records in rows if records and records != "[]"}


def captures(connection: Connection, records: Collection[str]) -> list[StoredCapture]:
    return [StoredCapture(*row) for row in _OF_RECORDS.rows(connection, records)]


def captures_after(connection: Connection, after: str, most: int) -> list[AuditedCapture]:
    """Return the next captures by their records, with how each came to its customer."""
    columns = (capture.c.record, link.c.customer, capture.c.person)
    why = (link.c.probability, link.c.reason, link.c.at)
    found = select(*columns, *why).join(link, link.c.record == capture.c.record)
    page = found.where(capture.c.record > after).order_by(capture.c.record).limit(most)
    return [AuditedCapture(*row) for row in connection.execute(page)]


def captures_of(connection: Connection, customers: Collection[str]) -> list[StoredCapture]:
    """Return all captures of these customers, oldest first."""
    return [StoredCapture(*row) for row in _OF_CUSTOMERS.rows(connection, customers)]


def around(connection: Connection, records: Collection[str]) -> list[StoredCapture]:
    """Return all captures of the customers that ``records`` belong to, oldest first."""
    return [StoredCapture(*row) for row in _AROUND.rows(connection, records)]


def holders(connection: Connection, terms: Collection[int]) -> dict[int, int]:
    """Return how many customers hold each term; one that nobody holds is left out."""
    return {row.term: row.holders for row in _HOLDERS.rows(connection, terms)}


def pairs(connection: Connection, records: Collection[str]) -> list[tuple[str, str, bool]]:
    """Return the pairs of records that name one of ``records``, with what is known of them.

    True: they are two people's. False: somebody was asked, and nobody has decided.
    """
    if not records:
        return []
    found = _PAIRS.tuples(connection, values=listed(connection, records))
    return [(record, other, bool(apart)) for record, other, apart in found]


def kin_of(connection: Connection, customers: Collection[str]) -> list[tuple[str, str]]:
    """Return (one of ``customers``, another of the same household)."""
    return [(row.customer, row.other) for row in _KIN.rows(connection, customers)]


def write_captures(connection: Connection, people: Mapping[str, str]) -> None:
    """Keep people, as JSON, by their record."""
    rows = [{"record": record, "person": person} for record, person in people.items()]
    insert_new(connection, capture, rows)


def write_keys(connection: Connection, keys: Collection[tuple[int, str]]) -> None:
    """Keep (key, record); sorted, which is quicker to write."""
    insert_new(connection, block_key, [{"key": k, "record": r} for k, r in sorted(keys)])


def clear(connection: Connection) -> None:
    """Forget all that can be read again from the records."""
    for table in (capture, block_key, term_count):
        connection.execute(delete(table))


def forget(connection: Connection, record: str, keys: Sequence[int]) -> None:
    """Let nobody be found by a record that was taken back."""
    connection.execute(delete(capture).where(capture.c.record == record))
    delete_rows(connection, block_key, [{"key": key, "record": record} for key in keys])


def count_holders(connection: Connection, more: Mapping[int, int]) -> None:
    """Count new holders of terms."""
    rows = [{"term": term, "holders": number} for term, number in sorted(more.items())]
    add_up(connection, term_count, rows)


def write_kin(connection: Connection, pairs: Collection[tuple[str, str]]) -> None:
    """Keep pairs of records of one household, in both directions."""
    both = sorted({*pairs, *((other, one) for one, other in pairs)})
    insert_new(connection, kin, [{"record": one, "other": other} for one, other in both])


def let_meet(connection: Connection, record: str, other: str, at: int) -> None:
    """Take back that the records are two people's, where it was said at that moment (ms)."""
    _forget_apart(connection, [record], at, kept_apart.c.other == other)


def let_all_meet(connection: Connection, records: Collection[str], at: int) -> None:
    """Take back all that was said at that moment (ms) of these records being other people's."""
    _forget_apart(connection, records, at, true())


def _forget_apart(
    connection: Connection, records: Collection[str], at: int, others: ColumnElement[bool]
) -> None:
    c = kept_apart.c
    found = select(c.record, c.other).where(
        among(connection, c.record, records), c.at == at, others
    )
    pairs = [(row.record, row.other) for row in connection.execute(found)]
    both = [*pairs, *((other, record) for record, other in pairs)]
    rows = [{"record": one, "other": other} for one, other in dict.fromkeys(both)]
    delete_rows(connection, kept_apart, rows)


def keep_apart(
    connection: Connection, pairs: Collection[tuple[str, str]], by: str, at: int
) -> None:
    """Keep that the records of each pair are two people's, in both directions."""
    both = sorted({*pairs, *((other, one) for one, other in pairs)})
    said = {"by": by, "at": at}
    insert_new(connection, kept_apart, [{"record": a, "other": b, **said} for a, b in both])
