"""What does a cell of a list say? Strictly: what cannot be read refuses its row, with the reason.

Days are ISO or day-month-year, amounts as the country writes them. A phone, a document or a plate
that is odd is kept «to verify» and makes the row doubtful, as it would at the showroom.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.documents import read_document
from app.domain.emails import read_email
from app.domain.fields import Checked, State
from app.domain.money import LOCAL_CURRENCY, Currency, Money, from_units, read_amount
from app.domain.odometer import KmDoubt, read_km
from app.domain.people import Country, Document, DocumentType
from app.domain.phones import read_phone
from app.domain.reading import digits
from app.domain.vehicles import read_plate, read_vin
from sync_server.services.importing.sheets import Cell

_OUR_TIMES = range(1900, 3000)  # years
_DMY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_TYPES = {
    "rut": DocumentType.RUT,
    "run": DocumentType.RUT,
    "dni": DocumentType.DNI,
    "ruc": DocumentType.RUC,
    "ce": DocumentType.CE,
    "pasaporte": DocumentType.PASSPORT,
    "passport": DocumentType.PASSPORT,
}
_YES_NO = {"si": True, "sí": True, "1": True, "true": True, "no": False, "0": False, "false": False}
_RUC_DIGITS = 11


class Reason(StrEnum):
    """Why a row was refused, or is in doubt. Closed list."""

    NO_ID = "no_id"
    REPEATED_ID = "repeated_id"
    NO_IDENTITY = "no_identity"
    NO_LEGAL_BASIS = "no_legal_basis"
    UNKNOWN_LEGAL_BASIS = "unknown_legal_basis"
    UNREADABLE_DATE = "unreadable_date"
    MISSING_DATE = "missing_date"
    BIRTH_DATE_IN_FUTURE = "birth_date_in_future"
    SERVICE_IN_FUTURE = "service_in_future"
    CLOSED_BEFORE_OPENED = "closed_before_opened"
    UNKNOWN_CURRENCY = "unknown_currency"
    UNREADABLE_AMOUNT = "unreadable_amount"
    UNREADABLE_KM = "unreadable_km"
    UNREADABLE_CONSENT = "unreadable_consent"
    UNKNOWN_SERVICE_TYPE = "unknown_service_type"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_CHANNEL = "unknown_channel"
    MISSING_DETAIL = "missing_detail"
    TOLD_IN_FUTURE = "told_in_future"
    ALREADY_REGISTERED = "already_registered"  # a complaint goes on by its acts
    TOO_LONG = "too_long"
    # doubts: the row comes in
    TO_VERIFY = "to_verify"
    MAYBE_KNOWN = "maybe_known"
    # somebody who was erased: the row does not come in, and nothing of it is kept
    ERASED_PERSON = "erased_person"
    # warnings: the row comes in
    UNKNOWN_OWNER = "unknown_owner"
    UNKNOWN_BRANCH = "unknown_branch"


class Refused(Exception):  # noqa: N818 - it refuses a row, nothing failed
    """A row cannot come in; ``column`` is where the reason lies."""

    def __init__(self, reason: Reason, column: str) -> None:
        super().__init__(f"{reason} at {column}")
        self.reason = reason
        self.column = column


class Row:
    """One row being read, in the country that it is of; ``doubts`` are its odd columns."""

    def __init__(self, cells: Mapping[str, Cell], country: Country) -> None:
        self._cells = cells
        self.country = country
        self.doubts: list[str] = []

    def text(self, column: str) -> str:
        """Return a cell as text, empty without one; a workbook's whole number has no point."""
        cell = self._cells.get(column, "")
        if isinstance(cell, Decimal):
            return str(int(cell)) if cell == cell.to_integral_value() else str(cell)
        return cell.isoformat() if isinstance(cell, date) else cell

    def short(self, column: str) -> str | None:
        text = self.text(column)
        if len(text) > _LONGEST:
            raise Refused(Reason.TOO_LONG, column)
        return text or None

    def day(self, column: str) -> date | None:
        """Return a day of our times: with one of the year 1 or 9999 nothing could be counted."""
        found = self._read_day(column)
        return found if found is None or found.year in _OUR_TIMES else _no_day(column)

    def _read_day(self, column: str) -> date | None:
        cell = self._cells.get(column, "")
        if isinstance(cell, date):
            return cell
        if (text := self.text(column)) == "":
            return None
        try:
            if (parts := _DMY.fullmatch(text)) is not None:
                day, month, year = map(int, parts.groups())
                return date(year, month, day)
            return date.fromisoformat(text[:10]) if _ISO.match(text) else _no_day(column)
        except ValueError as exc:
            raise Refused(Reason.UNREADABLE_DATE, column) from exc

    def answer(self, column: str) -> bool | None:
        """Return a yes or a no, ``None`` when nothing was said."""
        text = self.text(column).casefold()
        if text and text not in _YES_NO:
            raise Refused(Reason.UNREADABLE_CONSENT, column)
        return _YES_NO.get(text)

    def currency(self) -> Currency:
        text = self.text("currency").upper()
        if text == "":
            return LOCAL_CURRENCY[self.country]
        try:
            return Currency({"UF": "CLF"}.get(text, text))
        except ValueError as exc:
            raise Refused(Reason.UNKNOWN_CURRENCY, "currency") from exc

    def money(self, column: str, currency: Currency) -> Money | None:
        """Return an amount; a margin may be a loss."""
        cell = self._cells.get(column, "")
        if isinstance(cell, Decimal):
            return from_units(cell, currency)
        text = self.text(column)
        if text == "":
            return None
        reading = read_amount(text.removeprefix("-"), currency, self.country)
        money = reading.money
        if money is None:
            raise Refused(Reason.UNREADABLE_AMOUNT, column)
        return -money if text.startswith("-") else money

    def km(self) -> int | None:
        text = self.text("km")
        if text == "":
            return None
        km = read_km(text)
        if isinstance(km, KmDoubt):
            raise Refused(Reason.UNREADABLE_KM, "km")
        return km

    def phone(self) -> Checked | None:
        text = self.short("phone")
        return None if text is None else self._kept("phone", read_phone(text, self.country).field)

    def email(self) -> Checked | None:
        text = self.short("email")
        return None if text is None else self._kept("email", read_email(text).field)

    def vin(self) -> Checked | None:
        text = self.short("vin")
        return None if text is None else self._kept("vin", read_vin(text).field)

    def plate(self) -> Checked | None:
        text = self.short("plate")
        if text is None:
            return None
        return self._kept("plate", read_plate(text, self.country).field)

    def document(self) -> Document | None:
        text = self.short("id_value")
        if text is None:
            return None
        kind = _TYPES.get(self.text("id_type").casefold()) or _likely(text, self.country)
        document = read_document(text, kind, self.country).document
        if document.state is not State.VALID:
            self.doubts.append("id_value")
        return document

    def _kept(self, column: str, field: Checked) -> Checked:
        if field.state is not State.VALID:
            self.doubts.append(column)
        return field


_LONGEST = 200
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?$", re.ASCII)


def _no_day(column: str) -> date:
    raise Refused(Reason.UNREADABLE_DATE, column)


def _likely(text: str, country: Country) -> DocumentType:
    if country is Country.CL:
        return DocumentType.RUT
    return DocumentType.RUC if len(digits(text)) == _RUC_DIGITS else DocumentType.DNI
