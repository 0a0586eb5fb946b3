"""Papers laid out for the browser on this machine, which shows and prints them.

A page cannot open a PDF that it holds itself in a new tab: Chromium wants an address for it.
"""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 120.0  # that a paper lies there, so that the tab may be drawn again
MAX_PAPERS = 8


class PrintTray:
    """A small HTTP server on the loopback address, from the first paper on.

    A paper lies under a random path and is gone after two minutes or eight papers.
    """

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._papers: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def lay(self, pdf: bytes) -> str:
        """Lay a PDF out and return its address."""
        path = f"/{self._random_bytes(16).hex()}.pdf"
        with self._lock:
            if self._server is None:
                self._server = self._serving()
            while len(self._papers) >= MAX_PAPERS:
                del self._papers[next(iter(self._papers))]
            self._papers[path] = (time.monotonic() + SECONDS, pdf)
            return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def paper(self, path: str) -> bytes | None:
        """Return the paper of a path while it lies there."""
        with self._lock:
            until, pdf = self._papers.get(path, (0.0, b""))
            if until < time.monotonic():
                self._papers.pop(path, None)
                return None
            return pdf

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _serving(self) -> ThreadingHTTPServer:
        tray = self

        class Papers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pdf = tray.paper(self.path)
                if pdf is None:
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", "application/pdf")
                self.send_header("Content-Disposition", "inline")
                self.send_header("Content-Length", str(len(pdf)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(pdf)

            def log_message(self, *_about: object) -> None:
                """Keep quiet: a path is the key to a paper."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Papers)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="print-tray", daemon=True).start()
        return server
