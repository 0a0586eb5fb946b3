"""Who holds the tablet: people of the branch, their PIN, the lock-out."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from app.domain.problems import Code, Problem
from app.domain.staff import Person, PinChange, pin_is_weak, pin_matches, pin_verifier
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder
from app.services.showroom import Showroom
from app.storage.lockouts import Lockout
from app.storage.store import Store

MAX_TRIES = 5
FIRST_LOCK_MS = 60_000
LONGEST_LOCK_MS = 12 * 3_600_000


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
    """A PIN protects the screen of a shared tablet, not its file."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        showroom: Showroom,
        recorder: Recorder,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder
        self._random_bytes = random_bytes

    def people(self) -> list[Person]:
        """Return the active people of the branch, by name."""
        active = (person for person in self._knowledge.people() if person.active)
        return sorted(active, key=lambda person: (person.name.casefold(), person.code))

    def sign_in(self, code: str, pin: str) -> SignedIn | MustChangePin | PinRefused:
        """Check a PIN; after five wrong ones each further mistake doubles the wait."""
        person = next((person for person in self.people() if person.code == code), None)
        if person is None or person.verifier is None:
            return PinRefused(0)
        lockout = self._store.lockouts.get(code)
        if lockout.until > self._store.time.now_ms():
            return PinRefused(0, self._showroom.at(lockout.until))
        if not pin_matches(pin, person.verifier):
            return self._mistaken(code, lockout)
        self._store.lockouts.clear(code)
        return MustChangePin(person) if person.must_change_pin else SignedIn(person)

    def change_pin(self, person: Person, new_pin: str) -> Person:
        """Record the new PIN and answer the person with it.

        Raises ``Problem(PIN_TOO_WEAK)``, also for the PIN that was to be changed.
        """
        same = person.verifier is not None and pin_matches(new_pin, person.verifier)
        if same or pin_is_weak(new_pin):
            raise Problem(Code.PIN_TOO_WEAK, field="pin")
        change = PinChange(person=person.code, verifier=pin_verifier(new_pin, self._random_bytes))
        self._recorder.record(person, Draught("pin_change", change))
        return person.model_copy(update={"verifier": change.verifier, "must_change_pin": False})

    def _mistaken(self, code: str, lockout: Lockout) -> PinRefused:
        failures = lockout.failures + 1
        if failures < MAX_TRIES:
            self._store.lockouts.set(code, Lockout(failures))
            return PinRefused(MAX_TRIES - failures)
        # The exponent is capped before it is raised: a patient thief must not grow a big integer.
        wait = min(FIRST_LOCK_MS * 2 ** min(failures - MAX_TRIES, 20), LONGEST_LOCK_MS)
        until = self._store.time.now_ms() + wait
        self._store.lockouts.set(code, Lockout(failures, until))
        return PinRefused(0, self._showroom.at(until))
