"""A tablet of a complaints desk over a real server, and forms that are filled in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.domain.cases import ComplaintCase
from app.domain.complaints import Annoyance, AnnoyanceDetail, Area, ComplaintKind, Cost, Mood
from app.domain.contract import DownKind
from app.domain.customers import Customer
from app.domain.staff import Person, Role
from app.services.complaint_forms import ComplaintForm
from sync_server.storage import staff
from sync_server.storage.feed import Change, branch_scope, publish
from tests.app.rig import Rig
from tests.builders import HandClock
from tests.domain.complaint_builders import LIMA, SIGNED
from tests.sync_server.offices import Server, running

MONDAY = datetime(2026, 11, 23, 10, 56, tzinfo=LIMA)
LUCHO = Person(code="lucho", name="Lucho Limeño", role=Role.SELLER, branch="LIMA")
JULIA = Person(code="julia", name="Julia Ejemplo", role=Role.CHIEF, branch="LIMA")


@contextmanager
def office(folder: Path) -> Iterator[Server]:
    """A server on the day of the complaint, with a chief in Lima."""
    with running(f"sqlite:///{folder / 'server.db'}") as server:
        server.clock.at = MONDAY
        server.database.writer.run(_add_chief)
        yield server


def _add_chief(connection: Connection) -> None:
    staff.add_person(connection, JULIA, 0)
    publish(connection, [Change(branch_scope("LIMA"), DownKind.PERSON, JULIA.code)])


def desk(server: Server, folder: Path, branch: str = "LIMA") -> Rig:
    """A tablet that is enrolled and up to date; nothing is sent but by ``sync``."""
    rig = Rig(folder, HandClock(server.clock.at), lambda _url: server.api)
    rig.enrol(server.invitation(branch))
    rig.sync()
    return rig


def know(rig: Rig, who: Customer) -> None:
    """Put a customer on the tablet, as if it had been pulled."""
    rig.store.file.execute(
        "INSERT INTO mirror (kind, id, ver, hash, doc) VALUES ('customer', ?, 1, 1, ?)",
        (str(who.id), who.model_dump_json()),
    )


def filled(rig: Rig, **changes: Any) -> ComplaintForm:
    """A form with all that a hoja needs."""
    told: dict[str, Any] = {
        "kind": ComplaintKind.RECLAMO,
        "area": Area.WORKSHOP,
        "costs": (Cost(annoyance=Annoyance.TIME, detail=AnnoyanceDetail.CAME_BACK),),
        "mood": Mood.UPSET,
        "detail": "Vine dos veces y no estaba listo.",
        "request": "Que no me cobren la mano de obra.",
        "amount": "S/ 180.00",
        "name": "Elena Muestra Ficticia",
        "document": "00000000",
        "phone": "955 501 234",
        "email": "elena@correo.example",
        "signature": SIGNED,
        "listened_s": 134,
    }
    return rig.tablet.complaining.start(**{**told, **changes})


def case_of(rig: Rig, form: ComplaintForm) -> ComplaintCase:
    return rig.tablet.case_book.case(form.record).case
