"""What the engine needs from the tablet around it; ``app/services/linking.py`` provides it."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.domain.contract import NewEpoch, PullPage, RecordReport
from app.domain.problems import Code
from app.domain.records import Clocks


class Link(NamedTuple):
    """Where this tablet sends to, and as whom."""

    url: str
    token: str
    epoch: UUID


class Queue(Protocol):
    """The outbox: see ``app/storage/outbox.py``."""

    def recover(self) -> None: ...

    def next_batch(self, limit: int, max_bytes: int) -> list[dict[str, Any]]: ...

    def conclude(self, reports: Iterable[RecordReport]) -> None: ...

    def suspect(self, seq: int) -> int: ...

    def set_aside(self, seq: int, code: Code) -> None: ...

    def send_again(self, epoch: UUID, missing: Iterable[tuple[int, int]]) -> int: ...

    def acked_seq(self) -> int: ...

    def held_from(self, epoch: UUID) -> int: ...

    def unsent(self) -> int: ...

    def settle(self) -> None: ...

    def forget(self, before: int) -> None: ...


class Replica(Protocol):
    """The mirror: see ``app/storage/mirror.py``."""

    def cursor(self) -> str | None: ...

    def start_again(self) -> None: ...

    def apply(self, page: PullPage) -> bool: ...


class Watch(Protocol):
    """The corrected clock: see ``app/storage/times.py``."""

    def readings(self) -> Clocks: ...

    def now_ms(self) -> int: ...

    def hear(self, server: int, asked: Clocks) -> None: ...


class Membership(Protocol):
    """Who this tablet is for the server."""

    def link(self) -> Link | None:
        """Return how to reach the server, ``None`` on a tablet that is not enrolled."""
        ...

    def renew(self, renewed: NewEpoch) -> None:
        """Take the new epoch and give every record to be sent under it a seq, in one transaction.

        That is all that is kept: a server that asks for a new epoch may have been restored.
        """
        ...

    def succeeded(self, at: int) -> None:
        """Note when everything was last sent and read (corrected ms)."""
        ...

    def mark_lost(self) -> None:
        """Note, for good, that this tablet was reported lost."""
        ...

    def is_lost(self) -> bool: ...

    def forget(self) -> None:
        """Forget all but what the server has not taken."""
        ...


class PhotoQueue(Protocol):
    """The photos that wait: see ``app/storage/photos.py``."""

    def to_send(self) -> list[str]: ...

    def data(self, sha256: str) -> bytes | None: ...

    def sent(self, sha256: str) -> None: ...

    def refuse(self, sha256: str) -> None: ...

    def failed(self, sha256: str) -> int: ...

    def forget(self, before: int) -> None: ...


class Side(NamedTuple):
    """The tablet around the engine."""

    queue: Queue
    replica: Replica
    watch: Watch
    membership: Membership
    photos: PhotoQueue
