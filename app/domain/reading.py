"""What did a person type, what do we read in it, and what makes us doubt?

Reading never raises and never refuses: the typed text is kept, a value is only what the text
says, and a guess is a suggestion that a person may take. A doubt about a valid field is a hint.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from app.domain.fields import Checked, State
from app.domain.people import Document

TYPED_LENGTH = 200

_BIDI_AND_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_KEPT_CONTROLS = frozenset("\n\t")
_UNPRINTABLE = frozenset({"Cc", "Cs"})


class Doubt(StrEnum):
    """Why a field is to be verified, or what to look at in a valid one. Closed list."""

    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_MISSING_NINE = "phone_missing_nine"
    PHONE_LANDLINE = "phone_landline"  # valid: no WhatsApp there
    PHONE_OTHER_COUNTRY = "phone_other_country"
    PHONE_REPEATED = "phone_repeated"
    PHONE_SERVICE = "phone_service"  # 600, 800…: no person answers as herself
    PHONE_UNKNOWN = "phone_unknown"
    EMAIL_NO_AT = "email_no_at"
    EMAIL_DOMAIN_TYPO = "email_domain_typo"
    EMAIL_UNKNOWN = "email_unknown"
    RUT_LENGTH = "rut_length"
    RUT_CHECK_DIGIT = "rut_check_digit"
    RUT_REPEATED = "rut_repeated"
    RUT_COMPANY = "rut_company"  # valid: numbers from 50 million on are companies
    DNI_LENGTH = "dni_length"
    DNI_ZERO_LOST = "dni_zero_lost"
    DNI_CHECK = "dni_check"
    DNI_REPEATED = "dni_repeated"
    RUC_LENGTH = "ruc_length"
    RUC_CHECK = "ruc_check"
    CE_LENGTH = "ce_length"
    PASSPORT_SHAPE = "passport_shape"
    DOCUMENT_TYPE_UNKNOWN = "document_type_unknown"
    NAME_TOO_SHORT = "name_too_short"
    NAME_WITHOUT_LETTERS = "name_without_letters"
    PLATE_UNKNOWN_FORMAT = "plate_unknown_format"
    PLATE_LETTER_O = "plate_letter_o"  # letters O, Q, I where a digit belongs, or the reverse
    PLATE_OTHER_COUNTRY = "plate_other_country"  # valid
    PLATE_RARE_LETTER = "plate_rare_letter"  # valid: M, N, Q are not issued in Chile
    VIN_LENGTH = "vin_length"
    VIN_LETTERS = "vin_letters"
    VIN_CHECK_DIGIT = "vin_check_digit"
    BIRTH_DATE_FUTURE = "birth_date_future"
    BIRTH_DATE_TOO_OLD = "birth_date_too_old"
    BIRTH_DATE_UNREADABLE = "birth_date_unreadable"


class Reading(NamedTuple):
    """A field as it will be saved; ``suggestion`` is a text to type instead."""

    field: Checked
    doubt: Doubt | None
    suggestion: str | None


class DocumentReading(NamedTuple):
    document: Document
    doubt: Doubt | None
    suggestion: str | None


def clean(text: str) -> str:
    """Return the text in NFC without NUL, controls, lone surrogates and direction overrides.

    Letters of every script, emoji, line breaks and tabs stay.
    """
    if text.isascii() and text.isprintable():  # most are: nothing to take out or to compose
        return text.strip()
    visible = _BIDI_AND_INVISIBLE.sub("", text)
    printable = (
        c for c in visible if c in _KEPT_CONTROLS or unicodedata.category(c) not in _UNPRINTABLE
    )
    return unicodedata.normalize("NFC", "".join(printable)).strip()


def fold(text: str) -> str:
    """Return the text for comparing: no accents (ñ as n), no case, single spaces."""
    plain = (
        c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c)
    )
    return " ".join("".join(plain).split())


def typed_text(text: str) -> str:
    """Return what is kept of a typed text: all of it, up to the length of a field."""
    return clean(text)[:TYPED_LENGTH].rstrip()


def letters_and_digits(text: str) -> str:
    """Return the upper-case letters and digits, digits of every script as ASCII ones."""
    upper = unicodedata.normalize("NFKC", clean(text)).upper()
    return "".join(_ascii_digit(c) for c in upper if c.isalnum())


def digits(text: str) -> str:
    return "".join(c for c in letters_and_digits(text) if c in "0123456789")


def is_repeated(text: str) -> bool:
    return len(set(text)) == 1


def blank(typed: str) -> Reading:
    """Return the reading of a field in which nothing was typed: nothing to doubt either."""
    return Reading(Checked(typed=typed_text(typed)), None, None)


def valid(typed: str, value: str, hint: Doubt | None = None) -> Reading:
    field = Checked(typed=typed_text(typed), value=value, state=State.VALID)
    return Reading(field, hint, None)


def to_verify(
    typed: str, doubt: Doubt, *, value: str | None = None, suggestion: str | None = None
) -> Reading:
    kept = value if value is not None and 0 < len(value) <= TYPED_LENGTH else None
    return Reading(Checked(typed=typed_text(typed), value=kept), doubt, suggestion)


def _ascii_digit(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)
