"""«Mis contactos»: whom to reach, what to know before the call, what came of it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain import attempts, dues
from app.domain.attempts import Attempt, Obstacle, Outcome
from app.domain.dues import DueContact, DueReason, DueState, is_listed, state_on
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.services import callcards
from app.services.callcards import CallCard, Hours
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder
from app.services.showroom import Showroom


class Section(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # within seven days
    LATER = "later"  # not before another day: tried today, or the person asked for a later date


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


class Called(NamedTuple):
    """``next_slot`` is when this due may be tried again, ``next_due`` the next line of the list."""

    record: UUID
    next_slot: datetime | None
    next_due: UUID | None
    closed: bool


class Calling:
    def __init__(self, knowledge: Knowledge, showroom: Showroom, recorder: Recorder) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder

    def contacts(self, actor: Person) -> list[ContactRow]:
        """Return the dues to work on, most urgent first: a seller's own, the branch's to a chief."""
        now = self._showroom.now()
        zone = self._showroom.branch().zone
        rows = [
            self._row(due, now, zone)
            for due in self._knowledge.open_dues()
            if _is_theirs(due, actor) and is_listed(due, now, zone)
        ]
        return sorted(rows, key=_urgency)

    def card(self, actor: Person, due: UUID) -> CallCard | None:
        """Return the card, ``None`` when the due (or its customer) is not on this tablet."""
        found = self._knowledge.due(due)
        customer = self._knowledge.customer(found.customer) if found else None
        if found is None or customer is None:
            return None
        return callcards.card_of(found, customer, actor, self._showroom)

    def record_attempt(
        self, actor: Person, due: UUID, outcome: Outcome, call_again_at: datetime | None = None
    ) -> Called:
        """Save what came of a try.

        A try that was made is a fact, whatever the hour: only a due that is over takes no more.
        Raises ``Problem``: ``not_found``, ``not_allowed`` where the due is closed.
        """
        found = self._knowledge.due(due)
        if found is None:
            raise Problem(Code.NOT_FOUND, field="due")
        now, zone = self._showroom.now(), self._showroom.branch().zone
        if dues.obstacle(found, now, zone) is Obstacle.CLOSED:
            raise Problem(Code.NOT_ALLOWED, field="due", detail=Obstacle.CLOSED)
        attempt = Attempt(outcome=outcome, call_again_at=call_again_at)
        refs = {"due": due, "customer": found.customer}
        saved = self._recorder.record(actor, Draught("attempt", attempt, refs))
        return self._called(actor, due, saved.record)

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract an attempt within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _called(self, actor: Person, due: UUID, record: UUID) -> Called:
        after = self._knowledge.due(due)
        now, zone = self._showroom.now(), self._showroom.branch().zone
        slot = callcards.slot_of(after, now, zone) if after else None
        others = (row.due for row in self.contacts(actor) if row.due != due)
        return Called(record, slot, next(others, None), closed=slot is None)

    def _row(self, due: DueContact, now: datetime, zone: str) -> ContactRow:
        state, reason = state_on(due, now.date())
        wanted = callcards.asked_for(due)
        return ContactRow(
            due=due.id,
            customer=due.customer,
            name=callcards.display_name(self._knowledge.golden_record(due.customer)),
            programme=due.programme,
            owner=due.owner,
            section=_section(due, now),
            attempt=callcards.next_number(due),
            last_day=due.window_to,
            state=state,
            reason=reason,
            hours=callcards.hours_of(callcards.slot_of(due, now, zone)),
            call_again_at=wanted.astimezone(now.tzinfo) if wanted else None,
            intent=due.intent,
            models=due.models,
        )


def _is_theirs(due: DueContact, actor: Person) -> bool:
    return actor.role is Role.CHIEF or due.owner == actor.code


def _section(due: DueContact, now: datetime) -> Section:
    today = now.date()
    wanted = callcards.asked_for(due)
    if wanted is not None:
        asked = wanted.astimezone(now.tzinfo).date()
        return Section.TODAY if asked <= today else Section.LATER
    if attempts.obstacle(due.attempts, now) is Obstacle.SAME_DAY:
        return Section.LATER
    if due.window_to < today:
        return Section.LATE
    if due.window_to == today:
        return Section.TODAY
    return Section.WEEK if due.window_to <= today + timedelta(days=7) else Section.LATER


def _urgency(row: ContactRow) -> tuple[int, date, int, str]:
    """Order by section, last day, wish to buy, name."""
    unwilling = -row.intent if row.intent is not None else 1
    return list(Section).index(row.section), row.last_day, unwilling, row.name.casefold()
