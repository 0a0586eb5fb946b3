"""Whom to reach: the lines of «Mis contactos», most urgent first."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import Outcome
from app.domain.contact_hours import is_enough
from app.domain.dues import DueContact, DueReason, DueState, is_listed, state_on
from app.domain.house_rules import calls_a_day
from app.domain.staff import Person, may_step
from app.services import callcards
from app.services.callcards import Call, Hours
from app.services.calls import Calls, is_theirs, weight
from app.services.knowledge import Knowledge
from app.services.showroom import Showroom
from app.services.steps import is_reopenable


class Section(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # within seven days
    LATER = "later"  # not before another day: tried today, asked for a later date, too many today


class ContactRow(NamedTuple):
    """One line of the list: a call. ``attempt`` is the number of the next try, 1 to ``tries``.

    ``also`` are the programmes of the customer's other contacts that the same call is about.
    """

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
    also: tuple[str, ...] = ()
    tries: int = 3


class ContactList:
    def __init__(self, knowledge: Knowledge, showroom: Showroom, calls: Calls) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._calls = calls

    def rows(self, actor: Person) -> list[ContactRow]:
        """Return the calls to make, most urgent first: a seller's own, the branch's to a chief.

        What a customer is to be called about is one line. Who has too many lines for a day, or
        a customer tried often enough, finds the rest under «más adelante».
        """
        now = self._showroom.now()
        rows = [self._row(call, now) for call in self._calls.of(actor)]
        return sorted(self._within_the_day(sorted(rows, key=_urgency)), key=_urgency)

    def to_correct(self, actor: Person) -> list[ContactRow]:
        """Return the contacts that a wrong number keeps from being made: the phone is to be found.

        One line for a customer, gone once the contact is over or a number was corrected.
        """
        now = self._showroom.now()
        of_customer = dict[UUID, DueContact]()
        for due in sorted(self._knowledge.wrong_numbers(), key=weight):
            if is_theirs(due, actor) and is_reopenable(due, now.date()):
                of_customer.setdefault(due.customer, due)
        known = self._knowledge.golden_record
        rows = [
            self._row(Call(due, (), known(customer), due.attempts), now)
            for customer, due in of_customer.items()
        ]
        return sorted(rows, key=lambda row: row.name.casefold())

    def to_confirm(self, actor: Person) -> list[ContactRow]:
        """Return the invitations of others that wait until this person confirms their parts (R041).

        Who has the calls of the branch finds them among those.
        """
        if not may_step(actor.role, Outcome.PARTS_READY):
            return []
        now, zone = self._showroom.now(), self._showroom.branch().zone
        known = self._knowledge.golden_record
        rows = [
            self._row(Call(due, (), known(due.customer), due.attempts), now)
            for due in self._calls.open_dues()
            if due.reason is DueReason.PARTS_UNCONFIRMED
            and not is_theirs(due, actor)
            and is_listed(due, now, zone)
        ]
        return sorted(rows, key=_urgency)

    def _row(self, call: Call, now: datetime) -> ContactRow:
        due = call.due
        state, reason = state_on(due, now.date())
        wanted = callcards.asked_for(due)
        slot = callcards.slot_of(call, self._showroom)
        return ContactRow(
            due=due.id,
            customer=due.customer,
            name=callcards.display_name(call.customer),
            programme=due.programme,
            owner=due.owner,
            section=_section(call, now),
            attempt=callcards.next_number(due),
            last_day=_last_day(call),
            state=state,
            reason=reason,
            hours=callcards.best_hours(call, slot, self._calls.usual_band()),
            call_again_at=wanted.astimezone(now.tzinfo) if wanted else None,
            intent=due.intent,
            models=due.models,
            also=_others(call),
            tries=due.tries,
        )

    def _within_the_day(self, rows: list[ContactRow]) -> Iterator[ContactRow]:
        """Move to later what is more than its seller is to call today (the house's number)."""
        start, today = self._showroom.start_of_today(), self._showroom.now().date()
        most = calls_a_day(self._showroom.branch().rules, today)
        taken = Counter[str]()
        for row in rows:
            if row.section is Section.LATER or row.call_again_at or row.state is DueState.BLOCKED:
                yield row
                continue
            if row.owner not in taken:
                taken[row.owner] = len(self._knowledge.done_since(start, "attempt", row.owner))
            taken[row.owner] += 1
            yield row if taken[row.owner] <= most else row._replace(section=Section.LATER)


def _others(call: Call) -> tuple[str, ...]:
    """Return the other programmes that a call is about, each once."""
    named = dict.fromkeys(other.programme for other in call.also)
    return tuple(code for code in named if code != call.due.programme)


def _section(call: Call, now: datetime) -> Section:
    due, today, last_day = call.due, now.date(), _last_day(call)
    wanted = callcards.asked_for(due)
    if wanted is not None:
        asked = wanted.astimezone(now.tzinfo).date()
        return Section.TODAY if asked <= today else Section.LATER
    if due.state is not DueState.BLOCKED and is_enough(call.made, now):
        return Section.LATER
    if last_day < today:
        return Section.LATE
    if last_day == today:
        return Section.TODAY
    return Section.WEEK if last_day <= today + timedelta(days=7) else Section.LATER


def _last_day(call: Call) -> date:
    """Return the day on which the first window of a call closes."""
    return min(due.window_to for due in (call.due, *call.also))


def _urgency(row: ContactRow) -> tuple[int, date, int, str]:
    """Order by section, last day, wish to buy, name."""
    unwilling = -row.intent if row.intent is not None else 1
    return list(Section).index(row.section), row.last_day, unwilling, row.name.casefold()
