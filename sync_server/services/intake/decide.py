"""A person decides what the engine leaves open: two customers are one, or two, or were never one.

Each is one transaction that excludes every intake meanwhile.
"""

from sqlalchemy import Connection

from app.domain.problems import Code, Problem
from app.domain.reviews import Answer, ReviewDecision
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.services.intake.desk_fold import fold_desk
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.fold import fold
from sync_server.services.intake.merger_fold import no_merger
from sync_server.services.intake.review_fold import review_changes
from sync_server.storage import captures, locks, mergers, reviews, staff
from sync_server.storage.feed import Change, publish
from sync_server.storage.reviews import KnownReview


def join(connection: Connection, review: str, by: str, now: int) -> str:
    """Make the two customers of a question one; return the id that stays, the older.

    Raises ``Problem`` (``not_found``) unless the question is open.
    """
    locks.lock_all(connection)
    asked = _open(connection, review)
    publish(connection, _joined(connection, asked, by, now))
    return min(asked.one, asked.two)


def keep_apart(connection: Connection, review: str, by: str, now: int) -> None:
    """Remember that the two are two, whatever comes; raises as `join` does."""
    locks.lock_all(connection)
    publish(connection, _kept_apart(connection, _open(connection, review), by, now))


def unmerge(connection: Connection, customer: str, by: str, now: int) -> str:
    """Give a customer back that another absorbed, and keep the two apart; return the other's id.

    What was recorded for it meanwhile goes with it. Raises ``Problem`` (``not_found``) for a
    customer that nobody absorbed.
    """
    locks.lock_all(connection)
    if not mergers.is_absorbed(connection, customer):
        raise Problem(Code.NOT_FOUND, field=customer, detail="merged customer")
    survivor, changes = separated(connection, customer, by, now)
    publish(connection, changes)
    return survivor


def separated(connection: Connection, customer: str, by: str, now: int) -> tuple[str, list[Change]]:
    """Give an absorbed customer back with everything locked, and keep the two apart.

    Return who had it, and what to publish.
    """
    survivor, changes = _given_back(connection, customer, by, now)
    captures.keep_apart(connection, _oldest(connection, customer, survivor), by, now)
    pair = {customer, survivor}
    if open_ := [one.id for one in _about(connection, pair) if one.is_open]:
        reviews.answer(connection, open_, Answer.APART, by, now)
        changes += review_changes(connection, pair)
    return survivor, changes


def joined_again(connection: Connection, customer: str, by: str, now: int) -> list[Change]:
    """Take back that somebody separated a customer: the merger holds as if it always had.

    With everything locked; nothing is left to do where another merger came in between.
    """
    undone = mergers.forget_undoing(connection, customer, by)
    if undone is None:
        return []
    base = WorkingBase(now, undone.by, merged=undone.at)
    base.load(connection, Named(set(), {customer, undone.survivor}))
    survivor = base.survivor(undone.survivor)
    told = mergers.told_by(connection, customer)
    captures.let_all_meet(connection, told, undone.undone_at)
    answered = [
        one.id
        for one in _about(connection, {customer, survivor})
        if one.answered_at == undone.undone_at
    ]
    reviews.ask_again(connection, answered)
    base.absorb(customer, undone.survivor)  # by whom, though another has taken that over since
    return _fold(connection, base, {customer})


def answered(
    connection: Connection, review: str, said: ReviewDecision, by: str, now: int
) -> list[Change]:
    """Carry out a decision with everything locked; return what to publish.

    Of a question that is no longer open nothing is left to do.
    """
    found = [one for one in reviews.known(connection, [review]) if one.is_open]
    carry_out = _joined if said.answer is Answer.JOIN else _kept_apart
    return [change for one in found for change in carry_out(connection, one, by, now)]


def asked_again(connection: Connection, review: str, by: str, now: int) -> list[Change]:
    """Take an answer back with everything locked: all is as before it, and the question open."""
    changes: list[Change] = []
    for asked in reviews.known(connection, [review]):
        if asked.answered_at is None or asked.answered_by is None:
            continue
        for absorbed in mergers.joining(connection, asked.record, asked.other, asked.answered_at):
            changes += _given_back(connection, absorbed, by, now)[1]
        captures.let_meet(connection, asked.record, asked.other, asked.answered_at)
        pair = {c for one in reviews.known(connection, [review]) for c in (one.one, one.two)}
        with_it = [r for r in _about(connection, pair) if r.answered_at == asked.answered_at]
        reviews.ask_again(connection, [one.id for one in with_it])
        changes += review_changes(connection, pair)
    return changes


def merge(connection: Connection, base: WorkingBase, survivor: str, absorbed: str) -> None:
    """Let one customer of the loaded base take another over, and write what follows."""
    base.absorb(absorbed, survivor)
    publish(connection, _fold(connection, base, {absorbed}))


def _joined(connection: Connection, asked: KnownReview, by: str, now: int) -> list[Change]:
    survivor, absorbed = sorted((asked.one, asked.two))
    base = WorkingBase(now, by)
    base.load(connection, Named(set(), {survivor, absorbed}))
    base.absorb(absorbed, survivor)
    reviews.answer(connection, [asked.id], Answer.JOIN, by, now)
    return _fold(connection, base, {absorbed})


def _kept_apart(connection: Connection, asked: KnownReview, by: str, now: int) -> list[Change]:
    captures.keep_apart(connection, [(asked.record, asked.other)], by, now)
    pair = {asked.one, asked.two}
    same = [one.id for one in _about(connection, pair)]
    reviews.answer(connection, same, Answer.APART, by, now)
    return review_changes(connection, pair)


def _given_back(
    connection: Connection, customer: str, by: str, now: int
) -> tuple[str, list[Change]]:
    """Let an absorbed customer stand by itself; return who had it, and what to publish."""
    base = WorkingBase(now, by)
    base.load(connection, Named(set(), {customer}))
    survivor = base.survivor(customer)
    mergers.give_back(connection, customer, by, now)
    # The tablets have forgotten it: it is told to them as if it were new.
    blank = base.customers[customer]._replace(stub=True, redirect_to=None, doc="")
    base.customers[customer] = blank
    for one in (customer, survivor):
        base.touch(one)
    changes = _fold(connection, base, {survivor})
    return survivor, [*changes, *no_merger(connection, customer)]


def _oldest(connection: Connection, one: str, other: str) -> list[tuple[str, str]]:
    """Return the oldest records that tell who each of two customers is, as a pair or none."""
    theirs, ours = (mergers.told_by(connection, it) for it in (one, other))
    return list(zip(theirs[:1], ours[:1], strict=False))


def _about(connection: Connection, pair: set[str]) -> list[KnownReview]:
    """Return all questions about two customers being one."""
    return [one for one in reviews.of_customers(connection, pair) if {one.one, one.two} == pair]


def _open(connection: Connection, review: str) -> KnownReview:
    for found in reviews.known(connection, [review]):
        if found.is_open:
            return found
    raise Problem(Code.NOT_FOUND, field=review, detail="open review")


def _fold(connection: Connection, base: WorkingBase, moved: set[str]) -> list[Change]:
    """Fold the touched customers again, and what is at the desk of those whose records moved."""
    changes = fold(connection, base, [], staff.branches(connection), set())
    changes += fold_desk(connection, Dossiers(connection, []), moved)
    return [*changes, *review_changes(connection, base.touched())]
