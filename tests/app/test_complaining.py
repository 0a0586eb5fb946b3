"""«Reclamo» on the tablet, without a network until it is sent."""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.domain.complaints import ComplaintKind
from app.domain.hoja import Defect, Minimum
from app.domain.money import AmountDoubt, Currency, Money
from app.domain.problems import Code, Problem
from app.storage.captures import SendState
from sync_server.storage.tables import complaint as complaint_table
from tests.app.desk_rig import JULIA, LUCHO, case_of, desk, filled, know, office
from tests.app.rig import Rig, customer
from tests.builders import CARLA, dni
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet")
    yield made
    made.store.close()


def text_of(pdf: bytes) -> str:
    pages = pdfium.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def test_a_hoja_has_its_number_its_term_and_its_copy_before_it_is_sent(rig: Rig):
    form = filled(rig)
    rig.tablet.complaining.save(LUCHO, form)

    case = case_of(rig, form)
    assert str(case.sheet()) == "000000001-2026"
    assert case.due_on == date(2026, 12, 16)
    assert case.complaint.amount == Money(amount=180_00, currency=Currency.PEN)
    paper = text_of(rig.tablet.complaining.paper(form.record))
    assert "LIMA-T01" in paper
    assert "000000001-2026" in paper
    assert "Elena Muestra Ficticia" in paper
    assert "Que no me cobren la mano de obra." in paper
    assert rig.states() == ["queued"]


def test_a_double_tap_saves_one_complaint_and_gives_one_number(rig: Rig):
    form = filled(rig)
    first = rig.tablet.complaining.save(LUCHO, form)
    second = rig.tablet.complaining.save(LUCHO, form)

    assert first.record == second.record == form.record
    assert len(rig.tablet.case_book.cases()) == 1
    rig.tablet.complaining.save(LUCHO, after := filled(rig))
    sheet = case_of(rig, after).sheet()
    assert sheet is not None
    assert sheet.number == 2


def test_what_a_hoja_lacks_is_named_and_a_registro_interno_needs_none_of_it(rig: Rig):
    form = filled(rig, document="", email="", signature=None)
    check = rig.tablet.complaining.check(form)

    assert check.missing == (Minimum.DOCUMENT, Minimum.ADDRESS_OR_EMAIL)
    assert check.defects == (Defect.MINIMUM, Defect.UNSIGNED)
    with pytest.raises(Problem) as refused:
        rig.tablet.complaining.save(LUCHO, form)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, "minimum")

    interno = form.model_copy(update={"interno": True})
    rig.tablet.complaining.save(LUCHO, interno)
    assert case_of(rig, interno).sheet() is None
    assert "Registro interno" in text_of(rig.tablet.complaining.paper(form.record))


def test_an_amount_with_the_wrong_separator_is_doubted_and_not_read(rig: Rig):
    doubtful = rig.tablet.complaining.check(filled(rig, amount="1.234"))

    assert doubtful.remarks.amount is AmountDoubt.WRONG_SEPARATOR
    assert doubtful.case.complaint.amount is None


def test_a_fact_in_the_future_is_not_saved(rig: Rig):
    tomorrow = filled(rig, fact_on=date(2026, 11, 24))
    assert rig.tablet.complaining.check(tomorrow).defects == (Defect.FACT_IN_FUTURE,)


def test_the_same_complaint_told_again_is_asked_about(rig: Rig):
    form = filled(rig)
    rig.tablet.complaining.save(LUCHO, form)
    again = rig.tablet.complaining.check(filled(rig))

    assert again.earlier is not None
    assert again.earlier.id == form.record
    assert again.defects == ()


def test_a_sheet_of_the_paper_book_keeps_its_number_and_its_day(rig: Rig):
    written = {
        "paper": True,
        "paper_day": "20-11-2026",
        "fact_on": date(2026, 11, 20),
        "signature": None,
    }
    half = filled(rig, **written)
    assert Defect.PAPER in rig.tablet.complaining.check(half).defects

    form = filled(rig, **written, paper_book="LIMA-RESPALDO", paper_number="41")
    rig.tablet.complaining.save(LUCHO, form)
    case = case_of(rig, form)
    sheet = case.sheet()
    assert sheet is not None
    assert sheet.full() == "LIMA-RESPALDO 000000041-2026"
    assert case.due_on == date(2026, 12, 15)


def test_an_undone_hoja_stays_as_annulled_and_its_number_is_not_given_again(rig: Rig):
    rig.tablet.complaining.save(LUCHO, form := filled(rig))
    rig.tablet.complaining.undo(LUCHO, form.record)
    rig.tablet.complaining.save(LUCHO, after := filled(rig))

    assert case_of(rig, form).state == "voided"
    assert str(case_of(rig, after).sheet()) == "000000002-2026"


def test_who_is_known_here_is_found_by_phone_or_document_and_fills_what_is_empty(rig: Rig):
    who = customer(rig.running.tablet.complaining.start().record, "Elena Muestra", documents=())
    know(rig, who)
    complaining = rig.tablet.complaining
    form = complaining.start(phone="+56 9 5550 0001", name="Elena M.")

    found = complaining.known_customer(form)
    assert found is not None
    told = complaining.with_customer(form, found.id)
    assert (told.name, told.customer) == ("Elena M.", who.id)
    assert complaining.known_customer(complaining.start(document="12345678")) is None
    assert dni("12345678").value == "12345678"


def test_a_draft_survives_the_process_and_ends_with_the_complaint(rig: Rig):
    form = filled(rig)
    rig.tablet.complaining.save_draft(LUCHO, form)
    rig.reopen()
    assert rig.tablet.complaining.draft(LUCHO) == form
    assert rig.tablet.complaining.draft(JULIA) is None
    rig.tablet.complaining.save(LUCHO, form)
    assert rig.tablet.complaining.draft(LUCHO) is None


def test_chile_has_ten_days_and_a_suggestion_has_none(server: Server, tmp_path: Path):
    nunoa = desk(server, tmp_path / "nunoa", "NUNOA")
    form = filled(nunoa, document="", email="", amount="$ 35.000")
    nunoa.tablet.complaining.save(CARLA, form)
    told = filled(nunoa, kind=ComplaintKind.SUGGESTION, signature=None)
    nunoa.tablet.complaining.save(CARLA, told)

    assert case_of(nunoa, form).due_on == date(2026, 12, 7)
    assert case_of(nunoa, told).due_on is None
    assert "Constancia de atención" in text_of(nunoa.tablet.complaining.paper(form.record))
    nunoa.sync()
    assert nunoa.states() == ["sent", "sent"]
    nunoa.store.close()


def test_what_was_sent_is_shown_once_and_as_the_server_has_it(rig: Rig):
    rig.tablet.complaining.save(LUCHO, form := filled(rig))
    rig.sync()

    assert rig.states() == ["sent"]
    assert [one.id for one in rig.tablet.case_book.cases()] == [form.record]
    rig.tablet.complaining.save(LUCHO, after := filled(rig, detail="Otra cosa."))
    assert str(case_of(rig, after).sheet()) == "000000002-2026"


def test_fifty_tablets_offline_and_a_copied_one_never_share_a_number(
    server: Server, tmp_path: Path
):
    rigs = [desk(server, tmp_path / f"t{n}") for n in range(50)]
    for rig in rigs:
        rig.tablet.complaining.save(LUCHO, filled(rig))
    original = rigs[0]
    shutil.copytree(original.folder, tmp_path / "copy")
    copy = Rig(tmp_path / "copy", original.clock, original.connect)
    for rig in (*rigs, copy):
        rig.tablet.complaining.save(LUCHO, filled(rig, detail=f"En {rig.folder.name}."))
    for rig in (*rigs, copy, copy, original):
        rig.clock.pass_by(minutes=1)
        rig.sync()

    rows = server.rows(complaint_table)
    assert len(rows) == 50 + 51  # what was saved before the copy is one complaint
    assert len({(row["book"], row["number"], row["year"]) for row in rows}) == 101
    for rig in (*rigs, copy):
        assert set(rig.states()) == {"sent"}
        rig.store.close()


def test_a_number_that_another_tablet_used_gives_way_and_is_remembered(rig: Rig, server: Server):
    used = server.tablet("LIMA")
    rig.tablet.complaining.save(LUCHO, form := filled(rig))
    body = case_of(rig, form).complaint.model_copy(update={"detail": "De otro."})
    server.take(used, used.record("complaint", body, actor="lucho", branch="LIMA"))
    rig.sync()
    rig.sync()

    assert rig.states() == ["corrected", "sent"]
    assert rig.store.captures.in_state((SendState.ATTENTION,)) == []
    (mine,) = [
        one.case.complaint
        for one in rig.tablet.case_book.cases()
        if one.case.complaint.detail == form.detail
    ]
    assert (str(mine.sheet), str(mine.replaces)) == ("000000002-2026", "000000001-2026")


def test_the_parent_of_a_minor_stands_on_the_hoja_with_all_that_the_law_asks(rig: Rig):
    told = {
        "minor": True,
        "guardian": "Marta Ficticia",
        "guardian_address": "Calle Inventada 9",
        "guardian_phone": "955 501 777",
        "guardian_email": "marta@correo.example",
    }
    doubtful = filled(rig, **{**told, "guardian_email": "marta@"})
    assert "guardian_email" in rig.tablet.complaining.check(doubtful).remarks.fields
    rig.tablet.complaining.save(LUCHO, form := filled(rig, **told))
    page = pdfium.PdfDocument(io.BytesIO(rig.tablet.complaining.paper(form.record)))[0]
    paper = " ".join(page.get_textpage().get_text_bounded().split())
    for said in ("Marta Ficticia", "Calle Inventada 9", "955 501 777", "marta@correo.example"):
        assert said in paper
