"""What is held of a customer in every table, and how it goes; who was erased stays named by ids."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, Table, delete, func, select, update

from app.domain.contract import DownKind, FeedOp
from app.domain.problems import Code
from sync_server.storage.bulk import Rows, among, insert_new
from sync_server.storage.feed import EVERYWHERE, Change, branch_scope
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
    event_pass,
    feed,
    import_row,
    link,
    mail,
    match_key,
    past_link,
    programme_due,
    quarantine,
    quote,
    record,
    review,
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
    """What goes: the customer's ids (absorbed ones included), its records, what follows of them."""

    customers: list[str]
    records: list[Recorded]
    documents: list[str]

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


def linked_records(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the records that belong to a customer, also those only referred to so far."""
    found = select(link.c.record).where(among(connection, link.c.customer, customers))
    return list(connection.scalars(found.order_by(link.c.record)))


def keys_of(connection: Connection, customers: Collection[str]) -> list[str]:
    found = select(match_key.c.key).where(among(connection, match_key.c.customer, customers))
    return list(connection.scalars(found))


def found(connection: Connection, customers: list[str], kept: Collection[str]) -> Erasing:
    """Return all that is held of a customer but the dossiers of the ``kept`` complaints."""
    linked = set(linked_records(connection, customers))
    in_kept = _in_dossiers(connection, kept)
    names = (linked | _in_dossiers(connection, linked)) - in_kept - set(kept)
    rows = connection.execute(
        select(record.c.id, record.c.branch)
        .where(among(connection, record.c.id, sorted(names)))
        .order_by(record.c.id)
    )
    documents = [
        *_ids_of(connection, due_contact, customers),
        *_ids_of(connection, programme_due, customers),
        *_ids_of(connection, quote, customers),
        *_ids_of(connection, event_pass, customers),
        *_asked_about(connection, linked_records(connection, customers)),
        *(one for one in _ids_of(connection, complaint, customers) if one not in kept),
    ]
    return Erasing(customers, [Recorded(*row) for row in rows], documents)


def blank(connection: Connection, erasing: Erasing) -> None:
    """Empty the records and drop what was made of them; the ids and the sums of the bytes stay."""
    records = sorted({*(one.id for one in erasing.records), *erasing.documents})
    _blank_records(connection, records)
    _drop_photos(connection, records)
    _forget_who(connection, sorted({*records, *linked_records(connection, erasing.customers)}))
    of_customer = (match_key, due_contact, programme_due, past_link)
    for table in of_customer:
        held = among(connection, table.c.customer, erasing.customers)
        connection.execute(delete(table).where(held))
    for table in (quote, event_pass, complaint):
        connection.execute(delete(table).where(among(connection, table.c.id, erasing.documents)))
    connection.execute(delete(mail).where(among(connection, mail.c.quote, erasing.documents)))
    connection.execute(
        update(customer)
        .where(among(connection, customer.c.id, erasing.customers))
        .values(doc="", owner="", stub=True)
    )


def remember(connection: Connection, customers: Collection[str], record_id: str, at: int) -> None:
    """Note that these customers were erased, by which record and when."""
    rows: Rows = [{"customer": one, "record": record_id, "at": at} for one in customers]
    insert_new(connection, erased, rows)


def erased_among(connection: Connection, names: Collection[str]) -> set[str]:
    """Return those of these ids, of customers or of records, that lead to somebody erased."""
    if not names:
        return set()
    own = select(erased.c.customer).where(among(connection, erased.c.customer, names))
    linked = (
        select(link.c.record)
        .join(erased, erased.c.customer == link.c.customer)
        .where(among(connection, link.c.record, names))
    )
    return {*connection.scalars(own), *connection.scalars(linked)}


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
            for one in erasing.records
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
        .values(vin=None, plate=None)
    )


def _forget_who(connection: Connection, records: list[str]) -> None:
    """Let nobody be found by these records, those of kept complaints included."""
    for table in (capture, block_key):
        connection.execute(delete(table).where(among(connection, table.c.record, records)))
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
