"""«Envíos»: what waits, what needs a person, what arrived."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.contract import BODIES
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.services.capture import Capture
from app.services.forms import VisitForm
from app.services.recording import Draught, Recorder, Saved
from app.services.shipments import OutgoingRow, RowState, Shipments
from app.services.showroom import Showroom
from app.storage import captures
from app.storage.captures import UNSENT, SendState
from app.storage.state import Key
from app.storage.store import Store
from app.sync.engine import Engine

PHOTO = "photo"  # counted beside the kinds of record

__all__ = ["Lists", "Outgoing", "OutgoingRow", "RowState", "Sending", "SyncStatus"]


class Sending(NamedTuple):
    """The engine, and how to make it attempt now."""

    engine: Engine
    wake: Callable[[], None]


class SyncStatus(NamedTuple):
    """Times in branch time. ``problem`` is why the last attempt did not get through."""

    queued: int
    attention: int
    sent_today: int
    queued_by_kind: Mapping[str, int]
    oldest_unsent: datetime | None
    last_ok: datetime | None
    next_attempt: datetime | None
    online: bool
    sending: bool
    clock_off_minutes: int
    problem: Code | None


class Lists(NamedTuple):
    queued: tuple[OutgoingRow, ...]
    attention: tuple[OutgoingRow, ...]
    sent: tuple[OutgoingRow, ...]


class Outgoing:
    def __init__(
        self,
        store: Store,
        showroom: Showroom,
        capture: Capture,
        recorder: Recorder,
        sending: Sending,
    ) -> None:
        self._store = store
        self._showroom = showroom
        self._capture = capture
        self._recorder = recorder
        self._sending = sending
        self._shipments = Shipments(store, showroom)

    def status(self) -> SyncStatus:
        outbox, at = self._store.outbox, self._showroom.at
        progress = self._sending.engine.progress
        queued = outbox.waiting_by_kind()
        if photos := self._store.photos.waiting():
            queued[PHOTO] = photos
        oldest, last_ok = outbox.oldest_unsent(), self._store.state.get(Key.LAST_OK)
        return SyncStatus(
            queued=sum(queued.values()),
            attention=outbox.refused(),
            sent_today=outbox.sent_since(self._showroom.start_of_today()),
            queued_by_kind=queued,
            oldest_unsent=at(oldest) if oldest is not None else None,
            last_ok=at(int(last_ok)) if last_ok else None,
            next_attempt=at(progress.next_at) if progress.next_at is not None else None,
            online=progress.online,
            sending=progress.sending,
            clock_off_minutes=round(self._store.time.off_by_ms() / 60_000),
            problem=progress.problem,
        )

    def lists(self) -> Lists:
        """Return the three lists, newest first; of what was sent, the last hundred."""
        in_state, rows = self._store.captures.in_state, self._shipments.rows
        return Lists(
            queued=rows(in_state(UNSENT)),
            attention=rows(in_state((SendState.ATTENTION,))),
            sent=rows(in_state((SendState.SENT,), limit=100)),
        )

    def correct(self, actor: Person, record: UUID, form: VisitForm) -> Saved:
        """Save a corrected visit in place of a refused one."""
        self._open_again(record)
        return self._capture.replace_visit(actor, form, record)

    def resend(self, actor: Person, record: UUID) -> Saved:
        """Save a refused record again as it is, under the name of the person at the screen."""
        doc = self._open_again(record).doc
        body = BODIES[doc["kind"]].model_validate(doc["body"])
        refs = {name: UUID(ref) for name, ref in doc["refs"].items()}
        with self._store.file.transaction():
            saved = self._recorder.record(actor, Draught(doc["kind"], body, refs, record))
            self._store.captures.replaced(record)
        return saved

    def discard(self, actor: Person, record: UUID, typed_confirmation: str) -> None:
        """Give up a refused record: it stays in the table, with who and when.

        Raises ``Problem(INVALID_FIELD)`` where the confirmation is not the row's.
        """
        refused = self._refused(record)
        if (
            typed_confirmation.strip().casefold()
            != self._shipments.confirmation(refused).casefold()
        ):
            raise Problem(Code.INVALID_FIELD, field="typed_confirmation")
        self._store.captures.discard(record, actor.code, self._store.time.now_ms())

    def send_now(self) -> None:
        self._sending.wake()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener``, from another thread, when the status changes; returns how to stop."""
        return self._sending.engine.subscribe(listener)

    def _open_again(self, record: UUID) -> captures.Capture:
        """Return a refused record that may be sent again.

        Raises ``Problem(NOT_ALLOWED)`` for one about a person who was erased: who comes again by
        themselves is a new visit.
        """
        found = self._refused(record)
        if found.code == Code.ERASED:
            raise Problem(Code.NOT_ALLOWED, field="record", detail=Code.ERASED)
        return found

    def _refused(self, record: UUID) -> captures.Capture:
        """Return a record that waits for a person; raises ``Problem(NOT_FOUND)`` for any other."""
        found = self._store.captures.find(record)
        if found is None or found.state is not SendState.ATTENTION:
            raise Problem(Code.NOT_FOUND, field="record")
        return found
