"""The two tables of dues: what the records alone make due, and what is planned of the programmes."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, literal, select, tuple_

from app.domain.dues import DueContact
from sync_server.storage.bulk import Lookup
from sync_server.storage.statements import AnyRow
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
    limit: int | None = None,
) -> Sequence[AnyRow]:
    """Return (expires_on, programme, id, customer) of the open and blocked contacts, in this order.

    The indexes of the tables are made for it: of what is planned no row is looked up.
    """
    t = TABLES[table].c
    place = tuple_(t.expires_on, t.programme, t.id)
    statement = select(t.expires_on, t.programme, t.id, t.customer).where(
        t.expires_on >= max(listing.until, after[0]),
        t.opens_on <= listing.opens_by,
        t.state.in_(("open", "blocked")),
    )
    if listing.owner is not None:
        statement = statement.where(t.owner == listing.owner)
    if after[0]:
        statement = statement.where(place > tuple_(*map(literal, after)))
    ordered = statement.order_by(t.expires_on, t.programme, t.id).limit(limit)
    return connection.execute(ordered).all()


def documents(connection: Connection, table: str, ids: Collection[str]) -> dict[str, str]:
    """Return the documents of contacts by their ids."""
    return {row.id: row.doc for row in _DOCUMENTS[table].rows(connection, ids)}


_DOCUMENTS = {name: Lookup(select(t.c.id, t.c.doc), t.c.id) for name, t in TABLES.items()}
