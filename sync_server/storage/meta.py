"""Which database is this: its server id, and demo or real for life."""

from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from app.domain.problems import Code, Problem
from sync_server.storage.bulk import insert_new, upsert
from sync_server.storage.statements import Statement
from sync_server.storage.tables import meta

Nature = Literal["demo", "real"]

_SAID = Statement(select(meta.c.value).where(meta.c.key == bindparam("key")))
_MISMATCH = {"demo": Code.DEMO_DATABASE, "real": Code.REAL_DATABASE}


def claim(connection: Connection, nature: Nature, server: UUID, now: int) -> None:
    """Make a new database demo or real; one that is the other already stays what it is.

    Raises ``Problem``: ``demo_database`` when a demo was met, ``real_database`` when a real one.
    """
    values = {"nature": nature, "server": str(server), "created": str(now)}
    insert_new(connection, meta, [{"key": key, "value": value} for key, value in values.items()])
    if (found := nature_of(connection)) != nature:
        raise Problem(_MISMATCH[found])


def nature_of(connection: Connection) -> Nature:
    return "demo" if _value(connection, "nature") == "demo" else "real"


def server_id(connection: Connection) -> UUID:
    return UUID(_value(connection, "server"))


def said(connection: Connection, key: str) -> str | None:
    """Return what was noted under a key, ``None`` when nothing was."""
    return next((str(value) for (value,) in _SAID.tuples(connection, key=key)), None)


def say(connection: Connection, key: str, value: str) -> None:
    upsert(connection, meta, [{"key": key, "value": value}])


def _value(connection: Connection, key: str) -> str:
    value = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one()
    return str(value)
