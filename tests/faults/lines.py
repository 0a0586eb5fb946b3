"""A bad line to a real server: what is sent may not arrive, arrive twice, late, or unheard."""

from collections.abc import Callable
from enum import Enum, auto
from typing import TypeVar

from app.domain.blobs import BlobChunk, BlobState
from app.domain.contract import (
    Enrolled,
    Enrolment,
    NewEpoch,
    Pull,
    PullPage,
    Push,
    PushReport,
    SyncApi,
)
from app.domain.problems import Code, Problem

Answer = TypeVar("Answer")


class Fault(Enum):
    NONE = auto()
    LOST_REQUEST = auto()
    LOST_ANSWER = auto()
    DUPLICATE = auto()
    PORTAL = auto()  # something in between answers
    CUT = auto()  # the answer ends in the middle: committed, and not understood
    OVERLOADED = auto()
    CRASH = auto()  # the tablet's process ends when the answer arrives


class Crashed(BaseException):
    """Ends an attempt the way the end of the process does: nothing after it runs."""


class BadLine:
    """``SyncApi`` over another one; ``plan`` holds the faults of the next calls."""

    def __init__(self, server: SyncApi) -> None:
        self._server = server
        self.plan: list[Fault] = []
        self.sent: list[tuple[str, Push]] = []

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        return self._carry(lambda: self._server.enrol(enrolment))

    def new_epoch(self, token: str) -> NewEpoch:
        return self._carry(lambda: self._server.new_epoch(token))

    def push(self, token: str, push: Push) -> PushReport:
        self.sent.append((token, push))
        return self._carry(lambda: self._server.push(token, push))

    def pull(self, token: str, pull: Pull) -> PullPage:
        return self._carry(lambda: self._server.pull(token, pull))

    def blob_state(self, token: str, sha256: str) -> BlobState:
        return self._carry(lambda: self._server.blob_state(token, sha256))

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        return self._carry(lambda: self._server.put_blob(token, chunk))

    def get_blob(self, token: str, sha256: str) -> bytes:
        return self._carry(lambda: self._server.get_blob(token, sha256))

    def replay(self, which: int) -> None:
        """Deliver an old push once more, as a network that held it back does."""
        if self.sent:
            token, push = self.sent[which % len(self.sent)]
            try:
                self._server.push(token, push)
            except Problem as problem:
                if problem.code is not Code.DEVICE_FORK:
                    raise

    def _carry(self, call: Callable[[], Answer]) -> Answer:
        fault = self.plan.pop(0) if self.plan else Fault.NONE
        if fault is Fault.LOST_REQUEST:
            raise Problem(Code.UNREACHABLE)
        if fault is Fault.PORTAL:
            raise Problem(Code.NOT_OUR_SERVER)
        if fault is Fault.OVERLOADED:
            raise Problem(Code.OVERLOADED, retry_after=1)
        answer = call()
        if fault is Fault.DUPLICATE:
            answer = call()
        if fault is Fault.LOST_ANSWER:
            raise Problem(Code.UNREACHABLE)
        if fault is Fault.CUT:
            raise Problem(Code.NOT_OUR_SERVER)
        if fault is Fault.CRASH:
            raise Crashed
        return answer
