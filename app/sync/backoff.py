"""How long to wait after a failed attempt: longer each time, never for good, never in step."""

from collections.abc import Callable
from typing import NamedTuple

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 15 * 60.0
IDLE_SECONDS = 30.0  # after a success, for what others changed

Jitter = Callable[[float, float], float]


class Pause(NamedTuple):
    """Seconds until the next attempt; a firm one was asked for by the server: no tap cuts it."""

    seconds: float
    firm: bool = False


def pause(failures: int, retry_after: int | None, jitter: Jitter) -> Pause:
    """Return the wait after ``failures`` failed attempts in a row (full jitter)."""
    if retry_after is not None:
        return Pause(min(float(retry_after), LONGEST_SECONDS), firm=True)
    doublings = min(failures - 1, 20)
    return Pause(jitter(0.0, min(LONGEST_SECONDS, FIRST_SECONDS * 2**doublings)))
