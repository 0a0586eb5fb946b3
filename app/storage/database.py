"""The tablet's SQLite file: one connection, one lock, every commit on the disk before it counts."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.domain.problems import Code, Problem
from app.storage.migrations import migrations

Values = Sequence[Any] | dict[str, Any]


class TabletFile:
    """Safe to call from any thread; the lock also covers ``close``, or a reader would crash."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._lock = threading.RLock()
        self.connection = sqlite3.connect(path, check_same_thread=False, timeout=5)
        self._database = Database(self.connection)
        self._database.enable_wal()
        for pragma in (
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "busy_timeout = 5000",
        ):
            self.connection.execute(f"PRAGMA {pragma}")
        with _translated():
            migrations.apply(self._database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, or nothing; inside another one, join it.

        Raises ``Problem(DISK_FULL)``.
        """
        with self._lock, _translated():
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
        with self._lock, _translated():
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row, ``None`` where there is none."""
        with self._lock, _translated():
            row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def wipe(self) -> None:
        """Empty every table, and leave nothing of it in the file or its log."""
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

    def close(self) -> None:
        with self._lock:
            self.connection.close()


def _emptied(table: str) -> str:
    if table == "customer_fts":
        return "INSERT INTO customer_fts (customer_fts) VALUES ('delete-all')"
    return f"DELETE FROM [{table}]"  # noqa: S608 - names from the schema


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise Problem(Code.DISK_FULL) from error
        raise
