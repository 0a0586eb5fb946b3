"""How this tablet looks: text size, contrast, hand, dark."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.storage.state import Key
from app.storage.store import Store


class Look(BaseModel):
    """Settings of one tablet; text size in per cent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text_size: Literal[100, 150, 200] = 100
    high_contrast: bool = False
    left_handed: bool = False
    dark: bool = False


class Preferences:
    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self) -> Look:
        """Return what was chosen, or the look as shipped."""
        try:
            return Look.model_validate_json(self._store.state.get(Key.LOOK) or "{}")
        except ValidationError:
            return Look()

    def set(self, look: Look) -> None:
        self._store.state.set(Key.LOOK, look.model_dump_json())
