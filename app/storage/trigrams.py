"""Which texts hold these letters? SQLite's own trigram index, or one of ours where it has none.

Android's SQLite may come without FTS5, or with one that is older than its trigrams (3.34). Both
find the same rows, the newest first.
"""

import sqlite3
from typing import Protocol

from app.storage.database import TabletFile

SIZE = 3
_MANY = 1_500  # rows of a gram after which it pays to look for a rarer one


class Trigrams(Protocol):
    """An index over ``customer_text``; a part to look for has three letters or more."""

    name: str

    def add(self, doc: int, text: str) -> None: ...

    def remove(self, doc: int, text: str) -> None: ...

    def clear(self) -> None: ...

    def find(self, parts: list[str], limit: int) -> list[str]:
        """Return the ids of the texts that hold every part."""


def trigrams(file: TabletFile) -> Trigrams:
    """Return the best that this SQLite can do."""
    return FullText(file) if has_full_text(file) else OwnTrigrams(file)


def has_full_text(file: TabletFile) -> bool:
    try:
        file.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(text, tokenize = 'trigram')")
    except sqlite3.OperationalError:
        return False
    file.execute("DROP TABLE temp.probe")
    return True


class FullText:
    name = "fts5"

    def __init__(self, file: TabletFile) -> None:
        self._file = file
        file.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS customer_fts USING fts5("
            "text, content = 'customer_text', content_rowid = 'doc', tokenize = 'trigram')"
        )

    def add(self, doc: int, text: str) -> None:
        self._file.execute("INSERT INTO customer_fts (rowid, text) VALUES (?, ?)", (doc, text))

    def remove(self, doc: int, text: str) -> None:
        self._file.execute(
            "INSERT INTO customer_fts (customer_fts, rowid, text) VALUES ('delete', ?, ?)",
            (doc, text),
        )

    def clear(self) -> None:
        self._file.execute("INSERT INTO customer_fts (customer_fts) VALUES ('delete-all')")

    def find(self, parts: list[str], limit: int) -> list[str]:
        wanted = " AND ".join(f'"{part.replace(chr(34), chr(34) * 2)}"' for part in parts)
        rows = self._file.rows(
            "SELECT id FROM (SELECT rowid AS doc FROM customer_fts WHERE customer_fts MATCH ?"
            " ORDER BY rowid DESC LIMIT ?) JOIN customer_text USING (doc) ORDER BY doc DESC",
            (wanted, limit),
        )
        return [row["id"] for row in rows]


class OwnTrigrams:
    name = "own"

    def __init__(self, file: TabletFile) -> None:
        self._file = file
        file.execute(
            "CREATE TABLE IF NOT EXISTS customer_gram ("
            "gram TEXT NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (gram, doc)) WITHOUT ROWID"
        )

    def add(self, doc: int, text: str) -> None:
        self._file.execute_many(
            "INSERT OR IGNORE INTO customer_gram (gram, doc) VALUES (?, ?)",
            [(gram, doc) for gram in _grams(text)],
        )

    def remove(self, doc: int, text: str) -> None:
        self._file.execute_many(
            "DELETE FROM customer_gram WHERE gram = ? AND doc = ?",
            [(gram, doc) for gram in _grams(text)],
        )

    def clear(self) -> None:
        self._file.execute("DELETE FROM customer_gram")

    def find(self, parts: list[str], limit: int) -> list[str]:
        grams = sorted({gram for part in parts for gram in _grams(part)}, key=self._count)
        held = " AND ".join("instr(text, ?) > 0" for _ in parts)
        also = "".join(
            " AND EXISTS (SELECT 1 FROM customer_gram AS other"
            " WHERE other.gram = ? AND other.doc = rare.doc)"
            for _ in grams[1:SIZE]
        )
        rows = self._file.rows(
            "SELECT id FROM customer_gram AS rare CROSS JOIN customer_text USING (doc)"  # noqa: S608
            f" WHERE rare.gram = ?{also} AND {held} ORDER BY rare.doc DESC LIMIT ?",
            (grams[0], *grams[1:SIZE], *parts, limit),
        )
        return [row["id"] for row in rows]

    def _count(self, gram: str) -> int:
        return int(
            self._file.value(
                "SELECT count(*) FROM (SELECT 1 FROM customer_gram WHERE gram = ? LIMIT ?)",
                (gram, _MANY),
            )
        )


def _grams(text: str) -> set[str]:
    return {text[at : at + SIZE] for at in range(len(text) - SIZE + 1)}
