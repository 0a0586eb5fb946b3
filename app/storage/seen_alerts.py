"""Which of a day's alerts somebody has put away on this tablet."""

from uuid import UUID

from app.storage.database import TabletFile


class SeenAlerts:
    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def add(self, person: str, alert: UUID) -> None:
        """Note it; what the server has taken off the tablets meanwhile is forgotten with it."""
        with self._file.transaction():
            self._file.execute(
                "DELETE FROM seen_alert WHERE alert NOT IN"
                " (SELECT id FROM mirror WHERE kind = 'alert')"
            )
            self._file.execute(
                "INSERT OR IGNORE INTO seen_alert (person, alert) VALUES (?, ?)",
                (person, str(alert)),
            )

    def of(self, person: str) -> set[UUID]:
        rows = self._file.rows("SELECT alert FROM seen_alert WHERE person = ?", (person,))
        return {UUID(row["alert"]) for row in rows}
