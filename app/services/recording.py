"""Makes a record of this tablet: seals it, keeps it, queues it; and takes one back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from app.domain.attempts import Attempt
from app.domain.calendars import branch_time
from app.domain.clock import moment
from app.domain.contract import Retraction
from app.domain.ids import IdSource
from app.domain.named_blobs import named_blobs
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, fingerprint
from app.domain.staff import Person, field_beyond
from app.storage.state import Identity
from app.storage.store import Store

UNDO_SECONDS = 10


class Saved(NamedTuple):
    record: UUID
    at: datetime  # branch time


class Draught(NamedTuple):
    """What is to be recorded; ``refs`` name what it is about.

    ``id`` is there for a form that had it before it was saved: saved twice it is one record.
    """

    kind: str
    body: BaseModel
    refs: Mapping[str, UUID] = {}
    supersedes: UUID | None = None
    id: UUID | None = None


class Recorder:
    def __init__(self, store: Store, ids: IdSource, wake: Callable[[], None]) -> None:
        self._store = store
        self._ids = ids
        self._wake = wake

    def record(self, actor: Person, draught: Draught) -> Saved:
        """Keep a record; once this returns it survives a power cut.

        Raises ``Problem``: ``not_allowed`` for the actor's role, ``disk_full``, ``not_found`` on a
        tablet that is not enrolled.
        """
        outcome = draught.body.outcome if isinstance(draught.body, Attempt) else None
        if field_beyond(actor.role, draught.kind, outcome) is not None:
            raise Problem(Code.NOT_ALLOWED, field="actor", detail=draught.kind)
        identity = self.identity()
        if draught.id and (kept := self._store.captures.find(draught.id)) is not None:
            return Saved(draught.id, branch_time(moment(kept.at), identity.branch.zone))
        doc = self._sealed(actor, draught, identity)
        at = self._store.time.now_ms()
        with self._store.file.transaction():
            self._store.captures.save(identity, doc, at)
            photos = [blob.sha256 for blob in named_blobs(draught.body)]
            self._store.photos.name(UUID(doc["id"]), photos)
        self._wake()
        return Saved(UUID(doc["id"]), branch_time(moment(at), identity.branch.zone))

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract a record of the actor's own within ten seconds; twice is once.

        Raises ``Problem``: ``not_found``, or ``not_allowed`` when it is too late or not theirs.
        """
        found = self._store.captures.find(record)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        if record in self._store.captures.retracted():
            return
        age = self._store.time.now_ms() - found.at
        if found.doc["actor"] != actor.code or age > UNDO_SECONDS * 1000:
            raise Problem(Code.NOT_ALLOWED)
        self.record(actor, Draught("retraction", Retraction(), {"record": record}))

    def identity(self) -> Identity:
        identity = self._store.state.identity()
        if identity is None:
            raise Problem(Code.NOT_FOUND, detail="this tablet is not enrolled")
        return identity

    def _sealed(self, actor: Person, draught: Draught, identity: Identity) -> dict[str, Any]:
        doc: dict[str, Any] = {
            "id": str(draught.id or self._ids.new()),
            "kind": draught.kind,
            "schema": CONTRACT_VERSION,
            "clocks": self._store.time.readings().model_dump(),
            "actor": actor.code,
            "branch": identity.branch.code,
            "refs": {name: str(ref) for name, ref in draught.refs.items()},
            "supersedes": str(draught.supersedes) if draught.supersedes else None,
            "body": draught.body.model_dump(mode="json", exclude_none=True),
        }
        return {**doc, "sha": fingerprint(doc)}
