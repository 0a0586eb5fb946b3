"""Tablets of a complaints desk in Lima and of a workshop desk in Santiago, with something on each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from app.domain import complaint_acts as acts
from app.domain.complaints import Annoyance, Area, Cost, ReplyChannel
from app.domain.staff import Person
from app.domain.workshop import Motive
from app.services.complaint_forms import ComplaintForm
from sync_server.services import house
from sync_server.services.mailing import Mailing
from tests.app.desk_rig import JULIA, LUCHO, desk, filled, office
from tests.app.rig import Rig
from tests.app.ui.test_service_desk import known_pins
from tests.builders import MARTA
from tests.sync_server.offices import Server

TOLD = (
    ("Norma Ficticia", Area.WORKSHOP, Annoyance.TIME),
    ("Hugo Supuesto", Area.CASHIER, Annoyance.MONEY),
    ("Pablo Inventado", Area.SALES, Annoyance.EMOTION),
    ("Iris Simulada", Area.WORKSHOP, Annoyance.MONEY),
    ("Omar Dibujado", Area.SALES, Annoyance.TIME),
)
RECALL = {
    "code": "FR-2026",
    "country": "CL",
    "title": "Cambio de sensor de freno",
    "since": "2026-11-01",
    "vehicles": ["RKLP48"],
}


@contextmanager
def complaints_desk(folder: Path) -> Iterator[Rig]:
    """Five complaints of the last two weeks, the oldest worked, its copy sent."""
    with office(folder) as server:
        rig = desk(server, folder / "lima")
        forms = [_told(rig, server, number) for number in range(len(TOLD))]
        _send(server)
        _work(rig, forms)
        rig.sync()
        known_pins(rig)
        yield rig


@contextmanager
def workshop_desk(folder: Path) -> Iterator[Rig]:
    """Two vehicles inside, one of them with an open campaign."""
    with office(folder) as server:
        server.database.writer.run(lambda tx: house.import_recall(tx, server.office, RECALL))
        rig = desk(server, folder / "nunoa", "NUNOA")
        for plate, km in (("RKLP48", "48.100"), ("BBCC23", "12.000")):
            _receive(rig, MARTA, plate, km)
        rig.sync()
        known_pins(rig)
        yield rig


def _told(rig: Rig, server: Server, number: int) -> ComplaintForm:
    name, area, cost = TOLD[number]
    said = {"name": name, "document": f"1020304{number}", "area": area}
    form = filled(rig, **said, costs=(Cost(annoyance=cost),))
    rig.tablet.complaining.save(LUCHO, form)
    rig.sync()
    _later(rig, server, timedelta(days=3 if number else 7))
    return form


def _later(rig: Rig, server: Server, step: timedelta) -> None:
    rig.clock.at += step
    server.clock.at = rig.clock.at
    rig.sync()


def _send(server: Server) -> None:
    def taken(_letter: EmailMessage) -> None:
        """Every e-mail goes."""

    address = server.office.address
    Mailing(server.database, server.clock, address, "Autos <a@autos.example>", taken).send_due()


def _work(rig: Rig, forms: list[ComplaintForm]) -> None:
    work, now = rig.tablet.casework, rig.tablet.showroom.now()
    oldest, second, third = (form.record for form in forms[:3])
    work.do(LUCHO, oldest, acts.Apology(by=LUCHO.code, given_at=now))
    work.do(LUCHO, oldest, acts.ErrorAdmitted(origin="No se avisó que faltaba el repuesto."))
    work.do(JULIA, oldest, acts.Assignment(to=LUCHO.code))
    work.do(JULIA, second, acts.Assignment(to=JULIA.code))
    by = (ReplyChannel.EMAIL,)
    answer = acts.Answer(text="Devolvemos la mano de obra.", by=by, sent_on=now.date())
    work.do(JULIA, third, answer)


def _receive(rig: Rig, by: Person, plate: str, km: str) -> None:
    workshop = rig.tablet.workshop
    told = {
        "plate": plate,
        "km": km,
        "name": "Rita Ficticia",
        "phone": "955501111",
        "car": "Demo Terra 7 blanca",
        "motives": (Motive.MAINTENANCE,),
        "told": "Ruido al frenar.",
        "recommendations": "Neumáticos delanteros\nPastillas de freno",
        "promised_at": rig.tablet.showroom.now() + timedelta(hours=5),
    }
    workshop.receive(by, workshop.start().model_copy(update=told))
