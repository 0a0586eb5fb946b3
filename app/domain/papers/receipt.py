"""What the person takes home when there is no hoja: Chile, or a registro interno of Perú."""

from app.domain.cases import ComplaintCase
from app.domain.complaint_texts import ComplaintText, Topic, complaint_text
from app.domain.papers.complaint_wording import (
    AREAS,
    KINDS,
    amount_words,
    document_words,
    email_of,
    good_words,
    moment_words,
    name_of,
    phone_of,
    reply_words,
)
from app.domain.papers.form import (
    CAPTION,
    LABEL,
    NUMBER,
    OVERLINE,
    RIGHT,
    TITLE,
    Box,
    Form,
    watermark,
)
from app.domain.papers.typeset import INNER, MARGIN
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.sheets import Provider

_SIGNATURE_HEIGHT = 80.0
_TAX_ID = {Country.CL: "RUT", Country.PE: "RUC"}


def receipt_pdf(case: ComplaintCase, provider: Provider) -> bytes:
    """Draw the record of a complaint that is no hoja, with its number if it has one."""
    text = _text(case)
    sheet = case.sheet()
    number = sheet.full() if sheet else ""
    form = Form(f"{text.title} {number}".strip(), provider.legal_name, watermark(provider))
    form.foot(f"{text.title} {number}".strip(), text.standing)
    _heading(form, case, text)
    form.band(
        (
            (provider.legal_name, provider.address),
            (
                f"{_TAX_ID.get(case.complaint.country, '')} {provider.tax_id}",
                f"Registrado: {moment_words(case.complaint.registered_at, case.complaint.country)}",
            ),
        )
    )
    _person(form, case)
    _story(form, case)
    _signature(form, case)
    form.small_print(text.paragraphs)
    return form.finish()


def _text(case: ComplaintCase) -> ComplaintText:
    country = case.complaint.country
    return complaint_text(Topic.INTERNAL if country is Country.PE else Topic.RECEIPT, country)


def _heading(form: Form, case: ComplaintCase, text: ComplaintText) -> None:
    top, sheet = form.y, case.sheet()
    form.text(MARGIN, top - 10, text.title, CAPTION)
    form.text(MARGIN, top - 33, KINDS.get(case.kind, ""), TITLE)
    if sheet is not None:
        form.text_to(RIGHT, top - 9, "N.º", OVERLINE)
        form.text_to(RIGHT, top - 27, str(sheet), NUMBER)
        form.text_to(RIGHT, top - 41, f"Libro {sheet.book}", LABEL)
    form.down(52)


def _person(form: Form, case: ComplaintCase) -> None:
    who, country = case.complaint.consumer, case.complaint.country
    kind, number = document_words(who.document)
    form.section("Quién nos lo contó")
    form.field("Nombre", name_of(who) or "Prefirió no darlo")
    form.fields(
        [
            (kind or "Documento", number),
            ("Teléfono", phone_of(who, country)),
            ("Correo", email_of(who)),
            ("Domicilio", who.address or ""),
        ]
    )
    form.down(9)


def _story(form: Form, case: ComplaintCase) -> None:
    complaint = case.complaint
    kind, description = good_words(complaint.good)
    form.section("Qué pasó")
    form.fields(
        [
            ("Área", AREAS.get(complaint.area, "")),
            ("Fecha del hecho", day_words(complaint.fact_on, complaint.country)),
            ("Bien", ", ".join(part for part in (kind, description) if part)),
            ("Monto", amount_words(complaint.amount, complaint.country)),
        ]
    )
    form.down(3)
    form.story("Detalle", complaint.detail or "No indica")
    form.story("Pedido", complaint.request or "No indica")
    if case.due_on is not None:
        form.field("Responder hasta", day_words(case.due_on, case.complaint.country))
    form.field("Respuesta por", reply_words(complaint))
    form.down(9)


def _signature(form: Form, case: ComplaintCase) -> None:
    form.need(_SIGNATURE_HEIGHT)
    box = Box(MARGIN, form.y, INNER, _SIGNATURE_HEIGHT)
    form.signature(box, "Firma", case.complaint.signature)
    form.down(_SIGNATURE_HEIGHT + 12)
