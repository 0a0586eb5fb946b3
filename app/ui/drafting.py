"""The pen of a form: it writes the draft down while one answers, and rests while one saves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

DRAFT_SECONDS = 1.0  # at most this much is lost with the tablet


class Pen:
    def __init__(self, write: Callable[[], Awaitable[None]]) -> None:
        self._write = write
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._rests = False

    def changed(self) -> None:
        """Have the form written down within a second; what changes meanwhile goes with it."""
        if not self._rests and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._later())

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        """Write nothing meanwhile: the form is being saved, or thrown away."""
        self._rests = True
        if self._task is not None and not self._writing.locked():
            self._task.cancel()
        try:
            async with self._writing:
                yield
        finally:
            self._rests = False

    async def _later(self) -> None:
        await asyncio.sleep(DRAFT_SECONDS)
        async with self._writing:
            await self._write()
