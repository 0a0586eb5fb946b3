"""What waits to be sent: the next batch, and what the server said to each record of it."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from app.domain.contract import RecordReport, Result
from app.domain.problems import Code
from app.storage.database import TabletFile
from app.storage.state import Identity

MAX_TRIES = 3  # alone and refused this often without a reason, a record lets the others pass


class Outbox:
    """States: queued → sending → sent | attention. Only an answer moves a record out of it."""

    def __init__(self, file: TabletFile, now: Callable[[], int]) -> None:
        self._file = file
        self._now = now

    def recover(self) -> None:
        """Queue again what was on its way when the process ended: no answer was heard."""
        self._file.execute("UPDATE outbox SET state = 'queued' WHERE state = 'sending'")

    def next_batch(self, limit: int, max_bytes: int) -> list[dict[str, Any]]:
        """Return the oldest waiting envelopes, marked as sending; at least one where any waits."""
        with self._file.transaction():
            rows = self._waiting(limit)
            fitting = list(_within(rows, max_bytes))
            self._file.execute_many(
                "UPDATE outbox SET state = 'sending' WHERE seq = ?",
                [(row["seq"],) for row in fitting],
            )
        return [_envelope(row) for row in fitting]

    def waiting(self) -> list[dict[str, Any]]:
        """Return every envelope that waits or is on its way, oldest first; nothing is marked."""
        rows = self._file.rows(
            "SELECT seq, device, epoch, doc FROM outbox JOIN record ON record.id = outbox.record"
            " WHERE state IN ('queued', 'sending') ORDER BY seq"
        )
        return [_envelope(row) for row in rows]

    def conclude(self, reports: Iterable[RecordReport]) -> None:
        """Write down the server's answers; a record it did not answer for waits again."""
        with self._file.transaction():
            for report in reports:
                self._conclude(report)
            self.recover()

    def suspect(self, seq: int) -> int:
        """Count one more failure of a record that was sent alone; returns how many there are."""
        with self._file.transaction():
            self._file.execute(
                "UPDATE outbox SET state = 'queued', tries = tries + 1 WHERE seq = ?", (seq,)
            )
            return int(self._file.value("SELECT tries FROM outbox WHERE seq = ?", (seq,)))

    def set_aside(self, seq: int, code: Code) -> None:
        """Hand a record to a person: it cannot be sent as it is."""
        self._file.execute(
            "UPDATE outbox SET state = 'attention', code = ? WHERE seq = ?", (code, seq)
        )

    def send_again(self, epoch: UUID, missing: Iterable[tuple[int, int]]) -> int:
        """Queue what the server says it never saw (it was restored); returns how many."""
        with self._file.transaction():
            again = sum(
                self._file.execute(
                    "UPDATE outbox SET state = 'queued', settled = 0"
                    " WHERE state = 'sent' AND epoch = ? AND seq BETWEEN ? AND ?",
                    (str(epoch), first, last),
                )
                for first, last in missing
            )
            self._file.execute(_WITH_THEIR_PHOTOS)
            return again

    def send_all_again(self) -> None:
        """Queue all that is kept here: to whom it was sent may have been restored without it."""
        with self._file.transaction():
            self._file.execute(
                "UPDATE outbox SET state = 'queued', settled = 0 WHERE state = 'sent'"
            )
            self._file.execute(_WITH_THEIR_PHOTOS)

    def renumber(self, identity: Identity) -> None:
        """Give every unsent record a new seq under a new epoch; ids stay, so nothing doubles."""
        with self._file.transaction():
            waiting = self._file.rows(
                "DELETE FROM outbox WHERE state IN ('queued', 'sending')"
                " RETURNING seq, record, sent_at"
            )
            waiting.sort(key=lambda row: row["seq"])
            device, epoch = str(identity.device), str(identity.epoch)
            self._file.execute_many(
                "INSERT INTO outbox (record, device, epoch, sent_at) VALUES (?, ?, ?, ?)",
                [(row["record"], device, epoch, row["sent_at"]) for row in waiting],
            )

    def acked_seq(self) -> int:
        """Return the seq up to which an answer was heard for every record."""
        oldest = self._file.value(
            "SELECT min(seq) FROM outbox WHERE state IN ('queued', 'sending')"
        )
        if oldest is not None:
            return int(oldest) - 1
        return int(self._file.value("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") or 0)

    def held_from(self, epoch: UUID) -> int:
        """Return the first seq of an epoch that is kept here, or the next one where none is."""
        first = self._file.value("SELECT min(seq) FROM outbox WHERE epoch = ?", (str(epoch),))
        return int(first) if first is not None else self.acked_seq() + 1

    def unsent(self) -> int:
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"
        return int(self._file.value(waiting))

    def waiting_by_kind(self) -> dict[str, int]:
        rows = self._file.rows(
            "SELECT kind, count(*) AS waiting FROM outbox JOIN record ON record.id = outbox.record"
            " WHERE state IN ('queued', 'sending') GROUP BY kind ORDER BY kind"
        )
        return {row["kind"]: row["waiting"] for row in rows}

    def oldest_unsent(self) -> int | None:
        """Return when the oldest waiting record was made (corrected ms)."""
        at: int | None = self._file.value(
            "SELECT min(at) FROM outbox JOIN record ON record.id = outbox.record"
            " WHERE state IN ('queued', 'sending')"
        )
        return at

    def refused(self) -> int:
        return int(self._file.value("SELECT count(*) FROM outbox WHERE state = 'attention'"))

    def sent_since(self, at: int) -> int:
        sent = "SELECT count(*) FROM outbox WHERE state = 'sent' AND sent_at >= ?"
        return int(self._file.value(sent, (at,)))

    def settle(self) -> None:
        """Note that a complete pull has shown what every sent record changed."""
        self._file.execute("UPDATE outbox SET settled = 1 WHERE state = 'sent' AND settled = 0")

    def forget(self, before: int) -> None:
        """Drop what was sent before ``before`` (corrected ms) and shown by a pull since."""
        with self._file.transaction():
            gone = self._file.rows(
                "DELETE FROM outbox WHERE state = 'sent' AND settled = 1 AND sent_at < ?"
                " AND seq <= ? RETURNING record",
                (before, self.acked_seq()),
            )
            self._file.execute_many(
                "DELETE FROM record WHERE id = ?", [(row["record"],) for row in gone]
            )

    def _waiting(self, limit: int) -> list[dict[str, Any]]:
        rows = self._file.rows(
            "SELECT seq, device, epoch, tries, doc FROM outbox"
            " JOIN record ON record.id = outbox.record WHERE state = 'queued'"
            " ORDER BY CASE WHEN tries < ? THEN 0 ELSE tries END, seq LIMIT ?",
            (MAX_TRIES, limit),
        )
        if rows and rows[0]["tries"] >= MAX_TRIES:
            return rows[:1]
        return [row for row in rows if row["tries"] < MAX_TRIES]

    def _conclude(self, report: RecordReport) -> None:
        verdict = report.was if report.result is Result.DUPLICATE else report.result
        state = {Result.ACCEPTED: "sent", Result.REJECTED: "attention"}.get(
            verdict or Result.ACCEPTED
        )
        if state is None or report.id is None:
            return
        self._file.execute(
            "UPDATE outbox SET state = ?, code = ?, field = ?, tries = 0, settled = 0,"
            " sent_at = coalesce(sent_at, ?)"
            " WHERE seq = ? AND record = ? AND state = 'sending'",
            (state, report.code, report.field, self._now(), report.seq, str(report.id)),
        )


def _within(rows: Sequence[dict[str, Any]], max_bytes: int) -> Iterable[dict[str, Any]]:
    size = 0
    for row in rows:
        size += len(row["doc"]) + _ENVELOPE_BYTES
        if size > max_bytes and row is not rows[0]:
            return
        yield row


def _envelope(row: dict[str, Any]) -> dict[str, Any]:
    sent = {"device": row["device"], "epoch": row["epoch"], "seq": row["seq"]}
    return {**json.loads(row["doc"]), **sent}


_WITH_THEIR_PHOTOS = (
    "UPDATE photo SET state = 'queued' WHERE state = 'sent' AND sha256 IN ("
    " SELECT sha256 FROM photo_use JOIN outbox ON outbox.record = photo_use.record"
    " WHERE outbox.state = 'queued')"
)
_ENVELOPE_BYTES = 150  # device, epoch and seq, with their names
