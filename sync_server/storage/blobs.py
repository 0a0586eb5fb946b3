"""The bytes of photos: which records name them, what has arrived, and the chunks themselves."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from sync_server.storage.bulk import Rows, among, insert_new
from sync_server.storage.tables import blob, blob_chunk, blob_ref


class Blob(NamedTuple):
    """``size`` in bytes, ``None`` while nobody has said it."""

    sha256: str
    size: int | None
    received: int
    complete: bool


class BlobRef(NamedTuple):
    """A record of a branch that names a blob; ``size`` where the record says it."""

    sha256: str
    record: str
    branch: str
    size: int | None


def await_blobs(connection: Connection, refs: Collection[BlobRef]) -> None:
    """Note that records name these blobs; what has arrived already stays."""
    sizes = {ref.sha256: ref.size for ref in refs}
    rows: Rows = [
        {"sha256": sha256, "size": size, "received": 0, "complete": False}
        for sha256, size in sorted(sizes.items())
    ]
    insert_new(connection, blob, rows)
    named: Rows = [
        {"sha256": ref.sha256, "record": ref.record, "branch": ref.branch} for ref in refs
    ]
    insert_new(connection, blob_ref, named)


def named_in(connection: Connection, sha256: str, branch: str) -> bool:
    """Say whether a record of the branch names the blob."""
    found = exists().where(blob_ref.c.sha256 == sha256, blob_ref.c.branch == branch)
    return bool(connection.scalar(select(found)))


def stored(connection: Connection, sha256: str) -> Blob | None:
    row = connection.execute(select(blob).where(blob.c.sha256 == sha256)).one_or_none()
    return None if row is None else Blob(*row)


def stored_for_update(connection: Connection, sha256: str) -> Blob | None:
    """As ``stored``, locked until the commit: chunks of two tablets come one after the other."""
    statement = select(blob).where(blob.c.sha256 == sha256).with_for_update()
    row = connection.execute(statement).one_or_none()
    return None if row is None else Blob(*row)


def append(connection: Connection, before: Blob, data: bytes, size: int) -> None:
    chunk = {"sha256": before.sha256, "start": before.received, "data": data}
    connection.execute(insert(blob_chunk).values(chunk))
    _set(connection, before.sha256, received=before.received + len(data), size=size)


def complete(connection: Connection, sha256: str) -> None:
    _set(connection, sha256, complete=True)


def drop_bytes(connection: Connection, sha256: str) -> None:
    """Forget what came: it was not what its name says."""
    connection.execute(delete(blob_chunk).where(blob_chunk.c.sha256 == sha256))
    _set(connection, sha256, received=0)


def content(connection: Connection, sha256: str) -> bytes:
    chunks = select(blob_chunk.c.data).where(blob_chunk.c.sha256 == sha256)
    return b"".join(connection.scalars(chunks.order_by(blob_chunk.c.start)))


def arrived(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Return those of these blobs that are here whole."""
    found = select(blob.c.sha256).where(among(connection, blob.c.sha256, wanted), blob.c.complete)
    return set(connection.scalars(found))


def awaited(connection: Connection) -> int:
    """Return how many blobs are named and not here yet."""
    return int(connection.scalar(select(func.count()).where(~blob.c.complete)) or 0)


def _set(connection: Connection, sha256: str, **values: object) -> None:
    connection.execute(update(blob).where(blob.c.sha256 == sha256).values(**values))
