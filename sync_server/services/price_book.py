"""A price list as a workbook: one sheet per kind of row, read without guessing any amount.

A cell that cannot be read is reported with its place and leaves the others alone; what a number
means follows from the currency of the list (minor units never pass through binary fractions).
"""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel, ValidationError

from app.domain.contract import DOCUMENTS, DownKind
from app.domain.money import DECIMALS, Currency, read_amount
from app.domain.people import Country
from app.domain.price_lists import PriceList, Rate
from app.domain.problems import Code, Problem
from sync_server.services.price_pages import PAGES, WORDS, Column, Page

MAX_ROWS = 2_000
_AMOUNTS = frozenset({"price", "bonus", "finance_bonus"})


class Mistake(NamedTuple):
    """Where a workbook cannot be read: sheet, row (from 1), column title, and why."""

    sheet: str
    row: int
    column: str
    why: str


class Book(NamedTuple):
    """What a workbook says. With mistakes nothing of it may be imported."""

    prices: PriceList | None
    rows: list[tuple[DownKind, BaseModel]]
    mistakes: list[Mistake]


class _Terms(NamedTuple):
    country: Country
    currency: Currency
    demo: bool


def blank_book() -> bytes:
    """Return an empty workbook with every sheet and its titles."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in PAGES:
        sheet = book.create_sheet(page.title)
        sheet.append([column.title for column in page.columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = max(14, len(str(cell.value)) + 4)
        sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read_book(content: bytes) -> Book:
    """Read a workbook; raises ``Problem(INVALID_FIELD)`` for a file that is none."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as exc:
        raise Problem(Code.INVALID_FIELD, field="file", detail="it is no XLSX workbook") from exc
    mistakes: list[Mistake] = []
    first, *others = PAGES
    listed = list(_rows(book, first, None, mistakes))
    if not listed or not isinstance(listed[0], PriceList):
        mistakes = mistakes or [Mistake(first.title, 2, "", "the list itself is missing")]
        return Book(None, [], mistakes)
    prices = listed[0]
    terms = _Terms(prices.country, prices.currency, prices.demo)
    rows = [(page.kind, row) for page in others for row in _rows(book, page, terms, mistakes)]
    mistakes += _repeated(rows)
    return Book(prices, [(first.kind, prices), *rows], mistakes)


def row_id(row: BaseModel) -> str:
    """Return the id of a row among all rows of its kind, of both countries."""
    country = getattr(row, "country", Country.UNKNOWN)
    if isinstance(row, PriceList):
        return str(country)
    if isinstance(row, Rate):
        return f"{country}.{row.of}.{row.to}"
    return f"{country}.{getattr(row, 'code', '')}"


def _rows(
    book: Workbook, page: Page, terms: _Terms | None, mistakes: list[Mistake]
) -> Iterator[BaseModel]:
    if page.title not in book.sheetnames:
        mistakes.append(Mistake(page.title, 1, "", "there is no such sheet"))
        return
    sheet: Worksheet = book[page.title]
    lines = sheet.iter_rows(max_row=MAX_ROWS + 2, values_only=True)
    titles = [str(title or "").strip().casefold() for title in next(lines, ())]
    missing = [column.title for column in page.columns if column.title not in titles]
    if missing:
        mistakes.append(Mistake(page.title, 1, missing[0], "there is no such column"))
        return
    places = [(column, titles.index(column.title)) for column in page.columns]
    for number, cells in enumerate(lines, 2):
        if number > MAX_ROWS + 1:
            mistakes.append(Mistake(page.title, number, "", f"more than {MAX_ROWS} rows"))
            return
        if any(cell not in {None, ""} for cell in cells):
            found = {column: cells[place] for column, place in places if place < len(cells)}
            yield from _row(page, number, found, (terms, mistakes))


def _row(
    page: Page,
    number: int,
    cells: dict[Column, Any],
    context: tuple[_Terms | None, list[Mistake]],
) -> Iterator[BaseModel]:
    """Yield the row, or note every cell of it that cannot be read."""
    terms, mistakes = context
    values: dict[str, Any] = {}
    if terms is not None:
        values = {"country": terms.country, "demo": terms.demo}
    before = len(mistakes)
    for column, cell in cells.items():
        if cell is None or cell == "":
            continue
        try:
            values[column.field] = _value(column.field, cell, terms)
        except ValueError as exc:
            mistakes.append(Mistake(page.title, number, column.title, str(exc)))
    if len(mistakes) > before:
        return
    try:
        yield DOCUMENTS[page.kind].model_validate(values)
    except ValidationError as exc:
        titles = {column.field: column.title for column in page.columns}
        for error in exc.errors(include_url=False, include_input=False):
            field = str(error["loc"][0]) if error["loc"] else ""
            mistakes.append(Mistake(page.title, number, titles.get(field, field), error["msg"]))


def _value(field: str, cell: Any, terms: _Terms | None) -> Any:
    if field in _AMOUNTS:
        return _amount(cell, terms)
    if field in WORDS:
        return _word(field, cell)
    return _READERS.get(field, _plain)(cell)


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return (
        cell if isinstance(cell, int | date) and not isinstance(cell, bool) else str(cell).strip()
    )


def _listed(cell: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(cell).split(",") if part.strip())


def _word(field: str, cell: Any) -> str:
    said = str(cell).strip().casefold()
    if said not in WORDS[field]:
        raise ValueError(f"not one of: {', '.join(WORDS[field])}")
    return WORDS[field][said]


def _amount(cell: Any, terms: _Terms | None) -> int:
    """Return minor units; a text is read with the separators of the list's country."""
    if terms is None:
        raise ValueError("an amount before the list says its currency")
    if isinstance(cell, str):
        reading = read_amount(cell, terms.currency, terms.country)
        if reading.money is None:
            raise ValueError(f"the amount is {reading.doubt}: type it as a number")
        return reading.money.amount
    minor = _decimal(cell).scaleb(DECIMALS[terms.currency])
    if minor != minor.to_integral_value():
        raise ValueError(f"{terms.currency} has {DECIMALS[terms.currency]} decimals")
    return int(minor)


def _rate(cell: Any) -> Decimal:
    if isinstance(cell, str):
        raise ValueError("type the rate as a number")  # noqa: TRY004 - a mistake in the cell
    return _decimal(cell)


def _decimal(cell: Any) -> Decimal:
    """Return the number that the spreadsheet shows, not its binary neighbour."""
    try:
        number = Decimal(repr(cell) if isinstance(cell, float) else str(cell))
    except InvalidOperation as exc:
        raise ValueError("not a number") from exc
    if not number.is_finite():
        raise ValueError("not a number")
    return number


def _repeated(rows: list[tuple[DownKind, BaseModel]]) -> Iterator[Mistake]:
    titles = {page.kind: page.title for page in PAGES}
    seen: set[tuple[DownKind, str]] = set()
    for kind, row in rows:
        name = (kind, row_id(row))
        if name in seen:
            yield Mistake(titles[kind], 0, "código", f"{row_id(row)} stands twice")
        seen.add(name)


_READERS: dict[str, Callable[[Any], Any]] = {
    "colours": _listed,
    "models": _listed,
    "value": _rate,
}
