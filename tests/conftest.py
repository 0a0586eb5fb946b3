"""What every suite may ask for: an empty database of either kind.

PostgreSQL is imported only by the tests that use it: the domain's run where it is not installed.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Two slow cores must not turn a true property into a failure; a failure must come back by itself.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate")
# No test, and no process that one starts, writes into the key store of who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


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
def server_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As ``database_url``, with the server's tables in it: copied, which is quicker than made."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_migrated_file"), tmp_path / "vitrina.db")
        yield f"sqlite:///{tmp_path / 'vitrina.db'}"
        return
    from tests.postgres import create_database, drop_database

    server: str = request.getfixturevalue("postgres_url")
    template: str = request.getfixturevalue("_migrated_name")
    name = f"vitrina_{next(_numbers)}"
    yield create_database(server, name, template)
    drop_database(server, name)


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sync_server.storage.database import open_database

    file = tmp_path_factory.mktemp("migrated") / "vitrina.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def _migrated_name(postgres_url: str) -> str:
    from sync_server.storage.database import open_database
    from tests.postgres import create_database

    open_database(create_database(postgres_url, "vitrina_migrated")).close()
    return "vitrina_migrated"
