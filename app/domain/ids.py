"""Ids that tablets can mint without a network: UUIDv7, ordered by time, and derived ids."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from app.domain.clock import Clock, epoch_ms

_DUE_CONTACTS = UUID("6a5f7c1e-52d3-5b0e-9d0f-0b1d6f0a7c31").bytes


class IdSource:
    """Mints UUIDv7 (RFC 9562 §5.7) from an injected clock and source of random bytes."""

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random_bytes = random_bytes
        self._last = 0

    def new(self) -> UUID:
        """Return the next id; ids of one source never go backwards in time."""
        self._last = max(self._last, epoch_ms(self._clock.now()))
        return _version_7(self._last, self._random_bytes(10))


@lru_cache(maxsize=1024)  # a push asks several times for each of its records
def customer_id(founding_record: UUID) -> UUID:
    """Return the id of the customer that ``founding_record`` opens.

    It is derived, so that a record replayed or a reference seen before its record opens the same
    customer, and it keeps the record's time, so that the index of a big base stays local.
    """
    tail = hashlib.sha256(b"customer" + founding_record.bytes).digest()[:10]
    return _version_7(founding_record.int >> 80, tail)


def due_contact_id(programme: str, subject: UUID, trigger: UUID) -> UUID:
    """Return the id of the due contact that ``trigger`` causes for ``subject`` in a programme."""
    name = f"{programme}:{subject}:{trigger}".encode()
    # As uuid.uuid5 does it, at half its price: this is asked for each visit of each fold.
    digest = hashlib.sha1(_DUE_CONTACTS + name, usedforsecurity=False).digest()
    value = int.from_bytes(digest[:16], "big") & ~(0xF << 76) | 0x5 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def review_id(record: UUID, other: str) -> UUID:
    """Return the id of the question whether two records are one person's, with the first's time."""
    tail = hashlib.sha256(b"review" + record.bytes + other.encode()).digest()[:10]
    return _version_7(record.int >> 80, tail)


def _version_7(ms: int, tail: bytes) -> UUID:
    value = (ms & ((1 << 48) - 1)) << 80 | int.from_bytes(tail, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
