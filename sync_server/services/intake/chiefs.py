"""What the chiefs' records of a batch do beside what they tell: join, keep apart, separate."""

from collections.abc import Collection

from sqlalchemy import Connection

from sync_server.master.facts import Fact
from sync_server.services.intake.decisions import Decisions
from sync_server.services.intake.read import Sent
from sync_server.services.intake.separations import Separations
from sync_server.storage.feed import Change


class Chiefs:
    """Answers to questions first, then mergers taken back."""

    def __init__(self, connection: Connection, facts: Collection[Fact]) -> None:
        self._both = Decisions(connection, facts), Separations(connection, facts)

    def __bool__(self) -> bool:
        """Say whether there are any: then nobody else may change the base meanwhile."""
        return any(self._both)

    def load(self, connection: Connection) -> None:
        """Read what they are about, once everything is locked."""
        for acts in self._both:
            acts.load(connection)

    def judged(self, sents: list[Sent]) -> list[Sent]:
        """Return the records with the verdict on each of theirs among them."""
        for acts in self._both:
            sents = acts.judged(sents)
        return sents

    def carry_out(self, connection: Connection, facts: Collection[Fact], now: int) -> list[Change]:
        """Do what the accepted facts say, once they are written; return what to publish."""
        return [change for acts in self._both for change in acts.carry_out(connection, facts, now)]
