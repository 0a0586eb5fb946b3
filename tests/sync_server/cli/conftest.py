"""One command of the command line, run in this process on an own data folder of either engine."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from app.domain.clock import SystemClock
from sync_server.cli import run
from sync_server.demo.seed import seed
from sync_server.settings import Settings
from sync_server.storage.database import open_database
from sync_server.wiring import office_of
from tests.conftest import CopyOf


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Outcome]
CommandsAfter = Callable[[str, Callable[[Command], object]], Command]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("VITRINA_HOME", str(folder))
    monkeypatch.delenv("VITRINA_DATABASE_URL", raising=False)
    monkeypatch.setenv("VITRINA_SERVER_PORT", "8747")
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture
def embedded(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run commands on the embedded database, of which there is nothing yet."""

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            run(arguments)
        out, err = capsys.readouterr()
        if isinstance(ended.value.code, str):  # what Python itself prints on the way out
            return Outcome(1, out, err + ended.value.code)
        return Outcome(ended.value.code or 0, out, err)

    return command


def _run_on(url: str, environment: pytest.MonkeyPatch) -> None:
    """Let commands find the database behind a URL."""
    if url.startswith("postgresql"):
        environment.setenv("VITRINA_DATABASE_URL", url)
    else:
        environment.setenv("VITRINA_HOME", str(Path(url.removeprefix("sqlite:///")).parent))


@pytest.fixture
def commands_after(
    request: pytest.FixtureRequest,
    copy_of: CopyOf,
    embedded: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> CommandsAfter:
    """Run commands, once on each engine, on a database where ``done`` was done before.

    Each file of tests, which may have a clock of its own, does it once under each name.
    """

    def after(name: str, done: Callable[[Command], object]) -> Command:
        def fill(url: str) -> None:
            open_database(url).close()
            _run_on(url, monkeypatch)
            done(embedded)

        _run_on(copy_of(f"{request.path.stem}_{name}", fill), monkeypatch)
        return embedded

    return after


@pytest.fixture
def vitrina(server_url: str, embedded: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run commands, once on each engine, on a database with the server's tables in it."""
    _run_on(server_url, monkeypatch)
    return embedded


@pytest.fixture
def demo(copy_of: CopyOf, embedded: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Commands on a database that holds the demo."""
    _run_on(copy_of("demo", _seed), monkeypatch)
    return embedded


def _seed(url: str) -> None:
    database = open_database(url)
    clock = SystemClock(UUID(bytes=secrets.token_bytes(16)))
    seed(database, office_of(Settings(), clock), lambda _done, _all: None)
    database.close()
