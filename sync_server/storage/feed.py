"""The feed: which document changed in which scope, in commit order."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from app.domain.contract import DownKind, FeedOp, row_hash
from sync_server.storage.bulk import upsert
from sync_server.storage.statements import LISTED, Statement, listed
from sync_server.storage.tables import MS, counter, feed

EVERYWHERE = "*"

_PLACED = Statement(
    *(
        select(feed.c.scope, feed.c.id).where(
            is_listed(feed.c.scope, "scopes"),
            feed.c.kind == bindparam("kind"),
            is_listed(feed.c.id, "ids"),
            feed.c.op == FeedOp.PUT.value,
        )
        for is_listed in LISTED
    )
)
_NEWER = Statement(
    *(
        select(feed.c.id).where(
            is_listed(feed.c.scope, "scopes"),
            feed.c.kind == bindparam("kind"),
            is_listed(feed.c.id, "ids"),
            feed.c.ver > bindparam("ver", type_=MS),
        )
        for is_listed in LISTED
    )
)
_BUMP = Statement(
    update(counter)
    .where(counter.c.id == 1)
    .values(value=counter.c.value + bindparam("rows", type_=MS))
    .returning(counter.c.value)
)


def branch_scope(code: str) -> str:
    return f"branch:{code}"


class Change(NamedTuple):
    """Document ``id`` of ``kind`` was put into ``scope``, or left it."""

    scope: str
    kind: DownKind
    id: str
    op: FeedOp = FeedOp.PUT


class FeedLine(NamedTuple):
    kind: str
    id: str
    op: str
    ver: int


def publish(connection: Connection, changes: Iterable[Change]) -> None:
    """Tell the tablets of a scope what changed; the last thing a transaction does.

    The counter's row stays locked until the commit, so versions are in commit order: take no
    other lock and do no other work after this.
    """
    distinct = {change[:3]: change for change in changes}  # the last word on a document
    if not distinct:
        return
    ((last,),) = _BUMP.tuples(connection, rows=len(distinct))
    first = last - len(distinct) + 1
    upsert(
        connection,
        feed,
        [
            {
                "scope": change.scope,
                "kind": change.kind.value,
                "id": change.id,
                "op": change.op.value,
                "ver": ver,
                "hash": row_hash(change.kind.value, change.id, ver),
            }
            for ver, change in enumerate(distinct.values(), first)
        ],
    )


def rows_after(
    connection: Connection, scopes: Collection[str], ver: int, limit: int
) -> list[FeedLine]:
    """Return up to ``limit`` rows of the scopes after a version, in order."""
    statement = (
        select(feed.c.kind, feed.c.id, feed.c.op, feed.c.ver)
        .where(feed.c.scope.in_(scopes), feed.c.ver > ver)
        .order_by(feed.c.ver)
        .limit(limit)
    )
    return [FeedLine(*row) for row in connection.execute(statement)]


def placed(
    connection: Connection, kind: DownKind, ids: Collection[str], scopes: Collection[str]
) -> set[tuple[str, str]]:
    """Return (scope, id) of those of these documents that the tablets of the scopes hold."""
    these = {"scopes": listed(connection, scopes), "ids": listed(connection, ids)}
    return set(_PLACED.tuples(connection, kind=kind.value, **these))


def version(connection: Connection) -> int:
    """Return the version of the last change that was published, of whatever scope."""
    return connection.execute(select(counter.c.value)).scalar() or 0


def changed_after(
    connection: Connection, ids: Collection[str], scopes: Collection[str], ver: int
) -> bool:
    """Say whether a customer or a due contact among these changed after a version."""
    kinds = (DownKind.CUSTOMER, DownKind.DUE_CONTACT)
    these = {"scopes": listed(connection, scopes), "ids": listed(connection, ids)}
    return any(_NEWER.tuples(connection, kind=k.value, ver=ver, **these) for k in kinds)


def newest(connection: Connection, scopes: Collection[str]) -> int:
    """Return the highest version in the scopes, 0 when they are empty."""
    statement = select(func.max(feed.c.ver)).where(feed.c.scope.in_(scopes))
    return connection.execute(statement).scalar() or 0


def held(connection: Connection, scopes: Collection[str]) -> tuple[int, int]:
    """Return count and sum of the hashes of the rows that a tablet of these scopes holds."""
    statement = select(func.count(), func.sum(feed.c.hash)).where(
        feed.c.scope.in_(scopes), feed.c.op == FeedOp.PUT.value
    )
    count, total = connection.execute(statement).one()
    return count, int(total or 0)
