"""What the chief does about a case on its screen, beyond answering and closing it."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import flet as ft
import pypdfium2 as pdfium
import pytest
from PIL import Image

from app.domain.complaint_acts import Answer, Offer, Remedy
from app.domain.complaints import ComplaintKind, ReplyChannel
from app.ui.app import page_main
from sync_server.services.mailing import Mailing
from sync_server.services.smtp import Deliver, UndeliveredError
from tests.app.desk_rig import JULIA, LUCHO, MONDAY, case_of, desk, filled, office
from tests.app.rig import Rig
from tests.app.ui.headless import Headless
from tests.app.ui.test_service_desk import known_pins, say_who, signed_in
from tests.builders import CARLA, MARTA
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def lima(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "lima")
    known_pins(made)
    yield made
    made.store.close()


@pytest.fixture
def santiago(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "santiago", "NUNOA")
    known_pins(made)
    yield made
    made.store.close()


async def opened(ui: Headless, person: str, record: object) -> None:
    await signed_in(ui, person)
    await ui.tap("nav-complaints")
    await ui.tap(f"case-{record}")


async def test_the_case_says_which_paper_went_by_email_and_when_and_which_did_not(
    server: Server, lima: Rig
):
    def refused(_letter: EmailMessage) -> None:
        raise UndeliveredError("refused_550", for_good=True)

    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    lima.sync()
    async with Headless(page_main(lima.tablet)) as ui:
        known_pins(lima)
        await opened(ui, "julia", form.record)
        await ui.until(lambda: ui.shows("La copia espera salir por correo"))
        sent(server, lambda _letter: None)
        lima.sync()
        await ui.tap(f"case-{form.record}")
        await ui.until(lambda: ui.shows("La copia se envió por correo: 10:56"))
        answer = Answer(text="Lo revisamos.", by=(ReplyChannel.EMAIL,), sent_on=MONDAY.date())
        lima.tablet.casework.do(JULIA, form.record, answer)
        lima.sync()
        sent(server, refused)
        lima.sync()
        await ui.tap(f"case-{form.record}")
        await ui.until(lambda: ui.shows("La respuesta no salió por correo (10:56)"))


def sent(server: Server, deliver: Deliver) -> None:
    """Have the server try what is in its queue."""
    clock, address = server.clock, server.office.address
    Mailing(server.database, clock, address, "Autos <a@autos.example>", deliver).send_due()


async def test_a_yes_from_afar_needs_the_document_that_carries_it(lima: Rig, tmp_path: Path):
    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    offer = Offer(text="Segunda revisión", offered_on=MONDAY.date(), remote=True)
    lima.tablet.casework.do(JULIA, form.record, offer)
    path = tmp_path / "correo.png"
    Image.new("RGB", (300, 200), "white").save(path)
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "julia", form.record)
        await ui.tap("act-remote_agreement")
        await ui.tap("finish-remote_agreement")
        await ui.until(lambda: ui.shows("Falta la prueba"))
        size = path.stat().st_size
        ui.conn.answers["pick_files"] = [
            {"id": 1, "name": path.name, "size": size, "path": str(path)}
        ]
        await ui.tap("add-proof")
        await ui.there("photo-1")
        await ui.tap("finish-remote_agreement")
        await ui.until(lambda: ui.shows("Cerrado"))

    case = case_of(lima, form)
    assert case.agreement is not None
    assert (case.state, case.answer_owed) == ("closed", False)
    lima.sync()
    proof = case.agreement.proof
    assert proof is not None
    assert lima.tablet.album.shown(proof).state == "sent"


async def test_a_queja_is_treated_as_a_reclamo_and_back(lima: Rig):
    lima.tablet.complaining.save(LUCHO, form := filled(lima, kind=ComplaintKind.QUEJA))
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "julia", form.record)
        await ui.tap("act-reclassify")
        await ui.until(lambda: ui.shows("Tratar como queja"))
    assert case_of(lima, form).kind is ComplaintKind.RECLAMO


async def test_the_term_of_peru_moves_to_what_the_holidays_say_and_nowhere_else(lima: Rig):
    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "julia", form.record)
        await ui.tap("act-deadline_change")
        await ui.until(lambda: ui.shows("declarados hasta hoy: mié 16/12/2026"))
        assert ui.named("day-deadline_change") is None
        await ui.type("text-deadline_change", "Sin feriados nuevos")
        await ui.tap("finish-deadline_change")
        await ui.until(lambda: ui.shows("Cambio de plazo"))
    assert case_of(lima, form).due_on == date(2026, 12, 16)


async def test_the_house_moves_its_own_term_in_chile(santiago: Rig):
    form = filled(santiago, name="Rita Ficticia", document="", phone="955500111")
    santiago.tablet.complaining.save(CARLA, form)
    assert case_of(santiago, form).due_on == date(2026, 12, 7)
    async with Headless(page_main(santiago.tablet)) as ui:
        await opened(ui, "marta", form.record)
        await ui.tap("act-deadline_change")
        await ui.type("day-deadline_change", "pronto")
        await ui.tap("finish-deadline_change")
        await ui.until(lambda: ui.shows("Escriba el día como"))
        await ui.type("day-deadline_change", "10-12-2026")
        await ui.type("text-deadline_change", "Llega el repuesto el 9")
        await ui.tap("finish-deadline_change")
        await ui.until(lambda: ui.shows("jue 10-12-2026"))
    assert case_of(santiago, form).due_on == date(2026, 12, 10)
    assert MARTA.role == "chief"


async def test_the_person_chooses_under_the_legal_guarantee_within_six_months(santiago: Rig):
    form = filled(santiago, name="Rita Ficticia", document="", phone="955500111")
    santiago.tablet.complaining.save(CARLA, form)
    async with Headless(page_main(santiago.tablet)) as ui:
        await opened(ui, "carla", form.record)
        await ui.tap("act-guarantee_choice")
        assert ui.shows("La elección es suya")
        await ui.type("day-guarantee_choice", "01-03-2026")
        await ui.tap("remedy-refund")
        await ui.until(lambda: ui.shows("Ya pasó la garantía legal"))
        await ui.type("day-guarantee_choice", "01-09-2026")
        await ui.tap("remedy-refund")
        await ui.until(lambda: ui.shows("Garantía legal: Devolución de lo pagado"))
    case = case_of(santiago, form)
    assert case.guarantee is not None
    assert case.guarantee.remedy is Remedy.REFUND


async def test_an_annulled_number_says_why_and_is_not_worked_any_more(lima: Rig):
    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "julia", form.record)
        await ui.tap("act-voiding")
        await ui.type("text-voiding", "Se registró dos veces")
        await ui.tap("finish-voiding")
        await ui.until(lambda: ui.named("act-voiding") is None)
    assert case_of(lima, form).state == "voided"


async def test_a_promise_is_settled_and_the_attention_rated_inside_the_case(lima: Rig):
    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    lima.tablet.casework.promise(LUCHO, form.record, "Llamar con la fecha", date(2026, 11, 25))
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "lucho", form.record)
        await ui.until(lambda: ui.shows("Llamar con la fecha · mié 25/11/2026"))
        await ui.tap("promise-kept-1")
        await ui.until(lambda: ui.named("promise-kept-1") is None)
        await ui.tap("act-rating")
        await ui.tap("rate-good")
        await ui.until(lambda: ui.shows("Nota: Bien"))
        assert ui.named("act-rating") is None
    case = case_of(lima, form)
    assert [promise.kept for promise in case.promises] == [True]
    assert case.rating == "good"


async def transcribe(ui: Headless, number: str, day: str) -> None:
    await ui.tap("tile-complaint")
    await ui.tap("kind-reclamo")
    await ui.type("detail", "Me cobraron dos veces.")
    await ui.tap("paper-yes")
    await ui.tap("next")
    await ui.until(lambda: ui.shows("Faltan el código, el número o el día"))
    await ui.type("paper-book", "lima-r01")
    await ui.type("paper-number", number)
    await ui.type("paper-day", day)
    await ui.leave("paper-day")


async def pick(ui: Headless, day: datetime) -> None:
    """Choose a day on the calendar, as a client in Lima tells it."""
    await ui.tap("day-other")
    (calendar,) = await ui.until(lambda: ui.all(ft.DatePicker))
    ui.session.apply_patch(calendar._i, {"value": day})  # noqa: SLF001 - what a client sends first
    await ui.event(calendar, "change", day)


async def test_a_paper_sheet_keeps_its_own_number_and_day_and_warns_after_one_day(lima: Rig):
    async with Headless(page_main(lima.tablet)) as ui:
        await signed_in(ui, "lucho")
        await transcribe(ui, "000041", "20-11-2026")
        await ui.until(lambda: ui.shows("Ya pasó su día de plazo"))
        await ui.tap("next")
        await ui.until(lambda: ui.shows("El día del hecho es posterior al registro"))
        await pick(ui, datetime(2026, 11, 20, 5, tzinfo=UTC))  # midnight of Lima
        await ui.tap("next")
        await say_who(ui)
        await ui.until(lambda: ui.shows("000000041-2026"))
        assert ui.shows("La firma está en la hoja de papel.")
        await ui.tap("register")
        await ui.there("saved")

    (known,) = lima.tablet.case_book.cases()
    complaint = known.case.complaint
    assert complaint.sheet is not None
    assert complaint.sheet.full() == "LIMA-R01 000000041-2026"
    assert (complaint.entry, complaint.written_on) == ("backup_book", date(2026, 11, 20))
    assert complaint.deadline is not None
    assert complaint.deadline.due_on == date(2026, 12, 15)  # counted from the paper's day
    lima.sync()
    assert lima.states() == ["sent"]


async def test_the_same_paper_sheet_transcribed_twice_waits_for_a_person(
    lima: Rig, server: Server, tmp_path: Path
):
    other = desk(server, tmp_path / "other")
    for rig in (lima, other):
        told = {"paper": True, "paper_book": "LIMA-R01", "paper_number": "7"}
        form = filled(rig, **told, paper_day="23-11-2026", signature=None)
        rig.tablet.complaining.save(LUCHO, form)
    lima.sync()
    other.sync()
    other.sync()
    assert lima.states() == ["sent"]
    assert other.states() == ["attention"]
    other.store.close()


async def test_the_written_answer_is_given_as_a_letter_and_shared(lima: Rig):
    lima.tablet.complaining.save(LUCHO, form := filled(lima))
    async with Headless(page_main(lima.tablet)) as ui:
        await opened(ui, "julia", form.record)
        assert ui.named("answer-letter") is None
        await ui.tap("act-answer")
        await ui.type("text-answer", "Devolvemos la mano de obra.")
        await ui.tap("finish-answer")
        await ui.tap("answer-letter")
        await ui.until(lambda: any(name == "save_file" for name, _ in ui.conn.invoked))
        await ui.tap("answer-share")
        await ui.until(lambda: any(name == "share_files" for name, _ in ui.conn.invoked))
        assert ui.shows("Sale por correo con el próximo envío.")

    given = next(told for name, told in ui.conn.invoked if name == "save_file")
    page = pdfium.PdfDocument(io.BytesIO(given["src_bytes"]))[0].get_textpage()
    letter = " ".join(page.get_text_bounded().split())
    assert "Devolvemos la mano de obra." in letter
    assert "Julia Ejemplo" in letter
    assert "LIMA-T01 000000001-2026" in letter
