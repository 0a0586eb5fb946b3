"""«Mis contactos»: whom to reach, what to know before the call, what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import MadeAttempt, Obstacle, Outcome
from app.domain.consent import Channel, Purpose
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.staff import Person


class Section(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # within seven days
    LATER = "later"  # not before another day: tried today, or the person asked for a later date


class Hours(NamedTuple):
    """A band of the day, branch hours, end excluded."""

    start: int
    end: int


class ContactRow(NamedTuple):
    """One line of the list. ``attempt`` is the number of the next try, 1 to 3."""

    due: UUID
    customer: UUID
    name: str
    programme: str
    owner: str
    section: Section
    attempt: int
    last_day: date
    state: DueState
    reason: DueReason
    hours: Hours | None = None
    call_again_at: datetime | None = None
    intent: int | None = None
    models: tuple[str, ...] = ()


class ConsentMark(NamedTuple):
    """May this be done: call, write by WhatsApp, send offers?"""

    purpose: Purpose
    channel: Channel
    allowed: bool


class HistoryLine(NamedTuple):
    """``kind`` is an InteractionKind's value, ``code`` an outcome or a visit's reason."""

    at: datetime
    kind: str
    code: str
    by: str  # a name
    here_only: bool  # known to this tablet, not yet to the server


class Script(NamedTuple):
    """What the sentences to read aloud are filled with."""

    customer: str
    seller: str
    dealer: str
    models: tuple[str, ...]
    visited_on: date


class CallCard(NamedTuple):
    """Everything the call screen shows. ``attempts`` counts those made here and not yet sent."""

    due: DueContact
    customer: Customer
    name: str
    phone: str | None
    attempts: tuple[MadeAttempt, ...]
    attempt: int
    obstacle: Obstacle | None
    next_slot: datetime | None
    hours: Hours | None
    marks: tuple[ConsentMark, ...]
    history: tuple[HistoryLine, ...]
    script: Script


class Called(NamedTuple):
    """``next_slot`` is when this due may be tried again, ``next_due`` the next line of the list."""

    record: UUID
    next_slot: datetime | None
    next_due: UUID | None
    closed: bool


class Calling:
    def contacts(self, actor: Person) -> list[ContactRow]:
        """Return the dues to work on, most urgent first: a seller's own, the branch's to a chief."""
        raise NotImplementedError

    def card(self, actor: Person, due: UUID) -> CallCard | None:
        """Return the card, ``None`` when the due (or its customer) is not on this tablet."""
        raise NotImplementedError

    def record_attempt(
        self, actor: Person, due: UUID, outcome: Outcome, call_again_at: datetime | None = None
    ) -> Called:
        """Save what came of a try; raises ``Problem(NOT_ALLOWED)`` where the due is closed."""
        raise NotImplementedError

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract an attempt within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        raise NotImplementedError
