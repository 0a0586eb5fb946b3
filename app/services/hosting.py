"""«Evento»: make one, sign people up at the stand, and stand at the door with or without a network."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.domain.consent import Channel, ConsentDecision, Decision, Initiative, Position, Purpose
from app.domain.doors import OFF_DAY, DoorAnswer, DoorWord, Light, gift_given, judge_pass
from app.domain.emails import read_email
from app.domain.events import (
    INTENT,
    CheckIn,
    DoorAct,
    DoorMark,
    DoorMeans,
    EventKind,
    EventWord,
    Heat,
    KnownEvent,
    KnownPass,
    Qualifier,
    QualifierAnswer,
    SignUp,
    Way,
)
from app.domain.names import read_name
from app.domain.passes import CODE_LENGTH, read_pass, short_code
from app.domain.people import Visitor
from app.domain.phones import read_phone
from app.domain.privacy_texts import PrivacyText, Topic, current_text, decided
from app.domain.problems import Code, Problem
from app.domain.reading import fold
from app.domain.signed_texts import typed_code
from app.domain.staff import Person
from app.domain.visits import Origin
from app.services.event_book import EventBook, marked
from app.services.forms import MARKETING_CHANNELS
from app.services.pass_seals import PassSeals
from app.services.recording import Draught, Recorder, Saved

FOUND = 6  # names shown at the door


class Asking(NamedTuple):
    """A question for whoever signs up, as typed; its answers one a line."""

    question: str = ""
    answers: str = ""

    def is_answerable(self) -> bool:
        """Say whether it has as many answers as a question may have, none too long."""
        try:
            Qualifier(question=self.question, answers=_lines(self.answers))
        except ValidationError:
            return False
        return True


class EventForm(NamedTuple):
    """An event being made or changed; ``record`` is the record's id, so that saved twice it is one.

    ``known`` is the event that is changed, as it was known when that began.
    """

    record: UUID
    name: str = ""
    kind: EventKind = EventKind.FAIR
    place: str = ""
    stand: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    capacity: str = ""
    gift: str = ""
    asked: tuple[Asking, ...] = (Asking(),)
    known: KnownEvent | None = None


class SignUpForm(NamedTuple):
    """Somebody signing up at the stand or the kiosk.

    ``answers`` are one for each question that was ``asked``, or empty.
    """

    record: UUID
    event: UUID
    way: Way = Way.STAFF
    name: str = ""
    phone: str = ""
    email: str = ""
    heat: Heat | None = None
    asked: tuple[Qualifier, ...] = ()
    answers: tuple[str, ...] = ()
    people: int = 1
    offers: frozenset[Channel] = frozenset()
    of_age: bool | None = None

    def is_empty(self) -> bool:
        return not (self.name or self.phone or self.email or self.answers or self.offers)


class Hosting:
    def __init__(self, book: EventBook, recorder: Recorder, new_id: Callable[[], UUID]) -> None:
        self._book = book
        self._showroom = book.showroom
        self._seals = PassSeals(book.store, book.showroom)
        self._recorder = recorder
        self._new_id = new_id

    # Making an event

    def start_event(self) -> EventForm:
        """Return a form for today: from the next hour to eight in the evening."""
        now = self._showroom.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        end = hour.replace(hour=20) if hour.hour < 20 else hour.replace(hour=23, minute=59)  # noqa: PLR2004 - eight in the evening
        return EventForm(record=self._new_id(), starts_at=hour, ends_at=end)

    def start_edit(self, event: UUID) -> EventForm:
        """Return a form with an event as this tablet knows it; raises ``Problem(NOT_FOUND)``."""
        known = self._book.event(event)
        told, zone = known.event, self._showroom.now().tzinfo
        return EventForm(
            record=self._new_id(),
            name=told.name,
            kind=told.kind,
            place=told.place,
            stand=told.stand,
            starts_at=told.starts_at.astimezone(zone),
            ends_at=told.ends_at.astimezone(zone),
            capacity="" if told.capacity is None else str(told.capacity),
            gift=told.gift,
            asked=tuple(Asking(one.question, "\n".join(one.answers)) for one in told.qualifiers)
            or (Asking(),),
            known=known,
        )

    def make(self, actor: Person, form: EventForm) -> Saved | None:
        """Keep an event or what was changed of it, ``None`` where that is nothing.

        Raises ``Problem`` (``invalid_field``, ``not_allowed``).
        """
        body = self._read(actor, form)
        if form.known is None:
            return self._recorder.record(actor, Draught("event", body, id=form.record))
        if not body.changed():
            return None
        about = {"event": form.known.id}
        return self._recorder.record(actor, Draught("event", body, about, id=form.record))

    def _read(self, actor: Person, form: EventForm) -> EventWord:
        """Return what the form says; raises ``Problem(INVALID_FIELD)``."""
        was = form.known.event if form.known is not None else None
        room = form.capacity.strip()
        if room and not (room.isdecimal() and int(room)):
            raise Problem(Code.INVALID_FIELD, field="capacity")
        try:
            body = EventWord.model_validate(
                {
                    "name": form.name,
                    "kind": form.kind,
                    "place": form.place,
                    "stand": form.stand,
                    "starts_at": form.starts_at,
                    "ends_at": form.ends_at,
                    "capacity": int(room) if room else None,
                    "gift": form.gift,
                    "text_version": was.text_version if was else self._notice().version,
                    "qualifiers": _qualifiers(form),
                    "host": was.host if was else actor.code,
                    "was": was,
                }
            )
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]["loc"]
            raise Problem(Code.INVALID_FIELD, field=str(first[0] if first else "ends_at")) from exc
        if body.ends_at <= self._showroom.now():
            raise Problem(Code.INVALID_FIELD, field="over")
        return body

    # Signing up

    def start(self, event: UUID, way: Way = Way.STAFF) -> SignUpForm:
        """Return an empty form; raises ``Problem(NOT_FOUND)`` once the event is over."""
        asked = self._book.event(event).event.qualifiers
        return SignUpForm(record=self._new_id(), event=event, way=way, asked=asked)

    def missing(self, form: SignUpForm) -> str | None:
        """Return the field without which nobody can be signed up, ``None`` when all is there."""
        if not form.name.strip():
            return "name"
        if form.offers and form.of_age is None:
            return "of_age"
        return None

    def sign_up(self, actor: Person, form: SignUpForm) -> Saved:
        """Keep a sign-up; raises ``Problem(INVALID_FIELD)`` for one without a name."""
        if field := self.missing(form):
            raise Problem(Code.INVALID_FIELD, field=field)
        branch = self._showroom.branch()
        self._book.event(form.event)
        asked = zip(form.asked, form.answers, strict=False)
        phone = form.phone.strip()
        body = SignUp(
            visitor=Visitor(
                name=read_name(form.name),
                phone=read_phone(form.phone, branch.country).field if phone else None,
                email=read_email(form.email).field if form.email.strip() else None,
            ),
            way=form.way,
            heat=form.heat,
            intent=INTENT.get(form.heat) if form.heat else None,
            origin=Origin.FAIR,
            people=form.people,
            answers=tuple(
                QualifierAnswer(question=one.question, answer=answer)
                for one, answer in asked
                if answer in one.answers
            ),
            of_age=form.of_age if form.offers else None,
            text_version=self._notice().version,
            consents=self._grants(form),
        )
        draught = Draught("sign_up", body, {"event": form.event}, id=form.record)
        return self._recorder.record(actor, draught)

    def pass_of(self, event: UUID, sign_up: UUID) -> str:
        """Return what the QR reads of a pass that was made on this tablet."""
        return self._seals.seal(event, sign_up)

    def own_page(self, sign_up: UUID) -> str:
        """Return the address at which somebody who signed up here corrects it or withdraws."""
        address = self._showroom.address().rstrip("/")
        return f"{address}/m/{self._seals.own_link(sign_up)}"

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    # The door

    def scan(self, event: UUID, scanned: str) -> DoorAnswer:
        """Say what the door says to a QR or a typed code; nothing is recorded by it."""
        known = self._book.any_event(event)
        read = read_pass(scanned)
        if read is None:
            return self._by_code(known, scanned)
        text, seal = read
        ours = self._seals.is_ours(text, seal, known)
        if ours is False:
            return DoorAnswer(DoorWord.FORGED)
        if text.event != event:
            return DoorAnswer(DoorWord.OTHER_EVENT)
        listed = next((p for p in self._book.passes(event) if p.id == text.sign_up), None)
        if listed is not None:
            return self._judged(known, listed)
        return self._not_pulled(known, text.sign_up) if ours else DoorAnswer(DoorWord.UNCHECKED)

    def judge(self, event: UUID, who: UUID) -> DoorAnswer:
        """Say what the door says to somebody found by name."""
        listed = next((one for one in self._book.passes(event) if one.id == who), None)
        if listed is None:
            return DoorAnswer(DoorWord.UNKNOWN_CODE)
        return self._judged(self._book.any_event(event), listed)

    def find(self, event: UUID, typed: str) -> list[KnownPass]:
        """Return the passes whose short name has what was typed, newest first."""
        wanted = fold(typed)
        if not wanted:
            return []
        passes = (one for one in self._book.passes(event) if not one.withdrawn)
        return [one for one in passes if wanted in fold(one.name)][:FOUND]

    def arrive(self, actor: Person, answer: DoorAnswer, means: DoorMeans) -> Saved | None:
        """Record that somebody came in; of who is in already nothing is recorded again."""
        if answer.known is None or answer.word not in _COME_IN:
            return None
        return self._mark(actor, answer.known, DoorAct.ARRIVED, means)

    def let_in(self, actor: Person, answer: DoorAnswer, means: DoorMeans) -> DoorAnswer:
        """Record that somebody came in with a good pass of another day; return what it says now."""
        if answer.known is None or answer.word not in OFF_DAY:
            return answer
        self._mark(actor, answer.known, DoorAct.ARRIVED, means)
        return answer._replace(word=DoorWord.WELCOME)

    def gift(self, event: UUID, who: UUID) -> DoorMark | None:
        """Return when the gift of a pass was handed over, ``None`` while it was not."""
        passes = self._book.passes(event)
        known = next((one for one in passes if one.id == who), None)
        return gift_given(known, passes) if known is not None else self._given_here(event, who)

    def give(self, actor: Person, known: KnownPass, means: DoorMeans) -> DoorMark | None:
        """Record the gift, once: returns the earlier time where it was handed over already."""
        if (before := self.gift(known.event, known.id)) is not None:
            return before
        self._mark(actor, known, DoorAct.GIFT, means)
        return None

    def rate(self, actor: Person, answer: DoorAnswer, heat: Heat, means: DoorMeans) -> DoorAnswer:
        """Record how hot a visitor is who stands at the door; return the answer with it."""
        if answer.known is None or answer.light is Light.RED or answer.known.heat is heat:
            return answer
        self._mark(actor, answer.known, DoorAct.RATED, means, heat)
        return answer._replace(known=answer.known.model_copy(update={"heat": heat}))

    def _mark(
        self,
        actor: Person,
        known: KnownPass,
        act: DoorAct,
        means: DoorMeans,
        heat: Heat | None = None,
    ) -> Saved:
        body = CheckIn(act=act, means=means, door=self._showroom.device(), heat=heat)
        refs = {"event": known.event, "sign_up": known.id, "customer": known.id}
        return self._recorder.record(actor, Draught("check_in", body, refs))

    def _by_code(self, known: KnownEvent, typed: str) -> DoorAnswer:
        code = typed_code(typed)
        if len(code) != CODE_LENGTH:
            return DoorAnswer(DoorWord.NOT_A_PASS)
        found = next((one for one in self._book.passes(known.id) if one.code == code), None)
        return DoorAnswer(DoorWord.UNKNOWN_CODE) if found is None else self._judged(known, found)

    def _judged(self, known: KnownEvent, listed: KnownPass) -> DoorAnswer:
        return judge_pass(known, listed, self._book.passes(known.id), self._showroom.now())

    def _not_pulled(self, known: KnownEvent, sign_up: UUID) -> DoorAnswer:
        answer = judge_pass(known, self._unlisted(known, sign_up), (), self._showroom.now())
        if answer.word is DoorWord.WELCOME:
            return answer._replace(word=DoorWord.WELCOME_UNLISTED)
        return answer

    def _unlisted(self, known: KnownEvent, sign_up: UUID) -> KnownPass:
        """Return a genuine pass that was not pulled yet, with the marks of this door."""
        one = KnownPass(
            id=sign_up,
            event=known.id,
            branch=known.branch,
            name="",
            code=short_code(sign_up),
            way=Way.PHONE,
            at=0,
            by=known.by,
        )
        for id_, act, mark in self._book.marks(known.id):
            if id_ == sign_up:
                one = marked(one, act, mark)
        return one

    def _given_here(self, event: UUID, who: UUID) -> DoorMark | None:
        given = (m for id_, act, m in self._book.marks(event) if id_ == who and act is DoorAct.GIFT)
        return next(given, None)

    def _notice(self) -> PrivacyText:
        return current_text(Topic.PRIVACY, self._showroom.branch().country)

    def _grants(self, form: SignUpForm) -> tuple[ConsentDecision, ...]:
        """Return one grant per ticked box, none for who is not of age."""
        if not form.of_age:
            return ()
        text = current_text(Topic.MARKETING, self._showroom.branch().country)
        return tuple(
            decided(
                text,
                Position(Purpose.MARKETING, channel),
                Decision.GRANT,
                initiative=Initiative.EVENT,
                event=form.event,
            )
            for channel in MARKETING_CHANNELS
            if channel in form.offers
        )


_COME_IN = frozenset({DoorWord.WELCOME, DoorWord.WELCOME_UNLISTED})


def _qualifiers(form: EventForm) -> tuple[Qualifier, ...]:
    return tuple(
        Qualifier(question=one.question, answers=_lines(one.answers))
        for one in form.asked
        if one.question.strip()
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
