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


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("VITRINA_HOME", str(folder))
    monkeypatch.delenv("VITRINA_DATABASE_URL", raising=False)
    monkeypatch.setenv("VITRINA_SERVER_PORT", "8747")
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture
def embedded(home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run commands on the embedded database."""
    assert not home.exists()

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            run(arguments)
        out, err = capsys.readouterr()
        if isinstance(ended.value.code, str):  # what Python itself prints on the way out
            return Outcome(1, out, err + ended.value.code)
        return Outcome(ended.value.code or 0, out, err)

    return command


@pytest.fixture
def vitrina(database_url: str, embedded: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run commands, once on each engine."""
    if database_url.startswith("postgresql"):
        monkeypatch.setenv("VITRINA_DATABASE_URL", database_url)
    return embedded


@pytest.fixture
def demo(vitrina: Command) -> Command:
    """Commands on a database that holds the demo."""
    settings = Settings()
    settings.home.mkdir(parents=True)
    database = open_database(settings.database())
    clock = SystemClock(UUID(bytes=secrets.token_bytes(16)))
    seed(database, office_of(settings, clock), lambda _done, _all: None)
    database.close()
    return vitrina
