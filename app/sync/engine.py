"""One attempt: push what waits, then pull what changed. Everything it needs is injected."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from app.domain.contract import SyncApi
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.sync.backoff import IDLE_SECONDS, Jitter, Pause, pause
from app.sync.photos import PhotoSender
from app.sync.ports import Link, Side
from app.sync.pulling import Puller
from app.sync.pushing import Pusher

log = logging.getLogger(__name__)

KEEP_SENT_MS = 30 * 24 * 3_600_000
_NO_SERVER = frozenset({Code.UNREACHABLE, Code.NOT_OUR_SERVER})

Listener = Callable[[], None]


class Progress(NamedTuple):
    """How the last attempt went; ``next_at`` in corrected ms."""

    sending: bool = False
    online: bool = False
    problem: Code | None = None
    next_at: int | None = None


class Engine:
    def __init__(
        self, side: Side, connect: Callable[[str], SyncApi], ids: IdSource, jitter: Jitter, app: str
    ) -> None:
        self._side = side
        self._connect = connect
        self._jitter = jitter
        self._pusher = Pusher(side, ids, app)
        self._puller = Puller(side)
        self._photos = PhotoSender(side.photos)
        self._failures = 0
        self._listeners: list[Listener] = []
        self.progress = Progress()

    def run_once(self) -> Pause:
        """Make one attempt and say how long to wait; whatever fails, there is a next one."""
        link = self._side.membership.link()
        if link is None:
            return Pause(IDLE_SECONDS)
        self._tell(self.progress._replace(sending=True))
        try:
            self._exchange(link)
        except Problem as problem:
            log.info("attempt_refused code=%s detail=%s", problem.code, problem.detail)
            return self._failed(problem)
        except Exception as error:
            log.exception("attempt_broke")
            return self._failed(Problem(Code.SERVER_ERROR, detail=type(error).__name__))
        return self._succeeded()

    def encourage(self) -> None:
        """Start again with short waits: there is a new record, a tap, another network."""
        self._failures = 0

    def recover(self) -> None:
        self._side.queue.recover()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _exchange(self, link: Link) -> None:
        api, membership = self._connect(link.url), self._side.membership
        try:
            self._push(api, link)
            if not membership.is_lost():
                if not self._puller.read(api, link):  # a server that was restored lacks records
                    self._pusher.ask(api, link)
                self._photos.send(api, link)
        except Problem as problem:
            if problem.code is Code.DEVICE_LOST:
                membership.forget()
            raise
        if membership.is_lost():
            membership.forget()

    def _push(self, api: SyncApi, link: Link) -> None:
        try:
            self._pusher.drain(api, link)
        except Problem as problem:
            if problem.code is not Code.DEVICE_FORK:
                raise
            log.warning("device_fork")
            self._side.membership.renew(api.new_epoch(link.token))
            self._pusher.drain(api, self._side.membership.link() or link)

    def _succeeded(self) -> Pause:
        self._failures = 0
        queue, now = self._side.queue, self._side.watch.now_ms()
        if self._side.membership.link() is not None:
            queue.settle()
            queue.forget(now - KEEP_SENT_MS)
            self._side.photos.forget(now - KEEP_SENT_MS)
            self._side.membership.succeeded(now)
        return self._paused(Pause(self._jitter(IDLE_SECONDS / 2, IDLE_SECONDS)), None)

    def _failed(self, problem: Problem) -> Pause:
        self._failures += 1
        return self._paused(pause(self._failures, problem.retry_after, self._jitter), problem.code)

    def _paused(self, wait: Pause, problem: Code | None) -> Pause:
        next_at = self._side.watch.now_ms() + round(wait.seconds * 1000)
        self._tell(Progress(online=problem not in _NO_SERVER, problem=problem, next_at=next_at))
        return wait

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # a screen that breaks must not stop the sending
                log.exception("listener_broke")
