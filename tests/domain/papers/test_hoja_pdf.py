"""The papers of a complaint, read back by a second library."""

import csv
from datetime import date

import pypdfium2
import pytest

from app.domain.cases import ComplaintCase
from app.domain.complaint_acts import AGREEMENT_WORDS, Answer, Offer, OfferAnswer, OfferReply
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import ComplaintKind, Good, GoodKind, ReplyChannel, Signature
from app.domain.fields import Checked
from app.domain.money import Currency, Money
from app.domain.papers.hoja import hoja_pdf
from app.domain.papers.hoja_fields import Copy, hoja_fields
from app.domain.papers.letter import Signer, letter_pdf
from app.domain.papers.receipt import receipt_pdf
from app.domain.papers.typeset import Ink, width, wrapped
from app.domain.people import Country, PersonName, Visitor
from app.domain.sheets import Provider, SheetNumber
from app.domain.shipped import REFERENCE
from tests.domain.complaint_builders import SIGNED, chilean, complaint, done, worked

DEALER = Provider(
    legal_name="Automotriz Prueba S.A.C.",
    tax_id="20000000001",
    address="Av. Inventada 456, Surquillo",
    branch="Surquillo",
)
GUARDIAN = Visitor(
    name=PersonName(typed="Rosa Muestra Inventada"),
    address="Jirón Supuesto 9",
    phone=Checked(typed="955501235"),
    email=Checked(typed="rosa@correo.example"),
)


def pages(pdf: bytes) -> list[str]:
    """The text of each page of a PDF with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [flat(page.get_textpage().get_text_bounded()) for page in document]


def read(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def flat(text: str) -> str:
    return " ".join(text.split())


def settled() -> ComplaintCase:
    """A minor's hoja with everything in it: answered, agreed, signed by both."""
    body = complaint(
        minor=True,
        guardian=GUARDIAN,
        amount=Money(amount=1_234_50, currency=Currency.PEN),
        good=Good(kind=GoodKind.SERVICE, description="Mantenimiento", plate="A1B-234", order="778"),
    )
    offer = Offer(text="Devolver la mano de obra.", offered_on=date(2026, 11, 24))
    answer = Answer(
        text="Le pedimos disculpas.", by=(ReplyChannel.EMAIL,), sent_on=date(2026, 11, 25)
    )
    accepted = OfferAnswer(
        reply=OfferReply.ACCEPTED,
        words=AGREEMENT_WORDS,
        consumer_signature=SIGNED,
        provider_signature=SIGNED,
    )
    return worked(
        body,
        done(1, "2026-11-24", offer),
        done(2, "2026-11-25", answer),
        done(3, "2026-11-26", accepted),
    )


def test_the_sheet_has_the_thirty_three_fields_of_the_law_and_no_other():
    with (REFERENCE / "hoja_reclamacion_fields.csv").open(encoding="utf-8", newline="") as table:
        legal = [row["field"] for row in csv.DictReader(table)]
    assert len(legal) == 33
    assert sorted(hoja_fields(settled(), DEALER, Copy.CONSUMER)) == sorted(legal)


def test_every_field_of_a_full_sheet_can_be_read_back_from_the_paper():
    fields = hoja_fields(settled(), DEALER, Copy.CONSUMER)
    text = read(hoja_pdf(settled(), DEALER))
    drawn = {"denominacion", "tipo", "firma_consumidor", "firma_proveedor", "destinatario"}
    lost = {
        name: value
        for name, value in fields.items()
        if name not in drawn and flat(value) not in text
    }
    assert lost == {}
    assert all(fields.values())
    for words in ("Libro de Reclamaciones", "Hoja de Reclamación", "RECLAMO", "QUEJA"):
        assert words in text
    for words in ("Firma de quien reclama", "Firma del proveedor", "ejemplar: Consumidor"):
        assert words in text


def test_the_numbers_and_days_on_the_paper_are_those_of_the_record():
    text = read(hoja_pdf(worked(complaint()), DEALER))
    for words in (
        "000000128-2026",
        "Libro SUR-T07",
        "lun 23/11/2026, 10:56",
        "vie 20/11/2026",
        "mié 16/12/2026",
        "No indica",
    ):
        assert words in text


def test_the_two_legal_notices_are_on_every_copy():
    copies = (Copy.CONSUMER, Copy.PROVIDER, Copy.INDECOPI)
    printed = pages(hoja_pdf(worked(complaint()), DEALER, copies))
    assert len(printed) == 3
    first, second = complaint_text(Topic.NOTICES, Country.PE).paragraphs
    for text, copy in zip(printed, copies, strict=True):
        assert first in text
        assert second in text
        assert f"ejemplar: {copy.value}" in text


def test_a_long_story_goes_on_over_more_pages_without_losing_a_word():
    words = [f"palabra{number}" for number in range(360)]
    body = complaint(detail=" ".join(words), request="Uno\n\ndos")
    pdf = hoja_pdf(worked(body), DEALER)
    assert len(pages(pdf)) == 2
    assert all(word in read(pdf) for word in words)


def test_a_word_longer_than_the_line_is_cut_and_not_lost():
    ink = Ink(size=10)
    lines = wrapped("x" * 900, 500, ink)
    assert "".join(lines) == "x" * 900
    assert max(width(line, ink) for line in lines) <= 500


def test_letters_of_spanish_and_quotes_survive():
    detail = "Ñandú, pingüino, «años», “comillas”, 50 € — ¿sí?"
    assert detail in read(hoja_pdf(worked(complaint(detail=detail)), DEALER))


def test_the_fonts_travel_in_the_paper():
    pdf = hoja_pdf(worked(complaint()), DEALER)
    assert pdf.count(b"/FontFile2") == 3
    assert b"HankenGrotesk-Bold" in pdf


def test_the_same_sheet_is_the_same_file():
    assert hoja_pdf(worked(complaint()), DEALER) == hoja_pdf(worked(complaint()), DEALER)


def test_the_title_names_the_sheet_and_nobody():
    document = pypdfium2.PdfDocument(hoja_pdf(worked(complaint()), DEALER))
    told = document.get_metadata_dict()
    assert told["Title"] == "Hoja de Reclamación SUR-T07 000000128-2026"
    assert told["Author"] == "Automotriz Prueba S.A.C."
    assert "Elena" not in str(told)


def test_a_demo_marks_its_paper_and_a_real_dealer_does_not():
    demo = DEALER.model_copy(update={"demo": True})
    assert "DEMO" in read(hoja_pdf(worked(complaint()), demo))
    assert "DEMO" not in read(hoja_pdf(worked(complaint()), DEALER))


@pytest.mark.parametrize(
    "strokes", [((5, 5),), ((0, 0, 4095, 1000),), ((7, 7, 7, 7, 7, 7), (9, 9, 100, 100, 50, 3))]
)
def test_any_ink_can_be_drawn(strokes):
    body = complaint(signature=Signature(strokes=strokes))
    assert len(pages(hoja_pdf(worked(body), DEALER))) == 1


def test_a_registro_interno_has_no_hoja_but_its_own_paper():
    internal = worked(complaint(sheet=None, consumer=Visitor(), signature=None))
    with pytest.raises(ValueError, match="no hoja"):
        hoja_pdf(internal, DEALER)
    text = read(receipt_pdf(internal, DEALER))
    assert "Registro interno" in text
    assert "no es una Hoja de Reclamación" in text
    assert "Prefirió no darlo" in text
    assert "mié 16/12/2026" in text


@pytest.mark.parametrize(
    ("kind", "word", "due"),
    [
        (ComplaintKind.RECLAMO, "Reclamo", "lun 07-12-2026"),
        (ComplaintKind.PRAISE, "Felicitación", None),
    ],
)
def test_chile_has_a_receipt_in_its_own_money_and_words(kind, word, due):
    body = chilean(
        kind=kind,
        sheet=SheetNumber(book="TALCA-T03", number=7, year=2026),
        amount=Money(amount=45_000, currency=Currency.CLP),
    )
    text = read(receipt_pdf(worked(body), DEALER))
    assert word in text
    assert "000000007-2026" in text
    assert "$45.000" in text
    assert "SERNAC" in text
    assert ("Responder hasta" in text) is (due is not None)
    assert due is None or due in text


def test_the_guarantee_letter_says_what_was_promised_and_until_when():
    words = {
        "customer": "Elena Muestra Ficticia",
        "fact_day": "20-11-2026",
        "fact": "El auto no estuvo el día prometido.",
        "commitment": "repetir el servicio sin costo.",
        "valid_until": "20-11-2027",
        "number": "SUR-T07 000000128-2026",
    }
    text = complaint_text(Topic.GUARANTEE_LETTER, Country.PE)
    signer = Signer("Marta Supuesta", "Jefatura de servicio")
    letter = read(letter_pdf(text, words, DEALER, signer, date(2026, 11, 26)))
    for word in (*words.values(), "Carta de garantía", "todos los costos", "jue 26/11/2026"):
        assert word in letter
    assert "Borrador, revisar con abogado." in letter
