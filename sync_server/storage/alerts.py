"""The alerts as documents, read from their records."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from app.domain.contract import DownKind, FeedOp
from app.domain.customers import Customer
from app.domain.received import Alert, KnownAlert
from sync_server.storage import ledger, staff
from sync_server.storage.bulk import among
from sync_server.storage.feed import Change, branch_scope
from sync_server.storage.tables import branch, customer, feed, link, record


def alert_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the alerts that were not taken back, by their record."""
    undone = {id_ for id_, _ in ledger.retractions(connection, ids)}
    names = staff.names(connection)
    r = record.c
    rows = connection.execute(
        select(r.id, r.actor, r.stamp, r.raw, customer.c.id, customer.c.owner, customer.c.doc)
        .join(link, link.c.record == r.id)
        .join(customer, customer.c.id == link.c.customer)
        .where(among(connection, r.id, ids))
    )
    return {
        id_: KnownAlert(
            id=UUID(id_),
            reason=Alert.model_validate(orjson.loads(raw)["body"]).reason,
            customer=UUID(who),
            customer_name=_short_name(doc),
            by=actor,
            by_name=names.get(actor, actor),
            owner=owner,
            owner_name=names.get(owner, owner),
            at=stamp,
        ).model_dump_json()
        for id_, actor, stamp, raw, who, owner, doc in rows
        if id_ not in undone
    }


def retired(connection: Connection, before: int) -> list[Change]:
    """Return what takes the alerts away that came before a moment (ms)."""
    c = feed.c
    scopes = [branch_scope(code) for code in connection.scalars(select(branch.c.code))]
    old = (
        select(c.scope, c.id)
        .join(record, record.c.id == c.id)
        .where(c.scope.in_(scopes), c.kind == DownKind.ALERT.value, c.op == FeedOp.PUT.value)
        .where(record.c.received < before)
    )
    return [
        Change(row.scope, DownKind.ALERT, row.id, FeedOp.TOMBSTONE)
        for row in connection.execute(old)
    ]


def _short_name(doc: str) -> str:
    """Return «Ana P.»: enough to know whom it is about."""
    known = Customer.model_validate_json(doc) if doc else None
    if known is None or not known.names:
        return ""
    name = known.names[0].value
    return f"{name.given} {name.surname[:1]}.".strip() if name.surname else name.typed
