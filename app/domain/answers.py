"""Which answer is owed to a customer who asked, until when? SOLICITUD and CONSULTA.

The customer asked, so no consent to offers is needed; it expires ten days after the promised day
(requirements, table of programmes). A special wish with a day (R112) is a SOLICITUD of that day.
"""

from datetime import date, timedelta
from uuid import UUID

from app.domain.calendars import branch_day
from app.domain.consent import Channel, Purpose
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.fields import Frozen, Slug
from app.domain.ids import due_contact_id
from app.domain.received import ContactReceived, ReceivedBy, Wanted
from app.domain.visits import Profile

SOLICITUD, CONSULTA = "SOLICITUD", "CONSULTA"
EXPIRY = 10
WISH = "wish"

_REQUESTS = frozenset({Wanted.PRICE, Wanted.WORKSHOP_HOUR, Wanted.PARTS})
_REPLY = {ReceivedBy.WHATSAPP: Channel.WHATSAPP, ReceivedBy.EMAIL: Channel.EMAIL}


class Asked(Frozen):
    """Who asked, when (branch day) and where; ``owner`` answers."""

    record: UUID
    customer: UUID
    day: date
    owner: Slug
    branch: Slug
    zone: str
    has_phone: bool = True


def programme_of(wanted: Wanted) -> str:
    return SOLICITUD if wanted in _REQUESTS else CONSULTA


def answer_due(asked: Asked, contact: ContactReceived) -> DueContact | None:
    """Return what is owed after a contact, ``None`` when it was answered there and then."""
    if contact.promised_at is None:
        return None
    day = branch_day(contact.promised_at, asked.zone)
    due = _due(asked, programme_of(contact.wanted), max(day, asked.day), _channels(asked, contact))
    promised = {"promised_at": contact.promised_at, "wanted": contact.wanted.value}
    return due.model_copy(update=promised)


def wish_due(asked: Asked, profile: Profile) -> DueContact | None:
    """Return the due contact of a special wish, ``None`` without one or without its day."""
    if not profile.wish or profile.wish_on is None:
        return None
    channels = (Channel.PHONE,) if asked.has_phone else ()
    due = _due(asked, SOLICITUD, max(profile.wish_on, asked.day), channels)
    return due.model_copy(update={"wanted": WISH, "opens_on": max(profile.wish_on, asked.day)})


def settled(due: DueContact) -> DueContact:
    """Return a due contact that a visit settled; one that is over stays as it is."""
    if due.state not in {DueState.OPEN, DueState.BLOCKED}:
        return due
    return due.model_copy(update={"state": DueState.CLOSED, "reason": DueReason.ANSWERED})


def _due(asked: Asked, programme: str, until: date, channels: tuple[Channel, ...]) -> DueContact:
    return DueContact(
        id=due_contact_id(programme, asked.customer, asked.record),
        programme=programme,
        customer=asked.customer,
        trigger=asked.record,
        owner=asked.owner,
        branch=asked.branch,
        purpose=Purpose.ANSWER,
        channels=channels,
        opens_on=asked.day,
        window_to=until,
        expires_on=until + timedelta(days=EXPIRY),
        state=DueState.OPEN if channels else DueState.BLOCKED,
        reason=DueReason.IN_WINDOW if channels else DueReason.NO_CHANNEL,
    )


def _channels(asked: Asked, contact: ContactReceived) -> tuple[Channel, ...]:
    """Return how to answer: as asked, and by phone where there is one."""
    reply = _REPLY.get(contact.channel)
    phone = (Channel.PHONE,) if asked.has_phone else ()
    return (*([reply] if reply else []), *phone)
