"""Invented complaints for the tests: the one of the pictures, and how to vary it."""

from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from app.domain.business_days import BusinessCalendar
from app.domain.case_fold import folded_case
from app.domain.cases import ComplaintCase, DatedAct, DatedPromise
from app.domain.complaint_acts import Act
from app.domain.complaints import (
    Annoyance,
    AnnoyanceDetail,
    Area,
    Complaint,
    ComplaintKind,
    Cost,
    Good,
    GoodKind,
    Mood,
    ReplyChannel,
    Signature,
)
from app.domain.fields import Checked, State
from app.domain.hoja import deadline_for
from app.domain.people import Country, Document, DocumentType, PersonName, Visitor
from app.domain.sheets import SheetNumber

CALENDARS = {country: BusinessCalendar(country) for country in (Country.PE, Country.CL)}
LIMA = timezone(timedelta(hours=-5))
RECORD = UUID("01900000-0000-7000-8000-000000000001")
SHEET = SheetNumber(book="SUR-T07", number=128, year=2026)
SIGNED = Signature(
    strokes=(
        (250, 620, 420, 90, 520, 180, 430, 560, 380, 700, 620, 380, 700, 620, 800, 300, 880, 560),
        (900, 560, 1050, 420, 1500, 380, 2100, 260),
    )
)
ELENA = Visitor(
    name=PersonName(typed="Elena Muestra Ficticia"),
    phone=Checked(typed="955501234", value="+51955501234", state=State.VALID),
    email=Checked(typed="elena@correo.example", value="elena@correo.example", state=State.VALID),
    document=Document(
        country=Country.PE, type=DocumentType.DNI, typed="00000000", value="00000000"
    ),
    address="Calle Inventada 123, Surquillo",
)


def complaint(**changed: Any) -> Complaint:
    """A signed hoja of Perú, registered on Monday 23 November 2026, with its term counted."""
    fields: dict[str, Any] = {
        "country": Country.PE,
        "kind": ComplaintKind.RECLAMO,
        "registered_at": datetime(2026, 11, 23, 10, 56, tzinfo=LIMA),
        "sheet": SHEET,
        "area": Area.WORKSHOP,
        "costs": (Cost(annoyance=Annoyance.TIME, detail=AnnoyanceDetail.CAME_BACK),),
        "mood": Mood.UPSET,
        "detail": "Dejé el auto el martes y me dijeron que estaría el mismo día.",
        "request": "Que no me cobren la mano de obra.",
        "fact_on": date(2026, 11, 20),
        "good": Good(kind=GoodKind.SERVICE, description="Mantenimiento 10,000 km"),
        "consumer": ELENA,
        "reply_by": (ReplyChannel.EMAIL,),
        "signature": SIGNED,
        "listened_s": 134,
    }
    made = Complaint(**{**fields, **changed})
    if "deadline" in changed:
        return made
    return made.model_copy(update={"deadline": deadline_for(made, CALENDARS[made.country])})


def chilean(**changed: Any) -> Complaint:
    return complaint(country=Country.CL, **changed)


def done(number: int, on: str, act: Act, by: str = "marta") -> DatedAct:
    """An act at noon of a day; ``number`` makes its record id."""
    day = date.fromisoformat(on)
    at = int(datetime(day.year, day.month, day.day, 17, tzinfo=LIMA).timestamp() * 1000)
    return DatedAct(record=UUID(int=number), at=at + number, on=day, by=by, act=act)


def worked(
    body: Complaint, *acts: DatedAct, promised: tuple[DatedPromise, ...] = ()
) -> ComplaintCase:
    return folded_case(RECORD, body, acts, promised)
