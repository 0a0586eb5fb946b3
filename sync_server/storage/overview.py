"""What an administrator asks of the database: lists, counts, one customer."""

from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from sync_server.storage.bulk import upsert
from sync_server.storage.meta import Nature
from sync_server.storage.tables import (
    customer,
    device,
    device_epoch,
    due_contact,
    enrolment,
    feed,
    link,
    meta,
    person,
    personal_token,
    quarantine,
    record,
)

COUNTED: dict[str, Table] = {
    "people": person,
    "devices": device,
    "records": record,
    "customers": customer,
    "due_contacts": due_contact,
}


def claimed(connection: Connection) -> Nature | None:
    """Return what this database is for life, ``None`` while nobody has decided."""
    value = connection.execute(select(meta.c.value).where(meta.c.key == "nature")).scalar()
    return None if value is None else "demo" if value == "demo" else "real"


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each kind of thing has; customers that were merged away are out."""
    found = {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in COUNTED.items()
        if table is not customer
    }
    living = select(func.count()).where(customer.c.redirect_to.is_(None))
    waiting = select(func.count()).where(quarantine.c.state == "open")
    return found | {
        "customers": connection.execute(living).scalar_one(),
        "in_quarantine": connection.execute(waiting).scalar_one(),
    }


def last_received(connection: Connection) -> int | None:
    return connection.execute(select(func.max(record.c.received))).scalar()


def version(connection: Connection) -> int:
    return connection.execute(select(func.max(feed.c.ver))).scalar() or 0


def staff(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(person).order_by(person.c.branch, person.c.code)))


def holder_of(connection: Connection, sha256: str) -> str | None:
    """Return whose personal token this is, ``None`` when it is nobody's any more."""
    holds = (personal_token.c.sha256 == sha256) & personal_token.c.revoked.is_(None)
    return connection.execute(select(personal_token.c.person).where(holds)).scalar()


def add_personal_token(connection: Connection, sha256: str, owner: str, now: int) -> None:
    connection.execute(insert(personal_token), {"sha256": sha256, "person": owner, "created": now})


def tablets(connection: Connection) -> list[Row[Any]]:
    """Return every tablet with the short code of its newest epoch."""
    newest = (
        select(device_epoch.c.device, func.max(device_epoch.c.number).label("number"))
        .group_by(device_epoch.c.device)
        .subquery()
    )
    statement = (
        select(device, device_epoch.c.code)
        .join(newest, newest.c.device == device.c.id)
        .join(device_epoch, device_epoch.c.number == newest.c.number)
        .order_by(device_epoch.c.number)
    )
    return list(connection.execute(statement))


def device_of_code(connection: Connection, code: str) -> str | None:
    """Return the device that has, or once had, this short code."""
    statement = select(device_epoch.c.device).where(device_epoch.c.code == code)
    return connection.execute(statement).scalar()


def epochs_of(connection: Connection, device_id: str) -> list[str]:
    statement = select(device_epoch.c.epoch).where(device_epoch.c.device == device_id)
    return list(connection.scalars(statement))


def revoke(connection: Connection, device_id: str, mode: str, now: int) -> None:
    connection.execute(
        update(device).where(device.c.id == device_id).values(revoked_mode=mode, revoked_at=now)
    )


def add_enrolment(connection: Connection, row: dict[str, Any]) -> None:
    """Store an invitation; an older one of the same selector is over."""
    blank = {"used_at": None, "used_nonce": None, "device": None}
    upsert(connection, enrolment, [blank | row])


def customers_after(
    connection: Connection, after: str, limit: int, branch: str | None
) -> list[str]:
    """Return up to ``limit`` customers' documents in the order of their ids, from ``after`` on."""
    statement = select(customer.c.doc).where(
        customer.c.id > after, customer.c.redirect_to.is_(None), customer.c.doc != ""
    )
    if branch is not None:
        statement = statement.where(customer.c.branch == branch)
    return list(connection.scalars(statement.order_by(customer.c.id).limit(limit)))


def customer_of(connection: Connection, id_: str) -> tuple[str, str] | None:
    """Return (id, document) of a customer, or of the one that took it over, or of a record's."""
    owner = select(link.c.customer).where(link.c.record == id_).scalar_subquery()
    row = connection.execute(
        select(customer.c.id, customer.c.redirect_to, customer.c.doc).where(
            (customer.c.id == id_) | (customer.c.id == owner)
        )
    ).first()
    if row is None:
        return None
    return (
        (row.id, row.doc) if row.redirect_to is None else customer_of(connection, row.redirect_to)
    )


def links_of(connection: Connection, id_: str) -> list[Row[Any]]:
    """Return every record of a customer with why it is one of theirs, the oldest first."""
    columns = (link.c.record, link.c.reason, link.c.probability, link.c.why, link.c.at)
    return list(
        connection.execute(
            select(*columns).where(link.c.customer == id_).order_by(link.c.at, link.c.record)
        )
    )


def dues_of_customer(connection: Connection, id_: str) -> list[str]:
    statement = select(due_contact.c.doc).where(due_contact.c.customer == id_)
    return list(connection.scalars(statement.order_by(due_contact.c.opens_on)))
