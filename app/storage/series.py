"""The next number of what this tablet numbers by itself, never given twice.

A tablet whose files were copied or restored goes on with a stale counter under the same code until
the server gives it another. It knows itself by its file's place on the disk: in another place it
begins a series of its own at once.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from app.storage.database import TabletFile
from app.storage.state import Key, State

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none is read as another
_MARK = 4


class Numbered(NamedTuple):
    series: str  # the device code, with a mark of its own in a copy
    number: int


class Series:
    def __init__(
        self, file: TabletFile, state: State, path: Path, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._file = file
        self._state = state
        self._path = path
        self._random_bytes = random_bytes

    def next(self, code: str) -> Numbered:
        """Return the next number under a device code.

        Called in the transaction that keeps the record, so that no number is lost or given twice.
        """
        with self._file.transaction():
            kept = self._kept(code)
            kept["count"] += 1
            self._state.set(Key.SERIES, json.dumps(kept))
        return Numbered(kept["series"], kept["count"])

    def name(self, code: str) -> str:
        """Return the series under a device code, for what counts by itself in it."""
        with self._file.transaction():
            kept = self._kept(code)
            self._state.set(Key.SERIES, json.dumps(kept))
        return str(kept["series"])

    def _kept(self, code: str) -> dict[str, Any]:
        """Return the series as kept, or the one that begins here and now."""
        kept: dict[str, Any] = json.loads(self._state.get(Key.SERIES) or "{}")
        place = self._place()
        if kept.get("code") != code:
            return {"code": code, "place": place, "series": code, "count": 0}
        if kept["place"] != place:
            return {"code": code, "place": place, "series": code + self._mark(), "count": 0}
        return kept

    def _place(self) -> str:
        found = self._path.stat()
        return f"{found.st_dev}:{found.st_ino}"

    def _mark(self) -> str:
        return "".join(_LETTERS[byte % len(_LETTERS)] for byte in self._random_bytes(_MARK))
