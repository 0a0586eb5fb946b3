"""The index of all customers by hidden keys, and the key that hides them, as pulled."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from app.domain.match_index import IndexEntry, IndexKey
from app.storage.database import TabletFile
from app.storage.keys import KeyFiles


class PulledKey:
    """Follows the mirror: the secret goes into its file and not into the database."""

    kind = "index_key"

    def __init__(self, keys: KeyFiles) -> None:
        self._keys = keys

    def keep(self, identity: str, doc: dict[str, Any]) -> dict[str, Any]:
        del identity
        try:
            self._keys.keep_index_key(IndexKey.model_validate(doc))
        except ValidationError:  # already put away, or of a newer version: there is nothing to keep
            return {}
        return {}

    def drop(self, identity: str) -> None:
        """Do nothing: another key replaces it."""

    def clear(self) -> None:
        """Do nothing: the wipe of the tablet takes the file."""


class MatchIndex:
    """Follows the mirror: finds an entry by one of its hashes."""

    kind = "index_entry"

    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def keep(self, identity: str, doc: dict[str, Any]) -> dict[str, Any]:
        self.drop(identity)
        self._file.execute_many(
            "INSERT OR IGNORE INTO index_hash (hash, entry) VALUES (?, ?)",
            [(hash_, identity) for hash_ in doc.get("hashes", ())],
        )
        return doc

    def drop(self, identity: str) -> None:
        self._file.execute("DELETE FROM index_hash WHERE entry = ?", (identity,))

    def clear(self) -> None:
        self._file.execute("DELETE FROM index_hash")

    def find(self, hashes: Sequence[str]) -> list[IndexEntry]:
        """Return the entries that bear one of the hashes."""
        marks = ", ".join("?" * len(hashes))
        rows = self._file.rows(
            "SELECT DISTINCT mirror.id, doc FROM index_hash JOIN mirror"  # noqa: S608 - marks only
            " ON mirror.kind = 'index_entry' AND mirror.id = index_hash.entry"
            f" WHERE index_hash.hash IN ({marks}) ORDER BY mirror.id",
            hashes,
        )
        return [IndexEntry.model_validate_json(row["doc"]) for row in rows]

    def size(self) -> int:
        return int(self._file.value("SELECT count(*) FROM mirror WHERE kind = 'index_entry'"))
