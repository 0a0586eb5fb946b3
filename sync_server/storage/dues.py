"""The two tables of dues: what the records alone make due, and what is planned of the programmes."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, tuple_

from app.domain.dues import DueContact
from sync_server.storage.bulk import Lookup
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


def listed(
    connection: Connection,
    table: str,
    listing: Listing,
    after: tuple[str, str, str] = ("", "", ""),
    limit: int = _ALL,
) -> list[str]:
    """Return the ids of the open and blocked contacts, by expiry, programme and id.

    The indexes of the tables are made for it: of what is planned no row is looked up.
    """
    expires_on, programme, id_ = max(after, (listing.until, "", ""))
    asked = {
        "expires_on": expires_on,
        "programme": programme,
        "id": id_,
        "opens_by": listing.opens_by,
        "most": limit,
    }
    if listing.owner is None:
        found = _LISTED[table].tuples(connection, **asked)
    else:
        found = _OWNED[table].tuples(connection, **asked, owner=listing.owner)
    return [one for (one,) in found]


def _listing(table: Table, *conditions: ColumnElement[bool]) -> Statement:
    t = table.c
    place = t.expires_on, t.programme, t.id
    after = (bindparam(column.name, None, type_=column.type) for column in place)
    return Statement(
        select(t.id)
        .where(
            *conditions,
            tuple_(*place) > tuple_(*after),
            t.opens_on <= bindparam("opens_by", None),
            t.state.in_(("open", "blocked")),
        )
        .order_by(*place)
        .limit(bindparam("most", None))
    )


_LISTED = {name: _listing(t) for name, t in TABLES.items()}
_OWNED = {name: _listing(t, t.c.owner == bindparam("owner", None)) for name, t in TABLES.items()}


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
