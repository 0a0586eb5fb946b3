"""Sends what waits, oldest first, until nothing waits or something stands in the way."""

import logging
from typing import Any
from uuid import UUID

from app.domain.contract import (
    MAX_BYTES,
    MAX_RECORDS,
    Push,
    PushReport,
    RecordReport,
    Result,
    SyncApi,
)
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.sync.ports import Link, Side

log = logging.getLogger(__name__)

SUSPECT_AFTER = 3  # failures alone, without a reason
_AROUND_RECORDS = 4_096  # bytes of a push that are not records
_SMALLEST_ON_BAD_LINE = 20
_UNREADABLE = {
    Code.PAYLOAD_TOO_LARGE: Code.TOO_LARGE,
    Code.MALFORMED: Code.UNREADABLE,
    Code.INVALID_FIELD: Code.UNREADABLE,
}


class Pusher:
    """Remembers, from one attempt to the next, how much the line and the server bear."""

    def __init__(self, side: Side, ids: IdSource, app: str) -> None:
        self._side = side
        self._ids = ids
        self._app = app
        self._size = MAX_RECORDS
        self._others_pass = False
        self._sent_again = False

    def drain(self, api: SyncApi, link: Link) -> None:
        """Send until the queue is empty; raises ``Problem`` when it has to stop before."""
        self._sent_again = False
        while batch := self._side.queue.next_batch(self._size, MAX_BYTES - _AROUND_RECORDS):
            self._send(api, link, batch)

    def ask(self, api: SyncApi, link: Link) -> None:
        """Ask what the server lacks, with nothing else to tell, and send that."""
        self._sent_again = False
        self._send(api, link, [])
        if self._sent_again:
            self.drain(api, link)

    def _send(self, api: SyncApi, link: Link, batch: list[dict[str, Any]]) -> None:
        queue, watch = self._side.queue, self._side.watch
        asked = watch.readings()
        try:
            report = api.push(link.token, self._push(link, batch))
        except Problem as problem:
            queue.conclude(())
            self._retreat(problem, batch)
            return
        watch.hear(report.now, asked)
        if report.wipe:
            self._side.membership.mark_lost()
        # Before the answers are written down: once they are, the server takes its gaps for closed.
        self._send_again(link, report)
        answers = _answers(report, batch)
        queue.conclude(answers)
        if len(answers) < len(batch):
            raise Problem(Code.BUSY, detail="records to be sent again")
        self._others_pass = True
        self._size = min(self._size * 2, MAX_RECORDS)

    def _send_again(self, link: Link, report: PushReport) -> None:
        """Queue what the server never saw; once an attempt, or one that lies would never end it."""
        if self._sent_again or not report.missing:
            return
        if again := self._side.queue.send_again(link.epoch, report.missing):
            self._sent_again = True
            log.warning("records_missing_on_server count=%d", again)

    def _push(self, link: Link, batch: list[dict[str, Any]]) -> Push:
        clocks = self._side.watch.readings()
        return Push(
            app=self._app,
            epoch=link.epoch,
            batch=self._ids.new(),
            acked_seq=self._side.queue.acked_seq(),
            held_from=self._side.queue.held_from(link.epoch),
            wall=clocks.wall,
            boot=clocks.boot,
            mono=clocks.mono,
            queued=self._side.queue.unsent(),
            records=batch,
        )

    def _retreat(self, problem: Problem, batch: list[dict[str, Any]]) -> None:
        """Make the next batch smaller or let a poisoned record go; else give up for now."""
        if not batch:
            raise problem
        seq, alone = batch[0]["seq"], len(batch) == 1
        if problem.code in _UNREADABLE and alone:
            self._side.queue.set_aside(seq, _UNREADABLE[problem.code])
        elif problem.code is Code.SERVER_ERROR and alone:
            self._suspect(problem, seq)
        elif problem.code in _UNREADABLE or problem.code is Code.SERVER_ERROR:
            self._size = len(batch) // 2
        else:
            if problem.code is Code.UNREACHABLE:
                self._size = max(len(batch) // 2, min(self._size, _SMALLEST_ON_BAD_LINE))
            raise problem

    def _suspect(self, problem: Problem, seq: int) -> None:
        """Let the others pass a record that the server cannot take and cannot say why.

        It is poison only when others do pass: while they fail too, the server is at fault.
        """
        failures = self._side.queue.suspect(seq)
        if failures > SUSPECT_AFTER and self._others_pass:
            self._side.queue.set_aside(seq, Code.SERVER_ERROR)
            return
        self._others_pass = False
        if failures != SUSPECT_AFTER:
            raise problem


def _answers(report: PushReport, batch: list[dict[str, Any]]) -> list[RecordReport]:
    """Return the answers that decide: for a record of this batch, and not «try again»."""
    sent = {envelope["seq"]: UUID(envelope["id"]) for envelope in batch}
    return [
        answer
        for answer in report.results
        if answer.id is not None
        and sent.get(answer.seq) == answer.id
        and answer.result is not Result.RETRY
    ]
