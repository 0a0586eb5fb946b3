"""A line between a tablet and its server that may break in the middle of a photo."""

import re
import socket
import threading
from contextlib import suppress
from typing import Self

_RANGE = re.compile(rb"content-range: bytes (\d+)-(\d+)/\d+", re.IGNORECASE)
_AT_ONCE = 16_384  # bytes


class CutLine:
    """Forwards to a port of this machine; ``cut_after`` bytes of photos it breaks, and stays so."""

    def __init__(self, port: int) -> None:
        self.cut_after: int | None = None
        self.chunks: list[tuple[int, int]] = []  # first and last byte of each photo chunk
        self._target = port
        self._carried = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def mend(self) -> None:
        self.cut_after = None

    @property
    def is_cut(self) -> bool:
        return self.cut_after is not None and self._carried >= self.cut_after

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            near.close()
            return
        if self.is_cut:
            _close(near, far)
            return
        threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()
        self._carry(near, far, True)  # noqa: FBT003 - towards the server

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:  # noqa: FBT001
        photo = False
        with suppress(OSError):
            while data := source.recv(_AT_ONCE):
                photo = photo or (up and data.startswith(b"PUT /v1/blob/"))
                if photo:
                    self._note(data)
                if self.is_cut:
                    break
                target.sendall(data)
        _close(source, target)

    def _note(self, data: bytes) -> None:
        self._carried += len(data)
        self.chunks += [(int(first), int(last)) for first, last in _RANGE.findall(data)]


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
