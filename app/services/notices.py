"""The words a person agrees to, as versioned files, so that a consent can prove its text."""

import hashlib
from typing import NamedTuple


class Notice(NamedTuple):
    """``text`` is what the screen must show, letter by letter."""

    id: str
    version: int
    locale: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()
