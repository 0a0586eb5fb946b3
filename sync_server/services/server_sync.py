"""The server's side of the contract, callable in process: what HTTP answers is this."""

import orjson

from app.domain.blobs import BlobChunk, BlobState
from app.domain.contract import (
    Enrolled,
    Enrolment,
    FeedOp,
    FeedRow,
    NewEpoch,
    Pull,
    PullPage,
    Push,
    PushReport,
)
from sync_server.services.blobs import Blobs
from sync_server.services.enrolment import Enrolments
from sync_server.services.feed import Feed, Page
from sync_server.services.intake.take import Intake


class ServerSync:
    """Implements ``app.domain.contract.SyncApi``."""

    def __init__(self, enrolments: Enrolments, intake: Intake, feed: Feed, blobs: Blobs) -> None:
        self._enrolments = enrolments
        self._intake = intake
        self._feed = feed
        self._blobs = blobs

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        return self._enrolments.enrol(enrolment)

    def new_epoch(self, token: str) -> NewEpoch:
        return self._enrolments.new_epoch(token)

    def recognise(self, token: str) -> None:
        """Raises ``Problem`` where the token is nobody's: whoever it is may not send anything."""
        self._intake.recognise(token)

    def push(self, token: str, push: Push) -> PushReport:
        return self._intake.take(token, push)

    def pull(self, token: str, pull: Pull) -> PullPage:
        page = self.page(token, pull)
        return PullPage(
            rows=tuple(
                FeedRow(
                    ver=row.ver,
                    op=FeedOp(row.op),
                    kind=row.kind,
                    id=row.id,
                    doc=None if row.doc is None else orjson.loads(row.doc),
                )
                for row in page.rows
            ),
            cursor=page.cursor,
            more=page.more,
            digest=page.digest,
            now=page.now,
        )

    def blob_state(self, token: str, sha256: str) -> BlobState:
        return self._blobs.blob_state(token, sha256)

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        return self._blobs.put_blob(token, chunk)

    def get_blob(self, token: str, sha256: str) -> bytes:
        return self._blobs.get_blob(token, sha256)

    def page(self, token: str, pull: Pull) -> Page:
        """Return what ``pull`` does with the documents still as text, for the wire."""
        return self._feed.page(token, pull)
