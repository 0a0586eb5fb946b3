"""What is held of a customer in every table, and how it goes; who was erased stays named by ids."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection, Table, delete, func, select, update

from app.domain.contract import DownKind, FeedOp
from app.domain.erasure import PERSONAL
from app.domain.problems import Code
from sync_server.storage.bulk import Lookup, Rows, among, insert_new
from sync_server.storage.feed import EVERYWHERE, Change, branch_scope
from sync_server.storage.statements import Statement
from sync_server.storage.tables import (
    blob,
    blob_chunk,
    blob_ref,
    block_key,
    branch,
    capture,
    complaint,
    customer,
    dossier,
    due_contact,
    erased,
    erased_key,
    event_pass,
    feed,
    import_row,
    kept_apart,
    kin,
    link,
    mail,
    match_key,
    odd_reading,
    past_link,
    planned_customer,
    programme_due,
    quarantine,
    quote,
    record,
    review,
    voucher,
    workshop_visit,
)

_ANYBODY = Statement(select(erased.c.customer).limit(1))
_ERASED = (
    Lookup(select(erased.c.customer), erased.c.customer),
    Lookup(select(link.c.record).join(erased, erased.c.customer == link.c.customer), link.c.record),
    Lookup(select(record.c.id).where(record.c.code == Code.ERASED.value), record.c.id),
)


class Held(NamedTuple):
    """A complaint of the customer as the projection keeps it; ``at`` in ms."""

    id: str
    state: str
    at: int


class Recorded(NamedTuple):
    """A record about the customer, and the branch it came from."""

    id: str
    branch: str


class Erasing(NamedTuple):
    """What goes: the customer's ids (absorbed ones included), its records, what follows of them.

    ``emptied`` are records that stay for what they say of a vehicle, and name nobody any more.
    """

    customers: list[str]
    records: list[Recorded]
    documents: list[str]
    emptied: list[Recorded]

    def ids(self) -> set[str]:
        return {*self.customers, *(one.id for one in self.records), *self.documents}


def customers_of(connection: Connection, survivor: str) -> list[str]:
    """Return a customer with all that it absorbed."""
    c = customer.c
    absorbed = connection.scalars(select(c.id).where(c.redirect_to == survivor).order_by(c.id))
    return [survivor, *absorbed]


def complaints_of(connection: Connection, customers: Collection[str]) -> list[Held]:
    c = complaint.c
    rows = connection.execute(
        select(c.id, c.state, c.at).where(among(connection, c.customer, customers)).order_by(c.id)
    )
    return [Held(*row) for row in rows]


def visits_of(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the workshop visits of a customer, also those that do not say so any more."""
    c = workshop_visit.c
    linked = select(link.c.record).where(among(connection, link.c.customer, customers))
    mine = among(connection, c.customer, customers) | c.id.in_(linked)
    return list(connection.scalars(select(c.id).where(mine).order_by(c.id)))


def linked_records(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the records that belong to a customer, also those only referred to so far."""
    found = select(link.c.record).where(among(connection, link.c.customer, customers))
    return list(connection.scalars(found.order_by(link.c.record)))


def keys_of(connection: Connection, customers: Collection[str]) -> list[str]:
    found = select(match_key.c.key).where(among(connection, match_key.c.customer, customers))
    return list(connection.scalars(found))


def found(
    connection: Connection,
    customers: list[str],
    complaints: Collection[str],
    visits: Collection[str],
) -> Erasing:
    """Return all that is held of a customer but the complaints and workshop visits to be kept."""
    kept = {*complaints, *visits}
    linked = set(linked_records(connection, customers))
    in_kept = _in_dossiers(connection, kept) | kept
    of_visits = _in_dossiers(connection, visits) | set(visits)
    names = (linked | _in_dossiers(connection, linked)) - in_kept
    vouchers = _ids_of(connection, voucher, customers)
    names |= _in_dossiers(connection, vouchers)
    names |= set(_refused_about(connection, {*customers, *linked}, keys_of(connection, customers)))
    documents = [
        *_ids_of(connection, due_contact, customers),
        *_ids_of(connection, programme_due, customers),
        *_ids_of(connection, odd_reading, customers),
        *_ids_of(connection, quote, customers),
        *_ids_of(connection, event_pass, customers),
        *vouchers,
        *_asked_about(connection, linked_records(connection, customers)),
        *(one for one in _ids_of(connection, complaint, customers) if one not in kept),
    ]
    records = _recorded(connection, names - in_kept)
    return Erasing(customers, records, documents, _recorded(connection, of_visits))


def _recorded(connection: Connection, names: Collection[str]) -> list[Recorded]:
    rows = connection.execute(
        select(record.c.id, record.c.branch)
        .where(among(connection, record.c.id, sorted(names)))
        .order_by(record.c.id)
    )
    return [Recorded(*row) for row in rows]


def _refused_about(
    connection: Connection, names: Collection[str], keys: Iterable[str]
) -> Iterator[str]:
    """Yield the records that never counted and say something of the customer all the same.

    They name it, one of its records, or hold a phone, an e-mail or a document of it.
    """
    values = _quoted(keys)
    rows = connection.execute(
        select(record.c.id, record.c.raw).where(record.c.code.is_not(None), record.c.raw != "{}")
    )
    for row in rows:
        refs = orjson.loads(row.raw).get("refs") or {}
        if not names_of(refs).isdisjoint(names) or _holds(row.raw, values):
            yield row.id


def drop_aside(connection: Connection, names: Collection[str], keys: Iterable[str]) -> None:
    """Drop what was put aside unread and names the customer, or holds a value of theirs."""
    values = _quoted(keys) | {f'"{name}"' for name in names}
    rows = connection.execute(select(quarantine.c.id, quarantine.c.raw))
    told = [row.id for row in rows if _holds(row.raw, values)]
    connection.execute(delete(quarantine).where(among(connection, quarantine.c.id, told)))


def _quoted(keys: Iterable[str]) -> set[str]:
    """Return how a phone, an e-mail or a document stands in a record; a plate is nobody's name."""
    personal = (key for key in keys if key.startswith(PERSONAL))
    return {f'"{key.rpartition(":")[2]}"'.casefold() for key in personal}


def _holds(raw: str, values: Collection[str]) -> bool:
    text = raw.casefold()
    return any(value in text for value in values)


def names_of(refs: Any) -> set[str]:
    """Return the ids that the refs of a record as received name; it may be of any shape."""
    return {str(ref) for ref in refs.values()} if isinstance(refs, dict) else set()


def blank(connection: Connection, erasing: Erasing) -> None:
    """Empty the records and drop what was made of them; the ids and the sums of the bytes stay."""
    records = sorted({*(one.id for one in erasing.records), *erasing.documents})
    _blank_records(connection, records)
    _drop_photos(connection, records)
    _drop_photos(connection, [one.id for one in erasing.emptied])
    _forget_who(connection, sorted({*records, *linked_records(connection, erasing.customers)}))
    of_customer = (
        *(match_key, due_contact, programme_due),
        *(planned_customer, odd_reading, past_link),
    )
    for table in of_customer:
        held = among(connection, table.c.customer, erasing.customers)
        connection.execute(delete(table).where(held))
    for table in (quote, event_pass, voucher, complaint):
        connection.execute(delete(table).where(among(connection, table.c.id, erasing.documents)))
    connection.execute(delete(mail).where(among(connection, mail.c.quote, erasing.documents)))
    connection.execute(
        update(customer)
        .where(among(connection, customer.c.id, erasing.customers))
        .values(doc="", owner="", stub=True)
    )


def rewrite(connection: Connection, record_id: str, raw: str) -> None:
    """Put what is left of a record in its place; the sum of what was received stays."""
    connection.execute(update(record).where(record.c.id == record_id).values(raw=raw))


def empty_stored(connection: Connection, record_id: str) -> None:
    """Refuse a record that waited in the ledger, and keep nothing of it."""
    _blank_records(connection, [record_id])


def bury(connection: Connection, customer_id: UUID, hashes: Collection[str]) -> None:
    """Note by what an erased customer is known again."""
    rows: Rows = [{"hash": one, "customer": str(customer_id)} for one in sorted(hashes)]
    insert_new(connection, erased_key, rows)


def buried_among(connection: Connection, hashes: Collection[str]) -> set[str]:
    rows = select(erased_key.c.hash).where(among(connection, erased_key.c.hash, hashes))
    return set(connection.scalars(rows))


def buried_of(connection: Connection, customers: Collection[str]) -> list[str]:
    c = erased_key.c
    rows = select(c.hash).where(among(connection, c.customer, customers)).order_by(c.hash)
    return list(connection.scalars(rows))


def present_keys(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return those of these keys that a customer of now has: whoever came back is known again."""
    c = match_key.c
    rows = (
        select(c.key)
        .join(customer, customer.c.id == c.customer)
        .where(among(connection, c.key, keys), customer.c.stub.is_(False))
    )
    return set(connection.scalars(rows))


def erasures(connection: Connection) -> list[tuple[str, int]]:
    """Return the ledger's records of erasures, as received and when, oldest first."""
    c = record.c
    rows = connection.execute(
        select(c.raw, c.received).where(c.kind == "erasure").order_by(c.received, c.seq)
    )
    return [(row.raw, row.received) for row in rows]


def remember(connection: Connection, customers: Collection[str], record_id: str, at: int) -> None:
    """Note that these customers were erased, by which record and when."""
    rows: Rows = [{"customer": one, "record": record_id, "at": at} for one in customers]
    insert_new(connection, erased, rows)


def erased_customers(connection: Connection, customers: Collection[str]) -> set[str]:
    found = select(erased.c.customer).where(among(connection, erased.c.customer, customers))
    return set(connection.scalars(found))


def erased_among(connection: Connection, names: Collection[str]) -> set[str]:
    """Return those of these ids, of customers or of records, that lead to somebody erased."""
    if not names or not _ANYBODY.tuples(connection):
        return set()
    return {name for among_ in _ERASED for (name,) in among_.tuples(connection, names)}


def next_number(connection: Connection, device: str) -> int:
    """Return the next seq of the server's own records."""
    last = select(func.max(record.c.seq)).where(record.c.device == device)
    return (connection.execute(last).scalar() or 0) + 1


def changes(connection: Connection, erasing: Erasing) -> list[Change]:
    """Return what tells every tablet to erase: the customer everywhere, all else where it was.

    A tablet may know the customer by the record that it made itself, so those are named too.
    """
    scopes = [EVERYWHERE, *map(branch_scope, connection.scalars(select(branch.c.code)))]
    kinds = [kind.value for kind in DownKind]
    rows = connection.execute(
        select(feed.c.scope, feed.c.kind, feed.c.id).where(
            feed.c.scope.in_(scopes),
            feed.c.kind.in_(kinds),
            among(connection, feed.c.id, sorted(erasing.ids())),
        )
    )
    return [
        *(Change(row.scope, DownKind(row.kind), row.id, FeedOp.ERASE) for row in rows),
        *(
            Change(EVERYWHERE, kind, one, FeedOp.ERASE)
            for one in erasing.customers
            for kind in (DownKind.CUSTOMER, DownKind.INDEX_ENTRY)
        ),
        *(
            Change(branch_scope(one.branch), DownKind.CUSTOMER, one.id, FeedOp.ERASE)
            for one in (*erasing.records, *erasing.emptied)
        ),
    ]


def _blank_records(connection: Connection, records: list[str]) -> None:
    connection.execute(
        update(record)
        .where(among(connection, record.c.id, records))
        .values(result="rejected", code=Code.ERASED.value, field="refs.customer", raw="{}")
    )
    connection.execute(delete(quarantine).where(among(connection, quarantine.c.record, records)))
    connection.execute(delete(dossier).where(among(connection, dossier.c.record, records)))
    connection.execute(
        update(import_row)
        .where(among(connection, import_row.c.record, records))
        .values(vin=None, plate=None, sha="")
    )


def _forget_who(connection: Connection, records: list[str]) -> None:
    """Let nobody be found by these records, nor whose kin they are, kept ones included."""
    for table in (capture, block_key):
        connection.execute(delete(table).where(among(connection, table.c.record, records)))
    for pairs in (kin, kept_apart):
        either = among(connection, pairs.c.record, records) | among(
            connection, pairs.c.other, records
        )
        connection.execute(delete(pairs).where(either))
    asked = among(connection, review.c.id, _asked_about(connection, records))
    connection.execute(delete(review).where(asked))
    connection.execute(
        update(link).where(among(connection, link.c.record, records)).values(why=None)
    )


def _drop_photos(connection: Connection, records: list[str]) -> None:
    """Drop the photos that only these records name."""
    named = among(connection, blob_ref.c.record, records)
    photos = sorted(set(connection.scalars(select(blob_ref.c.sha256).where(named))))
    connection.execute(delete(blob_ref).where(named))
    still = among(connection, blob_ref.c.sha256, photos)
    kept = set(connection.scalars(select(blob_ref.c.sha256).where(still)))
    gone = [photo for photo in photos if photo not in kept]
    for table in (blob_chunk, blob):
        connection.execute(delete(table).where(among(connection, table.c.sha256, gone)))


def _asked_about(connection: Connection, records: Collection[str]) -> list[str]:
    """Return the questions whether somebody of these records is somebody else."""
    asked = among(connection, review.c.record, records) | among(connection, review.c.other, records)
    return list(connection.scalars(select(review.c.id).where(asked)))


def _in_dossiers(connection: Connection, roots: Collection[str]) -> set[str]:
    members = select(dossier.c.record).where(among(connection, dossier.c.root, list(roots)))
    return set(connection.scalars(members))


def _ids_of(connection: Connection, table: Table, customers: list[str]) -> list[str]:
    held = among(connection, table.c.customer, customers)
    return list(connection.scalars(select(table.c.id).where(held).order_by(table.c.id)))
