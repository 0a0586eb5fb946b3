"""A due contact: someone to reach, for one purpose, in one window, with its attempts."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.domain import attempts as attempt_rule
from app.domain.attempts import MAX_MISSED, MadeAttempt, Obstacle
from app.domain.calendars import branch_day, branch_time
from app.domain.consent import Channel, Purpose
from app.domain.contact_rules import Programme
from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.visits import Intent


class DueState(OpenEnum):
    OPEN = "open"
    BLOCKED = "blocked"
    CLOSED = "closed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class DueReason(OpenEnum):
    """Why a due contact is in its state. Closed list."""

    IN_WINDOW = "in_window"
    LATE = "late"
    NO_CHANNEL = "no_channel"
    OPPOSED = "opposed"
    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_INSISTING = "not_insisting"  # three misses
    WRONG_NUMBER = "wrong_number"  # a try closed it, or no other phone is known
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    PAST_EXPIRY = "past_expiry"
    NO_CONSENT = "no_consent"
    INITIATIVE_UNPROVED = "initiative_unproved"  # Ley 32323: a list does not speak for her
    DONE = "done"  # what the contact was to bring about happened
    WORKSHOP_FULL = "workshop_full"  # no place is left on the day that it invites for (R041)
    PARTS_UNCONFIRMED = "parts_unconfirmed"  # nobody said yet that the parts are there
    UNKNOWN = "unknown"


_ONE_CALL = 5  # days between the closings of two orders that are one call
_BY_A_SELLER = frozenset({Channel.PHONE, Channel.WHATSAPP})


class DueContact(Frozen):
    """A contact that is due, as tablets of the branch know it.

    Days are branch days, both ends included. ``state`` and ``reason`` are what the records alone
    say (open, blocked or closed); expiry and lateness depend on the day and are answered by
    ``state_on``. ``superseded_by`` names the due contact that took over its attempts. Of an answer
    owed, ``promised_at`` is the hour the customer was told and ``wanted`` what was asked.
    ``vehicle`` is the plate, else the VIN, of the car it is about, ``source_id`` the sale or order
    as the list that brought it names it, ``step`` which maintenance is meant (m12, km40000). After ``tries`` misses it is over.
    """

    id: UUID
    programme: Slug
    customer: UUID
    trigger: UUID
    owner: Slug
    branch: Slug
    purpose: Purpose
    channels: tuple[Channel, ...]
    opens_on: date
    window_to: date
    expires_on: date
    intent: Intent | None = None
    models: tuple[Text, ...] = ()
    state: DueState = DueState.OPEN
    reason: DueReason = DueReason.IN_WINDOW
    superseded_by: UUID | None = None
    promised_at: AwareDatetime | None = None
    wanted: Slug | None = None
    vehicle: Text | None = None
    source_id: Text | None = None
    step: Slug | None = None
    tries: Annotated[int, Field(ge=1, le=MAX_MISSED)] = MAX_MISSED
    attempts: tuple[MadeAttempt, ...] = ()


def state_on(due: DueContact, today: date) -> tuple[DueState, DueReason]:
    """Return the state of a due contact on a branch day."""
    if due.state not in {DueState.OPEN, DueState.BLOCKED}:
        return due.state, due.reason
    if today > due.expires_on:
        return DueState.EXPIRED, DueReason.PAST_EXPIRY
    if due.state is DueState.BLOCKED:
        return due.state, due.reason
    return DueState.OPEN, DueReason.LATE if today > due.window_to else DueReason.IN_WINDOW


def is_listed(due: DueContact, moment: datetime, zone: str) -> bool:
    """Say whether «Mis contactos» shows it at this moment: its window has begun, it is not over."""
    today = branch_day(moment, zone)
    return due.opens_on <= today and state_on(due, today)[0] in {DueState.OPEN, DueState.BLOCKED}


def is_called(due: DueContact) -> bool:
    """Say whether an open contact is one to telephone about: those of a customer are one call."""
    return due.state is DueState.OPEN and due.channels[:1] == (Channel.PHONE,)


def is_one_call(day: date, other: date) -> bool:
    """Say whether what the workshop finished on two days is asked about in one call."""
    return abs((day - other).days) <= _ONE_CALL


def same_call(due: DueContact, other: DueContact) -> bool:
    """Say whether two contacts of a customer after the workshop are one call, begun or not."""
    served = due.programme == other.programme == Programme.POSTSERV
    same = served and (due.customer, due.owner) == (other.customer, other.owner)
    return same and is_one_call(due.window_to, other.window_to)


def is_for_a_seller(due: DueContact) -> bool:
    """Say whether a seller can do something about it: telephone, or write a message.

    Letters and e-mails are the office's; an offer that nobody allowed is no line of a seller's
    list, what we owe and cannot tell by any channel is, and an answer by e-mail.
    """
    if due.purpose is Purpose.ANSWER:
        return True
    if due.state is DueState.BLOCKED:
        return due.purpose is not Purpose.MARKETING
    return not _BY_A_SELLER.isdisjoint(due.channels)


def without_phone(due: DueContact) -> DueContact:
    """Return a contact as it stands while every phone that is known reaches somebody else.

    By letter and e-mail it goes on; what needs a telephone waits until another number is told. It
    keeps the channels that will be allowed then.
    """
    if due.state is not DueState.OPEN or _BY_A_SELLER.isdisjoint(due.channels):
        return due
    left = tuple(channel for channel in due.channels if channel not in _BY_A_SELLER)
    if left:
        return due.model_copy(update={"channels": left})
    return due.model_copy(update={"state": DueState.BLOCKED, "reason": DueReason.WRONG_NUMBER})


def lacks_number(due: DueContact) -> bool:
    """Say whether a contact waits for a phone that reaches the customer."""
    return due.state is DueState.BLOCKED and due.reason is DueReason.WRONG_NUMBER


def obstacle(due: DueContact, moment: datetime, zone: str) -> Obstacle | None:
    """Say what forbids an attempt on this due contact at an aware moment."""
    if state_on(due, branch_day(moment, zone))[0] is not DueState.OPEN:
        return Obstacle.CLOSED
    return attempt_rule.obstacle(due.attempts, branch_time(moment, zone), due.tries)
