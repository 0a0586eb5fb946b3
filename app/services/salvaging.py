"""What came through when the tablet's file was damaged, until somebody has read it."""

import json

from app.storage.salvage import Salvaged
from app.storage.state import Key
from app.storage.store import Store


class Salvaging:
    def __init__(self, store: Store) -> None:
        self._store = store

    def told(self) -> Salvaged | None:
        """Return what nobody has put away yet."""
        text = self._store.state.get(Key.SALVAGED)
        return None if text is None else Salvaged(**json.loads(text))

    def put_away(self) -> None:
        self._store.state.drop(Key.SALVAGED)
