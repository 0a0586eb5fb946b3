"""«Envíos»: what waits, what needs a person, what arrived."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.problems import Code
from app.domain.staff import Person
from app.services.capture import Saved, VisitForm


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


class RowState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    ATTENTION = "attention"


class OutgoingRow(NamedTuple):
    """One record of this tablet.

    ``name`` is the customer's or visitor's ("" for «Sin datos»), ``details`` are codes by what
    they are (reason, intent, outcome…). ``confirmation`` is what must be typed to discard it;
    ``form`` fills the screen that corrects a visit.
    """

    record: UUID
    kind: str
    name: str
    details: Mapping[str, str]
    by: str
    at: datetime
    state: RowState
    code: Code | None = None
    field: str | None = None
    confirmation: str = ""
    form: VisitForm | None = None


class Lists(NamedTuple):
    queued: tuple[OutgoingRow, ...]
    attention: tuple[OutgoingRow, ...]
    sent: tuple[OutgoingRow, ...]


class Outgoing:
    def status(self) -> SyncStatus:
        raise NotImplementedError

    def lists(self) -> Lists:
        """Return the three lists, newest first; of what was sent, the last hundred."""
        raise NotImplementedError

    def correct(self, actor: Person, record: UUID, form: VisitForm) -> Saved:
        """Save a corrected visit in place of a refused one."""
        raise NotImplementedError

    def resend(self, actor: Person, record: UUID) -> Saved:
        """Save a refused record again as it is, under the name of the person at the screen."""
        raise NotImplementedError

    def discard(self, actor: Person, record: UUID, typed_confirmation: str) -> None:
        """Give up a refused record: it stays in the table, with who and when.

        Raises ``Problem(INVALID_FIELD)`` where the confirmation is not the row's.
        """
        raise NotImplementedError

    def send_now(self) -> None:
        raise NotImplementedError

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener``, from another thread, when the status changes; returns how to stop."""
        raise NotImplementedError
