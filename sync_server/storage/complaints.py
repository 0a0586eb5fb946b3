"""The complaints as they stand, and what is asked of them."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from app.domain.cases import KnownComplaint
from app.domain.sheets import SheetNumber
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.tables import complaint

_OF_CUSTOMERS = Lookup(select(complaint.c.id), complaint.c.customer)

PAGE = 500


def known(connection: Connection, ids: Collection[str]) -> dict[str, KnownComplaint]:
    documents_of = documents(connection, ids)
    return {id_: KnownComplaint.model_validate_json(doc) for id_, doc in documents_of.items()}


def write(connection: Connection, written: Collection[KnownComplaint]) -> None:
    upsert(connection, complaint, [_row(one) for one in written])


def documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    rows = connection.execute(
        select(complaint.c.id, complaint.c.doc).where(among(connection, complaint.c.id, ids))
    )
    return {row.id: row.doc for row in rows}


def of_customers(connection: Connection, customers: Collection[str]) -> list[str]:
    """Return the ids of the complaints of these customers."""
    return [row.id for row in _OF_CUSTOMERS.rows(connection, customers)]


def holders(connection: Connection, sheets: Collection[SheetNumber]) -> dict[SheetNumber, str]:
    """Return which complaint holds each of these numbers, for those that are given.

    Column by column, and what was not asked is left out here: of ``(book, number, year) IN (…)``
    SQLite reads the whole table.
    """
    asked = {(sheet.book, sheet.number, sheet.year): sheet for sheet in sheets}
    if not asked:
        return {}
    c = complaint.c
    columns = zip((c.book, c.number, c.year), zip(*asked, strict=True), strict=True)
    each = (among(connection, column, sorted(set(told))) for column, told in columns)
    rows = connection.execute(select(c.id, c.book, c.number, c.year).where(*each))
    return {asked[key]: id_ for id_, *rest in rows if (key := tuple(rest)) in asked}


def after(
    connection: Connection, last: str, limit: int, branch: str | None
) -> list[KnownComplaint]:
    """Return a page of complaints in the order of their ids, which is that of their making."""
    statement = select(complaint.c.doc).where(complaint.c.id > last)
    if branch is not None:
        statement = statement.where(complaint.c.branch == branch)
    docs = connection.scalars(statement.order_by(complaint.c.id).limit(limit))
    return [KnownComplaint.model_validate_json(doc) for doc in docs]


def _row(one: KnownComplaint) -> dict[str, object]:
    case, sheet = one.case, one.case.sheet()
    return {
        "id": str(one.id),
        "branch": one.branch,
        "customer": None if one.customer is None else str(one.customer),
        "country": case.complaint.country.value,
        "kind": case.kind.value,
        "state": case.state.value,
        "book": sheet.book if sheet else None,
        "number": sheet.number if sheet else None,
        "year": sheet.year if sheet else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "responsible": case.responsible,
        "at": one.at,
        "doc": one.model_dump_json(),
    }
