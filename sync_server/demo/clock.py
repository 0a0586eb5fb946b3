"""The clock of a story: it shows the moment that is being told."""

from datetime import datetime

from app.domain.clock import epoch_ms


class ToldClock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic_ms(self) -> int:
        return epoch_ms(self.moment)

    def boot(self) -> str:
        return "demo"
