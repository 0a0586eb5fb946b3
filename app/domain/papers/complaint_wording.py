"""The Spanish words of a paper: codes, days, amounts, people."""

from datetime import datetime

from app.domain.complaints import Area, Complaint, ComplaintKind, Good, GoodKind, ReplyChannel
from app.domain.fields import Checked
from app.domain.money import Money, format_money
from app.domain.papers.wording import day_words
from app.domain.people import Country, Document, DocumentType, Visitor
from app.domain.phones import display_phone

KINDS = {
    ComplaintKind.RECLAMO: "Reclamo",
    ComplaintKind.QUEJA: "Queja",
    ComplaintKind.SUGGESTION: "Sugerencia",
    ComplaintKind.PRAISE: "Felicitación",
}
AREAS = {
    Area.SALES: "Venta",
    Area.WORKSHOP: "Taller",
    Area.PARTS: "Repuestos",
    Area.CASHIER: "Caja",
    Area.OTHER: "Otra",
}
_GOODS = {GoodKind.PRODUCT: "Producto", GoodKind.SERVICE: "Servicio"}
_REPLIES = {ReplyChannel.EMAIL: "Correo electrónico", ReplyChannel.LETTER: "Carta a domicilio"}
_DOCUMENTS = {
    DocumentType.RUT: "RUT",
    DocumentType.DNI: "DNI",
    DocumentType.RUC: "RUC",
    DocumentType.CE: "Carné de extranjería",
    DocumentType.PASSPORT: "Pasaporte",
}


def moment_words(moment: datetime, country: Country) -> str:
    return f"{day_words(moment.date(), country)}, {moment:%H:%M}"


def amount_words(amount: Money | None, country: Country) -> str:
    return format_money(amount, country) if amount else "No indica"


def name_of(person: Visitor | None) -> str:
    return person.name.typed if person and person.name else ""


def email_of(person: Visitor | None) -> str:
    return _typed(person.email) if person else ""


def phone_of(person: Visitor | None, country: Country) -> str:
    if person is None or person.phone is None:
        return ""
    value = person.phone.trusted()
    return display_phone(value, country) if value else person.phone.typed


def document_words(document: Document | None) -> tuple[str, str]:
    """Return the kind and the number of a document as the paper says them."""
    if document is None:
        return "", ""
    return _DOCUMENTS.get(document.type, ""), document.value or document.typed


def good_words(good: Good | None) -> tuple[str, str]:
    """Return producto or servicio, and its description with the references it was given."""
    if good is None:
        return "", ""
    references = (
        ("placa", good.plate),
        ("VIN", good.vin),
        ("orden de trabajo", good.order),
        ("cotización", good.quote),
    )
    parts = [good.description, *(f"{word} {text}" for word, text in references if text)]
    return _GOODS.get(good.kind, ""), ", ".join(part for part in parts if part)


def reply_words(complaint: Complaint) -> str:
    return " y ".join(_REPLIES[channel] for channel in complaint.reply_by if channel in _REPLIES)


def _typed(field: Checked | None) -> str:
    return (field.value or field.typed) if field else ""
