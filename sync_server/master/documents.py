"""Which identity document was captured, and is it proved by its check character?

A RUT carries one and a RUC too. A DNI does only when its ninth character was typed; eight digits
alone cannot tell a slip from another person.
"""

import re
from typing import NamedTuple

from stdnum.cl import rut
from stdnum.pe import cui, ruc

_NOISE = re.compile(r"[\W_]+")
_RUT_DIGITS = (7, 8)
_DNI_DIGITS = 8


class Document(NamedTuple):
    type: str  # rut, dni, ruc or what the capture said; empty when unknown
    number: str  # without check character
    valid: bool
    if_checked: str = ""  # the number, should the last digit be a check character after all


def document(country: str, type_: str, typed: str) -> Document:
    """The document in normal form; ``number`` is empty when nothing was typed."""
    number = _NOISE.sub("", typed).lower()
    if not number:
        return Document("", "", valid=False)
    kind = type_.strip().lower() or _likely_type(country, number)
    if kind in ("rut", "run"):
        return _rut(typed, number)
    if kind in ("dni", "cui"):
        return _dni(number)
    if kind == "ruc":
        return Document("ruc", number, valid=ruc.is_valid(number))
    return Document(kind, number, valid=False)


def tax_number(country: str, typed: str) -> str:
    """A company's RUT or RUC, without punctuation nor check character where it has one."""
    number = _NOISE.sub("", typed).lower()
    return number[:-1] if number and country == "cl" and rut.is_valid(number) else number


def _likely_type(country: str, number: str) -> str:
    if country == "cl" and number[:-1].isdigit():
        return "rut"
    if country == "pe" and number.isdigit() and len(number) in (_DNI_DIGITS, _DNI_DIGITS - 1):
        return "dni"
    if country == "pe" and ruc.is_valid(number):
        return "ruc"
    return ""


def _rut(typed: str, number: str) -> Document:
    proved = rut.is_valid(number)
    if proved and (not number.isdigit() or len(number) > max(_RUT_DIGITS) or "-" in typed):
        return Document("rut", number[:-1].lstrip("0"), valid=True)
    if (
        number.isdigit() and len(number) in _RUT_DIGITS
    ):  # typed without its check character, or not?
        return Document("rut", number, valid=False, if_checked=number[:-1] if proved else "")
    return Document("rut", number[:-1] if len(number) > max(_RUT_DIGITS) else number, valid=False)


def _dni(number: str) -> Document:
    if len(number) == _DNI_DIGITS + 1 and cui.is_valid(number):
        return Document("dni", number[:_DNI_DIGITS], valid=True)
    return Document("dni", number[:_DNI_DIGITS].zfill(_DNI_DIGITS), valid=False)
