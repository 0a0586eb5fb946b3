"""The camera at the door: a page for the browser on this machine, which reads passes from its picture.

Flet's client has no reader of codes. A browser has the camera, and on the loopback address it may
use it; so the page is our own, and what it reads comes back to this tablet and goes nowhere else.
"""

import json
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from app.domain.shipped import CAMERA, FONTS
from app.services.loopback import Loopback, Reply

SECONDS = 1_800.0  # without a question, after which the page must be opened anew at the door
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Permissions-Policy": "camera=(self)"}
_FILES = {
    "": (CAMERA / "camera.html", "text/html; charset=utf-8"),
    "camera.css": (CAMERA / "camera.css", "text/css; charset=utf-8"),
    "camera.js": (CAMERA / "camera.js", "text/javascript; charset=utf-8"),
    "decode.js": (CAMERA / "decode.js", "text/javascript; charset=utf-8"),
    "index.js": (CAMERA / "index.js", "text/javascript; charset=utf-8"),
    "regular.ttf": (FONTS / "HankenGrotesk-Regular.ttf", "font/ttf"),
    "bold.ttf": (FONTS / "HankenGrotesk-Bold.ttf", "font/ttf"),
}

Asked = dict[str, Any]
Respond = Callable[[Asked], dict[str, Any]]
"""What the page asks (``{"scanned": text}`` ``{"gift": true}``, ``{"admit": true}``) → what it shows."""


class _Watch(NamedTuple):
    path: str
    words: dict[str, str]
    respond: Respond
    until: float


class DoorCamera:
    """One page at a time, under a random path: opening another, or leaving the tablet, ends it."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._lock = threading.Lock()
        self._watch: _Watch | None = None
        self._server = Loopback(self._answer)

    def open(self, words: dict[str, str], respond: Respond) -> str:
        """Open the page and return its address; ``words`` are what it says by itself."""
        path = f"/{self._random_bytes(16).hex()}/"
        with self._lock:
            self._watch = _Watch(path, words, respond, time.monotonic() + SECONDS)
        return self._server.address(path)

    def shut(self) -> None:
        """Let the page ask no more: who opened it leaves the tablet."""
        with self._lock:
            self._watch = None

    def close(self) -> None:
        self.shut()
        self._server.close()

    def _answer(self, path: str, posted: bytes | None) -> Reply | None:
        with self._lock:
            watch = self._watch
            if watch is None or watch.until < time.monotonic() or not path.startswith(watch.path):
                return None
            self._watch = watch._replace(until=time.monotonic() + SECONDS)
        name = path.removeprefix(watch.path)
        if posted is not None:
            asked = _read(posted) if name == "ask" else None
            return None if asked is None else _json(watch.respond(asked))
        if name == "words.json":
            return _json(watch.words)
        if name not in _FILES:
            return None
        file, kind = _FILES[name]
        return Reply(file.read_bytes(), kind, _HEADERS)


def _read(posted: bytes) -> Asked | None:
    try:
        asked = json.loads(posted)
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _json(value: dict[str, Any]) -> Reply:
    return Reply(json.dumps(value).encode(), "application/json")
