"""The form of a complaint, its three steps in one, and the complaint that it describes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.catalogue import Branch
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import (
    Area,
    Complaint,
    ComplaintKind,
    Cost,
    Good,
    GoodKind,
    Mood,
    Photo,
    ReplyChannel,
    Signature,
    TextVersion,
)
from app.domain.days import read_day
from app.domain.identifiers import (
    Doubt,
    clean,
    name_doubt,
    read_document,
    read_email,
    read_name,
    read_phone,
)
from app.domain.money import AmountDoubt, Currency, Money, read_amount
from app.domain.people import Country, Document, DocumentType, Visitor
from app.domain.sheets import Entry, SheetNumber

CURRENCY = {Country.PE: Currency.PEN, Country.CL: Currency.CLP}
OWN_DOCUMENT = {Country.CL: DocumentType.RUT, Country.PE: DocumentType.DNI}
_WORDS = 4000
_TEXT = 200


class ComplaintForm(BaseModel):
    """The form as it stands on screen, typed strings as typed; JSON-able, so a draft is one.

    ``record`` is the id that the complaint will have: a double tap saves one. ``interno``: the
    person does not give what a hoja needs. ``paper`` is a sheet of the paper
    book, with its own code, number and day.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    record: UUID
    kind: ComplaintKind | None = None
    area: Area | None = None
    costs: tuple[Cost, ...] = ()
    mood: Mood | None = None
    detail: str = ""
    request: str = ""
    fact_on: date | None = None
    amount: str = ""
    good_kind: GoodKind | None = None
    good: str = ""
    plate: str = ""
    customer: UUID | None = None
    workshop_visit: UUID | None = None
    name: str = ""
    document: str = ""
    document_type: DocumentType | None = None
    phone: str = ""
    address: str = ""
    email: str = ""
    reply_by: tuple[ReplyChannel, ...] = ()
    minor: bool = False
    guardian: str = ""
    guardian_address: str = ""
    guardian_phone: str = ""
    guardian_email: str = ""
    interno: bool = False
    listened_s: int = 0
    signature: Signature | None = None
    photos: tuple[Photo, ...] = ()
    paper: bool = False
    paper_book: str = ""
    paper_number: str = ""
    paper_day: str = ""


class Remarks(NamedTuple):
    """What is doubtful in the typed fields, and why the amount cannot be read."""

    fields: Mapping[str, Doubt]
    amount: AmountDoubt | None


def remarks(form: ComplaintForm, branch: Branch) -> Remarks:
    country = branch.country
    readings = {
        "phone": _phone_doubt(form.phone, country),
        "email": _email_doubt(form.email),
        "document": _document_doubt(form, country) if form.document.strip() else None,
        "name": name_doubt(form.name) if form.name.strip() else None,
        "guardian_phone": _phone_doubt(form.guardian_phone, country),
        "guardian_email": _email_doubt(form.guardian_email),
    }
    doubts = {field: doubt for field, doubt in readings.items() if doubt is not None}
    return Remarks(doubts, amount_of(form, country)[1])


def _phone_doubt(typed: str, country: Country) -> Doubt | None:
    return read_phone(typed, country).doubt if typed.strip() else None


def _email_doubt(typed: str) -> Doubt | None:
    return read_email(typed).doubt if typed.strip() else None


def amount_of(form: ComplaintForm, country: Country) -> tuple[Money | None, AmountDoubt | None]:
    """Return the amount claimed; an empty field is none and no doubt."""
    if not form.amount.strip():
        return None, None
    reading = read_amount(form.amount, CURRENCY.get(country, Currency.CLP), country)
    return reading.money, reading.doubt


def complaint_of(
    form: ComplaintForm, branch: Branch, at: datetime, sheet: SheetNumber | None
) -> Complaint:
    """Return the complaint that the form describes, without its term; ``at`` is branch time."""
    return Complaint(
        country=branch.country,
        kind=form.kind or ComplaintKind.RECLAMO,
        registered_at=at,
        entry=Entry.BACKUP_BOOK if form.paper else Entry.IN_PERSON,
        written_on=read_day(form.paper_day) if form.paper else None,
        sheet=sheet,
        area=form.area or Area.OTHER,
        costs=form.costs,
        mood=form.mood,
        detail=clean(form.detail)[:_WORDS],
        request=clean(form.request)[:_WORDS],
        fact_on=form.fact_on or at.date(),
        amount=amount_of(form, branch.country)[0],
        good=_good(form),
        consumer=_consumer(form, branch.country),
        minor=form.minor,
        guardian=_guardian(form, branch.country),
        reply_by=form.reply_by,
        photos=form.photos,
        signature=form.signature,
        confirmed=form.paper and form.signature is None,
        listened_s=form.listened_s,
        notices=_notices(branch.country, sheet),
    )


def paper_sheet(form: ComplaintForm) -> SheetNumber | None:
    """Return the number printed in the paper book, ``None`` while it is not complete."""
    written_on = read_day(form.paper_day)
    if written_on is None:
        return None
    told = {"book": form.paper_book.strip().upper(), "number": form.paper_number.strip()}
    try:
        return SheetNumber.model_validate({**told, "year": written_on.year})
    except ValidationError:
        return None


def _consumer(form: ComplaintForm, country: Country) -> Visitor:
    return Visitor(
        name=read_name(form.name) if form.name.strip() else None,
        phone=read_phone(form.phone, country).field if form.phone.strip() else None,
        email=read_email(form.email).field if form.email.strip() else None,
        document=_document(form, country) if form.document.strip() else None,
        address=clean(form.address)[:_TEXT] or None,
    )


def _guardian(form: ComplaintForm, country: Country) -> Visitor | None:
    if not form.minor or not form.guardian.strip():
        return None
    phone, email = form.guardian_phone, form.guardian_email
    return Visitor(
        name=read_name(form.guardian),
        phone=read_phone(phone, country).field if phone.strip() else None,
        email=read_email(email).field if email.strip() else None,
        address=clean(form.guardian_address)[:_TEXT] or None,
    )


def _document(form: ComplaintForm, country: Country) -> Document:
    return read_document(form.document, _document_type(form, country), country).document


def _document_doubt(form: ComplaintForm, country: Country) -> Doubt | None:
    return read_document(form.document, _document_type(form, country), country).doubt


def _document_type(form: ComplaintForm, country: Country) -> DocumentType:
    return form.document_type or OWN_DOCUMENT.get(country, DocumentType.UNKNOWN)


def _good(form: ComplaintForm) -> Good | None:
    if form.good_kind is None and not (form.good.strip() or form.plate.strip()):
        return None
    sold = form.area in {Area.SALES, Area.PARTS}
    return Good(
        kind=form.good_kind or (GoodKind.PRODUCT if sold else GoodKind.SERVICE),
        description=clean(form.good)[:_WORDS],
        plate=clean(form.plate)[:_TEXT] or None,
    )


def _notices(country: Country, sheet: SheetNumber | None) -> tuple[TextVersion, ...]:
    """Return which words stood before the person's eyes."""
    topics: tuple[Topic, ...] = (Topic.RECEIPT,)
    if country is Country.PE:
        topics = (Topic.KINDS, Topic.NOTICES if sheet else Topic.INTERNAL)
    return tuple(complaint_text(topic, country).version for topic in topics)
