"""«Mis contactos»: whom to reach, what to know before the call, what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain import dues
from app.domain.attempts import Attempt, MadeAttempt, Obstacle, Outcome, union
from app.domain.cases import CaseState
from app.domain.clock import moment
from app.domain.complaints import ComplaintKind
from app.domain.consent import Channel, Decision, Position, Purpose
from app.domain.contact_hours import is_enough, most_answered
from app.domain.contact_rules import Rule
from app.domain.customers import Customer, Interaction, InteractionKind
from app.domain.dues import (
    DueContact,
    DueReason,
    DueState,
    is_called,
    is_for_a_seller,
    is_listed,
    state_on,
)
from app.domain.house_rules import calls_a_day
from app.domain.privacy_texts import Topic, current_text, decided
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.domain.visits import Consent
from app.services import callcards
from app.services.callcards import Call, CallCard, Hours, Known
from app.services.car_care import CarCare
from app.services.case_book import CaseBook
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder
from app.services.showroom import Showroom
from app.services.steps import is_reopenable
from app.services.workshop_queue import WorkshopQueue

_BY_TABLET = frozenset({Channel.PHONE, Channel.WHATSAPP})  # letters and e-mails are the office's
_UPSET = frozenset({ComplaintKind.RECLAMO, ComplaintKind.QUEJA})
_ENDED = frozenset({CaseState.CLOSED, CaseState.VOIDED, CaseState.RECONTACT})
_OPPOSED = tuple(
    Position(purpose, channel)
    for purpose in (Purpose.QUOTE, Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)
    for channel in (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER)
)


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


class Called(NamedTuple):
    """``next_slot`` is when this due may be tried again, ``next_due`` the next line of the list.

    ``opposition`` is the record that the person wants no contact at all.
    """

    record: UUID
    next_slot: datetime | None
    next_due: UUID | None
    closed: bool
    opposition: UUID | None = None


class House(NamedTuple):
    """What the dealer's tables say of the cars, and which invitations its workshop can take."""

    care: CarCare
    queue: WorkshopQueue


class Calling:
    def __init__(
        self,
        knowledge: Knowledge,
        showroom: Showroom,
        recorder: Recorder,
        cases: CaseBook,
        house: House,
    ) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder
        self._cases = cases
        self._house = house
        self._usual: tuple[date, int | None] | None = None

    def contacts(self, actor: Person) -> list[ContactRow]:
        """Return the calls to make, most urgent first: a seller's own, the branch's to a chief.

        What a customer is to be called about is one line. Who has too many lines for a day, or
        a customer tried often enough, finds the rest under «más adelante».
        """
        now = self._showroom.now()
        rows = [self._row(call, now) for call in self._calls(actor)]
        return sorted(self._within_the_day(sorted(rows, key=_urgency)), key=_urgency)

    def to_correct(self, actor: Person) -> list[ContactRow]:
        """Return the contacts that a wrong number keeps from being made: the phone is to be found.

        One line for a customer, gone once the contact is over or a number was corrected.
        """
        now = self._showroom.now()
        of_customer = dict[UUID, DueContact]()
        for due in sorted(self._knowledge.wrong_numbers(), key=_weight):
            if _is_theirs(due, actor) and is_reopenable(due, now.date()):
                of_customer.setdefault(due.customer, due)
        known = self._knowledge.golden_record
        rows = [
            self._row(Call(due, (), known(customer), due.attempts), now)
            for customer, due in of_customer.items()
        ]
        return sorted(rows, key=lambda row: row.name.casefold())

    def card(self, actor: Person, due: UUID) -> CallCard | None:
        """Return the card, ``None`` when the due (or its customer) is not on this tablet."""
        call = self._call_of(actor, due)
        if call is None or (customer := self._knowledge.customer(call.due.customer)) is None:
            return None
        known = self._knowledge.rules(self._showroom.now().date())
        rules = {code: rule for code, rule in known.items() if _is_by_tablet(rule)}
        complaints = tuple(
            one
            for one in self._cases.cases()
            if one.case.kind in _UPSET and one.case.state not in _ENDED
        )
        care = self._house.care.of((call.due, *call.also))
        return callcards.card_of(
            call,
            customer,
            actor,
            Known(self._showroom, rules, complaints, care, self._usual_band()),
        )

    def record_attempt(
        self, actor: Person, due: UUID, outcome: Outcome, call_again_at: datetime | None = None
    ) -> Called:
        """Save what came of a try; it counts for all that the call was about.

        A try that was made is a fact, whatever the hour: only a due that is over takes no more.
        Raises ``Problem``: ``not_found``, ``not_allowed`` where the due is closed.
        """
        return self._record(actor, due, Attempt(outcome=outcome, call_again_at=call_again_at))

    def record_answer(self, actor: Person, due: UUID, score: int, note: str) -> Called:
        """Save what the customer answered to the survey; raises as a try does."""
        said = note.strip() or None
        return self._record(actor, due, Attempt(outcome=Outcome.TALKED_OK, score=score, note=said))

    def _record(self, actor: Person, due: UUID, made: Attempt) -> Called:
        call = self._call_of(actor, due)
        if call is None:
            raise Problem(Code.NOT_FOUND, field="due")
        now, zone = self._showroom.now(), self._showroom.branch().zone
        if dues.obstacle(call.due, now, zone) is Obstacle.CLOSED:
            raise Problem(Code.NOT_ALLOWED, field="due", detail=Obstacle.CLOSED)
        customer = self._knowledge.customer(call.due.customer)  # as the card showed it
        phones = customer.phones if customer is not None else ()
        attempt = made.model_copy(
            update={
                "also": tuple(other.id for other in call.also),
                "to": phones[0].value.value if phones else None,
            }
        )
        refs = {"due": due, "customer": call.due.customer}
        saved = self._recorder.record(actor, Draught("attempt", attempt, refs))
        return self._called(actor, due, saved.record)

    def refuse_all(self, actor: Person, due: UUID) -> Called:
        """Record a refusal of any contact, by whatever channel (R028); raises as a try does."""
        called = self.record_attempt(actor, due, Outcome.REFUSED)
        found = self._knowledge.due(due)
        assert found is not None  # noqa: S101 - for the type checker: the try was recorded for it
        text = current_text(Topic.WITHDRAWAL, self._showroom.branch().country)
        decisions = tuple(decided(text, position, Decision.OPPOSE) for position in _OPPOSED)
        draught = Draught("consent", Consent(decisions=decisions), {"customer": found.customer})
        return called._replace(opposition=self._recorder.record(actor, draught).record)

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract an attempt within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _calls(self, actor: Person) -> Iterator[Call]:
        """Yield the calls of a person: what a customer is to be telephoned about is one."""
        now, zone = self._showroom.now(), self._showroom.branch().zone
        of_customer = defaultdict[UUID, list[DueContact]](list)
        for due in self._house.queue.with_waiting(self._knowledge.open_dues()):
            of_customer[due.customer].append(due)
        for customer, found in of_customer.items():
            theirs = [due for due in found if _is_theirs(due, actor) and is_listed(due, now, zone)]
            shown = list(filter(is_for_a_seller, theirs))
            if not shown:
                continue
            known = self._knowledge.golden_record(customer)
            made = _made_with(known, found)
            called = sorted(filter(is_called, shown), key=_weight)
            if called:
                yield Call(called[0], tuple(called[1:]), known, made)
            for due in shown:
                if due not in called:
                    yield Call(due, (), known, made)

    def _call_of(self, actor: Person, due: UUID) -> Call | None:
        """Return the call about a due, the due in front, also one that is over."""
        for call in self._calls(actor):
            together = (call.due, *call.also)
            if due in {one.id for one in together}:
                first = next(one for one in together if one.id == due)
                return call._replace(due=first, also=tuple(one for one in together if one != first))
        found = self._knowledge.due(due)
        if found is None:
            return None
        known = self._knowledge.golden_record(found.customer)
        return Call(found, (), known, _made_with(known, [found]))

    def _called(self, actor: Person, due: UUID, record: UUID) -> Called:
        call = self._call_of(actor, due)
        slot = callcards.slot_of(call, self._showroom) if call else None
        others = (row.due for row in self.contacts(actor) if row.due != due)
        return Called(record, slot, next(others, None), closed=slot is None)

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
            hours=callcards.best_hours(call, slot, self._usual_band()),
            call_again_at=wanted.astimezone(now.tzinfo) if wanted else None,
            intent=due.intent,
            models=due.models,
            also=tuple(dict.fromkeys(other.programme for other in call.also)),
            tries=due.tries,
        )

    def _usual_band(self) -> int | None:
        """Return when customers of the branch answer most; looked up once a day."""
        today = self._showroom.now().date()
        if self._usual is None or self._usual[0] != today:
            self._usual = today, most_answered(self._knowledge.answered_at())
        return self._usual[1]

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


def _is_theirs(due: DueContact, actor: Person) -> bool:
    return actor.role is Role.CHIEF or due.owner == actor.code


def _is_by_tablet(rule: Rule) -> bool:
    return not _BY_TABLET.isdisjoint(rule.channels)


def _weight(due: DueContact) -> tuple[bool, date, str]:
    """Order the contacts of one call: an hour that was asked for, then by the last day."""
    return callcards.asked_for(due) is None, due.expires_on, str(due.id)


def _made_with(customer: Customer | None, found: Iterable[DueContact]) -> tuple[MadeAttempt, ...]:
    """Return the tries made with a customer: for her open contacts, and those of late."""
    touches = customer.recent if customer else ()
    tried = [_as_made(one) for one in touches if one.kind is InteractionKind.ATTEMPT]
    return union(tried, *(due.attempts for due in found))


def _as_made(touch: Interaction) -> MadeAttempt:
    outcome = Outcome(touch.outcome or "unknown")
    return MadeAttempt(id=touch.record, made_at=moment(touch.at), outcome=outcome, by=touch.by)


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
