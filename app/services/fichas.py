"""«Ficha»: one customer on one screen, each datum with where it comes from."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.attempts import Outcome
from app.domain.cases import KnownComplaint
from app.domain.catalogue import Branch
from app.domain.clock import epoch_ms
from app.domain.completeness import known_fields, percent
from app.domain.contract import DownKind
from app.domain.customers import Customer, KnownContact, Provenance
from app.domain.dues import DueContact, DueReason, state_on
from app.domain.events import KnownEvent, KnownPass
from app.domain.fields import State
from app.domain.identifiers import display_document, display_phone
from app.domain.places import place_label
from app.domain.quote_standing import KnownQuote
from app.domain.staff import Person, may_step
from app.domain.workshop_standing import KnownWorkshopVisit
from app.services.callcards import display_name, next_number
from app.services.consents import ConsentLine, Consents
from app.services.knowledge import Knowledge
from app.services.showroom import Showroom
from app.services.steps import is_reopenable
from app.storage.captures import Capture
from app.storage.store import Store

SHOWN = 8
_HERE = frozenset(
    {
        *("visit", "contact_received", "test_drive", "rating", "appointment"),
        *("sign_up", "check_in", "redemption"),
        *("quote", "complaint", "workshop_visit"),
    }
)
_OUTCOMES = ("reason", "wanted", "outcome", "rating", "kind", "way", "act")


class Datum(NamedTuple):
    """One value: ``field`` says what it is; ``source`` is the kind of record it came by."""

    field: str
    value: str
    checked: bool
    source: str
    by: str
    at: datetime
    shared_by: int = 1  # customers who have it, up to ``MANY``
    verified: datetime | None = None  # when the customer last answered there
    wrong: datetime | None = None  # when it proved to be somebody else's


class CarLine(NamedTuple):
    model: str
    plate: str
    year: int | None
    km: int | None
    at: datetime


class Touch(NamedTuple):
    """``kind`` and ``code`` as in an Interaction; ``here_only`` is not yet known to the server."""

    at: datetime
    kind: str
    code: str
    channel: str
    models: tuple[str, ...]
    intent: int | None
    by: str
    here_only: bool
    booked_at: datetime | None


class DueLine(NamedTuple):
    due: UUID
    programme: str
    wanted: str | None
    owner: str
    promised_at: datetime | None
    last_day: date
    attempt: int
    late: bool
    tries: int = 3
    over: DueReason | None = None  # why a chief finds it here though it is closed


class Ficha(NamedTuple):
    """``phone`` is the one to dial, ``since`` the oldest value known."""

    customer: UUID
    name: str
    owner: str
    percent: int
    phone: str | None
    data: tuple[Datum, ...]
    cars: tuple[CarLine, ...]
    touches: tuple[Touch, ...]
    booked: tuple[Touch, ...]
    dues: tuple[DueLine, ...]
    consents: tuple[ConsentLine, ...]
    visits: int
    household: tuple[str, ...] = ()  # short names of customers who live with them


class Fichas:
    def __init__(
        self, store: Store, knowledge: Knowledge, showroom: Showroom, consents: Consents
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._consents = consents

    def ficha(self, actor: Person, customer: UUID) -> Ficha | None:
        """Return the ficha, ``None`` for a customer that is not on this tablet."""
        known = self._knowledge.customer(customer)
        if known is None:
            return None
        branch, now = self._showroom.branch(), self._showroom.now()
        touches = sorted(self._touches(known), key=lambda touch: touch.at, reverse=True)
        coming = (touch for touch in touches if touch.booked_at and touch.booked_at >= now)
        return Ficha(
            customer=customer,
            name=display_name(known),
            owner=self._showroom.name_of(known.owner),
            percent=percent(known_fields(known)),
            phone=known.phones[0].value.value if known.phones else None,
            data=tuple(self._data(known, branch)),
            cars=tuple(self._cars(known)),
            touches=tuple(touches[:SHOWN]),
            booked=tuple(coming),
            dues=tuple(self._dues(customer, now.date(), actor)),
            consents=tuple(self._consents.card(customer)),
            visits=known.visits,
            household=tuple(mate.name for mate in known.household),
        )

    def _data(self, known: Customer, branch: Branch) -> Iterator[Datum]:
        """Yield the value that prevails of each field, those that identify first."""
        for phone in known.phones[:2]:
            value = phone.value
            shown = display_phone(value.value, branch.country) if value.value else value.typed
            yield self._contact(self._datum("phone", shown, phone.origin, value.state), phone)
        for email in known.emails[:1]:
            shown = email.value.value or email.value.typed
            datum = self._datum("email", shown, email.origin, email.value.state)
            yield self._contact(datum, email)
        for document in known.documents[:1]:
            shown = display_document(document.value)
            yield self._datum(document.value.type, shown, document.origin, document.value.state)
        for place in known.places[:1]:
            label = place_label(place.value) or place.value.code
            yield self._datum("place", label.partition(",")[0], place.origin, State.VALID)
        seen: set[str] = set()
        for text in known.texts:
            if text.field not in seen:
                seen.add(text.field)
                yield self._datum(text.field, text.value, text.origin, State.VALID)

    def _datum(self, field: str, value: str, origin: Provenance, state: State) -> Datum:
        by, at = self._showroom.name_of(origin.by), self._showroom.at(origin.at)
        return Datum(field, value, state is State.VALID, origin.kind, by, at)

    def _contact(self, datum: Datum, known: KnownContact) -> Datum:
        """Add what tries and other customers say of a phone or an e-mail."""
        return datum._replace(
            checked=datum.checked and known.wrong is None,
            shared_by=known.shared_by,
            verified=self._showroom.at(known.verified.at) if known.verified else None,
            wrong=self._showroom.at(known.wrong.at) if known.wrong else None,
        )

    def _cars(self, known: Customer) -> Iterator[CarLine]:
        for car in known.cars:
            value = car.value
            plate = (value.plate.value or value.plate.typed) if value.plate else ""
            at = self._showroom.at(car.origin.at)
            yield CarLine(value.model, plate, value.year, value.km, at)

    def _touches(self, known: Customer) -> Iterator[Touch]:
        retracted = self._store.captures.retracted()
        told = {touch.record for touch in known.recent}
        for record, touch in self._papers(known.id):
            if record not in retracted:
                told.add(record)
                yield touch
        for recent in known.recent:
            if recent.record not in retracted:
                yield Touch(
                    at=self._showroom.at(recent.at),
                    kind=recent.kind.value,
                    code=recent.outcome or "",
                    channel=recent.channel or "",
                    models=recent.models or self._event_named(recent.event),
                    intent=recent.intent,
                    by=self._showroom.name_of(recent.by),
                    here_only=False,
                    booked_at=self._showroom.at(recent.booked_at) if recent.booked_at else None,
                )
        mine = [*self._store.captures.about(known.id), *self._at_doors(known.id)]
        own_visit = self._store.captures.find(known.id)
        for capture in [*mine, *([own_visit] if own_visit else [])]:
            record = UUID(capture.doc["id"])
            is_new = record not in told | retracted
            if is_new and capture.doc["kind"] in _HERE:
                yield self._touch_here(capture)

    def _at_doors(self, customer: UUID) -> Iterator[Capture]:
        """Yield what was done here about passes of a customer: a door knows no more than the pass."""
        for held in self._store.mirror.documents_of(DownKind.PASS, customer, KnownPass):
            if held.id != customer:
                yield from self._store.captures.about(held.id)

    def _papers(self, customer: UUID) -> Iterator[tuple[UUID, Touch]]:
        """Yield the quotes, complaints and workshop visits of a customer, each with its record."""
        mirror = self._store.mirror
        for quote in mirror.documents_of("quote", customer, KnownQuote):
            number = quote.quote.number
            yield quote.id, self._paper("quote", quote.standing, quote.seller, quote.at, number)
        for one in mirror.documents_of("complaint", customer, KnownComplaint):
            sheet = one.case.sheet()
            number = sheet.full() if sheet else ""
            yield one.id, self._paper("complaint", one.case.kind, one.by, one.at, number)
        for visit in mirror.documents_of("workshop_visit", customer, KnownWorkshopVisit):
            plate = visit.visit.plate
            number = plate.value or plate.typed
            yield visit.id, self._paper("workshop_visit", "", visit.by, visit.at, number)

    def _paper(self, kind: str, code: str, by: str, at: int, number: str) -> Touch:
        return Touch(
            at=self._showroom.at(at),
            kind=kind,
            code=code,
            channel="",
            models=(number,) if number else (),
            intent=None,
            by=self._showroom.name_of(by),
            here_only=False,
            booked_at=None,
        )

    def _touch_here(self, capture: Capture) -> Touch:
        body = capture.doc["body"]
        code = next((str(body[name]) for name in _OUTCOMES if body.get(name)), "")
        at = body.get("at")
        named = body.get("model") or body.get("number") or _plate(body.get("plate"))
        event = capture.doc["refs"].get("event")
        held = self._event_named(UUID(event)) if event else ()
        return Touch(
            at=self._showroom.at(capture.at),
            kind=capture.doc["kind"],
            code=code,
            channel=body.get("channel", ""),
            models=(named,) if named else tuple(body.get("models", ())) or held,
            intent=body.get("intent"),
            by=self._showroom.name_of(capture.doc["actor"]),
            here_only=True,
            booked_at=self._showroom.at(epoch_ms(datetime.fromisoformat(at))) if at else None,
        )

    def _event_named(self, event: UUID | None) -> tuple[str, ...]:
        """Return the name of an event that this tablet knows."""
        if event is None:
            return ()
        known = self._store.mirror.document(DownKind.EVENT, str(event), KnownEvent)
        return (known.event.name,) if known else ()

    def _dues(self, customer: UUID, today: date, actor: Person) -> Iterator[DueLine]:
        """Yield what is open, what a chief may open again, and whose number is to be corrected."""
        closed = [d for d in self._knowledge.closed_dues(customer) if is_reopenable(d, today)]
        again = [due for due in closed if may_step(actor.role, _opening(due))]
        for due in (*self._knowledge.open_dues(), *again):
            if due.customer == customer and state_on(due, today)[0] != "expired":
                promised = due.promised_at
                yield DueLine(
                    due=due.id,
                    programme=due.programme,
                    wanted=due.wanted,
                    owner=self._showroom.name_of(due.owner),
                    promised_at=self._showroom.at(epoch_ms(promised)) if promised else None,
                    last_day=due.window_to,
                    attempt=next_number(due),
                    late=due.window_to < today,
                    tries=due.tries,
                    over=due.reason if due in again else None,
                )


def _plate(plate: dict[str, str] | None) -> str | None:
    return None if plate is None else plate.get("value") or plate["typed"]


def _opening(due: DueContact) -> Outcome:
    """Return the step that opens a closed contact again."""
    wrong = due.reason is DueReason.WRONG_NUMBER
    return Outcome.NUMBER_FIXED if wrong else Outcome.REOPENED
