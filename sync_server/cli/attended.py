"""One tablet as a child process, that never outlives the server that started it."""

import signal
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from sync_server.settings import Settings

_HOST = "127.0.0.1"
_LISTENS_WITHIN = 120.0  # seconds; the first start of a slow machine compiles everything
_STOPS_WITHIN = 8.0


class TabletProcess:
    """A context: leaving it stops the tablet. ``failed`` once it has stopped by itself.

    The tablet stops when its standard input ends, so it does even if this process is killed.
    """

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home / "tablet"
        self._joined = self._home / "joined"
        self._port = settings.tablet_port
        self._server = settings.address()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def status(self) -> int | None:
        return None if self._process is None else self._process.poll()

    @property
    def failed(self) -> bool:
        return self.status is not None and not self._stopping

    def has_joined(self) -> bool:
        """Say whether this tablet is known to have joined its branch."""
        return self._joined.exists()

    def start(self, *more: str) -> None:
        """Start the tablet with more arguments of its own command line."""
        command = [sys.executable, "-m", "app", "tablet", "--attended", "--name", "Tablet demo"]
        command += ["--home", str(self._home), "--port", str(self._port)]
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--server", self._server, *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )

    def listens(self) -> bool:
        """Wait for the tablet's port, which opens after it joined; answer whether it did."""
        deadline = time.monotonic() + _LISTENS_WITHIN
        while self.status is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex((_HOST, self._port)) == 0:
                    self._joined.touch()
                    return True
            time.sleep(0.05)
        return False

    def wait(self) -> None:
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        if self._process is None or self.status is not None:
            return
        self._stopping = True
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
