"""The two tables of dues: what the records alone make due, and what is planned of the programmes."""

from collections.abc import Collection
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, or_, select, tuple_

from app.domain.dues import DueContact
from sync_server.storage.bulk import Lookup
from sync_server.storage.database import is_sqlite
from sync_server.storage.statements import Statement
from sync_server.storage.tables import due_contact, programme_due


def due_row(due: DueContact, id_: str, doc: str) -> dict[str, Any]:
    """Return what both keep of a due, beside its whole document."""
    return {
        "id": id_,
        "customer": str(due.customer),
        "programme": due.programme,
        "owner": due.owner,
        "branch": due.branch,
        "state": due.state.value,
        "opens_on": due.opens_on.isoformat(),
        "expires_on": due.expires_on.isoformat(),
        "doc": doc,
    }


TABLES = {"due_contact": due_contact, "programme_due": programme_due}
_ALL = 2**31 - 1


class Listing(NamedTuple):
    """What a list asks for: contacts that open on the first day at the latest, over after ``until``.

    ``owner`` is who has to do them, ``None`` for everybody.
    """

    opens_by: str
    until: str
    owner: str | None = None


class Place(NamedTuple):
    """After which contact a page of a list begins: lists are in the order of these three."""

    expires_on: str = ""
    opens_on: str = ""
    id: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(*text.split("|")) if text else cls()

    def __str__(self) -> str:
        return "|".join(self)


_START = Place()


def listed(
    connection: Connection,
    table: str,
    listing: Listing,
    after: Place = _START,
    limit: int = _ALL,
) -> list[str]:
    """Return the ids of the open and blocked contacts, by expiry, first day and id.

    To SQLite a row costs much that an index only passes over, and in the week before a season a
    contact of everybody lies ahead. So it is asked for each last day, whose contacts are one stretch
    of the index that ends where the days ahead begin. To PostgreSQL a statement costs more than that.
    """
    days, of_day, at_once = _QUERIES[table, listing.owner is not None]
    owner = {} if listing.owner is None else {"owner": listing.owner}
    asked = {"opens_by": listing.opens_by, **owner}
    start = max(after, Place(listing.until))
    if not is_sqlite(connection):
        return _ids(at_once, connection, {**start._asdict(), "most": limit, **asked})
    place: Place | None = start
    found = list[str]()
    while place is not None and len(found) < limit:
        most = limit - len(found)
        found += _ids(of_day, connection, {**place._asdict(), "most": most, **asked})
        [(day,)] = days.tuples(connection, expires_on=place.expires_on, **owner)
        place = None if day is None else Place(day)
    return found


def _ids(statement: Statement, connection: Connection, asked: dict[str, Any]) -> list[str]:
    return [id_ for (id_,) in statement.tuples(connection, **asked)]


def _queries(table: Table, *whose: ColumnElement[bool]) -> tuple[Statement, Statement, Statement]:
    """Return what finds the next last day, what ends on a day, and what ends on any."""
    t = table.c
    order = t.expires_on, t.opens_on, t.id
    place = [bindparam(column.name, None, type_=column.type) for column in order]
    ids = (
        select(t.id)
        .where(
            *whose,
            t.opens_on <= bindparam("opens_by", None),
            t.state.in_(("open", "blocked")),
        )
        .limit(bindparam("most", None))
    )
    later, further = t.expires_on > place[0], tuple_(*order[1:]) > tuple_(*place[1:])
    of_any = ids.where(t.expires_on >= place[0], or_(later, further))
    return (
        Statement(select(func.min(t.expires_on)).where(*whose, later)),
        Statement(ids.where(t.expires_on == place[0], further).order_by(*order[1:])),
        Statement(of_any.order_by(*order)),
    )


_QUERIES = {
    (name, owned): _queries(t, *([t.c.owner == bindparam("owner", None)] if owned else []))
    for name, t in TABLES.items()
    for owned in (False, True)
}


class Asking(NamedTuple):
    """What an open invitation asks of a branch's workshop, and when and with whom it is open."""

    id: str
    customer: str
    branch: str
    opens_on: str
    expires_on: str
    asks: str


def asking(
    connection: Connection, listing: Listing, after: tuple[str, str], limit: int
) -> list[Asking]:
    """Return what asks for a place of a workshop, whoever has to do it, by expiry and id.

    Read from one index: it is everybody's, and needed whole to say who waits.
    """
    expires_on, id_ = max(after, (listing.until, ""))
    asked = {"expires_on": expires_on, "id": id_, "opens_by": listing.opens_by, "most": limit}
    return [Asking(*row) for row in _ASKING.tuples(connection, **asked)]


def _all_asking() -> Statement:
    t = programme_due.c
    place = t.expires_on, t.id
    after = (bindparam(column.name, None, type_=column.type) for column in place)
    return Statement(
        select(*(t[name] for name in Asking._fields))
        .where(
            t.asks.is_not(None),
            tuple_(*place) > tuple_(*after),
            t.opens_on <= bindparam("opens_by", None),
        )
        .order_by(*place)
        .limit(bindparam("most", None))
    )


_ASKING = _all_asking()


def documents(connection: Connection, table: str, ids: Collection[str]) -> dict[str, str]:
    """Return the documents of contacts by their ids."""
    return {row.id: row.doc for row in _DOCUMENTS[table].rows(connection, ids)}


_DOCUMENTS = {name: Lookup(select(t.c.id, t.c.doc), t.c.id) for name, t in TABLES.items()}
