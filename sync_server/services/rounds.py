"""Work that the server does by itself again and again, in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

_log = structlog.get_logger()


@contextmanager
def at_work(name: str, every: float, work: Callable[[], object]) -> Iterator[None]:
    """Call ``work`` every so many seconds while the context lasts; a fault ends one round only."""
    ended = threading.Event()

    def rounds() -> None:
        while not ended.wait(every):
            try:
                work()
            except Exception as exc:  # noqa: BLE001 - a fault of one round must not end the others
                _log.error("round_failed", round=name, exc_info=exc)

    thread = threading.Thread(target=rounds, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
