"""Rows on the terminal: a table to read, JSON or CSV to go on with."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.clock import moment

Rows = Iterable[dict[str, Any]]

# A spreadsheet runs a cell that begins like this; a phone in +56… is none.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d+$)")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_rows(rows: Rows, columns: Sequence[str], how: Format = Format.TABLE) -> None:
    """Print rows as they come; a table waits for the last one to know its widths."""
    match how:
        case Format.TABLE:
            _print_table(rows, columns)
        case Format.JSON:
            _print_json(rows)
        case Format.CSV:
            _print_csv(rows, columns)


def when(ms: int | None) -> str:
    """Return an instant for reading, in UTC."""
    return "never" if ms is None else f"{moment(ms):%Y-%m-%d %H:%M} UTC"


def _print_table(rows: Rows, columns: Sequence[str]) -> None:
    table = Table(*(column.replace("_", " ") for column in columns), box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*(Text(_cell(row[column])) for column in columns))
    if not table.row_count:
        sys.stdout.write("none yet\n")
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200  # a pipe has no width of its own: nothing is cut there
    console.print(table)


def _print_json(rows: Rows) -> None:
    """Print one array, a row a line, without holding all of it."""
    before = "[\n"
    for row in rows:
        sys.stdout.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"
    sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")


def _print_csv(rows: Rows, columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_harmless(_cell(row[column])) for column in columns])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
