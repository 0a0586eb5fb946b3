"""Which identity document was typed, and does its check character hold?

Normal forms: RUT with its check character and at least seven digits before it, DNI of eight
digits with the check character only if it was typed, RUC of eleven. Carnés de extranjería and
passports publish no check: their shape is all that is looked at.
"""

import re

from stdnum.cl import rut
from stdnum.pe import cui, ruc

from app.domain.fields import State
from app.domain.people import Country, Document, DocumentType
from app.domain.reading import (
    DocumentReading,
    Doubt,
    Reading,
    blank,
    is_repeated,
    letters_and_digits,
    to_verify,
    valid,
)

_ISSUER = {
    DocumentType.RUT: Country.CL,
    DocumentType.DNI: Country.PE,
    DocumentType.RUC: Country.PE,
    DocumentType.CE: Country.PE,
}
_RUT_LENGTH = 9
_SHORTEST_RUT = 7
_FIRST_COMPANY = 50_000_000
_DNI_LENGTH = 8
_RUC_LENGTH = 11
_CE_LENGTH = 9
_CE = re.compile(r"[A-Z0-9]{9,12}")
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")
_ZERO_LOST = re.compile(r"\d{6,7}")
_CE_ZERO_LOST = re.compile(r"\d{6,8}")


def read_document(typed: str, type: DocumentType, country: Country) -> DocumentReading:  # noqa: A002 - the field's own name
    """Read a document of a known type; ``country`` issues it where the type does not say."""
    number = letters_and_digits(typed)
    reading = _READERS[type](typed, number) if number else blank(typed)
    document = Document(
        country=_ISSUER.get(type, country),
        type=type,
        typed=reading.field.typed,
        value=reading.field.value,
        state=reading.field.state,
    )
    return DocumentReading(document, reading.doubt, reading.suggestion)


def display_document(document: Document) -> str:
    """Return a valid document as it is printed on the card, a doubtful one as it was typed."""
    value = document.value
    if value is None or document.state is not State.VALID:
        return document.typed
    if document.type is DocumentType.RUT:
        return _printed_rut(value)
    if document.type is DocumentType.DNI and len(value) > _DNI_LENGTH:
        return f"{value[:_DNI_LENGTH]}-{value[_DNI_LENGTH:]}"
    return value


def is_checksum_valid(document: Document) -> bool:
    """Say whether a check character proves the number; a DNI of eight digits has none."""
    value = document.value
    if value is None or document.state is not State.VALID:
        return False
    if document.type is DocumentType.RUT:
        return rut.is_valid(value)
    if document.type is DocumentType.DNI:
        return len(value) > _DNI_LENGTH and cui.is_valid(value)
    return document.type is DocumentType.RUC and ruc.is_valid(value)


def _rut(typed: str, number: str) -> Reading:
    significant = number.removeprefix("CL").lstrip("0")
    body, check = significant[:-1], significant[-1:]
    if len(number) > _SHORTEST_RUT and is_repeated(body or "0"):
        return to_verify(typed, Doubt.RUT_REPEATED)
    if not _SHORTEST_RUT <= len(significant) <= _RUT_LENGTH or not _are_digits(body):
        return to_verify(typed, Doubt.RUT_LENGTH)
    value = significant.zfill(_RUT_LENGTH - 1)
    if check != rut.calc_check_digit(body):
        completed = _completed(typed, significant)
        read = None if completed else value
        return to_verify(typed, Doubt.RUT_CHECK_DIGIT, value=read, suggestion=completed)
    return valid(typed, value, Doubt.RUT_COMPANY if int(body) >= _FIRST_COMPANY else None)


def _completed(typed: str, significant: str) -> str | None:
    """Return the RUT with its check character if that seems to be what is missing."""
    if "-" in typed or not _are_digits(significant) or len(significant) == _RUT_LENGTH:
        return None
    if is_repeated(significant):
        return None
    return _printed_rut(significant + rut.calc_check_digit(significant))


def _printed_rut(value: str) -> str:
    body, check = value[:-1], value[-1]
    return f"{int(body):,}-{check}".replace(",", ".")


def _dni(typed: str, number: str) -> Reading:
    if len(number) == _DNI_LENGTH + 1 and _are_digits(number[:_DNI_LENGTH]):
        if cui.is_valid(number):
            return valid(typed, number)
        return to_verify(typed, Doubt.DNI_CHECK, value=number)
    if _ZERO_LOST.fullmatch(number):
        return to_verify(typed, Doubt.DNI_ZERO_LOST, suggestion=number.zfill(_DNI_LENGTH))
    if len(number) != _DNI_LENGTH or not _are_digits(number):
        return to_verify(typed, Doubt.DNI_LENGTH)
    if is_repeated(number):
        return to_verify(typed, Doubt.DNI_REPEATED)
    return valid(typed, number)


def _ruc(typed: str, number: str) -> Reading:
    if len(number) != _RUC_LENGTH or not _are_digits(number):
        return to_verify(typed, Doubt.RUC_LENGTH)
    if not ruc.is_valid(number):
        return to_verify(typed, Doubt.RUC_CHECK, value=number)
    return valid(typed, number)


def _ce(typed: str, number: str) -> Reading:
    if _CE.fullmatch(number):
        return valid(typed, number)
    lost = _CE_ZERO_LOST.fullmatch(number)
    return to_verify(typed, Doubt.CE_LENGTH, suggestion=number.zfill(_CE_LENGTH) if lost else None)


def _passport(typed: str, number: str) -> Reading:
    if _PASSPORT.fullmatch(number):
        return valid(typed, number)
    return to_verify(typed, Doubt.PASSPORT_SHAPE)


def _other(typed: str, number: str) -> Reading:
    return to_verify(typed, Doubt.DOCUMENT_TYPE_UNKNOWN, value=number)


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


_READERS = {
    DocumentType.RUT: _rut,
    DocumentType.DNI: _dni,
    DocumentType.RUC: _ruc,
    DocumentType.CE: _ce,
    DocumentType.PASSPORT: _passport,
    DocumentType.UNKNOWN: _other,
}
