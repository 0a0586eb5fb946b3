"""Photos taken here, and those seen from elsewhere: their bytes, and whether the server has them."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.storage.database import TabletFile


class PhotoState(StrEnum):
    DRAFT = "draft"  # chosen, and named by no record yet
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"  # the server will never take it
    PULLED = "pulled"  # taken on another tablet


class KeptPhoto(NamedTuple):
    """A photo of this tablet; ``thumb`` is a small picture of it, both JPEG."""

    sha256: str
    size: int
    thumb: bytes
    state: PhotoState


class Photos:
    """A photo is kept once, however many records name it."""

    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def keep(
        self, sha256: str, data: bytes, thumb: bytes, at: int, state: PhotoState = PhotoState.DRAFT
    ) -> None:
        """Keep a photo (``at`` in corrected ms); one that is here stays as it is."""
        self._file.execute(
            "INSERT INTO photo (sha256, size, data, thumb, state, kept_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (sha256, len(data), data, thumb, state, at),
        )

    def name(self, record: UUID, photos: Collection[str]) -> None:
        """Queue photos for the sake of a record; called in the transaction that saves it."""
        with self._file.transaction():
            self._file.execute_many(
                "INSERT INTO photo_use (record, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(str(record), sha256) for sha256 in photos],
            )
            self._file.execute_many(
                "UPDATE photo SET state = 'queued' WHERE sha256 = ? AND state = 'draft'",
                [(sha256,) for sha256 in photos],
            )

    def find(self, sha256: str) -> KeptPhoto | None:
        rows = self._file.rows(
            "SELECT sha256, size, thumb, state FROM photo WHERE sha256 = ?", (sha256,)
        )
        return KeptPhoto(**{**rows[0], "state": PhotoState(rows[0]["state"])}) if rows else None

    def data(self, sha256: str) -> bytes | None:
        found: bytes | None = self._file.value("SELECT data FROM photo WHERE sha256 = ?", (sha256,))
        return found

    def waiting(self) -> int:
        """Return how many photos of records that are not given up the server does not have yet."""
        waiting = (
            "SELECT count(*) FROM photo WHERE state = 'queued' AND EXISTS ("
            " SELECT 1 FROM photo_use JOIN outbox ON outbox.record = photo_use.record"
            " WHERE photo_use.sha256 = photo.sha256"
            " AND outbox.state IN ('queued', 'sending', 'sent', 'attention'))"
        )
        return int(self._file.value(waiting))

    # What the sending needs: see ``app/sync/ports.py``

    def to_send(self) -> list[str]:
        """Return the queued photos of which the server has a record by now, oldest first."""
        rows = self._file.rows(
            "SELECT sha256 FROM photo WHERE state = 'queued' AND EXISTS ("
            " SELECT 1 FROM photo_use JOIN outbox ON outbox.record = photo_use.record"
            " WHERE photo_use.sha256 = photo.sha256 AND outbox.state = 'sent')"
            " ORDER BY kept_at, sha256"
        )
        return [row["sha256"] for row in rows]

    def sent(self, sha256: str) -> None:
        self._set(sha256, PhotoState.SENT)

    def refuse(self, sha256: str) -> None:
        self._set(sha256, PhotoState.REFUSED)

    def failed(self, sha256: str) -> int:
        """Count one more failure of a photo; returns how many there are."""
        with self._file.transaction():
            self._file.execute("UPDATE photo SET tries = tries + 1 WHERE sha256 = ?", (sha256,))
            return int(self._file.value("SELECT tries FROM photo WHERE sha256 = ?", (sha256,)))

    def forget(self, before: int) -> None:
        """Drop what was kept before a moment (ms) and does not wait for the server."""
        with self._file.transaction():
            self._file.execute(
                "DELETE FROM photo WHERE state <> 'queued' AND kept_at < ?", (before,)
            )
            self._file.execute(
                "DELETE FROM photo_use WHERE sha256 NOT IN (SELECT sha256 FROM photo)"
            )

    def _set(self, sha256: str, state: PhotoState) -> None:
        self._file.execute("UPDATE photo SET state = ? WHERE sha256 = ?", (state, sha256))
