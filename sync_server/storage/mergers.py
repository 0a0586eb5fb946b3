"""Which customers are one, as long as nobody undoes it.

The mergers that hold make a forest; a record belongs to the root above the customer that it was
linked to. So undoing one gives back exactly what there was, whatever came in between.
"""

from collections.abc import Collection
from itertools import pairwise

from sqlalchemy import Connection, insert, literal, select, update

from sync_server.storage.bulk import Lookup, among
from sync_server.storage.tables import capture, customer, link, merger, past_link

_HOLDS = merger.c.undone_at.is_(None)
_HOLDING = Lookup(
    select(merger.c.survivor, merger.c.absorbed, merger.c.at)
    .where(_HOLDS)
    .order_by(merger.c.at, merger.c.id),
    merger.c.absorbed,
)
_HOMES = Lookup(select(link.c.record, link.c.home), link.c.home)


def is_absorbed(connection: Connection, id_: str) -> bool:
    """Say whether another customer took this one over, and it can be undone."""
    held = select(merger.c.id).where(merger.c.absorbed == id_, _HOLDS)
    return connection.execute(held).first() is not None


def give_back(connection: Connection, absorbed: str, by: str, now: int) -> None:
    """Let a customer stand by itself again, with all that it had absorbed itself."""
    undone = update(merger).where(merger.c.absorbed == absorbed, _HOLDS)
    connection.execute(undone.values(undone_by=by, undone_at=now))
    own = _with_absorbed(connection, absorbed)
    moved = among(connection, link.c.home, own)
    columns = ["record", "customer", "reason", "at", "undone_at"]
    past = select(link.c.record, link.c.customer, link.c.reason, link.c.at, literal(now))
    connection.execute(insert(past_link).from_select(columns, past.where(moved)))
    connection.execute(update(link).where(moved).values(customer=absorbed, at=now))
    below = among(connection, customer.c.id, [one for one in own if one != absorbed])
    connection.execute(update(customer).where(below).values(redirect_to=absorbed))
    itself = update(customer).where(customer.c.id == absorbed)
    connection.execute(itself.values(redirect_to=None))


def holding(connection: Connection, absorbed: Collection[str]) -> list[tuple[str, str, int]]:
    """Return (survivor, absorbed, at) of the mergers of these that hold, oldest first."""
    found = _HOLDING.rows(connection, absorbed)
    return [(row.survivor, row.absorbed, row.at) for row in found]


def homes(connection: Connection, family: Collection[str]) -> dict[str, str]:
    """Return the customer that each record was linked to first, of those linked to these."""
    return {row.record: row.home for row in _HOMES.rows(connection, family)}


def joining(connection: Connection, record: str, other: str, at: int) -> list[str]:
    """Return the customer whose merger, at that moment (ms), made two records one customer's.

    None where they met by another merger.
    """
    rows = connection.execute(select(link.c.home).where(link.c.record.in_([record, other])))
    ways = [_way_up(connection, home) for (home,) in rows]
    met = set.intersection(*({customer for customer, _ in way} for way in ways))
    return [
        customer
        for way in ways
        for (customer, absorbed_at), (above, _) in pairwise(way)
        if customer not in met and above in met and absorbed_at == at
    ]


def told_by(connection: Connection, customer_: str) -> list[str]:
    """Return the records that tell who a customer is, oldest first."""
    tells = select(capture.c.record).join(link, link.c.record == capture.c.record)
    found = tells.where(link.c.customer == customer_).order_by(capture.c.record)
    return list(connection.scalars(found))


def _way_up(connection: Connection, customer_: str) -> list[tuple[str, int | None]]:
    """Return a customer and those above it, each with when it was absorbed."""
    way: list[tuple[str, int | None]] = []
    here: str | None = customer_
    while here is not None:
        held = select(merger.c.survivor, merger.c.at).where(merger.c.absorbed == here, _HOLDS)
        above = connection.execute(held).first()
        way.append((here, None if above is None else above.at))
        here = None if above is None else above.survivor
    return way


def _with_absorbed(connection: Connection, root: str) -> Collection[str]:
    found, level = [root], [root]
    while level:
        below = among(connection, merger.c.survivor, level)
        level = list(connection.scalars(select(merger.c.absorbed).where(below, _HOLDS)))
        found += level
    return found
