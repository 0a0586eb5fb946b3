"""The form of «Nueva visita», and how it becomes a visit and back."""

from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.catalogue import Branch
from app.domain.complaints import Mood
from app.domain.consent import Channel, ConsentDecision, Decision, Position, Purpose
from app.domain.identifiers import (
    DocumentReading,
    Doubt,
    clean,
    name_doubt,
    read_document,
    read_email,
    read_name,
    read_phone,
)
from app.domain.people import Country, Document, DocumentType, Place, Visitor
from app.domain.privacy_texts import PrivacyText, decided
from app.domain.visits import (
    Companion,
    LifeStage,
    Origin,
    Purchase,
    Reason,
    Relation,
    Series,
    Visit,
)

MARKETING_CHANNELS = (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)
NOTE_LENGTH = 10_000
_SERIES = {Reason.NEW_CAR: Series.NEW_CAR, Reason.RENEWAL: Series.RENEWAL}
_OWN_DOCUMENT = {Country.CL: DocumentType.RUT, Country.PE: DocumentType.DNI}


class VisitForm(BaseModel):
    """The form as it stands on screen, typed strings as typed; JSON-able, so a draft is one."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    phone: str = ""
    name: str = ""
    email: str = ""
    document: str = ""
    document_type: DocumentType | None = None
    place: str | None = None  # comuna (CUT) or distrito (ubigeo)
    reason: Reason | None = None
    models: tuple[str, ...] = ()
    intent: int | None = None
    intent_unsaid: bool = False  # «No sé» was tapped, which is not 0
    life_stage: LifeStage | None = None
    origin: Origin | None = None
    marketing: frozenset[Channel] = frozenset()
    note: str = ""
    anonymous: bool = False  # «Sin datos»
    owner: str | None = None  # who attends; the person signed in where none is named
    companions: tuple[Relation, ...] = ()
    referred_by: str = ""
    mood: Mood | None = None
    purchase: Purchase | None = None
    customer: UUID | None = None  # «Usar su ficha»
    known_as: str = ""  # the name on it, where it is on this tablet
    distinct_from: tuple[UUID, ...] = ()  # «Es otra persona»
    closes: tuple[UUID, ...] = ()  # due contacts that this visit settles


class Remark(NamedTuple):
    """What is doubtful in a field and, where there is one, the value that was perhaps meant."""

    doubt: Doubt
    suggestion: str | None = None


def remarks(form: VisitForm, branch: Branch) -> dict[str, Remark]:
    """Return what is doubtful in the filled fields, by field of the form."""
    found: dict[str, Remark] = {}
    readings = {
        "phone": read_phone(form.phone, branch.country) if form.phone.strip() else None,
        "email": read_email(form.email) if form.email.strip() else None,
        "document": read_form_document(form, branch) if form.document.strip() else None,
    }
    for field, reading in readings.items():
        if reading is not None and reading.doubt is not None:
            found[field] = Remark(reading.doubt, reading.suggestion)
    if form.name.strip() and (doubt := name_doubt(form.name)) is not None:
        found["name"] = Remark(doubt)
    return found


def visit_of(form: VisitForm, branch: Branch, notice: PrivacyText) -> Visit:
    """Return the visit that the form describes; of «Sin datos» only what names nobody."""
    visitor = None if form.anonymous else _visitor(form, branch)
    return Visit(
        visitor=visitor,
        reason=form.reason,
        models=tuple(clean(model)[:200] for model in form.models[:12]),
        intent=None if form.intent_unsaid else form.intent,
        series=_SERIES.get(form.reason) if form.reason else None,
        life_stage=form.life_stage,
        origin=form.origin,
        owner=form.owner,
        consents=() if visitor is None else _grants(form, notice),
        note=clean(form.note)[:NOTE_LENGTH] or None,
        **_beside(form),
    )


def _beside(form: VisitForm) -> dict[str, Any]:
    """Return what the optional chips say; of «Sin datos» only what names nobody."""
    told: dict[str, Any] = {"mood": form.mood, "purchase": form.purchase}
    if form.anonymous:
        return told
    return told | {
        "companions": tuple(Companion(relation=relation) for relation in form.companions[:8]),
        "referred_by": clean(form.referred_by)[:200] or None,
        "distinct_from": form.distinct_from[:8],
        "closes": form.closes[:12],
    }


def form_of(visit: Visit) -> VisitForm:
    """Return the form that would make this visit again, to be corrected on screen."""
    visitor = visit.visitor or Visitor()
    return VisitForm(
        phone=visitor.phone.typed if visitor.phone else "",
        name=visitor.name.typed if visitor.name else "",
        email=visitor.email.typed if visitor.email else "",
        document=visitor.document.typed if visitor.document else "",
        document_type=visitor.document.type if visitor.document else None,
        place=visitor.place.code if visitor.place else None,
        reason=visit.reason,
        models=visit.models,
        intent=visit.intent,
        intent_unsaid=visit.intent is None,
        life_stage=visit.life_stage,
        origin=visit.origin,
        marketing=_marketing(visit),
        note=visit.note or "",
        anonymous=visit.visitor is None,
        owner=visit.owner,
        companions=tuple(companion.relation for companion in visit.companions),
        referred_by=visit.referred_by or "",
        mood=visit.mood,
        purchase=visit.purchase,
        distinct_from=visit.distinct_from,
        closes=visit.closes,
    )


def _visitor(form: VisitForm, branch: Branch) -> Visitor | None:
    visitor = Visitor(
        name=read_name(form.name) if form.name.strip() else None,
        phone=read_phone(form.phone, branch.country).field if form.phone.strip() else None,
        email=read_email(form.email).field if form.email.strip() else None,
        document=_document(form, branch),
        place=Place(country=branch.country, code=form.place) if form.place else None,
    )
    return visitor if visitor != Visitor() else None


def _document(form: VisitForm, branch: Branch) -> Document | None:
    return read_form_document(form, branch).document if form.document.strip() else None


def read_form_document(form: VisitForm, branch: Branch) -> DocumentReading:
    """Read the document as the type chosen, else as the one of the country."""
    kind = form.document_type or _OWN_DOCUMENT.get(branch.country, DocumentType.UNKNOWN)
    return read_document(form.document, kind, branch.country)


def _grants(form: VisitForm, notice: PrivacyText) -> tuple[ConsentDecision, ...]:
    """One grant per ticked box; a box left alone decides nothing and writes nothing."""
    return tuple(
        decided(notice, Position(Purpose.MARKETING, channel), Decision.GRANT)
        for channel in MARKETING_CHANNELS
        if channel in form.marketing
    )


def _marketing(visit: Visit) -> frozenset[Channel]:
    return frozenset(
        consent.channel
        for consent in visit.consents
        if consent.purpose is Purpose.MARKETING and consent.decision is Decision.GRANT
    )
