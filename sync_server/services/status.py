"""How does this server stand?"""

from typing import Any

from sqlalchemy import Connection

from sync_server.services.office import Arguments, Office
from sync_server.storage import blobs, overview
from sync_server.storage.staff import branches


def status(connection: Connection, office: Office, _arguments: Arguments) -> dict[str, Any]:
    return {
        "kind": overview.claimed(connection) or "new",
        "engine": connection.dialect.name,
        "now": office.now(),
        "branches": list(branches(connection)),
        **overview.counts(connection),
        "photos_awaited": blobs.awaited(connection),
        "last_received": overview.last_received(connection),
        "version": overview.version(connection),
    }
