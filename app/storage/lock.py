"""One process per folder: two engines on one outbox would tread on each other."""

import sqlite3
from pathlib import Path

from app.domain.problems import Code, Problem


class FolderLock:
    """Held until ``release`` or the end of the process, however it ends.

    SQLite's own lock on an empty database is used because it works alike on every system.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(
            folder / "vitrina.lock", timeout=0, check_same_thread=False, isolation_level=None
        )
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise Problem(Code.DATABASE_IN_USE) from error

    def release(self) -> None:
        self._connection.close()
