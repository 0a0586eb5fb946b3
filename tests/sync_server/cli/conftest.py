"""One command of the command line, run in this process on an own data folder of either engine."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sync_server.cli import run


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
