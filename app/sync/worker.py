"""The thread that keeps attempting, and the watchdog that keeps the thread."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from app.sync.backoff import Pause

log = logging.getLogger(__name__)

STUCK_SECONDS = 20 * 60.0
WATCH_SECONDS = 60.0


class Attempts(Protocol):
    """The engine, as its thread sees it."""

    def run_once(self) -> Pause: ...

    def recover(self) -> None: ...

    def encourage(self) -> None: ...


class Worker:
    """At most one thread attempts; one that hangs is left behind and replaced.

    ``seconds`` reads a monotonic clock of the machine: waits must not depend on a clock that a
    person, or a demo, can set.
    """

    def __init__(
        self, engine: Attempts, is_work_waiting: Callable[[], bool], seconds: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._is_work_waiting = is_work_waiting
        self._seconds = seconds
        self._condition = threading.Condition()
        self._generation = 0
        self._woken = False
        self._stopped = threading.Event()
        self._last_attempt = seconds()
        self._thread: threading.Thread | None = None
        self._watchdog: threading.Thread | None = None

    def start(self) -> None:
        """Start both threads; a second call changes nothing."""
        with self._condition:
            if self._watchdog is not None:
                return
            self._watchdog = threading.Thread(target=self._watch, name="sync-watchdog", daemon=True)
            self._start_thread()
        self._watchdog.start()

    def wake(self) -> None:
        """Attempt now, or as soon as the server's own wait is over."""
        self._engine.encourage()
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def stop(self, timeout: float = 5.0) -> None:
        """End both threads; an attempt that hangs is left to the end of the process."""
        self._stopped.set()
        with self._condition:
            self._generation += 1
            self._condition.notify_all()
        for thread in (self._thread, self._watchdog):
            if thread is not None:
                thread.join(timeout)

    def check(self) -> bool:
        """Replace the thread if work waits and nothing was attempted for long; say whether."""
        with self._condition:
            alive = self._thread is not None and self._thread.is_alive()
            idle = self._seconds() - self._last_attempt
        if self._stopped.is_set() or (
            alive and (idle < STUCK_SECONDS or not self._is_work_waiting())
        ):
            return False
        log.error("worker_replaced idle_seconds=%d", idle)
        with self._condition:
            self._start_thread()
        return True

    def _start_thread(self) -> None:
        self._generation += 1
        self._last_attempt = self._seconds()
        self._thread = threading.Thread(
            target=self._work, args=(self._generation,), name="sync", daemon=True
        )
        self._thread.start()

    def _work(self, generation: int) -> None:
        self._engine.recover()
        while self._is_current(generation):
            pause = self._engine.run_once()
            self._wait(generation, pause)

    def _is_current(self, generation: int) -> bool:
        with self._condition:
            if generation != self._generation:
                return False
            self._woken = False
            self._last_attempt = self._seconds()
            return True

    def _wait(self, generation: int, pause: Pause) -> None:
        until = self._seconds() + pause.seconds
        with self._condition:
            while generation == self._generation and (pause.firm or not self._woken):
                left = until - self._seconds()
                if left <= 0:
                    return
                self._condition.wait(left)

    def _watch(self) -> None:
        while not self._stopped.wait(WATCH_SECONDS):
            self.check()
