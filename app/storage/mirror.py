"""What this tablet holds of the server's documents, and how far it has read the feed.

A re-sync reads into ``shadow`` and takes the mirror's place in one transaction, so that the
screens never show a half-empty branch; what waits in the outbox is not touched by either.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from app.domain.contract import Digest, FeedOp, FeedRow, PullPage, row_hash
from app.storage.database import TabletFile
from app.storage.state import Key, State

Document = TypeVar("Document", bound=BaseModel)


class Follower(Protocol):
    """Keeps something made of the documents of one kind."""

    kind: str

    def keep(self, identity: str, doc: dict[str, Any]) -> dict[str, Any]:
        """Note a document; return what the mirror is to hold of it."""

    def drop(self, identity: str) -> None:
        """Forget a document."""

    def clear(self) -> None:
        """Forget all documents."""


class Mirror:
    """``followers`` keep what they make of the documents in step, in the same transaction."""

    def __init__(self, file: TabletFile, state: State, followers: Sequence[Follower] = ()) -> None:
        self._file = file
        self._state = state
        self._followers = followers

    def cursor(self) -> str | None:
        """Return where to read on: in a re-sync that is the shadow's place, ``None`` at first."""
        if self.is_resyncing():
            return self._state.get(Key.SHADOW_CURSOR) or None
        return self._state.get(Key.CURSOR)

    def is_resyncing(self) -> bool:
        return self._state.get(Key.SHADOW_CURSOR) is not None

    def show_followers(self, version: str) -> None:
        """Show the followers what was pulled before they were there, or as they are now."""
        if self._state.get(Key.FOLLOWED) != version:
            with self._file.transaction():
                self._follow_anew()
                self._state.set(Key.FOLLOWED, version)

    def start_again(self) -> None:
        """Read everything once more, into the shadow."""
        with self._file.transaction():
            self._file.execute("DELETE FROM shadow")
            self._state.set(Key.SHADOW_CURSOR, "")

    def apply(self, page: PullPage) -> bool:
        """Take over a page and its cursor together; returns whether the digest agrees.

        The last page of a re-sync also puts the shadow in the mirror's place.
        """
        with self._file.transaction():
            resyncing = self.is_resyncing()
            table = "shadow" if resyncing else "mirror"
            for row in page.rows:
                self._take(table, row)
            self._state.set(Key.SHADOW_CURSOR if resyncing else Key.CURSOR, page.cursor)
            agrees = page.digest is None or page.digest == self._digest(table)
            if resyncing and not page.more:
                self._swap(page.cursor)
        return agrees

    def documents(self, kind: str, shape: type[Document]) -> Iterator[Document]:
        """Yield the documents of a kind that this version can read."""
        for row in self._file.rows("SELECT doc FROM mirror WHERE kind = ?", (kind,)):
            if (document := _read(row["doc"], shape)) is not None:
                yield document

    def open_documents(self, kind: str, shape: type[Document]) -> Iterator[Document]:
        """Yield those whose ``state`` is not closed: the closed ones only grow in number."""
        rows = self._file.rows(
            "SELECT doc FROM mirror WHERE kind = ? AND json_extract(doc, '$.state') <> 'closed'",
            (kind,),
        )
        for row in rows:
            if (document := _read(row["doc"], shape)) is not None:
                yield document

    def ended_documents(self, kind: str, reason: str, shape: type[Document]) -> Iterator[Document]:
        """Yield those that are closed for one reason."""
        rows = self._file.rows(
            "SELECT doc FROM mirror WHERE kind = ? AND json_extract(doc, '$.state') = 'closed'"
            " AND json_extract(doc, '$.reason') = ?",
            (kind, reason),
        )
        for row in rows:
            if (document := _read(row["doc"], shape)) is not None:
                yield document

    def documents_of(self, kind: str, customer: UUID, shape: type[Document]) -> Iterator[Document]:
        """Yield the documents of a kind that name this customer."""
        rows = self._file.rows(
            "SELECT doc FROM mirror WHERE kind = ? AND json_extract(doc, '$.customer') = ?",
            (kind, str(customer)),
        )
        for row in rows:
            if (document := _read(row["doc"], shape)) is not None:
                yield document

    def document(self, kind: str, identity: str, shape: type[Document]) -> Document | None:
        doc = self._file.value("SELECT doc FROM mirror WHERE kind = ? AND id = ?", (kind, identity))
        return _read(doc, shape) if doc is not None else None

    def touches_since(self, at: int, kind: str, person: str) -> set[UUID]:
        """Return a person's visits or attempts from ``at`` (corrected ms) on, on any tablet."""
        rows = self._file.rows(
            "SELECT json_extract(touch.value, '$.record') AS record"
            " FROM mirror, json_each(mirror.doc, '$.recent') AS touch WHERE mirror.kind = 'customer'"
            " AND json_extract(touch.value, '$.kind') = ?"
            " AND json_extract(touch.value, '$.by') = ? AND json_extract(touch.value, '$.at') >= ?",
            (kind, person, at),
        )
        return {UUID(row["record"]) for row in rows}

    def booked_from(self, at: int, kind: str) -> dict[UUID, int]:
        """Return, by record, for which moment (ms) hours of a kind are booked, from ``at`` on."""
        rows = self._file.rows(
            "SELECT json_extract(touch.value, '$.record') AS record,"
            " json_extract(touch.value, '$.booked_at') AS booked"
            " FROM mirror, json_each(mirror.doc, '$.recent') AS touch WHERE mirror.kind = 'customer'"
            " AND json_extract(touch.value, '$.kind') = 'appointment'"
            " AND json_extract(touch.value, '$.outcome') = ?"
            " AND json_extract(touch.value, '$.booked_at') >= ?",
            (kind, at),
        )
        return {UUID(row["record"]): row["booked"] for row in rows}

    def answered_hours(self, outcomes: Sequence[str]) -> list[int]:
        """Return when (ms) customers of the branch answered us with one of these outcomes."""
        rows = self._file.rows(
            "SELECT json_extract(touch.value, '$.at') AS at"
            " FROM mirror, json_each(mirror.doc, '$.recent') AS touch WHERE mirror.kind = 'customer'"
            " AND json_extract(touch.value, '$.kind') = 'attempt'"
            " AND json_extract(touch.value, '$.outcome') IN (SELECT value FROM json_each(?))",
            (json.dumps(outcomes),),
        )
        return [row["at"] for row in rows]

    def last_touched(self, owner: str, limit: int) -> list[str]:
        """Return the ids of the customers of an owner, the one touched last first."""
        rows = self._file.rows(
            "SELECT id FROM mirror WHERE kind = 'customer' AND json_extract(doc, '$.owner') = ?"
            " ORDER BY json_extract(doc, '$.recent[0].at') DESC LIMIT ?",
            (owner, limit),
        )
        return [row["id"] for row in rows]

    def forget(self) -> None:
        """Drop everything that was pulled, and the drafts about it."""
        with self._file.transaction():
            for table in ("mirror", "shadow", "draft"):
                self._file.execute(f"DELETE FROM {table}")  # noqa: S608 - names from here
            for follower in self._followers:
                follower.clear()
            self._state.drop(Key.CURSOR)
            self._state.drop(Key.SHADOW_CURSOR)

    def _take(self, table: str, row: FeedRow) -> None:
        if row.op is FeedOp.PUT:
            doc = self._followed(row) if table == "mirror" else row.doc
            self._file.execute(
                f"INSERT INTO {table} (kind, id, ver, hash, doc) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
                " ON CONFLICT (kind, id) DO UPDATE SET"
                " ver = excluded.ver, hash = excluded.hash, doc = excluded.doc",
                (row.kind, row.id, row.ver, row_hash(row.kind, row.id, row.ver), _text(doc)),
            )
            return
        self._file.execute(f"DELETE FROM {table} WHERE kind = ? AND id = ?", (row.kind, row.id))  # noqa: S608
        if table == "mirror":
            self._drop(row.kind, row.id)
        if row.op is FeedOp.ERASE:
            self._erase(row.id)

    def _erase(self, identity: str) -> None:
        """Forget what this tablet itself recorded of an erased person and the server has judged.

        A form about them that is not finished goes with it.
        """
        self._file.execute(
            "DELETE FROM draft WHERE json_extract(body, '$.customer') = ?", (identity,)
        )
        self._file.execute(
            "DELETE FROM outbox WHERE state NOT IN ('queued', 'sending') AND record IN"
            " (SELECT id FROM record WHERE id = :id OR customer = :id)",
            {"id": identity},
        )
        self._file.execute(
            "DELETE FROM record WHERE (id = :id OR customer = :id)"
            " AND id NOT IN (SELECT record FROM outbox)",
            {"id": identity},
        )

    def _followed(self, row: FeedRow) -> dict[str, Any] | None:
        doc = row.doc
        for follower in self._followers:
            if follower.kind == row.kind:
                if doc is None:
                    follower.drop(row.id)
                else:
                    doc = follower.keep(row.id, doc)
        return doc

    def _drop(self, kind: str, identity: str) -> None:
        for follower in self._followers:
            if follower.kind == kind:
                follower.drop(identity)

    def _follow_anew(self) -> None:
        """Show the followers all that a re-sync brought."""
        for follower in self._followers:
            follower.clear()
            rows = self._file.rows("SELECT id, doc FROM mirror WHERE kind = ?", (follower.kind,))
            for row in rows:
                if (doc := json.loads(row["doc"])) is not None:
                    kept = _text(follower.keep(row["id"], doc))
                    if kept != row["doc"]:
                        self._file.execute(
                            "UPDATE mirror SET doc = ? WHERE kind = ? AND id = ?",
                            (kept, follower.kind, row["id"]),
                        )

    def _digest(self, table: str) -> Digest:
        [row] = self._file.rows(
            f"SELECT count(*) AS count, coalesce(sum(hash), 0) AS sum FROM {table}"  # noqa: S608
        )
        return Digest(**row)

    def _swap(self, cursor: str) -> None:
        self._file.execute("DELETE FROM mirror")
        self._file.execute(
            "INSERT INTO mirror (kind, id, ver, hash, doc)"
            " SELECT kind, id, ver, hash, doc FROM shadow"
        )
        self._file.execute("DELETE FROM shadow")
        self._follow_anew()
        self._state.set(Key.CURSOR, cursor)
        self._state.drop(Key.SHADOW_CURSOR)


def _text(doc: dict[str, Any] | None) -> str:
    return json.dumps(doc)


def _read(doc: str, shape: type[Document]) -> Document | None:
    """Read a document, or skip one that only a newer version understands."""
    try:
        return shape.model_validate_json(doc)
    except ValidationError:
        return None
