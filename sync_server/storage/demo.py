"""When was the demo opened, and is it told to its end?"""

from sqlalchemy import Connection, select

from sync_server.storage.bulk import insert_new
from sync_server.storage.tables import meta

_TOLD = "demo_told"


def opened_at(connection: Connection) -> int:
    """Return when this database was made, in milliseconds since 1970 UTC."""
    value = connection.execute(select(meta.c.value).where(meta.c.key == "created")).scalar_one()
    return int(value)


def is_told(connection: Connection) -> bool:
    return connection.execute(select(meta.c.key).where(meta.c.key == _TOLD)).first() is not None


def note_told(connection: Connection) -> None:
    insert_new(connection, meta, [{"key": _TOLD, "value": "yes"}])
