"""Photos travel beside the records that name them: in chunks, known by the hash of their bytes.

The record goes first and never waits. A tablet asks how much the server has and goes on from
there, so a line that is cut, or a tablet that is killed, costs one chunk.
"""

from typing import Annotated, Protocol

from pydantic import Field

from app.domain.fields import Frozen
from app.domain.records import Sha256

CHUNK_BYTES = 128 << 10
MAX_BLOB_BYTES = 2 << 20  # of a photo after resizing

Size = Annotated[int, Field(gt=0, le=MAX_BLOB_BYTES)]


class BlobChunk(Frozen):
    """Bytes from ``start`` on of a blob that is ``size`` bytes long."""

    sha256: Sha256
    start: Annotated[int, Field(ge=0, lt=MAX_BLOB_BYTES)]
    size: Size
    data: Annotated[bytes, Field(min_length=1, max_length=2 * CHUNK_BYTES)]


class BlobState(Frozen):
    """How many bytes the server holds; ``complete``: all of them, and their hash is right."""

    sha256: Sha256
    received: Annotated[int, Field(ge=0)]
    complete: bool


class BlobApi(Protocol):
    """Raises ``Problem``: ``not_found`` for what no record of the tablet's branch names (yet)."""

    def blob_state(self, token: str, sha256: str) -> BlobState: ...

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        """Hand in a chunk; one that does not begin where the server stands changes nothing.

        The answer says where it stands. ``hash_mismatch`` after the last chunk: nothing is kept.
        """
        ...

    def get_blob(self, token: str, sha256: str) -> bytes:
        """Return the whole blob; ``not_found`` until it is complete."""
        ...
