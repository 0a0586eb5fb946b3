"""Forms that are not finished, as JSON: of each kind one per person, or per customer of theirs."""

from typing import NamedTuple

from app.storage.database import TabletFile


class StoredDraft(NamedTuple):
    body: str
    saved_at: int  # corrected ms


class Drafts:
    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def save(self, actor: str, body: str, at: int) -> None:
        self._file.execute(
            "INSERT INTO draft (actor, body, saved_at) VALUES (?, ?, ?) ON CONFLICT (actor)"
            " DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
            (actor, body, at),
        )

    def get(self, actor: str) -> StoredDraft | None:
        rows = self._file.rows("SELECT body, saved_at FROM draft WHERE actor = ?", (actor,))
        return StoredDraft(**rows[0]) if rows else None

    def named(self, prefix: str) -> list[tuple[str, int]]:
        """Return the names that begin so, each with when it was saved."""
        rows = self._file.rows(
            "SELECT actor, saved_at FROM draft WHERE substr(actor, 1, ?) = ?",
            (len(prefix), prefix),
        )
        return [(row["actor"], row["saved_at"]) for row in rows]

    def discard(self, actor: str) -> None:
        self._file.execute("DELETE FROM draft WHERE actor = ?", (actor,))
