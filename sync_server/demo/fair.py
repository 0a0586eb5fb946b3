"""The demo's event: a fair that is on, with some of its customers signed up. All invented."""

from datetime import timedelta
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

_WHEN = Qualifier(
    question="¿Cuándo piensa cambiar de auto?",
    answers=("Este mes", "En unos tres meses", "Este año o el próximo", "Por ahora solo miro"),
)
_COMING = (
    (3, Way.PHONE, Heat.HOT), (7, Way.STAFF, Heat.WARM), (11, Way.KIOSK, Heat.COLD),
    (15, Way.PHONE, Heat.WARM), (19, Way.PHONE, Heat.COLD),
)  # fmt: skip


def fair(connection: Connection, office: Office, server: UUID) -> None:
    """Make the event and its sign-ups; made again they are the same records."""
    start = branch_time(office.clock.now(), BRANCH.zone).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    event = Event(
        name="Feria de Primavera",
        kind=EventKind.FAIR,
        place="Parque Demo",
        stand="B12",
        starts_at=start,
        ends_at=start.replace(hour=20) + timedelta(days=DAYS),
        gift="Vale de lavado",
        qualifiers=(_WHEN,),
        host=CARLA.code,
    )
    id_ = uuid5(server, "fair")
    written = [Written("event", event, {}, MARTA.code, id_)]
    for person, way, heat in _COMING:
        body = SignUp(
            visitor=visitor(person),
            way=way,
            heat=heat,
            intent=INTENT[heat],
            people=1 + person % 2,
            answers=(QualifierAnswer(question=_WHEN.question, answer=_WHEN.answers[person % 4]),),
        )
        sign_up = uuid5(server, f"sign-up of {person}")
        written.append(Written("sign_up", body, {"event": id_}, CARLA.code, sign_up))
    enter(connection, office, BRANCH.code, written)
