"""A small HTTP server on the loopback address, for what a browser on this machine needs an address for."""

import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple

MAX_BODY = 4_096  # bytes that a page may send
_WAITS = 10.0  # seconds for a page that says it sends something and does not


class Reply(NamedTuple):
    """``kind`` is its media type."""

    body: bytes
    kind: str
    headers: Mapping[str, str] = MappingProxyType({})


Answer = Callable[[str, bytes | None], Reply | None]
"""Path and what was posted (``None`` when it was only asked for) → the reply, if there is one."""


class Loopback:
    """Serves from the first address on that it is asked for. Nothing of it is logged: a path is a key."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    def address(self, path: str) -> str:
        """Return the address of a path."""
        with self._lock:
            if self._server is None:
                self._server = self._serving()
            return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def close(self) -> None:
        with self._lock:
            if self._server is not None:
                self._server.shutdown()
                self._server.server_close()
                self._server = None

    def _serving(self) -> ThreadingHTTPServer:
        answer = self._answer

        class Pages(BaseHTTPRequestHandler):
            timeout = _WAITS

            def do_GET(self) -> None:
                self._reply(answer(self.path, None))

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                if not length.isdecimal() or int(length) > MAX_BODY:
                    self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    return
                self._reply(answer(self.path, self.rfile.read(int(length))))

            def _reply(self, reply: Reply | None) -> None:
                if reply is None:
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                self.send_response(HTTPStatus.OK)
                headers = {
                    "Content-Type": reply.kind,
                    "Content-Length": str(len(reply.body)),
                    "Cache-Control": "no-store",
                    "X-Content-Type-Options": "nosniff",
                    "Referrer-Policy": "no-referrer",
                    **reply.headers,
                }
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_about: object) -> None:
                """Keep quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, name="loopback", daemon=True).start()
        return server
