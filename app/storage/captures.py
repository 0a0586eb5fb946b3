"""What was recorded on this tablet: a record and its place in the outbox in one transaction."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.problems import Code
from app.storage.database import TabletFile
from app.storage.state import Identity


class SendState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    ATTENTION = "attention"
    CORRECTED = "corrected"  # refused, and replaced by a record that supersedes it
    DISCARDED = "discarded"  # refused, and given up by a person


UNSENT = (SendState.QUEUED, SendState.SENDING)


class Capture(NamedTuple):
    """A record of this tablet with where it stands. ``doc`` is its envelope before sending.

    ``settled`` says that a complete pull has begun and ended since the server took it: what it
    changed is in the mirror from then on.
    """

    seq: int
    at: int
    doc: dict[str, Any]
    state: SendState
    settled: bool
    code: str | None
    field: str | None
    sent_at: int | None


_SELECT = """
SELECT seq, at, doc, state, settled, code, field, sent_at
FROM record JOIN outbox ON outbox.record = record.id
"""


class Captures:
    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def save(self, identity: Identity, doc: dict[str, Any], at: int) -> None:
        """Keep a sealed record (an envelope without device, epoch and seq) and queue it.

        ``at`` is the corrected time in ms, for this tablet's own lists.
        """
        with self._file.transaction():
            self._file.execute(
                "INSERT INTO record (id, kind, actor, at, doc, customer, target)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    doc["id"],
                    doc["kind"],
                    doc["actor"],
                    at,
                    json.dumps(doc),
                    doc["refs"].get("customer"),
                    doc["refs"].get("record"),
                ),
            )
            self._file.execute(
                "INSERT INTO outbox (record, device, epoch) VALUES (?, ?, ?)",
                (doc["id"], str(identity.device), str(identity.epoch)),
            )

    def find(self, record: UUID) -> Capture | None:
        found = self._select("WHERE record.id = ?", (str(record),))
        return found[0] if found else None

    def in_state(self, states: Sequence[SendState], limit: int = -1) -> list[Capture]:
        """Return the records in these states, newest first."""
        return self._select(
            f"WHERE state IN ({_marks(states)}) ORDER BY seq DESC LIMIT ?", (*states, limit)
        )

    def live(self, kind: str) -> list[Capture]:
        """Return what the mirror may not know yet of one kind: not settled, not given up."""
        return self._select(
            "WHERE kind = ? AND settled = 0 AND state NOT IN ('corrected', 'discarded')"
            " ORDER BY seq",
            (kind,),
        )

    def of_kind(self, kind: str) -> list[Capture]:
        """Return every record of a kind that is still kept here, given up or not."""
        return self._select("WHERE kind = ? ORDER BY seq", (kind,))

    def about(self, customer: UUID) -> list[Capture]:
        """Return what the mirror may not know yet of one customer, oldest first."""
        return self._select(
            "WHERE customer = ? AND settled = 0 AND state NOT IN ('corrected', 'discarded')"
            " ORDER BY seq",
            (str(customer),),
        )

    def since(self, at: int, kind: str, actor: str) -> list[Capture]:
        """Return a person's records of one kind from ``at`` (corrected ms) on."""
        return self._select(
            "WHERE at >= ? AND kind = ? AND actor = ? AND state NOT IN ('corrected', 'discarded')",
            (at, kind, actor),
        )

    def of_kind_since(self, at: int, kind: str) -> list[Capture]:
        """Return everybody's records of one kind from ``at`` (corrected ms) on."""
        return self._select(
            "WHERE at >= ? AND kind = ? AND state NOT IN ('corrected', 'discarded')", (at, kind)
        )

    def retracted(self) -> set[UUID]:
        """Return the ids of the records that this tablet took back."""
        rows = self._file.rows(
            "SELECT target FROM record JOIN outbox ON outbox.record = record.id"
            " WHERE kind = 'retraction' AND state IN ('queued', 'sending', 'sent')"
        )
        return {UUID(row["target"]) for row in rows}

    def replaced(self, record: UUID) -> None:
        """Take a refused record off the list: another one supersedes it."""
        self._file.execute(
            "UPDATE outbox SET state = 'corrected' WHERE record = ? AND state = 'attention'",
            (str(record),),
        )

    def discard(self, record: UUID, by: str, at: int) -> None:
        """Give up a refused record; it stays here, with who decided it and when.

        That of a person who was erased goes with all it says.
        """
        if self._file.execute(
            "DELETE FROM outbox WHERE record = ? AND state = 'attention' AND code = ?",
            (str(record), Code.ERASED),
        ):
            self._file.execute("DELETE FROM record WHERE id = ?", (str(record),))
        self._file.execute(
            "UPDATE outbox SET state = 'discarded', decided_by = ?, decided_at = ?"
            " WHERE record = ? AND state = 'attention'",
            (by, at, str(record)),
        )

    def _select(self, where: str, values: Sequence[Any]) -> list[Capture]:
        rows = self._file.rows(f"{_SELECT} {where}", values)
        return [
            Capture(
                **{
                    **row,
                    "doc": json.loads(row["doc"]),
                    "state": SendState(row["state"]),
                    "settled": bool(row["settled"]),
                }
            )
            for row in rows
        ]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
