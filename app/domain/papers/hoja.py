"""The Hoja de Reclamación of Perú as PDF: one page when the story is short, more when it is not."""

from collections.abc import Sequence

from app.domain.cases import ComplaintCase
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import ComplaintKind
from app.domain.papers.form import (
    CAPTION,
    GUTTER,
    LABEL,
    NUMBER,
    OVERLINE,
    PICKED,
    RIGHT,
    TITLE,
    VALUE,
    Box,
    Form,
    Frame,
    watermark,
)
from app.domain.papers.hoja_fields import Copy, hoja_fields
from app.domain.papers.typeset import INNER, MARGIN, PETROL, SMALL, Ink, wrapped
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.sheets import Provider

_SIGNATURE_HEIGHT = 74.0


def hoja_pdf(
    case: ComplaintCase, provider: Provider, copies: Sequence[Copy] = (Copy.CONSUMER,)
) -> bytes:
    """Draw the sheet once per copy. Raises ``ValueError`` for a complaint without a number."""
    sheet = case.sheet()
    if sheet is None:
        raise ValueError("a complaint without a number has no hoja")
    form = Form(f"Hoja de Reclamación {sheet.full()}", provider.legal_name, watermark(provider))
    standing = complaint_text(Topic.NOTICES, Country.PE).standing
    form.foot(f"Libro de Reclamaciones {sheet.full()}", standing)
    for place, copy in enumerate(copies):
        if place:
            form.turn()
        _draw(form, case, hoja_fields(case, provider, copy))
    return form.finish()


def _draw(form: Form, case: ComplaintCase, text: dict[str, str]) -> None:
    _heading(form, text)
    _consumer(form, text)
    _good(form, text)
    _detail(form, case, text)
    _provider(form, case, text)
    form.small_print((text["aviso_1"], text["aviso_2"]))


def _heading(form: Form, text: dict[str, str]) -> None:
    book, sheet = text["denominacion"].split(" — ")
    top = form.y
    form.text(MARGIN, top - 10, book, CAPTION)
    form.text(MARGIN, top - 33, sheet, TITLE)
    form.text_to(RIGHT, top - 9, "N.º", OVERLINE)
    form.text_to(RIGHT, top - 27, text["numero_correlativo"], NUMBER)
    book_line = f"Libro {text['codigo_identificacion']} · ejemplar: {text['destinatario']}"
    form.text_to(RIGHT, top - 41, book_line, LABEL)
    form.down(52)
    form.band(
        (
            (text["razon_social"], text["direccion_establecimiento"]),
            (f"RUC {text['ruc']}", f"Registrado: {text['fecha']}"),
        )
    )


def _consumer(form: Form, text: dict[str, str]) -> None:
    form.section("1. Identificación de la persona que reclama")
    form.field("Nombre completo", text["nombre"])
    form.field("Domicilio", text["domicilio"])
    form.fields(
        [
            (text["documento_tipo"] or "Documento", text["documento_numero"]),
            ("Teléfono", text["telefono"]),
            ("Correo", text["correo"]),
            ("Menor de edad", text["menor_de_edad"]),
        ]
    )
    if text["menor_de_edad"] == "Sí":
        form.fields(
            [
                ("Apoderado", text["apoderado_nombre"]),
                ("Teléfono", text["apoderado_telefono"]),
                ("Domicilio", text["apoderado_domicilio"]),
                ("Correo", text["apoderado_correo"]),
            ]
        )
    form.down(9)


def _good(form: Form, text: dict[str, str]) -> None:
    form.section("2. Identificación del bien contratado")
    form.fields([("Tipo de bien", text["bien_tipo"]), ("Monto reclamado", text["monto_reclamado"])])
    form.field("Descripción", text["bien_descripcion"])
    form.down(9)


def _detail(form: Form, case: ComplaintCase, text: dict[str, str]) -> None:
    form.section("3. Detalle de la reclamación y pedido")
    form.down(3)
    _kinds(form, case.kind)
    form.story("Detalle", text["detalle"] or "No indica")
    form.story("Pedido", text["pedido"] or "No indica")
    form.fields(
        [
            ("Fecha del hecho", day_words(case.complaint.fact_on, case.complaint.country)),
            ("Respuesta por", text["canal_respuesta"]),
        ]
    )
    form.down(5)
    form.need(_SIGNATURE_HEIGHT + 10)
    box = Box(MARGIN, form.y, INNER, _SIGNATURE_HEIGHT)
    ink = case.complaint.signature
    form.signature(box, "Firma de quien reclama", ink, text["firma_consumidor"])
    form.down(_SIGNATURE_HEIGHT + 13)


def _kinds(form: Form, chosen: ComplaintKind) -> None:
    """Show both kinds with the definitions of the law, the chosen one filled."""
    width = (INNER - GUTTER) / 2
    definitions = complaint_text(Topic.KINDS, Country.PE).paragraphs
    kinds = (ComplaintKind.RECLAMO, ComplaintKind.QUEJA)
    bodies = [
        wrapped(definition.partition(": ")[2], width - 44, SMALL) for definition in definitions
    ]
    height = 27 + max(len(lines) for lines in bodies) * SMALL.leading
    form.need(height)
    for column, (kind, lines) in enumerate(zip(kinds, bodies, strict=True)):
        box = Box(MARGIN + column * (width + GUTTER), form.y, width, height)
        form.frame(box, PICKED if kind is chosen else Frame())
        _kind(form, box, kind, lines)
        if kind is chosen:
            form.dot(box.x + 16, box.top - 15, PETROL)
    form.down(height + 9)


def _kind(form: Form, box: Box, kind: ComplaintKind, definition: list[str]) -> None:
    form.radio(box.x + 16, box.top - 15, PETROL)
    form.text(box.x + 30, box.top - 18.6, kind.value.upper(), Ink("Bold", 10.4))
    form.paragraph(box.x + 30, box.top - 23, definition, SMALL)


def _provider(form: Form, case: ComplaintCase, text: dict[str, str]) -> None:
    form.section("4. Observaciones y acciones adoptadas por el proveedor")
    if text["observaciones_acciones"]:
        form.flow(text["observaciones_acciones"], VALUE)
        form.down(4)
    if text["acuerdo"]:
        form.story("Acuerdo", text["acuerdo"])
    if case.due_on is not None and case.answer_owed:
        form.field("Responder hasta", day_words(case.due_on, case.complaint.country))
    form.field("Respuesta enviada", text["fecha_comunicacion_respuesta"])
    form.down(4)
    form.need(_SIGNATURE_HEIGHT)
    box = Box(MARGIN, form.y, (INNER - GUTTER) / 2, _SIGNATURE_HEIGHT - 18)
    agreed = case.agreement
    form.signature(box, "Firma del proveedor", agreed.provider_signature if agreed else None)
    if agreed is not None and agreed.consumer_signature is not None:
        beside = box._replace(x=box.x + box.width + GUTTER)
        form.signature(beside, "Acepta el acuerdo", agreed.consumer_signature)
    form.down(box.height + 12)
