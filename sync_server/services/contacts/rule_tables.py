"""A table of rules as CSV: written whole, read back row by row without guessing.

The parts of a list are parted by «|»; a file that a spreadsheet parted by semicolons is read too.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

Row = TypeVar("Row", bound=BaseModel)


class BadRow(NamedTuple):
    line: int
    column: str
    why: str


def table_text(columns: Collection[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of JSON-shaped rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return text.getvalue()


def read_table(
    text: str,
    shape: type[Row],
    lists: Collection[str],
    fault: Callable[[Row], tuple[str, str] | None],
) -> tuple[list[Row], list[BadRow]]:
    """Read a table; a row that cannot be read is reported with its line and its column.

    ``lists`` are the columns that hold several values; ``fault`` says the column and what is
    wrong with a row that has the right shape.
    """
    rows: list[Row] = []
    bad: list[BadRow] = []
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    for cells in reader:
        filled = {
            column: _parts(value) if column in lists else value.strip()
            for column, value in cells.items()
            if column in shape.model_fields and value not in {None, ""}
        }
        try:
            row = shape.model_validate(filled)
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            bad.append(BadRow(reader.line_num, str(first["loc"][0]), first["msg"]))
            continue
        if (why := fault(row)) is not None:
            bad.append(BadRow(reader.line_num, *why))
        else:
            rows.append(row)
    return rows, bad


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split("|")]
