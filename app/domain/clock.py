"""What time is it, asked through one injected object.

Everything that needs the time takes a ``Clock``; only composition roots choose which one.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Wall clock, monotonic clock and the boot that the monotonic clock belongs to."""

    def now(self) -> datetime:
        """Return the wall time as an aware UTC datetime."""
        ...

    def monotonic_ms(self) -> int:
        """Return milliseconds that never go backwards within one boot."""
        ...

    def boot(self) -> str:
        """Return a name of the current boot (or process) of the monotonic clock."""
        ...


def epoch_ms(moment: datetime) -> int:
    """Return whole milliseconds since 1970-01-01 UTC of an aware datetime."""
    return round(moment.timestamp() * 1000)


def moment(ms: int) -> datetime:
    """Return the aware UTC datetime of ``ms`` milliseconds since 1970-01-01 UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, boot_name: UUID) -> None:
        self._boot = str(boot_name)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock

    def monotonic_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def boot(self) -> str:
        return self._boot


class FileClock:
    """A demo clock: an ISO instant in a file, read again at each call, so that days can be moved.

    The wall clock starts at that instant each time the file changes its text; while it does not,
    the time stands still, which is what a test wants. Raises ``ValueError`` for text that is no
    aware instant: a clock that guesses would falsify every record.
    """

    def __init__(self, path: Path, boot_name: UUID) -> None:
        self._path = path
        self._boot = str(boot_name)

    def now(self) -> datetime:
        instant = datetime.fromisoformat(self._path.read_text(encoding="utf-8").strip())
        if instant.tzinfo is None:
            message = f"{self._path} holds an instant without a zone"
            raise ValueError(message)
        return instant.astimezone(UTC)

    def monotonic_ms(self) -> int:
        # The demo's monotonic clock follows the file too: a stamp is corrected by
        # the distance between two monotonic readings and must move with the days.
        return epoch_ms(self.now())

    def boot(self) -> str:
        return self._boot
