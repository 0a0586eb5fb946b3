"""Take a push in: read it outside the transaction, work it inside, answer after the commit."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from app.domain.clock import Clock, epoch_ms
from app.domain.contract import Push, PushReport, RecordReport, Result
from app.domain.exports import Export
from app.domain.problems import Code, Problem
from sync_server.services.index_keys import key_if_due
from sync_server.services.intake.read import Batch, Sent, Verdict, read
from sync_server.services.intake.work import Worked, work
from sync_server.services.sessions import pushing_session, token_sha256
from sync_server.storage import match_index
from sync_server.storage.database import Database
from sync_server.storage.feed import publish

_log = structlog.get_logger()


class Intake:
    def __init__(
        self, database: Database, clock: Clock, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._database = database
        self._clock = clock
        self._random_bytes = random_bytes
        self._devices: dict[str, UUID] = {}  # by the sum of the token: it is never another's
        self._index_key_due = 0  # ms

    def take(self, token: str, push: Push) -> PushReport:
        """Store the records of a push and answer for each; raises ``Problem`` for the whole.

        Whether the token still holds is asked in the transaction that writes.
        """
        received = epoch_ms(self._clock.now())
        device = self.recognise(token)
        if received >= self._index_key_due:
            self._see_to_index_key(received)
        return self._taken(Batch(token, device, push, received))

    def recognise(self, token: str) -> UUID:
        """Return the tablet whose token this is; raises ``Problem`` for one that nobody has.

        What is known once costs nothing: it is asked before a body is read or unpacked.
        """
        known = token_sha256(token)
        if known not in self._devices:
            self._devices[known] = self._device_of(token, epoch_ms(self._clock.now()))
        return self._devices[known]

    def take_carried(self, device: UUID, export: Export) -> PushReport:
        """As ``take``, of what a tablet signed and somebody carried here."""
        received = epoch_ms(self._clock.now())
        return self._taken(Batch(None, device, export.push, received, export.made))

    def _taken(self, batch: Batch) -> PushReport:
        push = batch.push
        sents = [read(record, batch) for record in push.records]
        try:
            worked = self._worked(batch, sents)
        except DBAPIError as exc:  # no single record is to blame: a full disk, a lost connection
            raise Problem(Code.OVERLOADED, retry_after=30) from exc
        return PushReport(
            results=tuple(worked.reports),
            acked_seq=worked.seen_to,
            missing=worked.missing,
            now=batch.received,
            wipe=worked.wipe,
        )

    def _device_of(self, token: str, now: int) -> UUID:
        with self._database.reading() as connection:
            return UUID(pushing_session(connection, token, now).device)

    def _see_to_index_key(self, now: int) -> None:
        """Change the key of the index where its days are over."""
        with self._database.reading() as connection:
            self._index_key_due = match_index.due_at(connection)
        if now >= self._index_key_due:
            self._database.writer.run(
                lambda tx: publish(tx, key_if_due(tx, self._random_bytes, now))
            )

    def _worked(self, batch: Batch, sents: list[Sent]) -> Worked:
        """Work the records in one transaction; if that fails, find the one that cannot go in."""
        try:
            return self._database.writer.run(partial(work, batch=batch, sents=sents))
        except Problem as problem:
            if problem.code is Code.OVERLOADED:
                return _later(batch, sents)
            raise
        except Exception as exc:
            if not sents or sents[0].verdict.code is Code.SERVER_ERROR:
                raise
            if len(sents) == 1:
                _log.error("record_failed", record=str(sents[0].id), exc_info=exc)
                return self._refused(batch, sents[0])
        return self._in_halves(batch, sents)

    def _in_halves(self, batch: Batch, sents: list[Sent]) -> Worked:
        middle = len(sents) // 2
        first = self._worked(batch, sents[:middle])
        second = self._worked(batch, sents[middle:])
        return second._replace(reports=first.reports + second.reports)

    def _refused(self, batch: Batch, poison: Sent) -> Worked:
        """Keep the record that cannot be worked, with that as its answer."""
        verdict = Verdict(Code.SERVER_ERROR)
        return self._worked(batch, [poison._replace(verdict=verdict, fact=None)])


def _later(batch: Batch, sents: list[Sent]) -> Worked:
    """Answer that nothing was stored and the tablet should try again."""
    reports = [
        RecordReport(seq=sent.seq, id=sent.id, result=Result.RETRY, code=Code.BUSY)
        for sent in sents
    ]
    return Worked(reports, batch.push.acked_seq)
