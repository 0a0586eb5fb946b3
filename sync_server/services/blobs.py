"""Take photos in, chunk by chunk, and give them to the tablets of the branch that took them."""

import hashlib

from sqlalchemy import Connection

from app.domain.blobs import BlobChunk, BlobState
from app.domain.clock import Clock, epoch_ms
from app.domain.problems import Code, Problem
from sync_server.services.sessions import pushing_session, session
from sync_server.storage import blobs
from sync_server.storage.blobs import Blob
from sync_server.storage.database import Database


class Blobs:
    """Implements ``app.domain.blobs.BlobApi``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def blob_state(self, token: str, sha256: str) -> BlobState:
        with self._database.reading() as connection:
            branch = pushing_session(connection, token, self._now()).branch
            return _state(_known(connection, sha256, branch))

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        now = self._now()
        with self._database.reading() as connection:
            branch = pushing_session(connection, token, now).branch
            _known(connection, chunk.sha256, branch)
        state = self._database.writer.run(lambda tx: _taken(tx, chunk))
        if state is None:
            raise Problem(Code.HASH_MISMATCH, field="sha256")
        return state

    def get_blob(self, token: str, sha256: str) -> bytes:
        with self._database.reading() as connection:
            branch = session(connection, token, self._now()).branch
            if not _known(connection, sha256, branch).complete:
                raise Problem(Code.NOT_FOUND, field="blob")
            return blobs.content(connection, sha256)

    def _now(self) -> int:
        return epoch_ms(self._clock.now())


def _known(connection: Connection, sha256: str, branch: str) -> Blob:
    """Return a blob that a record of the branch names; who only guesses its name learns nothing."""
    found = blobs.stored(connection, sha256)
    if found is None or not blobs.named_in(connection, sha256, branch):
        raise Problem(Code.NOT_FOUND, field="blob")
    return found


def _taken(connection: Connection, chunk: BlobChunk) -> BlobState | None:
    """Append the chunk where it fits; ``None`` when the whole is not what its name says."""
    before = blobs.stored_for_update(connection, chunk.sha256)
    if before is None:
        raise Problem(Code.NOT_FOUND, field="blob")
    if before.complete or chunk.start != before.received:
        return _state(before)
    received = before.received + len(chunk.data)
    if before.size not in {None, chunk.size} or received > chunk.size:
        raise Problem(Code.INVALID_FIELD, field="size")
    blobs.append(connection, before, chunk.data, chunk.size)
    if received < chunk.size:
        return _state(before._replace(received=received))
    whole = blobs.content(connection, chunk.sha256)
    if hashlib.sha256(whole).hexdigest() != chunk.sha256:
        blobs.drop_bytes(connection, chunk.sha256)
        return None
    blobs.complete(connection, chunk.sha256)
    return _state(before._replace(received=received, complete=True))


def _state(known: Blob) -> BlobState:
    return BlobState(sha256=known.sha256, received=known.received, complete=known.complete)
