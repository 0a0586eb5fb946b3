"""A customer's consents: what holds, since when, and its withdrawal."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.consent import Channel, Decision, Purpose
from app.domain.staff import Person


class ConsentLine(NamedTuple):
    """``decision`` is ``None`` where the person was never asked, or did not tick."""

    purpose: Purpose
    channel: Channel
    decision: Decision | None
    since: datetime | None = None
    record: UUID | None = None


class Consents:
    def card(self, customer: UUID) -> list[ConsentLine]:
        """Return one line per purpose and channel that a screen offers, or that was decided."""
        raise NotImplementedError

    def withdraw(self, actor: Person, customer: UUID, purpose: Purpose, channel: Channel) -> None:
        """Record the withdrawal; it holds on this tablet at once."""
        raise NotImplementedError
