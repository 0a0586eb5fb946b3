"""Small facts of this tablet by name: who it is, where it stopped reading, how it looks."""

from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.catalogue import Branch
from app.storage.database import TabletFile


class Key(StrEnum):
    IDENTITY = "identity"
    ENROLLING = "enrolling"
    CURSOR = "cursor"
    SHADOW_CURSOR = "shadow_cursor"
    TIMES = "times"
    LAST_OK = "last_ok"
    LOST = "lost"
    LOOK = "look"
    SERIES = "series"
    FOLLOWED = "followed"
    SALVAGED = "salvaged"


class Identity(BaseModel):
    """Who this tablet is since its last enrolment; its token and key lie elsewhere."""

    model_config = ConfigDict(frozen=True)

    url: str
    server: UUID
    device: UUID
    epoch: UUID
    code: str
    branch: Branch


class State:
    def __init__(self, file: TabletFile) -> None:
        self._file = file

    def get(self, key: Key) -> str | None:
        text: str | None = self._file.value("SELECT value FROM state WHERE key = ?", (key,))
        return text

    def set(self, key: Key, text: str) -> None:
        self._file.execute(
            "INSERT INTO state (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, text),
        )

    def drop(self, key: Key) -> None:
        self._file.execute("DELETE FROM state WHERE key = ?", (key,))

    def identity(self) -> Identity | None:
        text = self.get(Key.IDENTITY)
        return Identity.model_validate_json(text) if text else None
