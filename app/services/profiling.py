"""«Conocer mejor»: what is known of a customer, what was learnt now, and what would help most."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.catalogue import Branch
from app.domain.completeness import WEIGHTS, known_fields, most_helpful, percent
from app.domain.customers import Customer
from app.domain.identifiers import (
    clean,
    digits,
    display_document,
    read_birth_date,
    read_document,
    read_email,
    read_plate,
    read_vin,
)
from app.domain.people import Country, DocumentType, Place
from app.domain.places import PlaceChoice, matching_places, place_label
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.domain.visits import BuyingRole, CarUse, Expectation, Matter, OwnedCar, Profile
from app.services.callcards import display_name
from app.services.forms import Remark
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom
from app.storage.store import Store

MOST_MATTERS = 3
_OWN_DOCUMENT = {Country.CL: DocumentType.RUT, Country.PE: DocumentType.DNI}
_LONGEST = 200
_WISH_DAYS = (7, 14, 28, 91)


class CarForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    model: str = ""
    plate: str = ""
    vin: str = ""
    year: str = ""
    km: str = ""


class ProfileForm(BaseModel):
    """The form as on screen, typed strings as typed; JSON-able, so a draft is one."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    customer: UUID
    document: str = ""
    document_type: DocumentType | None = None
    email: str = ""
    birth_date: str = ""
    place: str | None = None
    address: str = ""
    sex: str | None = None
    marital_status: str | None = None
    occupation: str = ""
    life_style: str = ""
    cars: tuple[CarForm, ...] = ()
    roles: tuple[BuyingRole, ...] = ()
    influences: tuple[str, ...] = ()  # «partner:decides»
    referred_by: str = ""
    hours: tuple[int, ...] = ()
    car_use: tuple[CarUse, ...] = ()
    expects: tuple[Expectation, ...] = ()
    matters: Annotated[tuple[Matter, ...], Field(max_length=MOST_MATTERS)] = ()
    wish: str = ""
    wish_on: date | None = None


class ProfileCard(NamedTuple):
    """The customer's form as known, how complete it is, and what would help most."""

    name: str
    form: ProfileForm
    percent: int
    helpful: tuple[tuple[str, int], ...]


class Profiling:
    def __init__(
        self, store: Store, knowledge: Knowledge, showroom: Showroom, recorder: Recorder
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder

    def open(self, actor: Person, customer: UUID) -> ProfileCard:
        """Return the form with what is known, or the actor's draft of it.

        Raises ``Problem(NOT_FOUND)`` for a customer that is not on this tablet.
        """
        known = self._known(customer)
        form = self._draft(actor, customer) or form_of(known)
        return self._card(known, form)

    def measure(self, form: ProfileForm) -> ProfileCard:
        """Return how complete the ficha is with what the form says now."""
        return self._card(self._known(form.customer), form)

    def places(self, typed: str) -> tuple[PlaceChoice, ...]:
        """Return the comunas or distritos meant, as one types; accents do not matter."""
        return matching_places(typed, self._showroom.branch().country, limit=4)

    def place_name(self, code: str | None) -> str:
        if code is None:
            return ""
        return place_label(Place(country=self._showroom.branch().country, code=code)) or ""

    def wish_days(self) -> tuple[date, ...]:
        """Return the days on which one may offer to talk again: in a week, two, a month, three."""
        today = self._showroom.now().date()
        return tuple(today + timedelta(days=days) for days in _WISH_DAYS)

    def check(self, form: ProfileForm) -> Mapping[str, Remark]:
        """Return what is doubtful, by field; of cars «plate-0». Saving is possible all the same."""
        branch, today = self._showroom.branch(), self._showroom.now().date()
        readings: dict[str, Any] = {
            "document": _document(form, branch) if form.document.strip() else None,
            "email": read_email(form.email) if form.email.strip() else None,
        }
        for n, car in enumerate(form.cars):
            typed_plate, typed_vin = car.plate.strip(), car.vin.strip()
            readings[f"plate-{n}"] = read_plate(car.plate, branch.country) if typed_plate else None
            readings[f"vin-{n}"] = read_vin(car.vin) if typed_vin else None
        found = {
            field: Remark(reading.doubt, reading.suggestion)
            for field, reading in readings.items()
            if reading is not None and reading.doubt is not None
        }
        if form.birth_date.strip():
            _, doubt = read_birth_date(form.birth_date, today)
            found |= {"birth_date": Remark(doubt)} if doubt else {}
        return found

    def save(self, actor: Person, form: ProfileForm) -> Saved | None:
        """Record what differs from what is known; ``None`` when nothing does."""
        known = self._known(form.customer)
        branch, today = self._showroom.branch(), self._showroom.now().date()
        profile = profile_of(form, form_of(known), branch, today)
        with self._store.file.transaction():
            self._store.drafts.discard(_draft_of(actor))
            if profile == Profile():
                return None
            draught = Draught("profile", profile, {"customer": form.customer})
            return self._recorder.record(actor, draught)

    def save_draft(self, actor: Person, form: ProfileForm) -> None:
        now = self._store.time.now_ms()
        self._store.drafts.save(_draft_of(actor), form.model_dump_json(), now)

    def _draft(self, actor: Person, customer: UUID) -> ProfileForm | None:
        stored = self._store.drafts.get(_draft_of(actor))
        if stored is None:
            return None
        try:
            form = ProfileForm.model_validate_json(stored.body)
        except ValidationError:
            return None
        return form if form.customer == customer else None

    def _known(self, customer: UUID) -> Customer:
        known = self._knowledge.customer(customer)
        if known is None:
            raise Problem(Code.NOT_FOUND, field="customer")
        return known

    def _card(self, known: Customer, form: ProfileForm) -> ProfileCard:
        branch, today = self._showroom.branch(), self._showroom.now().date()
        said = profile_of(form, ProfileForm(customer=known.id), branch, today)
        told = {field for field, value in said if value}
        fields = frozenset(known_fields(known) | (told & _measured()))
        return ProfileCard(display_name(known), form, percent(fields), most_helpful(fields))


def form_of(known: Customer) -> ProfileForm:
    """Return the form with what prevails of each datum."""
    texts: dict[str, str] = {}
    for text in known.texts:
        texts.setdefault(text.field, text.value)
    document = known.documents[0].value if known.documents else None
    born, wish_on = texts.get("birth_date"), texts.get("wish_on")
    return ProfileForm(
        customer=known.id,
        document=display_document(document) if document else "",
        document_type=document.type if document else None,
        email=known.emails[0].value.typed if known.emails else "",
        birth_date=f"{date.fromisoformat(born):%d-%m-%Y}" if born else "",
        place=known.places[0].value.code if known.places else None,
        address=texts.get("address", ""),
        sex=texts.get("sex"),
        marital_status=texts.get("marital_status"),
        occupation=texts.get("occupation", ""),
        life_style=texts.get("life_style", ""),
        cars=tuple(_car_form(car.value) for car in known.cars),
        roles=tuple(BuyingRole(code) for code in _codes(texts, "roles")),
        influences=tuple(_codes(texts, "influences")),
        referred_by=texts.get("referred_by", ""),
        hours=tuple(int(code) for code in _codes(texts, "hours")),
        car_use=tuple(CarUse(code) for code in _codes(texts, "car_use")),
        expects=tuple(Expectation(code) for code in _codes(texts, "expects")),
        matters=tuple(Matter(code) for code in _codes(texts, "matters")),
        wish=texts.get("wish", ""),
        wish_on=date.fromisoformat(wish_on) if wish_on else None,
    )


def profile_of(form: ProfileForm, known: ProfileForm, branch: Branch, today: date) -> Profile:
    """Return what the form says that was not known; an emptied field says nothing."""
    changed = {
        field
        for field in ProfileForm.model_fields
        if getattr(form, field) != getattr(known, field) and getattr(form, field)
    }
    told: dict[str, Any] = {
        field: getattr(form, field)
        for field in changed
        & {"sex", "marital_status", "roles", "hours", "car_use", "expects", "matters", "influences"}
    }
    for field in changed & {"address", "occupation", "life_style", "referred_by"}:
        told[field] = clean(getattr(form, field))[:_LONGEST] or None
    told |= _identity(form, changed, branch, today)
    if form.cars != known.cars:
        told["cars"] = tuple(_car(car, branch) for car in form.cars if car != CarForm())
    if {"wish", "wish_on"} & changed and form.wish.strip():
        told |= {"wish": clean(form.wish)[:_LONGEST], "wish_on": form.wish_on}
    return Profile(**told)


def _identity(form: ProfileForm, changed: set[str], branch: Branch, today: date) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "document" in changed:
        told["document"] = _document(form, branch).document
    if "email" in changed:
        told["email"] = read_email(form.email).field
    if "birth_date" in changed:
        told["birth_date"], _ = read_birth_date(form.birth_date, today)
    if "place" in changed and form.place:
        told["place"] = Place(country=branch.country, code=form.place)
    return told


def _document(form: ProfileForm, branch: Branch) -> Any:
    kind = form.document_type or _OWN_DOCUMENT.get(branch.country, DocumentType.UNKNOWN)
    return read_document(form.document, kind, branch.country)


def _car(form: CarForm, branch: Branch) -> OwnedCar:
    year, km = digits(form.year), digits(form.km)
    return OwnedCar(
        model=clean(form.model)[:_LONGEST],
        plate=read_plate(form.plate, branch.country).field if form.plate.strip() else None,
        vin=read_vin(form.vin).field if form.vin.strip() else None,
        year=int(year) if len(year) == 4 and 1900 <= int(year) <= 2100 else None,  # noqa: PLR2004 - a year
        km=int(km) if km and int(km) <= 3_000_000 else None,  # noqa: PLR2004 - the contract's bound
    )


def _car_form(car: OwnedCar) -> CarForm:
    return CarForm(
        model=car.model,
        plate=car.plate.typed if car.plate else "",
        vin=car.vin.typed if car.vin else "",
        year=str(car.year) if car.year else "",
        km=str(car.km) if car.km is not None else "",
    )


def _codes(texts: dict[str, str], field: str) -> list[str]:
    said = texts.get(field, "")
    return said.split(",") if said else []


def _measured() -> set[str]:
    return {*WEIGHTS} & {*ProfileForm.model_fields}


def _draft_of(actor: Person) -> str:
    return f"profile:{actor.code}"
