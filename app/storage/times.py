"""What time is it really: the tablet's clock, corrected by what the server last said."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.domain.clock import Clock, epoch_ms, moment
from app.domain.records import Clocks
from app.storage.state import Key, State


class HeardTime(BaseModel):
    """The server's time beside what the tablet's clocks said at that moment; milliseconds."""

    model_config = ConfigDict(frozen=True)

    server: int
    wall: int
    mono: int
    boot: str


class CorrectedClock:
    """A ``Clock``. Records keep the raw readings; lists, days and lock-outs the corrected time."""

    def __init__(self, clock: Clock, state: State) -> None:
        self._clock = clock
        self._state = state

    def readings(self) -> Clocks:
        """Return what the tablet's own clocks say."""
        return Clocks(
            wall=max(epoch_ms(self._clock.now()), 0),
            boot=self._clock.boot(),
            mono=self._clock.monotonic_ms(),
        )

    def now(self) -> datetime:
        """Return the corrected time, aware, UTC."""
        return moment(self.now_ms())

    def monotonic_ms(self) -> int:
        return self._clock.monotonic_ms()

    def boot(self) -> str:
        return self._clock.boot()

    def now_ms(self) -> int:
        """Return the corrected time: by the monotonic clock in the same boot, else by distance."""
        raw, heard = self.readings(), self._heard()
        if heard is None:
            return raw.wall
        if heard.boot == raw.boot:
            return heard.server + raw.mono - heard.mono
        return raw.wall + heard.server - heard.wall

    def hear(self, server: int, asked: Clocks) -> None:
        """Note the server's time from an answer to a question put at ``asked``."""
        answered = self.readings()
        half = max(answered.mono - asked.mono, 0) // 2
        heard = HeardTime(
            server=server,
            wall=answered.wall - half,
            mono=answered.mono - half,
            boot=answered.boot,
        )
        self._state.set(Key.TIMES, heard.model_dump_json())

    def off_by_ms(self) -> int:
        """Return how far the wall clock is ahead of the corrected time, negative when behind."""
        return self.readings().wall - self.now_ms()

    def _heard(self) -> HeardTime | None:
        text = self._state.get(Key.TIMES)
        return HeardTime.model_validate_json(text) if text else None
