"""Which customers are one, as long as nobody undoes it.

The mergers that hold make a forest; a record belongs to the root above the customer that it was
linked to. So undoing one gives back exactly what there was, whatever came in between.
"""

from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from sync_server.storage.bulk import Lookup, among
from sync_server.storage.tables import capture, customer, link, merger, past_link

_HOLDS = merger.c.undone_at.is_(None)
_HOLDING = Lookup(
    select(merger.c.survivor, merger.c.absorbed, merger.c.at)
    .where(_HOLDS)
    .order_by(merger.c.at, merger.c.id),
    merger.c.absorbed,
)
_KNOWN = Lookup(
    select(
        *(merger.c.absorbed, customer.c.redirect_to, merger.c.by, merger.c.at),
        *(customer.c.branch, customer.c.doc),
    )
    .join(customer, customer.c.id == merger.c.absorbed)
    .where(_HOLDS, customer.c.doc != ""),
    merger.c.absorbed,
)
ALWAYS = 0  # when two became one of whom nothing was told before they were one
SHOWN = 500  # of the whole house, the newest: what tablets offer to separate
_GAPS = 32  # numbers that mergers rolled back may have used up
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


def take_out(
    connection: Connection, records: Collection[str], own: str, home: str, now: int
) -> None:
    """Write that these records of ``home`` are a customer ``own`` that it absorbed from the start.

    All belongs to whom it belonged, and is folded as before, until that is undone.
    """
    of = select(link.c.customer).where(link.c.record == min(records)).scalar_subquery()
    blank = {"branch": "", "owner": "", "created": now, "stub": True, "doc": ""}
    connection.execute(insert(customer).values(id=own, redirect_to=of, **blank))
    row = {"absorbed": own, "survivor": home, "by": "", "at": ALWAYS}
    connection.execute(insert(merger).values(**row))
    theirs = among(connection, link.c.record, records)
    connection.execute(update(link).where(theirs).values(home=own))


def taken_out_by(connection: Connection, own: str) -> str | None:
    """Return who took these records out, ``None`` where the customer has merged since, or never."""
    held = select(merger.c.at, merger.c.undone_by).where(merger.c.absorbed == own)
    row = connection.execute(held.order_by(merger.c.id.desc()).limit(1)).first()
    return None if row is None or row.at != ALWAYS else row.undone_by


def say_why(connection: Connection, record: str, reason: str) -> None:
    """Note why a record belongs to its customer."""
    connection.execute(update(link).where(link.c.record == record).values(reason=reason))


class KnownMerger(NamedTuple):
    """``one`` is the customer that ``absorbed`` belongs to now; ``doc`` what was known of it."""

    absorbed: str
    one: str
    by: str  # empty where the engine was sure
    at: int
    branch: str
    doc: str


def known(connection: Connection, absorbed: Collection[str]) -> list[KnownMerger]:
    """Return the mergers of these customers that hold, of those of whom something was known."""
    return [KnownMerger(*row) for row in _KNOWN.rows(connection, absorbed)]


class Undone(NamedTuple):
    """A merger that was taken back: what it had been, and when that was (ms)."""

    survivor: str
    by: str
    at: int
    undone_at: int


def forget_undoing(connection: Connection, absorbed: str, by: str) -> Undone | None:
    """Drop the newest merger of a customer that this colleague took back, to be made again.

    ``None`` where there is none, or another holds now.
    """
    c = merger.c
    newest = select(c.id, c.survivor, c.by, c.at, c.undone_at, c.undone_by)
    newest = newest.where(c.absorbed == absorbed).order_by(c.id.desc()).limit(1)
    row = connection.execute(newest).one()
    if is_absorbed(connection, absorbed) or row.undone_by != by:
        return None
    connection.execute(delete(merger).where(c.id == row.id))
    return Undone(row.survivor, row.by, row.at, row.undone_at)


def ever_absorbed(connection: Connection, absorbed: Collection[str]) -> set[str]:
    """Return those of these customers that others absorbed, whether or not that was undone."""
    held = select(merger.c.absorbed).where(among(connection, merger.c.absorbed, absorbed))
    return set(connection.scalars(held))


def outdated(connection: Connection, new: int) -> list[str]:
    """Return who was absorbed so many mergers ago that ``new`` ones push them off the tablets."""
    last = connection.execute(select(func.max(merger.c.id))).scalar() or 0
    until = last - SHOWN
    old = select(merger.c.absorbed).where(merger.c.id.between(until - new - _GAPS, until))
    return list(connection.scalars(old))


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
