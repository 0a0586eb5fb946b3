"""A server made by hand: it keeps a ledger and a feed in memory, and fails when told to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.domain.blobs import BlobChunk, BlobState
from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.contract import (
    Digest,
    Enrolled,
    Enrolment,
    FeedOp,
    FeedRow,
    NewEpoch,
    Pull,
    PullPage,
    Push,
    PushReport,
    RecordReport,
    Result,
    row_hash,
)
from app.domain.problems import Code, Problem
from tests.builders import NUNOA, HandClock, id_source

Verdict = Callable[[dict[str, Any]], Code | None]
Fault = Problem | Exception


class FakeServer:
    """Implements ``SyncApi``. ``before`` faults are raised on arrival, ``after`` ones once kept."""

    def __init__(self, clock: HandClock, branch: Branch = NUNOA) -> None:
        self.clock = clock
        self.branch = branch
        self.ids = id_source(clock)
        self.server = self.ids.new()
        self.ledger: dict[UUID, tuple[str, Result, Code | None]] = {}
        self.by_seq: dict[tuple[UUID, int], UUID] = {}
        self.records: list[dict[str, Any]] = []
        self.feed: dict[tuple[str, str], FeedRow] = {}
        self.version = 0
        self.verdict: Verdict = lambda _record: None
        self.check_push: Callable[[Push], None] = lambda _push: None
        self.alter_report: Callable[[PushReport], PushReport] = lambda report: report
        self.alter_page: Callable[[PullPage], PullPage] = lambda page: page
        self.before: list[Fault | None] = []
        self.after: list[Fault | None] = []
        self.pull_faults: list[Fault | None] = []
        self.pushes: list[Push] = []
        self.enrolments: list[Enrolment] = []
        self.epochs: list[UUID] = []
        self.enrol_faults: list[Fault | None] = []
        self.wipe = False
        self.missing: tuple[tuple[int, int], ...] = ()
        self.retry: set[UUID] = set()

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        self.enrolments.append(enrolment)
        fault = self.enrol_faults.pop(0) if self.enrol_faults else None
        if fault is not None:
            raise fault
        self.epochs.append(self.ids.new())
        return Enrolled(
            device=enrolment.device,
            epoch=self.epochs[-1],
            code=f"T{len(self.epochs):02}",
            token="token-" + str(len(self.epochs)),
            branch=self.branch,
            public_url="http://127.0.0.1:1",
            server=self.server,
            now=self._now(),
        )

    def new_epoch(self, token: str) -> NewEpoch:
        del token
        self.epochs.append(self.ids.new())
        return NewEpoch(epoch=self.epochs[-1], code=f"T{len(self.epochs):02}")

    def push(self, token: str, push: Push) -> PushReport:
        del token
        self.pushes.append(push)
        _raise_next(self.before)
        self.check_push(push)
        for record in push.records:
            seen = self.by_seq.get((push.epoch, record["seq"]))
            if seen is not None and seen != UUID(record["id"]):
                raise Problem(Code.DEVICE_FORK)
        results = tuple(self._take(push.epoch, record) for record in push.records)
        _raise_next(self.after)
        missing, self.missing = self.missing, ()
        return self.alter_report(
            PushReport(
                results=results,
                acked_seq=max((record["seq"] for record in push.records), default=0),
                missing=missing,
                now=self._now(),
                wipe=self.wipe,
            )
        )

    def pull(self, token: str, pull: Pull) -> PullPage:
        del token
        _raise_next(self.pull_faults)
        since = int(pull.cursor or 0)
        rows = sorted(
            (row for row in self.feed.values() if row.ver > since), key=lambda row: row.ver
        )
        page, more = tuple(rows[: pull.limit]), len(rows) > pull.limit
        held = [row for row in self.feed.values() if row.op is FeedOp.PUT]
        digest = Digest(
            count=len(held), sum=sum(row_hash(row.kind, row.id, row.ver) for row in held)
        )
        return self.alter_page(
            PullPage(
                rows=page,
                cursor=str(page[-1].ver if page else since),
                more=more,
                digest=None if more else digest,
                now=self._now(),
            )
        )

    def blob_state(self, token: str, sha256: str) -> BlobState:
        del token
        raise Problem(Code.NOT_FOUND, field=sha256)

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        del token
        raise Problem(Code.NOT_FOUND, field=chunk.sha256)

    def get_blob(self, token: str, sha256: str) -> bytes:
        del token
        raise Problem(Code.NOT_FOUND, field=sha256)

    def publish(self, kind: str, identity: object, doc: BaseModel | dict[str, Any]) -> None:
        """Put a document into the feed as its newest version."""
        body = doc.model_dump(mode="json") if isinstance(doc, BaseModel) else doc
        self._feed(FeedOp.PUT, kind, str(identity), body)

    def withdraw(self, kind: str, identity: object, op: FeedOp = FeedOp.LEAVE) -> None:
        self._feed(op, kind, str(identity), None)

    def forget(self) -> None:
        """Be restored from a backup that is older than every record."""
        self.ledger.clear()
        self.by_seq.clear()
        self.records.clear()

    def take_again(self, record: dict[str, Any]) -> None:
        """Put back what was committed before a restart."""
        self._take(UUID(record["epoch"]), record)

    def _feed(self, op: FeedOp, kind: str, identity: str, doc: dict[str, Any] | None) -> None:
        self.version += 1
        self.feed[kind, identity] = FeedRow(
            ver=self.version, op=op, kind=kind, id=identity, doc=doc
        )

    def _take(self, epoch: UUID, record: dict[str, Any]) -> RecordReport:
        identity, seq = UUID(record["id"]), record["seq"]
        if identity in self.retry:
            return RecordReport(seq=seq, id=identity, result=Result.RETRY, code=Code.BUSY)
        if identity in self.ledger:
            sha, was, code = self.ledger[identity]
            if sha != record["sha"]:
                return RecordReport(
                    seq=seq, id=identity, result=Result.REJECTED, code=Code.ID_REUSED
                )
            return RecordReport(seq=seq, id=identity, result=Result.DUPLICATE, was=was, code=code)
        code = self.verdict(record)
        result = Result.ACCEPTED if code is None else Result.REJECTED
        self.ledger[identity] = (record["sha"], result, code)
        self.by_seq[epoch, seq] = identity
        self.records.append(record)
        return RecordReport(seq=seq, id=identity, result=result, code=code)

    def _now(self) -> int:
        return epoch_ms(self.clock.now())


def _raise_next(faults: list[Fault | None]) -> None:
    fault = faults.pop(0) if faults else None
    if fault is not None:
        raise fault
