"""Close of the day: nobody leaves what was not sent behind, and a file takes it where no network is."""

from typing import NamedTuple

from app.domain.contract import Push
from app.domain.exports import MARK, SUFFIX, Export, in_parts, part_line
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.services.showroom import Showroom
from app.storage.sealing import sealed
from app.storage.store import Store


class Unsent(NamedTuple):
    """What only this tablet holds; a photo is sent after its record and fits no file."""

    records: int
    photos: int

    def anything(self) -> bool:
        return bool(self.records or self.photos)


class ExportFile(NamedTuple):
    """``data`` is text of the form in ``app/domain/exports.py``, ``records`` how many are in it."""

    name: str
    data: bytes
    records: int


class DayClose:
    def __init__(self, store: Store, showroom: Showroom, ids: IdSource, app: str) -> None:
        self._store = store
        self._showroom = showroom
        self._ids = ids
        self._app = app

    def unsent(self) -> Unsent:
        return Unsent(self._store.outbox.unsent(), self._store.photos.waiting())

    def export(self) -> ExportFile:
        """Return all records that wait, sealed to the server; they go on waiting to be sent.

        Raises ``Problem``: ``not_found`` when none waits, ``no_export_key`` on a tablet that has
        not heard from its server since the server has such a key.
        """
        key = self._showroom.branch().export_key
        if not key:
            raise Problem(Code.NO_EXPORT_KEY)
        with self._store.file.transaction():
            records = self._store.outbox.waiting()
            acked = self._store.outbox.acked_seq()
        if not records:
            raise Problem(Code.NOT_FOUND, field="unsent")
        clocks, made = self._store.time.readings(), self._store.time.now_ms()
        lines = [MARK]
        for part in in_parts(records):
            push = Push(
                app=self._app,
                epoch=part[0]["epoch"],
                batch=self._ids.new(),
                acked_seq=acked,
                wall=clocks.wall,
                boot=clocks.boot,
                mono=clocks.mono,
                queued=len(records),
                records=part,
            )
            said = Export(made=made, push=push).model_dump_json().encode()
            signed = self._store.keys.sign(said) + said
            lines.append(part_line(sealed(signed, bytes.fromhex(key))))
        name = f"{self._showroom.device()}-{self._showroom.now():%Y%m%d-%H%M}{SUFFIX}"
        return ExportFile(name, ("\n".join(lines) + "\n").encode("ascii"), len(records))
