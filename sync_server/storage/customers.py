"""The master base in tables: customers, which record belongs to whom, and the keys to find them."""

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, literal, select, text, update

from sync_server.storage.bulk import (
    Lookup,
    Rows,
    among,
    delete_rows,
    insert_new,
    insert_rows,
    upsert,
)
from sync_server.storage.database import is_sqlite
from sync_server.storage.tables import (
    customer,
    due_contact,
    link,
    match_key,
    merger,
    past_link,
    programme_due,
)


class KnownCustomer(NamedTuple):
    """A customer as it stands; ``doc`` is empty until something is known of it."""

    id: str
    branch: str
    owner: str
    created: int
    stub: bool
    redirect_to: str | None
    doc: str


class KnownLink(NamedTuple):
    """``home`` is the customer the record was linked to, ``customer`` the one that has it now."""

    record: str
    customer: str
    home: str


class LinkReason(NamedTuple):
    customer: str
    home: str
    reason: str


class KnownKey(NamedTuple):
    key: str
    customer: str


class KnownDue(NamedTuple):
    id: str
    customer: str
    doc: str


_FOR_UPDATE = Lookup(select(*customer.c).order_by(customer.c.id).with_for_update(), customer.c.id)
_ABSORBED = Lookup(select(customer.c.id, customer.c.redirect_to), customer.c.redirect_to)
_LINKS = Lookup(select(link.c.record, link.c.customer, link.c.home), link.c.record)
_KEYS_OF = Lookup(select(match_key.c.key, match_key.c.customer), match_key.c.customer)
_DUES_OF = Lookup(
    select(due_contact.c.id, due_contact.c.customer, due_contact.c.doc), due_contact.c.customer
)


_BRANCHES = Lookup(select(customer.c.id, customer.c.branch), customer.c.id)
_BY_KEY = Lookup(select(match_key.c.key, match_key.c.customer), match_key.c.key)
_SQLITE_SHARED = text(
    "SELECT m.customer, m.key, (SELECT count(*) FROM"
    " (SELECT 1 FROM match_key o WHERE o.key = m.key LIMIT :most) held) FROM match_key m"
    " WHERE m.customer IN (SELECT value FROM json_each(:ids))"
)
_POSTGRES_SHARED = text(
    "SELECT m.customer, m.key, (SELECT count(*) FROM"
    " (SELECT 1 FROM match_key o WHERE o.key = m.key LIMIT :most) held) FROM match_key m"
    " WHERE m.customer = ANY(CAST(:ids AS text[]))"
)


def customers_for_update(connection: Connection, ids: Collection[str]) -> list[KnownCustomer]:
    """Return and lock customers, in the order of their ids, so that two writers never cross."""
    return [KnownCustomer(*row) for row in _FOR_UPDATE.rows(connection, ids)]


def absorbed_by(connection: Connection, ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (absorbed, surviving) of the customers that redirect to one of ``ids``."""
    return [(row.id, row.redirect_to) for row in _ABSORBED.rows(connection, ids)]


def known_links(connection: Connection, records: Collection[str]) -> list[KnownLink]:
    return [KnownLink(*row) for row in _LINKS.rows(connection, records)]


def links(connection: Connection, records: Collection[str]) -> dict[str, str]:
    """Return the customer of each record that has one."""
    return {known.record: known.customer for known in known_links(connection, records)}


def why_linked(connection: Connection, record: str) -> LinkReason | None:
    """Return to whom a record belongs, and why."""
    columns = (link.c.customer, link.c.home, link.c.reason)
    row = connection.execute(select(*columns).where(link.c.record == record)).first()
    return None if row is None else LinkReason(*row)


def keys_of(connection: Connection, customers: Collection[str]) -> list[KnownKey]:
    return [KnownKey(*row) for row in _KEYS_OF.rows(connection, customers)]


def dues_of(connection: Connection, customers: Collection[str]) -> list[KnownDue]:
    return [KnownDue(*row) for row in _DUES_OF.rows(connection, customers)]


def sharing(connection: Connection, keys: Collection[str]) -> list[KnownKey]:
    """Return who has each of these keys."""
    return [KnownKey(*row) for row in _BY_KEY.rows(connection, keys)]


def shared_keys(
    connection: Connection, customers: Collection[str], most: int
) -> dict[str, dict[str, int]]:
    """Return by customer the keys that others have too, each with how many have it, or ``most``."""
    if not customers:
        return {}
    sqlite = is_sqlite(connection)
    listed = json.dumps(list(customers)) if sqlite else list(customers)
    statement = _SQLITE_SHARED if sqlite else _POSTGRES_SHARED
    found: dict[str, dict[str, int]] = {}
    for customer_, key, holders in connection.execute(statement, {"ids": listed, "most": most}):
        if holders > 1:
            found.setdefault(customer_, {})[key] = holders
    return found


def write_customers(connection: Connection, rows: Rows) -> None:
    upsert(connection, customer, rows)


def write_links(connection: Connection, rows: Rows) -> None:
    insert_rows(connection, link, rows)


def write_merger(connection: Connection, absorbed: str, survivor: str, by: str, now: int) -> None:
    """Keep that one customer took over another, so that it can be undone."""
    row = {"absorbed": absorbed, "survivor": survivor, "by": by, "at": now}
    connection.execute(insert(merger).values(**row))


def redirect(connection: Connection, absorbed: str, survivor: str, now: int) -> None:
    """Give all that belongs to ``absorbed`` to ``survivor``; where it belonged is kept."""
    held = link.c.customer == absorbed
    past = select(link.c.record, link.c.customer, link.c.reason, link.c.at, literal(now))
    columns = ["record", "customer", "reason", "at", "undone_at"]
    connection.execute(insert(past_link).from_select(columns, past.where(held)))
    connection.execute(update(link).where(held).values(customer=survivor, at=now))
    pointing = (customer.c.id == absorbed) | (customer.c.redirect_to == absorbed)
    connection.execute(update(customer).where(pointing).values(redirect_to=survivor))


def write_keys(
    connection: Connection, added: Collection[KnownKey], gone: Collection[KnownKey]
) -> None:
    insert_new(connection, match_key, [key._asdict() for key in added])
    delete_rows(connection, match_key, [key._asdict() for key in gone])


def write_dues(connection: Connection, rows: Rows, gone: Collection[str]) -> None:
    upsert(connection, due_contact, rows)
    if gone:
        connection.execute(delete(due_contact).where(among(connection, due_contact.c.id, gone)))


def customer_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(customer.c.id, customer.c.doc).where(among(connection, customer.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def due_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return due contacts, those of the records alone and those that the planner found."""
    documents: dict[str, str] = {}
    for table in (due_contact, programme_due):
        wanted = among(connection, table.c.id, ids)
        rows = connection.execute(select(table.c.id, table.c.doc).where(wanted))
        documents |= {row.id: row.doc for row in rows}
    return documents


def branches_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    return {row.id: row.branch for row in _BRANCHES.rows(connection, ids)}
