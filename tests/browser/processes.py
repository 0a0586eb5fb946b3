"""The processes that the browser tests stand before: the demo on a clock of its own, more tablets."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from tests.run.demo_process import ROOT, SERVER, STARTS_WITHIN, DemoProcess, free_port, is_free

Row = tuple[object, ...]

VITRINA = Path(sys.executable).with_name("vitrina")


class MovedClock:
    """The instant that every process of a demo takes for the time."""

    def __init__(self, file: Path, instant: str) -> None:
        self.file = file
        self._set(datetime.fromisoformat(instant))

    def move(self, **step: float) -> None:
        """Move the time forward by a ``timedelta``."""
        self._set(datetime.fromisoformat(self.file.read_text()) + timedelta(**step))

    def _set(self, instant: datetime) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(instant.isoformat())
        fresh.replace(self.file)  # whoever reads it now reads the old or the new instant


class ClockedDemo(DemoProcess):
    """`vitrina-server demo` whose days a test moves."""

    def __init__(self, home: Path, clock: MovedClock) -> None:
        super().__init__(home)
        self.clock = clock

    def environment(self) -> dict[str, str]:
        return super().environment() | {"VITRINA_CLOCK_FILE": str(self.clock.file)}

    @property
    def tablet_url(self) -> str:
        return f"http://127.0.0.1:{self.tablet_port}"


class RealServer(DemoProcess):
    """`vitrina-server serve` for a branch that is no demo, on either engine; it may be away."""

    def __init__(self, home: Path, database_url: str | None, **settings: str) -> None:
        super().__init__(home, (str(SERVER), "serve"))
        database = {"VITRINA_DATABASE_URL": database_url} if database_url else {}
        self._settings = database | settings

    def environment(self) -> dict[str, str]:
        return super().environment() | self._settings

    def start(self) -> None:
        self.__enter__()

    def stop(self) -> None:
        self.__exit__()


class TabletProcess:
    """`vitrina tablet` on a folder and a port of its own; it may be killed and started again."""

    def __init__(
        self, home: Path, *arguments: str, environment: dict[str, str] | None = None
    ) -> None:
        self.home = home
        self.port = free_port()
        self._arguments = arguments
        self._environment = dict(os.environ) if environment is None else environment

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it listens."""
        place = ["--home", str(self.home), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [VITRINA, "tablet", *place, *self._arguments],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while is_free(self.port):
            assert self.process.poll() is None, "the tablet ended by itself"
            assert time.monotonic() < deadline, "the tablet does not listen"
            time.sleep(0.05)

    def rows(self, statement: str) -> list[Row]:
        """Ask its own database."""
        with closing(sqlite3.connect(self.home / "vitrina.db")) as connection:
            return connection.execute(statement).fetchall()

    def kill(self) -> None:
        """End it at once, as a battery does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
