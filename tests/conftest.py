"""What every suite may ask for: an empty database of either kind.

PostgreSQL is imported only by the tests that use it: the domain's run where it is not installed.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Two slow cores must not turn a true property into a failure; a failure must come back by itself.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate")
# No test, and no process that one starts, writes into the key store of who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# What tests write is thrown away: where it lies in memory a flush costs next to nothing, a fifth of
# all their work, and a process that is killed leaves just what it would leave on a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - folders of tests are made below it, each with its own name
ROOM = 2 << 30  # bytes; a whole run was seen to hold 0.6 at a time
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > ROOM
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

FILE = "vitrina-server.db"
Fill = Callable[[str], object]
CopyOf = Callable[[str, Fill], str]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database on the one PostgreSQL of this run."""
    from tests.postgres import forget_durability, running_postgres

    with running_postgres() as url:
        forget_durability(url)
        yield url


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Make a new empty database and answer its `postgresql+psycopg` URL, as often as asked."""
    from tests.postgres import create_database, drop_database

    made: list[str] = []

    def fresh() -> str:
        name = f"vitrina_{next(_numbers)}"
        made.append(name)
        return create_database(postgres_url, name)

    yield fresh
    for name in made:
        drop_database(postgres_url, name)


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of an empty database: the test runs once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vitrina.db'}"
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
    return fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def copy_of(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CopyOf]:
    """Copy the database that ``fill`` fills and answer its URL; the test runs on each engine.

    What has the same name is filled once a run: a copy is far quicker than migrations and commands.
    An SQLite database is copied with the folder it lies in.
    """
    if request.param == "sqlite":
        originals: dict[str, Path] = request.getfixturevalue("_original_folders")

        def folder_copied(name: str, fill: Fill) -> str:
            if name not in originals:
                folder = tmp_path_factory.mktemp(name)
                fill(f"sqlite:///{folder / FILE}")
                originals[name] = folder
            shutil.copytree(originals[name], tmp_path / "home")
            return f"sqlite:///{tmp_path / 'home' / FILE}"

        yield folder_copied
        return
    from tests.postgres import create_database, drop_database

    server: str = request.getfixturevalue("postgres_url")
    filled: set[str] = request.getfixturevalue("_original_databases")
    copies: list[str] = []

    def database_copied(name: str, fill: Fill) -> str:
        original = f"original_{name}"
        if name not in filled:
            fill(create_database(server, original))
            filled.add(name)
        copies.append(f"vitrina_{next(_numbers)}")
        return create_database(server, copies[-1], original)

    yield database_copied
    for copy in copies:
        drop_database(server, copy)


@pytest.fixture(scope="session")
def _original_folders() -> dict[str, Path]:
    return {}


@pytest.fixture(scope="session")
def _original_databases() -> set[str]:
    return set()


@pytest.fixture
def server_url(copy_of: CopyOf) -> str:
    """As ``database_url``, with the server's tables in it."""
    from sync_server.storage.database import open_database

    return copy_of("migrated", lambda url: open_database(url).close())
