"""Locks on things that have no row yet; SQLite has one writer and needs none.

PostgreSQL's lock table is small, so a big batch takes one lock over all names instead of many:
small batches share that lock and hold their names, a big one excludes them all.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection, text

from sync_server.storage.database import is_sqlite
from sync_server.storage.statements import Statement

FEW = 64  # names that are locked one by one

_ALL = 0x5649_5452
_LOCK = Statement(text("SELECT pg_advisory_xact_lock(:all)"))
_SHARE = Statement(text("SELECT pg_advisory_xact_lock_shared(:all)"))
_LOCK_EACH = Statement(
    text("SELECT pg_advisory_xact_lock(name) FROM unnest(CAST(:names AS bigint[])) name")
)


def lock_names(connection: Connection, names: Collection[str]) -> bool:
    """Hold ``names`` until the transaction ends; sorted, so that two batches never cross.

    Return whether nobody else can change anything that has a name meanwhile.
    """
    if is_sqlite(connection):
        return True
    if not names:
        return False
    if len(names) > FEW:
        _LOCK.run(connection, all=_ALL)
        return True
    _SHARE.run(connection, all=_ALL)
    _LOCK_EACH.run(connection, names=sorted({_number(name) for name in names}))
    return False


def lock_all(connection: Connection) -> None:
    """Hold every name until the transaction ends."""
    if not is_sqlite(connection):
        _LOCK.run(connection, all=_ALL)


def lock_device(connection: Connection, device: str) -> None:
    """Let one transaction at a time work for a device; to be taken before any other lock."""
    if not is_sqlite(connection):
        _LOCK_EACH.run(connection, names=[_number(f"device:{device}")])


def _number(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
