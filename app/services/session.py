"""Who holds the tablet: people of the branch, their PIN, the lock-out."""

from datetime import datetime
from typing import NamedTuple

from app.domain.staff import Person

MAX_TRIES = 5


class SignedIn(NamedTuple):
    person: Person


class MustChangePin(NamedTuple):
    """The PIN was right, and it is the one-time PIN: a new one comes first."""

    person: Person


class PinRefused(NamedTuple):
    """``tries_left`` before the next lock-out; ``locked_until`` in branch time while it lasts."""

    tries_left: int
    locked_until: datetime | None = None


class Session:
    def people(self) -> list[Person]:
        """Return the active people of the branch, by name."""
        raise NotImplementedError

    def sign_in(self, code: str, pin: str) -> SignedIn | MustChangePin | PinRefused:
        raise NotImplementedError

    def change_pin(self, person: Person, new_pin: str) -> Person:
        """Record the new PIN and answer the person with it; raises ``Problem(PIN_TOO_WEAK)``."""
        raise NotImplementedError
