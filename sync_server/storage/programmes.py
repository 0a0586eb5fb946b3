"""What the planner reads and writes: histories by customer, changed rules, what is due."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Column, Connection, delete, literal_column, select

from app.domain.contract import DownKind
from app.domain.dues import DueContact
from sync_server.storage import ledger
from sync_server.storage.bulk import Lookup, Rows, among, upsert
from sync_server.storage.feed import FeedLine
from sync_server.storage.ledger import retractions
from sync_server.storage.tables import (
    complaint,
    customer,
    due_contact,
    feed,
    import_row,
    link,
    person,
    planned_customer,
    programme_due,
    programme_rule,
    record,
)

_KINDS = ("sale", "service_order", "attempt", "km_correction")
_IN_PERSON = ("visit", "workshop_visit", "test_drive", "redemption")
_COUNTS = (record.c.result == "accepted", record.c.code.is_(None))
_COLUMNS = (
    *(link.c.customer, record.c.id, record.c.kind, record.c.stamp, record.c.seq, record.c.raw),
    link.c.home,
)
_RECORDS = Lookup(
    select(*_COLUMNS)
    .select_from(link)
    .join(record, record.c.id == link.c.record)
    .where(record.c.kind.in_(_KINDS), *_COUNTS),
    link.c.customer,
)
_ATTEMPTS = Lookup(
    select(*_COLUMNS)
    .select_from(link)
    .join(record, record.c.id == link.c.record)
    .where(record.c.kind == "attempt", *_COUNTS),
    link.c.customer,
)
_BY_ID = Lookup(
    select(*_COLUMNS)
    .select_from(record)
    .outerjoin(link, record.c.id == link.c.record)
    .where(*_COUNTS),
    record.c.id,
)
_BOOKED = Lookup(
    select(record.c.id, record.c.branch, record.c.stamp, record.c.raw).where(
        record.c.kind == literal_column("'appointment'"), *_COUNTS
    ),
    record.c.branch,
)
_DUES = Lookup(select(due_contact.c.doc), due_contact.c.customer)
_PLANNED = Lookup(
    select(programme_due.c.id, programme_due.c.branch, programme_due.c.doc, programme_due.c.asks),
    programme_due.c.customer,
)


def _sharing(column: Column[Any]) -> Lookup:
    """Return who else was told of about a vehicle that these customers' records name."""
    other, its = import_row.alias(), link.alias()
    named = select(its.c.customer).select_from(link)
    named = named.join(import_row, import_row.c.record == link.c.record)
    named = named.join(other, other.c[column.name] == column)
    return Lookup(named.join(its, its.c.record == other.c.record).distinct(), link.c.customer)


_SHARING = (_sharing(import_row.c.vin), _sharing(import_row.c.plate))
_COMPLAINING = Lookup(select(complaint.c.customer), complaint.c.id)
_VISITS = Lookup(
    select(link.c.customer, record.c.stamp, record.c.id, record.c.branch)
    .select_from(link)
    .join(record, record.c.id == link.c.record)
    .where(record.c.kind.in_(_IN_PERSON), *_COUNTS),
    link.c.customer,
)
_SOMEBODY = (
    customer.c.redirect_to.is_(None),
    customer.c.stub.is_(False),
    customer.c.doc != "",
)
_PEOPLE = Lookup(
    select(customer.c.id, customer.c.branch, customer.c.doc).where(*_SOMEBODY), customer.c.id
)
_REDIRECTED = Lookup(
    select(customer.c.id).where(customer.c.redirect_to.is_not(None)), customer.c.id
)
_HAVE_DUES = Lookup(select(programme_due.c.customer).distinct(), programme_due.c.customer)


class Stored(NamedTuple):
    """A record with the customer it belongs to, ``None`` when nobody is known.

    ``home`` is the customer that it was about before others absorbed that one.
    """

    customer: str | None
    id: str
    kind: str
    stamp: int
    seq: int
    raw: str
    home: str | None


class Booked(NamedTuple):
    """An hour that was booked: where, when that was told (ms), and its body as JSON."""

    branch: str
    stamp: int
    body: str


class Planned(NamedTuple):
    id: str
    branch: str
    doc: str
    asks: str | None

    def told(self) -> tuple[str, str]:
        """Return what tablets see of it."""
        return self.branch, self.doc


def records_of(connection: Connection, customers: Collection[str]) -> list[Stored]:
    """Return the sales, orders, attempts and corrected kilometres of customers."""
    return [Stored(*row) for row in _RECORDS.rows(connection, customers)]


def attempts_of(connection: Connection, customers: Collection[str]) -> list[Stored]:
    """Return the attempts made with customers."""
    return [Stored(*row) for row in _ATTEMPTS.rows(connection, customers)]


def records(connection: Connection, ids: Collection[str]) -> list[Stored]:
    return [Stored(*row) for row in _BY_ID.rows(connection, ids)]


def appointments(connection: Connection, branches: Collection[str]) -> list[Booked]:
    """Return the hours booked in branches that nobody took back."""
    rows = _BOOKED.rows(connection, branches)
    hidden = {id_ for id_, _ in retractions(connection, [row.id for row in rows])}
    return [
        Booked(row.branch, row.stamp, orjson.dumps(orjson.loads(row.raw)["body"]).decode())
        for row in rows
        if row.id not in hidden
    ]


def complaints_of(connection: Connection, customers: Collection[str]) -> list[str]:
    mine = among(connection, complaint.c.customer, customers)
    return list(connection.scalars(select(complaint.c.doc).where(mine)))


def dues_of(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the documents of what the records alone make due."""
    return [row.doc for row in _DUES.rows(connection, customers)]


def planned_of(connection: Connection, customers: Collection[str]) -> list[Planned]:
    return [Planned(*row) for row in _PLANNED.rows(connection, customers)]


def planned_due(connection: Connection, id_: str) -> DueContact | None:
    """Return one contact as it was planned last."""
    doc = connection.scalar(select(programme_due.c.doc).where(programme_due.c.id == id_))
    return None if doc is None else DueContact.model_validate_json(doc)


def visits_of(connection: Connection, customers: Collection[str]) -> list[tuple[str, int]]:
    """Return (customer, ms) of each time that one of these came to us; what was undone is none."""
    rows = _VISITS.rows(connection, customers)
    undone = ledger.retractions(connection, [row.id for row in rows])
    return [(row.customer, row.stamp) for row in rows if (row.id, row.branch) not in undone]


def with_planned(connection: Connection, customers: Collection[str]) -> set[str]:
    """Return those of the customers for whom the planner found something."""
    return {row.customer for row in _HAVE_DUES.rows(connection, customers)}


def changed_since(
    connection: Connection, scopes: Collection[str], ver: int, limit: int
) -> list[FeedLine]:
    """Return customers and complaints that changed after a version of the feed, in order."""
    kinds = [DownKind.CUSTOMER.value, DownKind.COMPLAINT.value]
    statement = (
        select(feed.c.kind, feed.c.id, feed.c.op, feed.c.ver)
        .where(feed.c.scope.in_(scopes), feed.c.kind.in_(kinds), feed.c.ver > ver)
        .order_by(feed.c.ver)
        .limit(limit)
    )
    return [FeedLine(*row) for row in connection.execute(statement)]


def concerned(connection: Connection, changed: Collection[FeedLine]) -> set[str]:
    """Return whose contacts may change with these: their own, and of who had the same cars."""
    told = {line.id for line in changed if line.kind == DownKind.CUSTOMER.value}
    cases = {line.id for line in changed if line.kind == DownKind.COMPLAINT.value}
    told |= {row.customer for row in _COMPLAINING.rows(connection, cases) if row.customer}
    return told | {row.customer for both in _SHARING for row in both.rows(connection, told)}


def write_planned(connection: Connection, rows: Rows, gone: Collection[str]) -> None:
    upsert(connection, programme_due, rows)
    if gone:
        connection.execute(delete(programme_due).where(among(connection, programme_due.c.id, gone)))


def write_until(connection: Connection, rows: Rows, forgotten: Collection[str]) -> None:
    """Write until when customers are planned; who is nobody is forgotten."""
    if forgotten:
        those = among(connection, planned_customer.c.customer, forgotten)
        connection.execute(delete(planned_customer).where(those))
    upsert(connection, planned_customer, rows)


def whose_day_came(
    connection: Connection, days: Mapping[str, str], limit: int | None = None
) -> list[str]:
    """Return whose plan does not hold on these days of the branches, at most so many of each."""
    t = planned_customer.c
    return [
        customer
        for branch, day in sorted(days.items())
        for customer in connection.scalars(
            select(t.customer).where(t.branch == branch, t.next_on <= day).limit(limit)
        )
    ]


def people(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the documents of those of these customers that are some person."""
    return {row.id: row.doc for row in _PEOPLE.rows(connection, ids)}


def people_with_branch(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return branch and document of those of these customers that are some person."""
    return {row.id: (row.branch, row.doc) for row in _PEOPLE.rows(connection, ids)}


def redirected(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return those of these customers whom another one absorbed."""
    return {row.id for row in _REDIRECTED.rows(connection, ids)}


def page(connection: Connection, after: str, limit: int) -> list[tuple[str, str]]:
    """Return (id, document) of the customers that are some person, in the order of their ids."""
    rows = connection.execute(
        select(customer.c.id, customer.c.doc)
        .where(
            customer.c.id > after,
            *_SOMEBODY,
        )
        .order_by(customer.c.id)
        .limit(limit)
    )
    return [(row.id, row.doc) for row in rows]


def colleagues(connection: Connection) -> list[tuple[str, str, str]]:
    """Return (code, role, branch) of everybody who works here, in the order of their codes."""
    rows = connection.execute(
        select(person.c.code, person.c.role, person.c.branch)
        .where(person.c.active.is_(True))
        .order_by(person.c.code)
    )
    return [(row.code, row.role, row.branch) for row in rows]


def rules(connection: Connection) -> list[str]:
    return list(connection.scalars(select(programme_rule.c.doc)))


def rule_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the rules that the dealer set by ``rule_id``."""
    rows = connection.execute(select(programme_rule))
    found = {rule_id(row.code, row.valid_from): row.doc for row in rows}
    return {id_: found[id_] for id_ in ids if id_ in found}


def rule_id(code: str, valid_from: str) -> str:
    """Return under which name the tablets know a version of a rule."""
    return f"{code}:{valid_from}"


def write_rules(connection: Connection, rows: list[dict[str, Any]]) -> None:
    upsert(connection, programme_rule, rows)
