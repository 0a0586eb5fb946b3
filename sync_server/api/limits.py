"""How often, and how many at a time?"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from app.domain.problems import Code, Problem

T = TypeVar("T")

ADDRESSES = 10_000  # remembered at once


class Allowance:
    """So many tries per address in any ``seconds``."""

    def __init__(self, tries: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._tries = tries
        self._seconds = seconds
        self._monotonic = monotonic
        self._spent: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Raise ``Problem`` (``too_many_requests``) when the address has none left."""
        with self._lock:
            spent = self._recent(address)
            if len(spent) >= self._tries:
                wait = spent[0] + self._seconds - self._monotonic()
                raise Problem(Code.TOO_MANY_REQUESTS, retry_after=max(1, round(wait)))

    def spend(self, address: str) -> None:
        with self._lock:
            self._recent(address).append(self._monotonic())

    def _recent(self, address: str) -> deque[float]:
        spent = self._spent.setdefault(address, deque())
        self._spent.move_to_end(address)
        while len(self._spent) > ADDRESSES:
            self._spent.popitem(last=False)
        while spent and spent[0] <= self._monotonic() - self._seconds:
            spent.popleft()
        return spent


class Turnstile:
    """Lets a few calls run at a time in threads, some wait, and sends the others away."""

    def __init__(self, running: int, waiting: int) -> None:
        self._running = running
        self._most = running + waiting
        self._inside = 0
        self._limiter: CapacityLimiter | None = None

    async def run(self, call: Callable[[], T]) -> T:
        """Return what ``call`` returns; raises ``Problem`` (``overloaded``) when it is full."""
        if self._inside >= self._most:
            raise Problem(Code.OVERLOADED, retry_after=5)
        if self._limiter is None:  # belongs to the event loop, which is not there before
            self._limiter = CapacityLimiter(self._running)
        self._inside += 1
        try:
            return await run_sync(call, limiter=self._limiter)
        finally:
            self._inside -= 1
