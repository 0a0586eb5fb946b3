"""Wrong PINs in a row per person, and until when the next try is refused."""

from typing import NamedTuple

from app.storage.database import TabletFile


class Lockout(NamedTuple):
    failures: int = 0
    until: int = 0  # corrected ms


class Lockouts:
    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def get(self, person: str) -> Lockout:
        rows = self._file.rows("SELECT failures, until FROM lockout WHERE person = ?", (person,))
        return Lockout(**rows[0]) if rows else Lockout()

    def set(self, person: str, lockout: Lockout) -> None:
        self._file.execute(
            "INSERT INTO lockout (person, failures, until) VALUES (?, ?, ?) ON CONFLICT (person)"
            " DO UPDATE SET failures = excluded.failures, until = excluded.until",
            (person, *lockout),
        )

    def clear(self, person: str) -> None:
        self._file.execute("DELETE FROM lockout WHERE person = ?", (person,))
