"""The questions that the engine leaves to a person: are the people of two records one?"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, union_all, update
from sqlalchemy.sql import Select

from sync_server.storage.bulk import Lookup, insert_new
from sync_server.storage.statements import LISTED, Statement, listed
from sync_server.storage.tables import customer, link, review


class NewReview(NamedTuple):
    id: str
    record: str
    other: str
    probability: float
    veto: str | None
    why: str  # JSON


class KnownReview(NamedTuple):
    """``one`` and ``two`` are the customers that the records belong to now."""

    id: str
    record: str
    other: str
    probability: float
    veto: str | None
    why: str
    at: int
    answer: str | None
    answered_by: str | None
    answered_at: int | None
    one: str
    two: str

    @property
    def is_open(self) -> bool:
        return self.answer is None and self.one != self.two


_ONE = link.alias("one")
_TWO = link.alias("two")
_C = review.c
_KNOWN = (
    select(
        *(_C.id, _C.record, _C.other, _C.probability, _C.veto, _C.why, _C.at),
        *(_C.answer, _C.answered_by, _C.answered_at),
        *(_ONE.c.customer, _TWO.c.customer),
    )
    .join(_ONE, _ONE.c.record == _C.record)
    .join(_TWO, _TWO.c.record == _C.other)
)
_BY_ID = Lookup(_KNOWN, _C.id)
_BY_CUSTOMER = Statement(
    *(
        union_all(*(_KNOWN.where(is_listed(one.c.customer, "values")) for one in (_ONE, _TWO)))
        for is_listed in LISTED
    )
)


def ask(connection: Connection, asked: Collection[NewReview], at: int) -> None:
    """Keep new questions; one that was asked before stays as it is."""
    blank = {"answer": None, "answered_by": None, "answered_at": None}
    insert_new(connection, review, [{**one._asdict(), "at": at, **blank} for one in asked])


def known(connection: Connection, ids: Collection[str]) -> list[KnownReview]:
    return [KnownReview(*row) for row in _BY_ID.rows(connection, ids)]


def of_customers(connection: Connection, customers: Collection[str]) -> list[KnownReview]:
    """Return all questions, answered ones too, about any of these customers."""
    if not customers:
        return []
    rows = _BY_CUSTOMER.tuples(connection, values=listed(connection, customers))
    return list({known.id: known for known in map(KnownReview._make, rows)}.values())


def open_reviews(
    connection: Connection,
    limit: int,
    before: tuple[float, str] | None = None,
    branch: str | None = None,
) -> list[KnownReview]:
    """Return open questions, the most likely first; ``before`` is the last of the page before.

    With ``branch`` those about one of its customers.
    """
    statement: Select[*tuple[Any, ...]] = _KNOWN.where(
        _C.answer.is_(None), _ONE.c.customer != _TWO.c.customer
    )
    if branch is not None:
        its = select(customer.c.id).where(customer.c.branch == branch)
        statement = statement.where(_ONE.c.customer.in_(its) | _TWO.c.customer.in_(its))
    if before is not None:
        probability, id_ = before
        statement = statement.where(
            (_C.probability < probability) | ((_C.probability == probability) & (_C.id > id_))
        )
    rows: Collection[Row[*tuple[Any, ...]]] = connection.execute(
        statement.order_by(_C.probability.desc(), _C.id).limit(limit)
    ).all()
    return [KnownReview(*row) for row in rows]


class Matched(NamedTuple):
    """A record that the engine gave to a customer; ``customer`` is who has it now."""

    record: str
    customer: str
    probability: float | None
    why: str
    at: int


def matched(
    connection: Connection, reason: str, branch: str, limit: int, before: str | None = None
) -> list[Matched]:
    """Return records that belong for ``reason`` to a branch's customers, the newest first.

    ``before`` is the last of the page before.
    """
    columns = (link.c.record, link.c.customer, link.c.probability, link.c.why, link.c.at)
    found = select(*columns).join(customer, customer.c.id == link.c.customer)
    found = found.where(link.c.reason == reason, customer.c.branch == branch)
    if before is not None:
        found = found.where(link.c.record < before)
    rows = connection.execute(found.order_by(link.c.record.desc()).limit(limit))
    return [Matched(*row) for row in rows]


def asked_at(connection: Connection) -> list[int]:
    """Return when each question was asked (ms)."""
    return list(connection.scalars(select(_C.at)))


def answer(connection: Connection, ids: Collection[str], said: str, by: str, at: int) -> None:
    """Keep what somebody decided."""
    decided = update(review).where(_C.id.in_(list(ids)))
    connection.execute(decided.values(answer=said, answered_by=by, answered_at=at))


def ask_again(connection: Connection, ids: Collection[str]) -> None:
    """Forget what somebody decided."""
    undecided = update(review).where(_C.id.in_(list(ids)))
    connection.execute(undecided.values(answer=None, answered_by=None, answered_at=None))
