"""The screens of a complaint and of the workshop, without a browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import flet as ft
import pypdfium2 as pdfium
import pytest

from app.domain.complaints import Good, GoodKind
from app.domain.money import Currency, Money
from app.ui.app import page_main
from app.ui.widgets.signature import INTERVAL
from sync_server.services import house
from tests.app.desk_rig import LUCHO, case_of, desk, filled, know, office
from tests.app.rig import VERIFIER, Rig, customer
from tests.app.ui.headless import Headless, enter
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet")
    known_pins(made)
    yield made
    made.store.close()


def known_pins(rig: Rig) -> None:
    """Let everybody sign in with the PIN of the tests."""
    for person in rig.tablet.session.people():
        doc = person.model_copy(update={"verifier": VERIFIER, "must_change_pin": False})
        rig.store.file.execute(
            "UPDATE mirror SET doc = ? WHERE kind = 'person' AND id = ?",
            (doc.model_dump_json(), person.code),
        )


async def signed_in(ui: Headless, person: str) -> None:
    await ui.tap(f"person-{person}")
    await enter(ui, "480315")
    await ui.there("tile-complaint")


async def draw(ui: Headless) -> None:
    """Draw one stroke on the pad."""
    mark = await ui.there("signature")
    pad = next(part for part in ui.walk(mark) if isinstance(part, ft.GestureDetector))
    assert pad.drag_interval == INTERVAL
    await ui.event(pad, "pan_down", {"l": {"x": 10, "y": 20}, "g": {"x": 0, "y": 0}})
    for step in range(1, 6):
        at = {"l": {"x": 10 + 30 * step, "y": 20 + 9 * (step % 3)}, "g": {"x": 0, "y": 0}}
        await ui.event(pad, "pan_update", at)
    await ui.event(
        pad, "pan_end", {"l": {"x": 0, "y": 0}, "g": {"x": 0, "y": 0}, "v": {"x": 0, "y": 0}}
    )
    await ui.until(lambda: (m := ui.named("signature")) is not None and m.label == "Con firma")


async def tell(ui: Headless) -> None:
    """Step 1, with an amount that is doubtful at first."""
    await ui.tap("tile-complaint")
    await ui.tap("next")
    assert ui.shows("Elija de qué se trata")
    assert ui.shows("No discuta. Aún no está conforme; no es un ataque.")
    for choice in ("kind-reclamo", "area-workshop", "cost-time", "cost-detail-came_back"):
        await ui.tap(choice)
    await ui.tap("mood-upset")
    await ui.type("detail", "Vine dos veces y no estaba listo.")
    await ui.type("request", "Que no me cobren.")
    await ui.tap("good-kind-service")
    await ui.type("good", "Mantención de 10,000 km")
    await ui.type("good-plate", "ABC-123")
    await ui.type("amount", "1.234")
    await ui.tap("next")
    assert await ui.until(ui.errors)
    await ui.type("amount", "180")
    await ui.tap("next")


async def say_who(ui: Headless) -> None:
    """Step 2; what is missing is named until it is there."""
    await ui.type("name", "Elena Muestra Ficticia")
    await ui.type("document", "10203040")
    await ui.leave("document")
    await ui.until(lambda: ui.shows("falta: Domicilio o correo"))
    await ui.type("email", "elena@correo.example")
    await ui.leave("email")
    await ui.until(lambda: not ui.shows("falta: Domicilio o correo"))
    await ui.tap("reply-email")
    await ui.tap("next")


async def test_a_hoja_is_told_signed_and_given_as_a_copy(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await tell(ui)
        await say_who(ui)
        await ui.until(lambda: ui.shows("000000001-2026"))
        assert ui.shows("Servicio, Mantención de 10,000 km, placa ABC-123")
        await ui.tap("register")
        await ui.until(lambda: ui.shows("Falta la firma"))
        await draw(ui)
        await ui.tap("register")
        await ui.there("saved")
        await ui.tap("copy")
        saved = next(args for name, args in ui.conn.invoked if name == "save_file")

    text = pdfium.PdfDocument(io.BytesIO(saved["src_bytes"]))[0].get_textpage().get_text_bounded()
    assert "Elena Muestra Ficticia" in text
    (known,) = rig.tablet.case_book.cases()
    complaint = known.case.complaint
    assert complaint.signature is not None
    assert complaint.amount == Money(amount=180_00, currency=Currency.PEN)
    told = Good(kind=GoodKind.SERVICE, description="Mantención de 10,000 km", plate="ABC-123")
    assert complaint.good == told
    assert complaint.listened_s is not None


async def test_who_declines_gets_a_registro_interno(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await ui.tap("kind-queja")
        await ui.type("detail", "Nadie me saludó.")
        await ui.tap("next")
        await ui.there("interno")
        await ui.tap("next")
        assert ui.shows("Faltan 3 datos, o elija registro interno")
        await ui.tap("interno")
        await ui.tap("next")
        await ui.until(lambda: ui.shows("sin número"))
        await ui.tap("register")
        await ui.there("saved")

    (known,) = rig.tablet.case_book.cases()
    assert known.case.sheet() is None


async def compensate(ui: Headless) -> None:
    """Give more than the limit, then what is within it."""
    await ui.tap("act-compensation_a")
    await ui.type("amount-compensation_a", "700")
    await ui.tap("finish-compensation_a")
    await ui.until(lambda: ui.shows("Supera su límite"))
    await ui.type("amount-compensation_a", "500")
    await ui.tap("finish-compensation_a")
    await ui.until(lambda: ui.shows("Compensado"))


async def write(ui: Headless, act: str, words: str) -> None:
    await ui.tap(f"act-{act}")
    await ui.type(f"text-{act}", words)
    await ui.tap(f"finish-{act}")


async def test_the_chief_answers_and_closes_with_the_customers_yes(rig: Rig):
    rig.tablet.complaining.save(LUCHO, form := filled(rig))
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "julia")
        await ui.tap("nav-complaints")
        await ui.tap(f"case-{form.record}")
        await ui.until(lambda: ui.shows("Vine dos veces y no estaba listo."))
        await ui.tap("act-apology")
        await ui.until(lambda: ui.shows("Disculpa en persona · Julia Ejemplo"))
        await compensate(ui)
        await write(ui, "promise", "Llamar con la fecha")
        await ui.until(lambda: ui.shows("Promesa con fecha · Julia Ejemplo"))
        await ui.tap("act-assignment")
        await ui.tap("assign-lucho")
        await ui.until(lambda: ui.shows("Responsable asignado · Julia Ejemplo"))
        await write(ui, "answer", "Devolvemos lo cobrado.")
        await ui.tap("act-closing")
        await ui.tap("closing-yes")
        await ui.until(lambda: ui.shows("Cierre · Julia Ejemplo"))

    case = case_of(rig, form)
    assert (case.state, case.conforms, case.responsible) == ("closed", True, "lucho")


async def test_an_offer_at_a_distance_is_suspended_and_rejected_on_the_list(rig: Rig):
    rig.tablet.complaining.save(LUCHO, form := filled(rig))
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "julia")
        await ui.tap("nav-complaints")
        await ui.tap(f"case-{form.record}")
        await ui.tap("act-offer")
        await ui.type("text-offer", "Segunda revisión sin costo")
        await ui.tap("act-remote")
        await ui.tap("finish-offer")
        await ui.until(lambda: ui.shows("El plazo está suspendido"))
        rig.clock.pass_by(hours=1)
        await ui.tap("offer-rejected")
        await ui.until(lambda: not ui.shows("El plazo está suspendido"))

    assert case_of(rig, form).offer is None


async def receive(ui: Headless) -> str:
    """Receive a vehicle that nobody knows; return its line in the list of those inside."""
    await ui.tap("tile-workshop")
    await ui.tap("receive")
    assert ui.errors()
    await ui.type("plate", "RKLP48")
    await ui.leave("plate")
    await ui.until(lambda: ui.shows("Campaña abierta AB-2026: Cambio de airbag"))
    await ui.tap("recall-here-AB-2026")
    await ui.type("name", "Rita Ficticia")
    await ui.type("km", "999.999")
    await ui.leave("km")
    await ui.tap("km-sure")
    await ui.type("km", "49.310")
    await ui.leave("km")
    await ui.until(lambda: ui.shows("Le toca la mantención de 50.000 km: faltan 690 km"))
    await ui.tap("motive-maintenance")
    await ui.type("recommendations", "Neumáticos delanteros")
    await ui.tap(next(one for one in ui.identifiers() if one.startswith("promised-")))
    await draw(ui)
    await ui.tap("receive")
    return str(await ui.until(lambda: inside(ui)))


def inside(ui: Headless) -> str | None:
    return next((one for one in ui.identifiers() if one.startswith("inside-")), None)


def call_back(server: Server) -> None:
    """Open a campaign for the vehicle that comes in."""
    told = {"code": "AB-2026", "country": "CL", "title": "Cambio de airbag", "since": "2026-11-01"}
    sent = {**told, "vehicles": ["RKLP48"]}
    server.database.writer.run(lambda tx: house.import_recall(tx, server.office, sent))


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
async def test_a_field_stays_under_the_fingers_when_the_plate_is_known(
    server: Server, tmp_path: Path, size: tuple[int, int]
):
    call_back(server)
    rig = desk(server, tmp_path / "nunoa", "NUNOA")
    known_pins(rig)
    async with Headless(page_main(rig.tablet), width=size[0], height=size[1]) as ui:
        await signed_in(ui, "rosa")
        await ui.tap("tile-workshop")
        await ui.there("km")
        before = {name: ui.field(name) for name in ("km", "name", "told", "recommendations")}
        await ui.type("plate", "RKLP4O")
        await ui.leave("plate")
        await ui.there("suggestion-plate")
        assert {name: ui.field(name) for name in before} == before
        await ui.type("plate", "RKLP48")
        await ui.leave("plate")
        await ui.until(lambda: ui.shows("Campaña abierta AB-2026"))
        assert {name: ui.field(name) for name in before} == before
    rig.store.close()


async def test_a_field_stays_under_the_fingers_when_the_person_is_known(rig: Rig):
    know(rig, customer(rig.tablet.complaining.start().record, "Elena Muestra"))
    async with Headless(page_main(rig.tablet), width=800, height=1280) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await ui.tap("kind-queja")
        await ui.type("detail", "Nadie me saludó.")
        await ui.tap("next")
        await ui.there("email")
        before = {name: ui.field(name) for name in ("name", "document", "address", "email")}
        await ui.type("phone", "+56 9 5550 0001")
        await ui.leave("phone")
        await ui.there("use-known")
        assert {name: ui.field(name) for name in before} == before


async def test_a_vehicle_comes_in_a_complaint_is_begun_and_it_goes_out(
    server: Server, tmp_path: Path
):
    call_back(server)
    rig = desk(server, tmp_path / "nunoa", "NUNOA")
    known_pins(rig)
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "rosa")
        line = await receive(ui)
        await ui.tap(line)
        await ui.until(lambda: ui.shows("Neumáticos delanteros"))
        await ui.tap("complain")
        await ui.tap("kind-reclamo")
        await ui.type("detail", "Sigue el ruido.")
        await ui.tap("next")
        await ui.until(lambda: ui.named("name") and ui.value("name") == "Rita Ficticia")
        await ui.tap("nav-workshop")
        await ui.tap(line)
        await ui.tap("rating-good")
        await ui.tap("deliver")
        await ui.until(lambda: ui.named("receive") and inside(ui) is None)

    (visit,) = rig.tablet.workshop.visits()
    assert visit.delivery is not None
    assert visit.delivery.delivery.rating == "good"
    assert visit.visit.signature is not None
    assert visit.visit.recalls == ("AB-2026",)
    rig.store.close()
