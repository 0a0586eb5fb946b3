"""What stands in each of the 33 fields of a Hoja de Reclamación.

The names are those of ``assets/reference/hoja_reclamacion_fields.csv`` (DS 011-2011-PCM art. 5 and
Anexo I, up to DS 101-2022-PCM). A field without a value is an empty text: the paper leaves it blank.
"""

from enum import StrEnum

from app.domain.cases import ComplaintCase
from app.domain.complaint_acts import Offer
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.papers.complaint_wording import (
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
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.sheets import Provider


class Copy(StrEnum):
    """Whom a copy is for (art. 5)."""

    CONSUMER = "Consumidor"
    PROVIDER = "Proveedor"
    INDECOPI = "INDECOPI"


def hoja_fields(case: ComplaintCase, provider: Provider, copy: Copy) -> dict[str, str]:
    """Return the text of every field of the sheet. Raises ``ValueError`` without a number."""
    return (
        _header(case, provider)
        | _consumer(case)
        | _guardian(case)
        | _complaint(case)
        | _provider_part(case)
        | _footer(copy)
    )


def _header(case: ComplaintCase, provider: Provider) -> dict[str, str]:
    sheet = case.sheet()
    if sheet is None:
        raise ValueError("a complaint without a number has no hoja")
    return {
        "denominacion": "Libro de Reclamaciones — Hoja de Reclamación",
        "numero_correlativo": str(sheet),
        "codigo_identificacion": sheet.book,
        "fecha": moment_words(case.complaint.registered_at, case.complaint.country),
        "razon_social": provider.legal_name,
        "ruc": provider.tax_id,
        "direccion_establecimiento": provider.address,
    }


def _consumer(case: ComplaintCase) -> dict[str, str]:
    who, country = case.complaint.consumer, case.complaint.country
    kind, number = document_words(who.document)
    return {
        "nombre": name_of(who),
        "domicilio": who.address or "",
        "documento_tipo": kind,
        "documento_numero": number,
        "telefono": phone_of(who, country),
        "correo": email_of(who),
        "menor_de_edad": "Sí" if case.complaint.minor else "No",
    }


def _guardian(case: ComplaintCase) -> dict[str, str]:
    guardian = case.complaint.guardian
    return {
        "apoderado_nombre": name_of(guardian),
        "apoderado_domicilio": (guardian.address or "") if guardian else "",
        "apoderado_telefono": phone_of(guardian, case.complaint.country),
        "apoderado_correo": email_of(guardian),
    }


def _complaint(case: ComplaintCase) -> dict[str, str]:
    complaint = case.complaint
    kind, description = good_words(complaint.good)
    return {
        "bien_tipo": kind,
        "bien_descripcion": description,
        "monto_reclamado": amount_words(complaint.amount, complaint.country),
        "tipo": KINDS.get(case.kind, ""),
        "detalle": complaint.detail,
        "pedido": complaint.request,
        "canal_respuesta": reply_words(complaint),
        "firma_consumidor": "Firmado en pantalla" if complaint.signature else _confirmation(case),
    }


def _provider_part(case: ComplaintCase) -> dict[str, str]:
    signed = case.agreement is not None and case.agreement.provider_signature is not None
    return {
        "observaciones_acciones": case.answer.text if case.answer else "",
        "fecha_comunicacion_respuesta": day_words(case.answer.sent_on, case.complaint.country)
        if case.answer
        else "",
        "acuerdo": agreement_words(case),
        "firma_proveedor": "Firmado en pantalla" if signed else "",
    }


def agreement_words(case: ComplaintCase) -> str:
    """Return the offer that was accepted and the words of its acceptance, else an empty text."""
    if case.agreement is None:
        return ""
    offers = [dated.act.text for dated in case.history if isinstance(dated.act, Offer)]
    return f"{offers[-1] if offers else ''} {case.agreement.words}".strip()


def _confirmation(case: ComplaintCase) -> str:
    return "Conformidad registrada en el equipo" if case.complaint.confirmed else ""


def _footer(copy: Copy) -> dict[str, str]:
    first, second = complaint_text(Topic.NOTICES, Country.PE).paragraphs
    return {"destinatario": copy.value, "aviso_1": first, "aviso_2": second}
