"""Brings over what can still be read of a damaged file, and keeps that file as it is.

Flash loses a block, or a battery dies in the middle of a write. The damaged file is only read. A new
one is filled beside it and takes its place when it is whole: a process that ends in between leaves
either the damaged file, from which all is read again, or the new one, which is put in its place.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.records import fingerprint
from app.storage.database import DAMAGED, TabletFile, is_damage, suspicion
from app.storage.state import Identity, Key

_log = logging.getLogger(__name__)

_ENDINGS = ("", "-wal", "-shm")
_MOST_MISSES = 50_000  # row numbers tried in vain: about as many as one page can lead to
# As all that was pulled, and what was told of an earlier damage.
_NOT_KEPT = {Key.CURSOR, Key.SHADOW_CURSOR, Key.FOLLOWED, Key.SALVAGED}
_IDS_OF_RECORDS = (  # the indexes lie on other pages than the table, and name its rows too
    "SELECT id FROM record ORDER BY id",
    "SELECT id FROM record ORDER BY id DESC",
    "SELECT id FROM record INDEXED BY record_at ORDER BY at",
    "SELECT id FROM record INDEXED BY record_at ORDER BY at DESC",
    "SELECT id FROM record INDEXED BY record_kind ORDER BY kind",
    "SELECT id FROM record INDEXED BY record_kind ORDER BY kind DESC",
    "SELECT record FROM outbox ORDER BY record",
    "SELECT record FROM outbox ORDER BY record DESC",
)

Row = dict[str, Any]


class Salvaged(NamedTuple):
    """What came through of a damaged file, and the name it was kept under."""

    kept_as: str
    records: int
    photos: int
    lost: int  # records that are known to have been there


def open_file(path: Path) -> TabletFile:
    """Open the tablet's file; a damaged one is kept under another name and replaced.

    Its pages are checked only after an unclean end, or once it was found damaged in use.
    """
    _finish(path)
    if not _is_damaged(path):
        try:
            return TabletFile(path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
    _log.error("database_damaged")
    _rebuild(path)
    _finish(path)
    return TabletFile(path)


def _is_damaged(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    unclean = log.exists() and log.stat().st_size > 0  # who closes the file removes its log
    if not path.exists() or not (unclean or suspicion(path).exists()):
        return False
    with closing(_reading(path)) as source:
        try:
            damaged: bool = source.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return True
    if not damaged:
        suspicion(path).unlink(missing_ok=True)
    return damaged


def _rebuild(path: Path) -> None:
    """Fill a new file from what can be read, whole and on the disk before it has its name."""
    filling, whole = _beside(path, "filling"), _beside(path, "rebuilt")
    _remove(filling)
    file = TabletFile(filling)
    try:
        with closing(_reading(path)) as source, file.transaction():
            source.execute("PRAGMA writable_schema = ON")  # reads on where the file was cut short
            salvaged = _Salvage(source, file).run(_free_name(path).name)
            told = json.dumps(salvaged._asdict())
            file.execute("INSERT INTO state (key, value) VALUES (?, ?)", (Key.SALVAGED, told))
    finally:
        file.close()
    filling.replace(whole)
    _log.error("database_rebuilt %s", salvaged)


def _finish(path: Path) -> None:
    """Put a file that was rebuilt in the place of the damaged one."""
    whole = _beside(path, "rebuilt")
    if not whole.exists():
        return
    with closing(_reading(whole)) as source:
        [(told,)] = source.execute("SELECT value FROM state WHERE key = ?", (Key.SALVAGED,))
    kept = path.with_name(json.loads(told)["kept_as"])
    for ending in _ENDINGS:
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    suspicion(path).unlink(missing_ok=True)
    whole.replace(path)
    _remove(whole)  # the empty log that reading it left


class _Salvage:
    """One reading of a damaged file into a new one, what nobody else has first."""

    def __init__(self, source: sqlite3.Connection, file: TabletFile) -> None:
        self._source = source
        self._file = file

    def run(self, kept_as: str) -> Salvaged:
        if not list(self._column("SELECT name FROM sqlite_master LIMIT 1")):
            return Salvaged(kept_as, records=0, photos=0, lost=0)  # no table can be found
        self._state()
        records, lost = self._records()
        for row in self._numbered("draft"):
            if _is_json(row["body"]):
                self._put("draft", row)
        photos = self._photos()
        for row in self._numbered("lockout"):
            self._put("lockout", row)
        for row in self._from_both_ends("seen_alert", "person, alert"):
            self._put("seen_alert", row)
        self._mirror()
        return Salvaged(kept_as, records, photos, lost)

    def _state(self) -> None:
        for row in self._numbered("state"):
            if row["key"] == Key.IDENTITY and not _is_identity(row["value"]):
                continue
            if row["key"] not in _NOT_KEPT and (_is_json(row["value"]) or row["key"] == Key.LOST):
                self._put("state", row)

    def _records(self) -> tuple[int, int]:
        """Bring over the records; one whose place in the outbox is gone is sent once more.

        The server knows by its id whether it had it.
        """
        waiting = {row["record"]: row for row in self._numbered("outbox")}
        ids = {*waiting, *(each for sql in _IDS_OF_RECORDS for each in self._column(sql))}
        found = {}
        for each in sorted(ids, key=str):
            rows = list(self._rows("SELECT * FROM record WHERE id = ?", (each,)))
            if rows and _is_record(rows[0]):
                found[each] = rows[0]
        for row in found.values():
            self._put("record", row)
        for row in waiting.values():
            if row["record"] in found:
                self._put("outbox", row)
        self._file.execute(
            "INSERT INTO outbox (record, device, epoch) SELECT id, ?, ? FROM record"
            " WHERE id NOT IN (SELECT record FROM outbox) ORDER BY id",
            self._here(),
        )
        for seq in self._column("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"):
            self._file.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'outbox'", (seq,)
            )
        return len(found), len(ids) - len(found)

    def _here(self) -> tuple[str, str]:
        """Return device and epoch; a tablet that has lost them gets new ones as it enrols."""
        text = self._file.value("SELECT value FROM state WHERE key = ?", (Key.IDENTITY,))
        if text is None:
            return "", ""
        identity = Identity.model_validate_json(text)
        return str(identity.device), str(identity.epoch)

    def _photos(self) -> int:
        kept = 0
        for row in self._numbered("photo"):
            data = row["data"]
            if isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == row["sha256"]:
                kept += self._put("photo", row)
        for row in self._from_both_ends("photo_use", "record, sha256"):
            self._put("photo_use", row)
        self._file.execute(
            "INSERT OR IGNORE INTO photo_use (record, sha256) SELECT record.id, photo.sha256"
            " FROM photo JOIN record ON instr(record.doc, photo.sha256)"
        )
        return kept

    def _mirror(self) -> None:
        """Bring over what was pulled, so that people can sign in offline; it is pulled again."""
        for row in self._from_both_ends("mirror", "kind, id"):
            if _is_json(row["doc"]):
                self._put("mirror", row)
        self._file.execute("INSERT INTO state (key, value) VALUES (?, '')", (Key.SHADOW_CURSOR,))

    def _put(self, table: str, row: Row) -> int:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        try:
            return self._file.execute(
                f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - of the schema
                tuple(row.values()),
            )
        except sqlite3.IntegrityError:  # a value that no version of this app writes
            return 0

    # Reading around bad pages

    def _numbered(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table by row number, stepping over those that cannot be read."""
        number, misses = 1, 0
        while misses < _MOST_MISSES:
            sql = f"SELECT rowid AS row_number, * FROM {table} WHERE rowid >= ? ORDER BY rowid"  # noqa: S608
            before = number
            try:
                for row in self._each(sql, (number,)):
                    number = row.pop("row_number") + 1
                    yield row
            except sqlite3.DatabaseError:
                misses = misses + 1 if number == before else 0
                number += 1
            else:
                return

    def _from_both_ends(self, table: str, key: str) -> Iterator[Row]:
        """Yield the rows before the first bad page, and those after the last one.

        A row may come twice where nothing is bad.
        """
        descending = ", ".join(f"{part} DESC" for part in key.split(", "))
        for order in (key, descending):
            yield from self._rows(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608

    def _column(self, sql: str) -> Iterator[Any]:
        for row in self._rows(sql):
            yield from row.values()

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
        """Yield rows until one cannot be read."""
        with suppress(sqlite3.DatabaseError):
            yield from self._each(sql, values)

    def _each(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
        cursor = self._source.execute(sql, values)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _remove(path: Path) -> None:
    for ending in _ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.stem}-{what}{path.suffix}")


def _free_name(path: Path) -> Path:
    """Return a name for the damaged file, with the moment it was last written."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    kept = path.with_name(f"{path.stem}-{DAMAGED}-{written:%Y%m%dT%H%M%SZ}{path.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(
            f"{path.stem}-{DAMAGED}-{written:%Y%m%dT%H%M%SZ}-{number}{path.suffix}"
        )
    return kept


def _is_json(text: object) -> bool:
    try:
        json.loads(text if isinstance(text, str) else "")
    except ValueError:
        return False
    return True


def _is_record(row: Row) -> bool:
    """Say whether the record is as it was sealed."""
    try:
        doc = json.loads(row["doc"])
        seal = fingerprint(doc) if isinstance(doc, dict) else None
    except (ValueError, TypeError):
        return False
    return seal is not None and (doc.get("id"), doc.get("sha")) == (row["id"], seal)


def _is_identity(text: object) -> bool:
    try:
        Identity.model_validate_json(text if isinstance(text, str) else "")
    except ValueError:
        return False
    return True
