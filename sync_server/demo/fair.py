"""The demo's events: a fair that is on, and a night that is almost full. All invented."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import Connection

from app.domain.calendars import branch_time
from app.domain.events import (
    INTENT,
    Event,
    EventKind,
    Heat,
    Qualifier,
    QualifierAnswer,
    SignUp,
    Way,
)
from sync_server.demo.cast import BRANCH, CARLA, MARTA, visitor
from sync_server.services.front_desk import Written, enter
from sync_server.services.office import Office

DAYS = 30  # that the fair lasts, so that a demo opened today has one for a while
DAYS_TO_THE_NIGHT = 9

_WHEN = Qualifier(
    question="¿Cuándo piensa cambiar de auto?",
    answers=("Este mes", "En unos tres meses", "Este año o el próximo", "Por ahora solo miro"),
)


class _Coming(NamedTuple):
    """A person of the demo who signed up, and with how many people in all."""

    person: int
    people: int
    way: Way
    heat: Heat


_TO_THE_FAIR = (
    _Coming(3, 2, Way.PHONE, Heat.HOT),
    _Coming(7, 2, Way.STAFF, Heat.WARM),
    _Coming(11, 2, Way.KIOSK, Heat.COLD),
    _Coming(15, 2, Way.PHONE, Heat.WARM),
    _Coming(19, 2, Way.PHONE, Heat.COLD),
)
_TO_THE_NIGHT = (
    _Coming(48, 2, Way.STAFF, Heat.WARM),
    _Coming(49, 1, Way.PHONE, Heat.HOT),
    _Coming(57, 4, Way.PHONE, Heat.WARM),
    _Coming(62, 2, Way.STAFF, Heat.WARM),
    _Coming(63, 2, Way.PHONE, Heat.COLD),
)
_PLACES = 12  # of the night, of which one is left


def events(connection: Connection, office: Office, server: UUID) -> None:
    """Make the events and their sign-ups; made again they are the same records."""
    morning = branch_time(office.clock.now(), BRANCH.zone).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    for name, event, coming in (
        ("fair", _fair(morning), _TO_THE_FAIR),
        ("night", _night(morning), _TO_THE_NIGHT),
    ):
        id_ = uuid5(server, name)
        written = [Written("event", event, {}, MARTA.code, id_)]
        for one in coming:
            sign_up = uuid5(server, f"sign-up of {one.person}")
            body = _sign_up(one, event)
            written.append(Written("sign_up", body, {"event": id_}, CARLA.code, sign_up))
        enter(connection, office, BRANCH.code, written)


def _fair(morning: datetime) -> Event:
    return Event(
        name="Feria de Primavera",
        kind=EventKind.FAIR,
        place="Parque Demo",
        stand="B12",
        starts_at=morning,
        ends_at=morning.replace(hour=20) + timedelta(days=DAYS),
        gift="Vale de lavado",
        qualifiers=(_WHEN,),
        host=CARLA.code,
    )


def _night(morning: datetime) -> Event:
    start = morning.replace(hour=19) + timedelta(days=DAYS_TO_THE_NIGHT)
    return Event(
        name="Noche de prueba de manejo",
        kind=EventKind.NIGHT_SHOW,
        place=BRANCH.address,
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        capacity=_PLACES,
        host=CARLA.code,
    )


def _sign_up(one: _Coming, event: Event) -> SignUp:
    asked = event.qualifiers
    return SignUp(
        visitor=visitor(one.person),
        way=one.way,
        heat=one.heat,
        intent=INTENT[one.heat],
        people=one.people,
        answers=tuple(
            QualifierAnswer(question=it.question, answer=it.answers[one.person % 4]) for it in asked
        ),
    )
