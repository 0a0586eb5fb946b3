"""The rows of a CSV or XLSX list, each with its line, under its headings.

CSV in UTF-8 (with or without byte order mark) or Latin-1, parted by commas or semicolons. A cell
is text, but for the numbers and days of a workbook, which need no guessing.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.domain.problems import Code, Problem
from app.domain.reading import clean

Cell = str | Decimal | date


class Line(NamedTuple):
    """One row: where it stands in the file, and its cells that are not empty, by heading."""

    number: int
    cells: dict[str, Cell]


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the rows of a list; blank ones are passed over.

    Raises ``Problem``: NOT_FOUND without such a file, INVALID_FIELD for one that is no list.
    """
    if not path.is_file():
        raise Problem(Code.NOT_FOUND, field=str(path), detail="file")
    content = path.read_bytes()
    rows = _workbook(content) if path.suffix.lower() == ".xlsx" else _csv(content)
    headings: list[str] | None = None
    for number, cells in rows:
        if headings is None:
            headings = [str(cell).strip().casefold() for cell in cells]
            _check_headings(headings)
            continue
        found = {name: cell for name, cell in zip(headings, cells, strict=False) if cell != ""}
        if found:
            yield Line(number, found)
    if headings is None:
        raise Problem(Code.INVALID_FIELD, field="file", detail="it is empty")


def _check_headings(headings: list[str]) -> None:
    named = [name for name in headings if name]
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise Problem(Code.INVALID_FIELD, field=twice[:40], detail="two columns have this name")


def _csv(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [clean(cell) for cell in cells]
    except csv.Error as exc:
        raise Problem(Code.INVALID_FIELD, field=f"line {reader.line_num}", detail=str(exc)) from exc


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _workbook(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as exc:
        raise Problem(Code.INVALID_FIELD, field="file", detail="it is no XLSX workbook") from exc
    for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield number, [_cell(value) for value in values]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return Decimal(str(value))
    return "" if value is None else clean(str(value))
