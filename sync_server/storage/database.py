"""Open a database of either engine, brought to the newest schema, with its one way to write."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from app.domain.problems import Problem
from sync_server.storage.statements import run
from sync_server.storage.writer import (
    PostgresWriter,
    SqliteWriter,
    Writer,
    overloaded,
    sqlite_away,
)

MIGRATIONS = Path(__file__).parent / "migrations"
READERS = 8
CONNECTIONS = 16

_QUIET: dict[str, Any] = {"hide_parameters": True}  # errors must not show people's data

_SQLITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
)
# A push touches pages all over the indexes, many of them again with the next one: they are written
# back once for several pushes. 4,000 pages are 16 MB of log.
_SQLITE_WRITER = (
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-32768",
    "PRAGMA wal_autocheckpoint=4000",
)
# A reader neither writes nor checkpoints: only the writer's own connection does.
_SQLITE_READER = ("PRAGMA query_only=ON", "PRAGMA wal_autocheckpoint=0", "PRAGMA mmap_size=0")


class Database:
    """One open database. ``reading()`` gives a consistent snapshot, ``writer.run`` writes."""

    def __init__(self, url: str, writing: Engine, readers: Engine, writer: Writer) -> None:
        self.url = url
        self.writer = writer
        self._writing = writing
        self._readers = readers

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose reads all see one moment of the database.

        Raises ``Problem`` (``overloaded``) when PostgreSQL cannot be reached or the connection is
        lost meanwhile, or SQLite's file cannot be read.
        """
        try:
            with self._readers.begin() as connection:
                yield connection
        except DatabaseError as exc:
            if (problem := self._away(exc)) is None:
                raise
            raise problem from exc

    def _away(self, error: DatabaseError) -> Problem | None:
        """Return what to say when the database, and not the question, is to blame."""
        if self._readers.dialect.name == "sqlite":
            return sqlite_away(error)
        return overloaded() if isinstance(error, OperationalError) else None

    def close(self) -> None:
        self.writer.close()
        self._readers.dispose()
        self._writing.dispose()


def open_database(url: str) -> Database:
    """Open the database behind a SQLAlchemy URL, after its migrations.

    With SQLite only one process may hold it open: the one that holds the data folder. Raises
    ``Problem`` (``overloaded``) for a file of SQLite that is damaged or cannot be written.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgres(url)


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def migrate(engine: Engine) -> None:
    """Bring the schema to its newest version; does nothing when it is."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        # Alembic would load every migration again only to find that none is wanted.
        if MigrationContext.configure(connection).get_current_heads() == _newest():
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@cache
def _newest() -> tuple[str, ...]:
    return tuple(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _open_sqlite(url: str) -> Database:
    writing = create_engine(url, poolclass=NullPool, **_QUIET)
    _on_sqlite(writing, (*_SQLITE, *_SQLITE_WRITER), "BEGIN IMMEDIATE")
    try:
        migrate(writing)
    except DatabaseError as exc:
        if (problem := sqlite_away(exc)) is None:
            raise
        raise problem from exc
    readers = create_engine(url, pool_size=READERS, max_overflow=0, **_QUIET)
    _on_sqlite(readers, (*_SQLITE, *_SQLITE_READER), "BEGIN")
    return Database(url, writing, readers, SqliteWriter(writing))


def _on_sqlite(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    """Set up each connection and open its transactions ourselves.

    The driver's own habit opens them late and not for reads.
    """

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        run(connection, begin, ())


def _open_postgres(url: str) -> Database:
    options = {**_QUIET, "pool_size": CONNECTIONS, "max_overflow": 0, "pool_pre_ping": True}
    writing = create_engine(url, isolation_level="READ COMMITTED", **options)
    migrate(writing)
    readers = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        **options,
    )
    jitter = random.SystemRandom().random
    return Database(url, writing, readers, PostgresWriter(writing, jitter))
