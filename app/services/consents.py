"""A customer's consents: what holds, since when, and its withdrawal."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain import consent
from app.domain.consent import Channel, Decision, Position, Purpose
from app.domain.privacy_texts import Topic, current_text, decided
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.domain.visits import Consent
from app.services.forms import MARKETING_CHANNELS
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom

_OFFERED = tuple(Position(Purpose.MARKETING, channel) for channel in MARKETING_CHANNELS)


class ConsentLine(NamedTuple):
    """``decision`` is ``None`` where the person was never asked, or did not tick."""

    purpose: Purpose
    channel: Channel
    decision: Decision | None
    since: datetime | None = None
    record: UUID | None = None


class Consents:
    def __init__(self, knowledge: Knowledge, showroom: Showroom, recorder: Recorder) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder

    def card(self, customer: UUID) -> list[ConsentLine]:
        """Return one line per purpose and channel that a screen offers, or that was decided."""
        known = self._knowledge.customer(customer)
        held = consent.current(known.consents) if known else {}
        others = sorted(position for position in held if position not in _OFFERED)
        return [self._line(position, held.get(position)) for position in (*_OFFERED, *others)]

    def withdraw(self, actor: Person, customer: UUID, purpose: Purpose, channel: Channel) -> Saved:
        """Record the withdrawal; it holds on this tablet at once.

        Raises ``Problem(NOT_FOUND)`` where there is no consent to withdraw.
        """
        known = self._knowledge.customer(customer)
        held = consent.current(known.consents) if known else {}
        granted = held.get(Position(purpose, channel))
        if granted is None or not consent.allows(granted):
            raise Problem(Code.NOT_FOUND, field="consent")
        text = current_text(Topic.WITHDRAWAL, self._showroom.branch().country)
        position = Position(purpose, channel)
        decision = decided(text, position, Decision.WITHDRAW, revokes=granted.record)
        consent_record = Consent(decisions=(decision,))
        draught = Draught("consent", consent_record, {"customer": customer})
        return self._recorder.record(actor, draught)

    def undo(self, actor: Person, withdrawal: UUID) -> None:
        """Take a withdrawal back within ten seconds; later raises ``Problem(NOT_ALLOWED)``.

        What was granted holds again as it was: a slip of the finger is no new consent.
        """
        self._recorder.undo(actor, withdrawal)

    def _line(self, position: Position, dated: consent.DatedDecision | None) -> ConsentLine:
        if dated is None:
            return ConsentLine(*position, decision=None)
        return ConsentLine(
            *position,
            decision=dated.decision.decision,
            since=self._showroom.at(dated.at),
            record=dated.record,
        )
