"""The tablet's SQLite file: one connection, one lock, every commit on the disk before it counts."""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.domain.problems import Code, Problem
from app.storage.migrations import migrations

_log = logging.getLogger(__name__)

# What SQLite says of the disk and the file: nothing that was asked is to blame.
_FAULTS = {
    sqlite3.SQLITE_FULL: (Code.DISK_FULL, "the disk is full"),
    sqlite3.SQLITE_IOERR: (Code.STORAGE_FAILED, "the disk cannot be read or written"),
    sqlite3.SQLITE_READONLY: (Code.STORAGE_FAILED, "the database file may not be written"),
    sqlite3.SQLITE_CANTOPEN: (Code.STORAGE_FAILED, "the database file cannot be opened"),
    sqlite3.SQLITE_CORRUPT: (Code.STORAGE_FAILED, "the database file is damaged"),
    sqlite3.SQLITE_NOTADB: (Code.STORAGE_FAILED, "the database file is damaged"),
}
DAMAGED = "damaged"  # in the name of a file that was kept, see ``salvage.py``
_PRIMARY = 0xFF  # the part of an extended result code that says the kind

Values = Sequence[Any] | dict[str, Any]


class TabletFile:
    """Safe to call from any thread; the lock also covers ``close``, or a reader would crash.

    Opening it raises ``sqlite3.DatabaseError`` where the content is damaged (``salvage.py``), else
    ``Problem`` where the disk is to blame.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._lock = threading.RLock()
        self._path = path
        self.connection = sqlite3.connect(path, check_same_thread=False, timeout=5)
        self._database = Database(self.connection)
        try:
            with self._translated(opening=True):
                self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        self._database.enable_wal()
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "busy_timeout = 5000",
        ):
            self.connection.execute(f"PRAGMA {pragma}")
        migrations.apply(self._database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, or nothing; inside another one, join it.

        Raises ``Problem``: ``disk_full``, or ``storage_failed`` where the disk or the file is bad.
        """
        with self._lock, self._translated():
            if self.connection.in_transaction:
                yield
                return
            with self._database.atomic():
                yield

    def execute(self, sql: str, values: Values = ()) -> int:
        """Run one statement; returns how many rows it changed. Commits unless in a transaction."""
        with self.transaction():
            return self.connection.execute(sql, values).rowcount

    def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        with self.transaction():
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, values: Values = ()) -> list[dict[str, Any]]:
        """Run one query. The rows of ``INSERT … RETURNING`` need a transaction around them."""
        with self._lock, self._translated():
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row, ``None`` where there is none."""
        with self._lock, self._translated():
            row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def wipe(self) -> None:
        """Empty every table, and leave nothing of it in the file, its log or a damaged one."""
        tables = self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"
            " AND name NOT LIKE 'customer_fts_%'"  # these only its own index may change
        )
        with self._lock:
            with self.transaction():
                self.connection.execute("PRAGMA defer_foreign_keys = ON")
                for table in tables:
                    self.connection.execute(_emptied(table["name"]))
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for kept in self._path.parent.glob(f"{self._path.stem}-{DAMAGED}-*"):
                kept.unlink()

    @contextmanager
    def _translated(self, *, opening: bool = False) -> Iterator[None]:
        """Say what the disk or the file is to blame for; who opens it treats damage itself."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                if opening:
                    raise
                with suppress(OSError):  # the mark is help for the next start; this error is told
                    suspicion(self._path).touch(mode=0o600)
            fault = _FAULTS.get(_kind(error))
            if fault is None:
                raise
            _log.error("database_failed %s", getattr(error, "sqlite_errorname", ""))
            raise Problem(fault[0], detail=fault[1]) from error

    def close(self) -> None:
        with self._lock:
            self.connection.close()


def _emptied(table: str) -> str:
    if table == "customer_fts":
        return "INSERT INTO customer_fts (customer_fts) VALUES ('delete-all')"
    return f"DELETE FROM [{table}]"  # noqa: S608 - names from the schema


def is_damage(error: sqlite3.Error) -> bool:
    """Say whether it is the content of the file that is bad."""
    return _kind(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def suspicion(path: Path) -> Path:
    """Return the mark that a file was found damaged in use: the next start checks it whole."""
    return path.with_name(f"{path.name}.check")


def _kind(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY
