"""A visitor's own phone: sign up for an event, come back to correct, withdraw or leave.

What the visitor writes becomes records like those of a tablet. A form is used once: sent again it
is answered with the same pass.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zlib import crc32

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.consent import (
    Channel,
    ConsentDecision,
    Decision,
    Initiative,
    Means,
    Position,
    Purpose,
)
from app.domain.contract import RecordReport, Result, Retraction
from app.domain.emails import read_email
from app.domain.events import KnownEvent, KnownPass, Qualifier, QualifierAnswer, SignUp, Way
from app.domain.fields import State
from app.domain.names import name_doubt, read_name
from app.domain.own_links import own_message, read_link
from app.domain.people import Country, Visitor
from app.domain.phones import read_phone
from app.domain.privacy_texts import PrivacyText, Topic, current_text, decided, text_of
from app.domain.problems import Code, Problem
from app.domain.records import Envelope
from app.domain.visits import Consent, Origin, Profile
from sync_server.master.events import Said, said
from sync_server.services.event_links import (
    MINE,
    PAGE,
    belongs,
    form_link,
    link,
    opened,
    opened_form,
)
from sync_server.services.front_desk import Written, answering, enter
from sync_server.services.intake.read import body_of, fact_of
from sync_server.services.office import Office
from sync_server.services.sessions import LOST
from sync_server.storage import devices, dossiers, events, ledger, locks, staff

OFFERS = (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)
_KINDS = {Profile: "profile", Consent: "consent", Retraction: "retraction"}


class Open(StrEnum):
    """Whether anybody can sign up."""

    OPEN = "open"
    OVER = "over"
    FULL = "full"
    CANCELLED = "cancelled"


class Wrong(StrEnum):
    """What has to be mended before a form can be taken. Closed list."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    AGE = "age"
    PEOPLE = "people"  # more than there are places left
    FORM = "form"  # no form of ours, or a machine filled it in


class Place(NamedTuple):
    """The event behind a link, its branch, and whether it takes sign-ups now."""

    event: KnownEvent
    branch: Branch
    state: Open


class Form(NamedTuple):
    """What was typed; ``offers`` are the ticked channels, ``answers`` are by the question's name."""

    token: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    offers: frozenset[Channel] = frozenset()
    of_age: bool | None = None
    answers: Mapping[str, str] = {}
    people: int = 1
    trap: str = ""
    texts: str = ""  # the versions that were on the page, as ``Texts.versions`` says them


class Texts(NamedTuple):
    """What a form shows, and what is agreed to with it."""

    marketing: PrivacyText
    privacy: PrivacyText

    def versions(self) -> str:
        """Return both versions, to be kept in the form: «1.2»."""
        return f"{self.marketing.version}.{self.privacy.version}"


class Mine(NamedTuple):
    """What a visitor sees through the own link: what was signed up, and nothing else of anybody."""

    place: Place
    known: KnownPass
    said: Said


def place(connection: Connection, office: Office, token: str) -> Place | None:
    """Return the event that a link names, ``None`` for one that is not ours."""
    id_ = opened(events.secret(connection), PAGE, token)
    return None if id_ is None else _place(connection, office, id_)


def new_form(connection: Connection, office: Office, page: UUID) -> str:
    """Return the token of one more form of a page: that of an event, or of a mailbox."""
    return form_link(events.secret(connection), page, office.ids.new())


def texts(country: Country, versions: str = "") -> Texts:
    """Return the texts that a form had on it; the newest where it names none of ours."""
    newest = Texts(current_text(Topic.MARKETING, country), current_text(Topic.PRIVACY, country))
    named = versions.split(".")
    found = [
        text_of(text.id, int(version)) or text
        for text, version in zip(newest, named, strict=False)
        if version.isdecimal()
    ]
    return Texts(*found) if len(found) == len(named) == len(newest) else newest


def wrong(connection: Connection, form: Form, at: Place) -> list[Wrong]:
    """Return what is wrong with a form, in its order on the page."""
    found = []
    id_ = opened_form(events.secret(connection), at.event.id, form.token)
    if form.trap or id_ is None:
        found.append(Wrong.FORM)
    found += _wrong_person(form, at.branch)
    if form.offers and form.of_age is None:
        found.append(Wrong.AGE)
    is_in = id_ is not None and bool(events.passes(connection, [str(id_)]))
    if not is_in and _is_crowded(connection, at.event, form):
        found.append(Wrong.PEOPLE)
    return found


def sign_up(connection: Connection, office: Office, at: Place, form: Form) -> KnownPass:
    """Take a form in that has nothing wrong; return its pass.

    Raises ``Problem`` (``not_allowed``) where the event takes nobody (any more).
    """
    id_ = opened_form(events.secret(connection), at.event.id, form.token)
    if id_ is None:
        raise Problem(Code.MALFORMED, field="form")
    locks.lock_names(connection, {f"event:{at.event.id}"})  # the last place is given once
    if (held := events.passes(connection, [str(id_)]).get(str(id_))) is not None:
        return held
    if _place(connection, office, at.event.id).state is not Open.OPEN:
        raise Problem(Code.NOT_ALLOWED, field="event")
    if _is_crowded(connection, at.event, form):
        raise Problem(Code.NOT_ALLOWED, field="people")
    actor = answering(connection, at.branch.code, at.event.event.host, at.event.by)
    body = _body(form, at)
    written = Written("sign_up", body, {"event": at.event.id}, actor, id_)
    _taken(enter(connection, office, at.branch.code, [written]))
    return events.passes(connection, [str(id_)])[str(id_)]


def mine(connection: Connection, office: Office, name: str) -> Mine | None:
    """Return what the secret link of a visitor opens, ``None`` for one that is not ours."""
    id_ = opened(events.secret(connection), MINE, name) or _of_a_tablet(connection, name)
    known = None if id_ is None else events.passes(connection, [str(id_)]).get(str(id_))
    if known is None:
        return None
    at = _place(connection, office, known.event)
    return Mine(at, known, _said(connection, str(known.id)))


def _of_a_tablet(connection: Connection, name: str) -> UUID | None:
    """Return the sign-up whose link the tablet signed that took it, unless that tablet is lost."""
    read = read_link(name)
    if read is None or not events.passes(connection, [str(read[0])]):
        return None
    sign_up, seal = read
    taken = ledger.stored(connection, str(sign_up))
    signer = devices.signer_of(connection, taken.epoch)
    if signer is None or devices.revoked_mode(connection, taken.device) == LOST:
        return None
    return sign_up if belongs(signer.public_key, own_message(sign_up), seal) else None


def mine_link(connection: Connection, sign_up: UUID) -> str:
    return link(events.secret(connection), MINE, sign_up)


def correct(connection: Connection, office: Office, one: Mine, form: Form) -> None:
    """Record what a visitor corrected of name, phone and e-mail; the old values stay on record."""
    person = _visitor(form, one.place.branch)
    phone = person.phone if form.phone.strip() else None
    body = Profile(name=person.name, phone=phone, email=person.email)
    _write(connection, office, one, body)


def keep_offers(
    connection: Connection, office: Office, one: Mine, wanted: frozenset[Channel]
) -> None:
    """Record which of the offers a visitor goes on wanting: the others are withdrawn."""
    text = current_text(Topic.WITHDRAWAL, one.place.branch.country)
    gone = [channel for channel in OFFERS if channel in one.said.offers - wanted]
    decisions = tuple(_decision(c, Decision.WITHDRAW, text, one.place) for c in gone)
    if decisions:
        _write(connection, office, one, Consent(decisions=decisions))


def leave(connection: Connection, office: Office, one: Mine) -> None:
    """Take the sign-up back: the pass opens no door any more."""
    if not one.known.withdrawn:
        _write(connection, office, one, Retraction())


def _place(connection: Connection, office: Office, id_: UUID) -> Place:
    event = events.events(connection, [str(id_)])[str(id_)]
    branch = staff.branches(connection)[event.branch]
    return Place(event, branch, _state(connection, office, event))


def _state(connection: Connection, office: Office, event: KnownEvent) -> Open:
    if event.cancelled:
        return Open.CANCELLED
    if office.now() > epoch_ms(event.event.ends_at):
        return Open.OVER
    room = event.event.capacity
    if room is not None and events.tally(connection, str(event.id)).people >= room:
        return Open.FULL
    return Open.OPEN


def _is_crowded(connection: Connection, event: KnownEvent, form: Form) -> bool:
    """Say whether some places are left, and not as many as the visitor asks for."""
    room = event.event.capacity
    if room is None:
        return False
    left = room - events.tally(connection, str(event.id)).people
    return 0 < left < form.people


def _wrong_person(form: Form, branch: Branch) -> list[Wrong]:
    found = []
    if not form.name.strip() or name_doubt(form.name) is not None:
        found.append(Wrong.NAME)
    if read_phone(form.phone, branch.country).field.state is not State.VALID:
        found.append(Wrong.PHONE)
    if form.email.strip() and read_email(form.email).field.state is not State.VALID:
        found.append(Wrong.EMAIL)
    return found


def wrong_correction(form: Form, one: Mine) -> list[Wrong]:
    """Return what is wrong with a correction; who gave no phone at the stand need not give one."""
    wrong = _wrong_person(form, one.place.branch)
    without = not one.said.phone and not form.phone.strip()
    return [field for field in wrong if not (without and field is Wrong.PHONE)]


def _visitor(form: Form, branch: Branch) -> Visitor:
    return Visitor(
        name=read_name(form.name),
        phone=read_phone(form.phone, branch.country).field,
        email=read_email(form.email).field if form.email.strip() else None,
    )


def _body(form: Form, at: Place) -> SignUp:
    offers = form.offers if form.of_age else frozenset[Channel]()
    shown = texts(at.branch.country, form.texts)
    return SignUp(
        visitor=_visitor(form, at.branch),
        way=Way.PHONE,
        origin=Origin.FAIR,
        people=form.people,
        answers=_answers(form, at.event),
        of_age=form.of_age if form.offers else None,
        text_version=shown.privacy.version,
        consents=tuple(
            _decision(channel, Decision.GRANT, shown.marketing, at)
            for channel in OFFERS
            if channel in offers
        ),
    )


def _answers(form: Form, event: KnownEvent) -> tuple[QualifierAnswer, ...]:
    """Return the answers that the event offers; anything else was not on the page."""
    asked = ((one, form.answers.get(field_of(one))) for one in event.event.qualifiers)
    return tuple(
        QualifierAnswer(question=question.question, answer=answer)
        for question, answer in asked
        if answer in question.answers
    )


def field_of(asked: Qualifier) -> str:
    """Return the name of a question's field: it may become the second while a form is open."""
    return f"q{crc32(asked.question.encode()):08x}"


def _decision(
    channel: Channel, decision: Decision, text: PrivacyText, at: Place
) -> ConsentDecision:
    return decided(
        text,
        Position(Purpose.MARKETING, channel),
        decision,
        means=Means.LINK,
        initiative=Initiative.EVENT,
        event=at.event.id,
    )


def _said(connection: Connection, sign_up: str) -> Said:
    rows = dossiers.records_of(connection, [sign_up])
    undone = ledger.retractions(connection, [row.id for row in rows])
    facts = []
    for row in rows:
        envelope = Envelope.model_validate(orjson.loads(row.raw))
        fact = fact_of(envelope, row.id, body_of(envelope), row.stamp)
        facts.append(fact._replace(hidden=(row.id, fact.branch) in undone))
    return said(facts)


def _write(
    connection: Connection, office: Office, one: Mine, body: Profile | Consent | Retraction
) -> None:
    kind = _KINDS[type(body)]
    names = ("record",) if kind == "retraction" else ("customer", "sign_up")
    branch = one.place.branch.code
    actor = answering(connection, branch, one.known.by)
    written = Written(kind, body, dict.fromkeys(names, one.known.id), actor)
    _taken(enter(connection, office, branch, [written]))


def _taken(reports: list[RecordReport]) -> None:
    for report in reports:
        if report.result is not Result.ACCEPTED:
            raise Problem(report.code or Code.SERVER_ERROR, field=report.field)
