"""The processes of `make run`, started as a person starts them, on free ports."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Self
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
SERVER = Path(sys.executable).with_name("vitrina-server")
STARTS_WITHIN = 120  # seconds, on a machine that does other things too


class DemoProcess:
    """`vitrina-server demo` on ``home``; ``ready_after`` is the seconds until it announced itself."""

    def __init__(self, home: Path, command: tuple[str, ...] = (str(SERVER), "demo")) -> None:
        self.home = home
        self.server_port, self.tablet_port = free_port(), free_port()
        self._command = command
        self.ready_after = 0.0

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "VITRINA_HOME": str(self.home),
            "VITRINA_SERVER_PORT": str(self.server_port),
            "VITRINA_TABLET_PORT": str(self.tablet_port),
        }

    def __enter__(self) -> Self:
        began = time.monotonic()
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a terminal of its own, so that Ctrl-C reaches all of it
        )
        self.announcement = self._announcement()
        self.ready_after = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.press_ctrl_c()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def press_ctrl_c(self) -> int:
        """Interrupt everything that this terminal runs; return the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def ended(self) -> tuple[int, str]:
        """Wait for the end and return the exit status and what was said on standard error."""
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `vitrina-server` with the same environment."""
        return subprocess.run(
            [SERVER, *arguments],
            cwd=ROOT,
            env=self.environment() | {"COLUMNS": "200"},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def page(self, path: str = "/") -> tuple[int, bytes]:
        with urlopen(f"http://127.0.0.1:{self.tablet_port}{path}", timeout=10) as answer:
            return answer.status, answer.read()

    def health(self) -> int:
        with urlopen(f"http://127.0.0.1:{self.server_port}/healthz", timeout=10) as answer:
            return int(answer.status)

    def tablet_rows(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the tablet's own database."""
        with sqlite3.connect(self.home / "tablet" / "vitrina.db") as connection:
            rows = connection.execute(statement).fetchall()
        connection.close()
        return rows

    def _announcement(self) -> str:
        assert self.process.stdout is not None
        deadline = time.monotonic() + STARTS_WITHIN
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
            assert time.monotonic() < deadline, said
        raise AssertionError(said + self.process.communicate()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_within(seconds: float, *ports: int) -> bool:
    deadline = time.monotonic() + seconds
    while not all(map(is_free, ports)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
