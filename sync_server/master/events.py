"""How do an event and its passes stand after all their records, and whom do they follow up? Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from app.domain import consent
from app.domain.attempts import MadeAttempt
from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.consent import Channel, DatedDecision, Decision, Position, Purpose, allows
from app.domain.contact_consent import is_unproved
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.events import (
    CheckIn,
    DoorAct,
    DoorMark,
    Event,
    EventWord,
    Heat,
    KnownEvent,
    KnownPass,
    Overruled,
    SignUp,
    Way,
    plain,
    short_name,
)
from app.domain.ids import due_contact_id
from app.domain.passes import short_code
from app.domain.people import Country, PersonName, Visitor
from app.domain.programmes import with_attempts
from app.domain.visits import Consent, Profile
from sync_server.master.facts import Fact, in_order

EVENTO = "EVENTO"
_AFTER = 1, 7, 21  # days after the sign-up: opens, should be done, expires

_CALLABLE = (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)


def known_event(facts: Iterable[Fact]) -> KnownEvent | None:
    """Fold the records of one event, of each thing the newest word; ``None`` without its own.

    Words of another branch, which may have come before the event did, say nothing.
    """
    ordered = [fact for fact in in_order(list(facts)) if isinstance(fact.body, EventWord)]
    own = next((fact for fact in ordered if "event" not in fact.refs), None)
    if own is None or not isinstance(own.body, EventWord):
        return None
    later = [f for f in ordered if f.id != own.id and f.branch == own.branch]
    event, overruled = _told(own, own.body.said(), [f for f in later if not f.hidden])
    return KnownEvent(
        id=own.id,
        branch=own.branch,
        by=own.actor,
        at=own.at,
        event=event,
        cancelled=own.hidden,
        words=1 + len(later) + sum(fact.hidden for fact in (own, *later)),
        overruled=overruled,
    )


def _told(own: Fact, event: Event, words: list[Fact]) -> tuple[Event, tuple[Overruled, ...]]:
    """Take the words on an event in their order; tell which gave way to one that did not know it."""
    said_by = dict.fromkeys(Event.model_fields, (own.actor, own.at))
    overruled: dict[str, Overruled] = {}
    for fact in words:
        word = fact.body
        assert isinstance(word, EventWord)  # noqa: S101 - for the type checker; chosen above
        for name in sorted(word.changed()):
            held, author = getattr(event, name), said_by[name]
            overruled.pop(name, None)
            unknown = word.was is not None and getattr(word.was, name) != held
            if unknown and getattr(word, name) != held:
                overruled[name] = Overruled(
                    field=name,
                    value=plain(held),
                    by=author[0],
                    at=author[1],
                    newer_by=fact.actor,
                )
            said_by[name] = fact.actor, fact.at
        event = word.on(event)
    return event, tuple(overruled.values())


def known_pass(facts: Iterable[Fact], customer: UUID | None = None) -> KnownPass | None:
    """Fold the records of one pass; ``None`` while its sign-up has not come.

    What another branch told of it before it came says nothing.
    """
    everybodys = in_order(list(facts))
    own = next((fact for fact in everybodys if isinstance(fact.body, SignUp)), None)
    if own is None or not isinstance(own.body, SignUp):
        return None
    ordered = [fact for fact in everybodys if fact.branch == own.branch]
    return KnownPass(
        id=own.id,
        event=own.refs["event"],
        customer=customer,
        branch=own.branch,
        name=short_name(_name(own.body, ordered)),
        code=short_code(own.id),
        people=own.body.people,
        way=own.body.way,
        heat=_heat(own.body, ordered),
        at=own.at,
        by=own.actor,
        withdrawn=own.hidden,
        arrivals=tuple(_marks(ordered, DoorAct.ARRIVED)),
        gifts=tuple(_marks(ordered, DoorAct.GIFT)),
    )


class Said(NamedTuple):
    """What a visitor wrote of herself, as corrected last; ``offers`` are the channels she wants."""

    name: str
    phone: str
    email: str
    offers: frozenset[Channel]


def said(facts: Iterable[Fact]) -> Said:
    """Return what the records about one pass say of its visitor, undone or not."""
    ordered = in_order(list(facts))
    values: dict[str, str] = {}
    decisions: list[DatedDecision] = []
    for fact in ordered:
        body = fact.body
        person = body.visitor if isinstance(body, SignUp) else body
        if isinstance(person, Visitor | Profile):
            told = {"name": person.name, "phone": person.phone, "email": person.email}
            values |= {field: one.typed for field, one in told.items() if one is not None}
        given = body.consents if isinstance(body, SignUp) else ()
        given = body.decisions if isinstance(body, Consent) else given
        decisions += [
            DatedDecision(decision=one, at=fact.at, record=fact.id, by=fact.actor) for one in given
        ]
    held = consent.current(decisions)
    offers = frozenset(c for c in _CALLABLE if _allowed(held, c))
    return Said(values.get("name", ""), values.get("phone", ""), values.get("email", ""), offers)


def signed_up_by_herself(fact: Fact) -> bool:
    """Say whether nobody of ours stood by: such a record changes no customer's colleague."""
    return isinstance(fact.body, SignUp) and fact.body.way in {Way.PHONE, Way.KIOSK}


def follows_up(fact: Fact) -> bool:
    """Say whether a sign-up is to POTENTIAL what a visit is.

    The stand asked what the visitor wants to buy, and the visitor agreed to hear from us.
    """
    body = fact.body
    return not isinstance(body, SignUp) or (body.intent is not None and _agreed(body))


def dues(
    known: Customer,
    ordered: list[Fact],
    branches: Mapping[str, Branch],
    attempts: Mapping[UUID, list[MadeAttempt]],
    consents: Mapping[Position, DatedDecision],
) -> Iterator[DueContact]:
    """Yield EVENTO's thanks: one per sign-up that agreed to offers and told no wish to buy."""
    for fact in ordered:
        body = fact.body
        if not isinstance(body, SignUp) or follows_up(fact) or not _agreed(body):
            continue
        day = branch_day(moment(fact.at), branches[fact.branch].zone)
        country = branches[fact.branch].country
        channels = tuple(c for c in _CALLABLE if _may_be_told(consents, c, country))
        opens, window, expiry = (day + timedelta(days=days) for days in _AFTER)
        due = DueContact(
            id=due_contact_id(EVENTO, known.id, fact.id),
            programme=EVENTO,
            customer=known.id,
            trigger=fact.id,
            owner=known.owner,
            branch=fact.branch,
            purpose=Purpose.MARKETING,
            channels=channels,
            opens_on=opens,
            window_to=window,
            expires_on=expiry,
            models=body.models,
            state=DueState.OPEN if channels else DueState.BLOCKED,
            reason=DueReason.IN_WINDOW if channels else DueReason.NO_CHANNEL,
        )
        if fact.hidden:
            taken_back = {"state": DueState.CLOSED, "reason": DueReason.RETRACTED}
            yield due.model_copy(update=taken_back)
        else:
            yield with_attempts(due, tuple(attempts.get(due.id, ())))


def _agreed(body: SignUp) -> bool:
    return any(one.decision is Decision.GRANT for one in body.consents)


def _may_be_told(
    consents: Mapping[Position, DatedDecision], channel: Channel, country: Country
) -> bool:
    held = consents.get(Position(Purpose.MARKETING, channel))
    return held is not None and allows(held) and not is_unproved(held, country)


def _allowed(consents: Mapping[Position, DatedDecision], channel: Channel) -> bool:
    held = consents.get(Position(Purpose.MARKETING, channel))
    return held is not None and allows(held)


def _name(own: SignUp, ordered: list[Fact]) -> PersonName | None:
    """Return the name as the visitor corrected it last."""
    for fact in reversed(ordered):
        if isinstance(fact.body, Profile) and not fact.hidden and fact.body.name is not None:
            return fact.body.name
    return own.visitor.name if own.visitor is not None else None


def _heat(own: SignUp, ordered: list[Fact]) -> Heat | None:
    """Return how the visitor was rated last, at the stand or at a door."""
    for fact in reversed(ordered):
        if isinstance(fact.body, CheckIn) and fact.body.heat is not None and not fact.hidden:
            return fact.body.heat
    return own.heat


def _marks(ordered: list[Fact], act: DoorAct) -> Iterator[DoorMark]:
    for fact in ordered:
        body = fact.body
        if isinstance(body, CheckIn) and body.act is act and not fact.hidden:
            yield DoorMark(record=fact.id, at=fact.at, by=fact.actor, door=body.door)
