"""Which tablets are there, and how is one shut out?

``stop`` ends its access; ``lost`` also makes it forget everything when it next asks.
"""

from typing import Any, Literal

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from sync_server.services.index_keys import renewed_key
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import feed, overview


class Revocation(Frozen):
    code: Slug
    mode: Literal["stop", "lost"]


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "branch": row.branch,
            "state": row.revoked_mode or "active",
            "last_seen": row.last_seen,
            "queued": row.queued,
            "app": row.app,
        }
        for row in overview.tablets(connection)
    ]


def revoke(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Shut a tablet out and tell the others that what it signs holds no more.

    The index of customers that it holds is of no use for what comes later: its key is changed.
    """
    asked = read(Revocation, arguments)
    device = overview.device_of_code(connection, asked.code)
    if device is None:
        raise Problem(Code.NOT_FOUND, field=asked.code, detail="device")
    overview.revoke(connection, device, asked.mode, office.now())
    epochs = overview.epochs_of(connection, device)
    keys = [feed.Change(feed.EVERYWHERE, DownKind.DEVICE_KEY, epoch) for epoch in epochs]
    feed.publish(connection, [*keys, *renewed_key(connection, office.random_bytes, office.now())])
    return {"code": asked.code, "mode": asked.mode}
