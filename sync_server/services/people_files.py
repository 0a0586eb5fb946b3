"""What people does a spreadsheet hold, and which of its rows cannot be read?

CSV parted by commas, semicolons or tabs, in UTF-8 or as a spreadsheet of Windows saves it. Columns
are found by their names (`normalise.COLUMNS` and ``record_id``), in capitals too; any may be missing.
"""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.domain.problems import Code, Problem
from sync_server.master.normalise import COLUMNS, normalised
from sync_server.master.person import Person

_ID = "record_id"
# Letters and signs of Spanish as Windows saves them, each where UTF-8 finds a stray byte.
_WINDOWS = frozenset(
    "áéíóúüñÁÉÍÓÚÜÑ°ºª¿¡".encode("cp1252").decode("ascii", errors="surrogateescape")
)
_MORE = "…more"  # where the reader puts cells beyond the header


class Row(NamedTuple):
    """One readable row."""

    record_id: str
    person: Person


class BadRow(NamedTuple):
    """A row left out: its line in the file and why."""

    line: int
    reason: str


class PeopleFile(NamedTuple):
    """A spreadsheet, read."""

    rows: list[Row]
    bad: list[BadRow]


def people_file(path: Path) -> PeopleFile:
    """Read a spreadsheet of people; a row without ``record_id`` is named by its line.

    Raises ``Problem``: NOT_FOUND without such a file, INVALID_FIELD when it cannot be read or no
    column tells of a person.
    """
    try:
        encoding = _encoding(path.read_bytes())
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as lines:
            delimiter = _delimiter(lines.readline())
            lines.seek(0)
            reader = csv.DictReader(lines, restkey=_MORE, delimiter=delimiter)
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
            _check_columns(path, reader.fieldnames)
            return _read(reader)
    except FileNotFoundError as exc:
        raise Problem(Code.NOT_FOUND, field=str(path), detail="file") from exc
    except OSError as exc:
        raise Problem(Code.INVALID_FIELD, field=str(path), detail=exc.strerror or "") from exc


def _encoding(content: bytes) -> str:
    """UTF-8, or what Windows writes in the Americas where several lines hold nothing but its letters.

    A single such line among plain ones is a damaged one and left out.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    text = content.decode("utf-8-sig", errors="surrogateescape")
    if text.isascii():
        return "utf-8-sig"
    accented = [line for line in text.splitlines() if not line.isascii()]
    windows = {c for line in accented for c in line if not c.isascii()} <= _WINDOWS
    return "cp1252" if windows and len(accented) > 1 else "utf-8-sig"


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    if not set(columns) & set(COLUMNS):
        detail = f"none of its columns is one of {', '.join(COLUMNS)}"
        raise Problem(Code.INVALID_FIELD, field=str(path), detail=detail)


def _read(reader: "csv.DictReader[str]") -> PeopleFile:
    found = PeopleFile([], [])
    taken: set[str] = set()
    for line, cells in _numbered(reader):
        if isinstance(cells, str):
            found.bad.append(BadRow(line, cells))
            continue
        record_id = (cells.get(_ID) or "").strip() or f"line-{line}"
        if reason := _fault(cells, record_id, taken):
            found.bad.append(BadRow(line, reason))
            continue
        taken.add(record_id)
        found.rows.append(Row(record_id, normalised(cells)))
    return found


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each row with the line it ends on; one the reader refuses, with its reason instead."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield reader.line_num, str(exc)
        else:
            yield reader.line_num, cells


def _fault(cells: Mapping[str, str], record_id: str, taken: set[str]) -> str:
    if _MORE in cells:
        return "it has more cells than the header"
    if any(_unreadable(value) for value in cells.values() if value):
        return "it is not UTF-8 text"
    if record_id in taken:
        return "its record_id was there before"
    return ""


def _unreadable(value: str) -> bool:
    return any(_is_stray(c) or c == "\0" for c in value)


def _is_stray(letter: str) -> bool:
    """A byte that is no text in the encoding of the file."""
    return "\ud800" <= letter <= "\udfff"
