"""What the call screen shows of one due contact: what to know before dialling."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.domain import attempts as attempt_rule
from app.domain import consent, dues
from app.domain.attempts import MadeAttempt, Obstacle, Outcome
from app.domain.calendars import BANDS, band
from app.domain.cases import KnownComplaint
from app.domain.clock import epoch_ms
from app.domain.consent import Channel, Purpose
from app.domain.contact_hours import best_band, next_slot
from app.domain.contact_rules import Rule
from app.domain.customers import Customer, InteractionKind
from app.domain.dues import DueContact
from app.domain.people import PersonName
from app.domain.programmes import WINDOW
from app.domain.staff import Person
from app.services.car_care import Care
from app.services.showroom import Showroom


class Hours(NamedTuple):
    """A band of the day, branch hours, end excluded."""

    start: int
    end: int


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


class Call(NamedTuple):
    """One call: the contact that matters most, the customer's others, every try made with her."""

    due: DueContact
    also: tuple[DueContact, ...]
    customer: Customer | None
    made: tuple[MadeAttempt, ...]


class Known(NamedTuple):
    """What a card needs of the branch: its rules, its open complaints, what it says of the cars."""

    showroom: Showroom
    rules: Mapping[str, Rule]
    complaints: tuple[KnownComplaint, ...]
    care: Care
    usual: int | None = None  # band in which customers of the branch answer most


class CallCard(NamedTuple):
    """Everything the call screen shows. ``attempts`` counts those made here and not yet sent.

    ``rules`` are those of the contact and of those that the same call is about; a contact that
    follows a visit has none. ``complaints`` are open: they come before any talk of offers.
    """

    due: DueContact
    also: tuple[DueContact, ...]
    rules: Mapping[str, Rule]
    complaints: tuple[KnownComplaint, ...]
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
    care: Care


def card_of(call: Call, customer: Customer, actor: Person, known: Known) -> CallCard:
    due, showroom = call.due, known.showroom
    now, branch = showroom.now(), showroom.branch()
    slot = slot_of(call, showroom)
    name = customer.names[0].value if customer.names else PersonName(typed="")
    return CallCard(
        due=due,
        also=call.also,
        rules=known.rules,
        complaints=tuple(one for one in known.complaints if one.customer == customer.id),
        customer=customer,
        name=display_name(customer),
        phone=right_phone(customer),
        attempts=due.attempts,
        attempt=next_number(due),
        obstacle=dues.obstacle(due, now, branch.zone),
        next_slot=slot,
        hours=best_hours(call, slot, known.usual),
        marks=_marks(due, customer),
        history=_history(due, customer, showroom),
        script=Script(
            customer=name.given or name.typed,
            seller=actor.name,
            dealer=branch.dealer,
            models=due.models,
            visited_on=_visited_on(due, customer, showroom),
        ),
        care=known.care,
    )


def right_phone(customer: Customer) -> str | None:
    """Return the number to dial: the first that is not known to be somebody else's."""
    return next((one.value.value for one in customer.phones if one.wrong is None), None)


def display_name(customer: Customer | None) -> str:
    """Return given names and first surname, as typed where they could not be told apart."""
    if customer is None or not customer.names:
        return ""
    name = customer.names[0].value
    return f"{name.given} {name.surname}".strip() or name.typed


def next_number(due: DueContact) -> int:
    """Return the number of the next try, 1 to 3."""
    return min(attempt_rule.missed(due.attempts) + 1, due.tries)


def slot_of(call: Call, showroom: Showroom) -> datetime | None:
    """Return when the call may be tried next, ``None`` where it takes no more tries."""
    now, due = showroom.now(), call.due
    if dues.obstacle(due, now, showroom.branch().zone) is Obstacle.CLOSED:
        return None
    calendar = showroom.calendar(now.date())
    return next_slot(due.attempts, call.made, now, calendar, due.tries)


def best_hours(call: Call, slot: datetime | None, usual: int | None = None) -> Hours | None:
    """Return the band of the slot's day in which a try is best made; ``usual`` is the branch's."""
    if slot is None:
        return None
    if asked_for(call.due) is not None:
        index = band(slot)
    else:
        texts = call.customer.texts if call.customer else ()
        said = next((text.value for text in texts if text.field == "hours"), "")
        preferred = [int(one) for one in said.split(",") if one]
        index = best_band(slot, call.due.attempts, call.made, preferred, usual)
    return None if index is None else Hours(*BANDS[index])


def asked_for(due: DueContact) -> datetime | None:
    """Return the hour the person asked to be called at, if that was their last word."""
    last = next(reversed(attempt_rule.counting(due.attempts)), None)
    return last.call_again_at if last and last.outcome is Outcome.CALL_LATER else None


def _marks(due: DueContact, customer: Customer) -> tuple[ConsentMark, ...]:
    held = consent.current(customer.consents)
    offers = [at for at, dated in held.items() if at.purpose is Purpose.MARKETING]
    own = (
        ConsentMark(due.purpose, Channel.PHONE, Channel.PHONE in due.channels),
        ConsentMark(due.purpose, Channel.WHATSAPP, Channel.WHATSAPP in due.channels),
    )
    told = {(mark.purpose, mark.channel) for mark in own}
    return (
        *own,
        *(
            ConsentMark(Purpose.MARKETING, position.channel, consent.allows(held[position]))
            for position in sorted(offers)
            if (position.purpose, position.channel) not in told
        ),
    )


def _history(due: DueContact, customer: Customer, showroom: Showroom) -> tuple[HistoryLine, ...]:
    """Return the touches with the customer, newest first, those made here on top."""
    known: set[UUID] = {touch.record for touch in customer.recent}
    known |= {phone.origin.record for phone in customer.phones}  # what corrected a wrong number
    made_here = [
        HistoryLine(
            at=showroom.at(epoch_ms(made.made_at)),
            kind=InteractionKind.ATTEMPT.value,
            code=made.outcome.value,
            by=showroom.name_of(made.by),
            here_only=True,
        )
        for made in due.attempts
        if made.id not in known
    ]
    pulled = [
        HistoryLine(
            at=showroom.at(touch.at),
            kind=touch.kind.value,
            code=touch.outcome or "",
            by=showroom.name_of(touch.by),
            here_only=False,
        )
        for touch in customer.recent
    ]
    return tuple(sorted((*made_here, *pulled), key=lambda line: line.at, reverse=True))


def _visited_on(due: DueContact, customer: Customer, showroom: Showroom) -> date:
    visit = next((touch for touch in customer.recent if touch.record == due.trigger), None)
    if visit is None:
        return due.window_to - timedelta(days=WINDOW[1])
    return showroom.at(visit.at).date()
