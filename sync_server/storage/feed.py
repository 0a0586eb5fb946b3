"""The feed: which document changed in which scope, in commit order."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from app.domain.contract import DownKind, FeedOp, row_hash
from sync_server.storage.bulk import Lookup, upsert
from sync_server.storage.tables import MS, counter, feed

EVERYWHERE = "*"

_PLACED = Lookup(
    select(feed.c.scope, feed.c.id).where(
        feed.c.scope.in_(bindparam("scopes", expanding=True)),
        feed.c.kind == bindparam("kind"),
        feed.c.op == FeedOp.PUT.value,
    ),
    feed.c.id,
)
_NEWER = Lookup(
    select(feed.c.id).where(
        feed.c.scope.in_(bindparam("scopes", expanding=True)),
        feed.c.kind == bindparam("kind"),
        feed.c.ver > bindparam("ver", type_=MS),
    ),
    feed.c.id,
)
_BUMP = (
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
    last = connection.execute(_BUMP, {"rows": len(distinct)}).scalar_one()
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
    rows = _PLACED.rows(connection, ids, scopes=list(scopes), kind=kind.value)
    return {(row.scope, row.id) for row in rows}


def version(connection: Connection) -> int:
    """Return the version of the last change that was published, of whatever scope."""
    return connection.execute(select(counter.c.value)).scalar() or 0


def changed_after(
    connection: Connection, ids: Collection[str], scopes: Collection[str], ver: int
) -> bool:
    """Say whether a customer or a due contact among these changed after a version."""
    kinds = (DownKind.CUSTOMER, DownKind.DUE_CONTACT)
    found = (
        _NEWER.rows(connection, ids, scopes=list(scopes), kind=k.value, ver=ver) for k in kinds
    )
    return any(found)


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
