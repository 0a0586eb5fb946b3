"""What happened at the demo's complaints and workshop desks in the last days. All invented."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from app.domain.business_days import BusinessCalendar
from app.domain.complaint_acts import Answer, Apology, Assignment, ComplaintAct, Promise, Rating
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
)
from app.domain.fields import Checked, State
from app.domain.hoja import deadline_for
from app.domain.sheets import SheetNumber
from app.domain.workshop import (
    Motive,
    OdometerReading,
    Recommendation,
    VehicleSeen,
    WorkshopDelivery,
    WorkshopVisit,
)
from sync_server.demo.cast import BRANCH, CARLA, MARTA, ROSA, Colleague, visitor

BOOK = f"{BRANCH.code}-DEMO"
At = Callable[[int, int, int], datetime]
"""So many days ago, at a branch hour and minute."""


class DeskDeed(NamedTuple):
    """Something done at a desk; ``about`` is the person of the demo whose case or vehicle it is."""

    at: datetime
    kind: str
    by: Colleague
    body: BaseModel
    about: int


class _Story(NamedTuple):
    person: int
    days: int
    area: Area
    cost: Cost
    mood: Mood
    detail: str
    request: str


_STORIES = (
    _Story(
        58, 13, Area.WORKSHOP, Cost(annoyance=Annoyance.TIME, detail=AnnoyanceDetail.CAME_BACK),
        Mood.UPSET, "Pidió su auto para el martes y lo recibió el viernes. Vino dos veces.",
        "Que no le cobren la mano de obra.",
    ),
    _Story(
        59, 9, Area.CASHIER, Cost(annoyance=Annoyance.MONEY, detail=AnnoyanceDetail.PAID_MORE),
        Mood.ANGRY, "Se cobró dos veces la misma revisión.", "La devolución del segundo cobro.",
    ),
    _Story(
        60, 6, Area.SALES, Cost(annoyance=Annoyance.EMOTION, detail=AnnoyanceDetail.FRUSTRATION),
        Mood.UPSET, "Le prometieron un color y llegó otro.", "Que le busquen el color ofrecido.",
    ),
    _Story(
        61, 1, Area.PARTS, Cost(annoyance=Annoyance.LOGISTICS, detail=AnnoyanceDetail.PART_MISSING),
        Mood.NEUTRAL, "Vino por un repuesto confirmado y no estaba.", "Que se lo envíen a su casa.",
    ),
)  # fmt: skip
_PLATES = {47: "RKLP48", 48: "SDFG12", 49: "TRBC33"}


def desk_deeds(at: At) -> Iterator[DeskDeed]:
    for number, story in enumerate(_STORIES, 1):
        yield _complaint(number, story, at)
    yield from _acts(at)
    yield from _workshop(at)


def _complaint(number: int, story: _Story, at: At) -> DeskDeed:
    moment = at(story.days, 11, number)
    body = Complaint(
        country=BRANCH.country,
        kind=ComplaintKind.RECLAMO,
        registered_at=moment,
        sheet=SheetNumber(book=BOOK, number=number, year=moment.year),
        area=story.area,
        costs=(story.cost,),
        mood=story.mood,
        detail=story.detail,
        request=story.request,
        fact_on=moment.date(),
        good=Good(kind=GoodKind.SERVICE, description="Servicio de demostración"),
        consumer=visitor(story.person),
        reply_by=(ReplyChannel.EMAIL,),
        confirmed=True,
        listened_s=140,
    )
    dated = deadline_for(body, BusinessCalendar(BRANCH.country))
    complaint = body.model_copy(update={"deadline": dated})
    return DeskDeed(moment, "complaint", ROSA, complaint, story.person)


def _acts(at: At) -> Iterator[DeskDeed]:
    assigned, said_sorry, answered = at(12, 10, 0), at(12, 12, 0), at(5, 16, 0)
    acts = (
        (assigned, MARTA, Assignment(to=ROSA.code), 58),
        (said_sorry, ROSA, Apology(by=ROSA.code, given_at=said_sorry), 58),
        (at(8, 10, 0), MARTA, Assignment(to=CARLA.code), 59),
        (
            answered,
            MARTA,
            Answer(
                text="Encontramos una unidad del color ofrecido.",
                by=(ReplyChannel.EMAIL,),
                sent_on=answered.date(),
            ),
            60,
        ),
    )
    for moment, by, act, person in acts:
        yield DeskDeed(moment, "complaint_act", by, ComplaintAct(act=act), person)
    promised = at(8, 11, 0)
    until = (promised + timedelta(days=9)).date()
    promise = Promise(text="Llamar con la fecha de la devolución", by=CARLA.code, due_on=until)
    yield DeskDeed(promised, "promise", CARLA, promise, 59)


def _workshop(at: At) -> Iterator[DeskDeed]:
    for person, days, km in ((47, 5, 49_310), (48, 2, 31_080), (49, 0, 12_400)):
        came = at(days, 9, person % 50)
        visit = WorkshopVisit(
            country=BRANCH.country,
            plate=Checked(typed=_PLATES[person], value=_PLATES[person], state=State.VALID),
            vehicle=VehicleSeen(make="Demo", model="Terra 5", colour="blanca", year=2023),
            reading=OdometerReading(km=km),
            motives=(Motive.MAINTENANCE,),
            told="Revisión de demostración.",
            received_at=came,
            promised_at=came + timedelta(hours=7),
            recommendations=(Recommendation(text="Neumáticos delanteros", km_left=8_000),),
        )
        yield DeskDeed(came, "workshop_visit", ROSA, visit, person)
        if days:
            went = came + timedelta(hours=6)
            delivery = WorkshopDelivery(
                reading=OdometerReading(km=km + 6),
                delivered_at=went,
                done=("Mantención de demostración",),
                recommendations=visit.recommendations,
                rating=Rating.GOOD if person == 47 else Rating.FAIR,  # noqa: PLR2004 - one of each
            )
            yield DeskDeed(went, "workshop_delivery", ROSA, delivery, person)
