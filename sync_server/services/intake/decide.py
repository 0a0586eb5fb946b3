"""A person decides what the engine leaves open: two customers are one, or two, or were never one.

Each is one transaction that excludes every intake meanwhile.
"""

from sqlalchemy import Connection

from app.domain.problems import Code, Problem
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.services.intake.desk_fold import fold_desk
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.fold import fold
from sync_server.storage import captures, locks, mergers, reviews, staff
from sync_server.storage.feed import publish
from sync_server.storage.reviews import KnownReview

JOIN = "join"
APART = "apart"


def join(connection: Connection, review: str, by: str, now: int) -> str:
    """Make the two customers of a question one; return the id that stays, the older.

    Raises ``Problem`` (``not_found``) unless the question is open.
    """
    locks.lock_all(connection)
    asked = _open(connection, review)
    survivor, absorbed = sorted((asked.one, asked.two))
    base = WorkingBase(now, by)
    base.load(connection, Named(set(), {survivor, absorbed}))
    merge(connection, base, survivor, absorbed)
    reviews.answer(connection, [review], JOIN, by, now)
    return survivor


def merge(connection: Connection, base: WorkingBase, survivor: str, absorbed: str) -> None:
    """Let one customer of the loaded base take another over, and write what follows."""
    base.absorb(absorbed, survivor)
    _fold(connection, base, {absorbed})


def keep_apart(connection: Connection, review: str, by: str, now: int) -> None:
    """Remember that the two are two, whatever comes; raises as `join` does."""
    locks.lock_all(connection)
    asked = _open(connection, review)
    captures.keep_apart(connection, [(asked.record, asked.other)], by, now)
    pair = {asked.one, asked.two}
    same = [r.id for r in reviews.of_customers(connection, pair) if {r.one, r.two} == pair]
    reviews.answer(connection, same, APART, by, now)


def unmerge(connection: Connection, customer: str, by: str, now: int) -> str:
    """Give a customer back that another absorbed, and keep the two apart; return the other's id.

    What was recorded for it meanwhile goes with it. Raises ``Problem`` (``not_found``) for a
    customer that nobody absorbed.
    """
    locks.lock_all(connection)
    if not mergers.is_absorbed(connection, customer):
        raise Problem(Code.NOT_FOUND, field=customer, detail="merged customer")
    base = WorkingBase(now, by)
    base.load(connection, Named(set(), {customer}))
    survivor = base.survivor(customer)
    mergers.give_back(connection, customer, by, now)
    # The tablets have forgotten it: it is told to them as if it were new.
    blank = base.customers[customer]._replace(stub=True, redirect_to=None, doc="")
    base.customers[customer] = blank
    for one in (customer, survivor):
        base.touch(one)
    _fold(connection, base, {survivor})
    theirs, ours = (mergers.told_by(connection, one) for one in (customer, survivor))
    captures.keep_apart(connection, list(zip(theirs[:1], ours[:1], strict=False)), by, now)
    return survivor


def _open(connection: Connection, review: str) -> KnownReview:
    for found in reviews.known(connection, [review]):
        if found.is_open:
            return found
    raise Problem(Code.NOT_FOUND, field=review, detail="open review")


def _fold(connection: Connection, base: WorkingBase, moved: set[str]) -> None:
    """Fold the touched customers again, and what is at the desk of those whose records moved."""
    changes = fold(connection, base, [], staff.branches(connection))
    changes += fold_desk(connection, Dossiers(connection, []), moved)
    publish(connection, changes)
