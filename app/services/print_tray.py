"""Papers laid out for the browser on this machine, which shows and prints them.

A page cannot open a PDF that it holds itself in a new tab: Chromium wants an address for it.
"""

import threading
import time
from collections.abc import Callable

from app.services.loopback import Loopback, Reply

SECONDS = 120.0  # that a paper lies there, so that the tab may be drawn again
MAX_PAPERS = 8


class PrintTray:
    """A paper lies under a random path and is gone after two minutes or eight papers."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._papers: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()
        self._server = Loopback(self._answer)

    def lay(self, pdf: bytes) -> str:
        """Lay a PDF out and return its address."""
        path = f"/{self._random_bytes(16).hex()}.pdf"
        with self._lock:
            while len(self._papers) >= MAX_PAPERS:
                del self._papers[next(iter(self._papers))]
            self._papers[path] = (time.monotonic() + SECONDS, pdf)
        return self._server.address(path)

    def paper(self, path: str) -> bytes | None:
        """Return the paper of a path while it lies there."""
        with self._lock:
            until, pdf = self._papers.get(path, (0.0, b""))
            if until < time.monotonic():
                self._papers.pop(path, None)
                return None
            return pdf

    def close(self) -> None:
        self._server.close()

    def _answer(self, path: str, posted: bytes | None) -> Reply | None:
        pdf = self.paper(path) if posted is None else None
        shown = {"Content-Disposition": "inline"}
        return None if pdf is None else Reply(pdf, "application/pdf", shown)
