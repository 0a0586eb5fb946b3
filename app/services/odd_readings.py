"""Kilometres that somebody has to correct or confirm, on the tablet of who can; with or without a network."""

from uuid import UUID

from app.domain.contract import DownKind
from app.domain.odd_readings import KmCorrection, OddReading, Reading, fits
from app.domain.odometer import KmDoubt, read_km
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.services.recording import Draught, Recorder, Saved
from app.storage.captures import SendState
from app.storage.store import Store

_AT_THE_DESK = frozenset(
    {Role.CHIEF, Role.RECEPTION}
)  # they see the car, or the paper of its order
_DO_NOT_COUNT = frozenset({SendState.ATTENTION, SendState.CORRECTED, SendState.DISCARDED})


class OddReadings:
    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def to_correct(self, actor: Person) -> list[OddReading]:
        """Return what this person can correct, by the customer's name: a seller, her customers'.

        What was corrected here is gone at once.
        """
        settled = self._corrected()
        known = self._store.mirror.documents(DownKind.ODD_READING, OddReading)
        theirs = (
            one
            for one in known
            if (actor.role in _AT_THE_DESK or one.owner == actor.code)
            and not {one.earlier.order, one.later.order} & settled
        )
        return sorted(theirs, key=lambda one: (one.name.casefold(), str(one.id)))

    def correct(self, actor: Person, odd: OddReading, wrong: Reading, typed: str) -> Saved:
        """Keep what a reading should have been.

        Raises ``Problem(INVALID_FIELD)`` for what is no number or fits the other reading as little.
        """
        km = read_km(typed)
        if isinstance(km, KmDoubt) or wrong.order is None:
            raise Problem(Code.INVALID_FIELD, field="km")
        right = wrong.model_copy(update={"km": km})
        pair = (right, odd.later) if wrong == odd.earlier else (odd.earlier, right)
        if not fits(*pair):
            raise Problem(Code.INVALID_FIELD, field="km", detail=KmDoubt.IMPLAUSIBLE)
        refs = {"order": wrong.order, "customer": odd.customer}
        return self._recorder.record(actor, Draught("km_correction", KmCorrection(km=km), refs))

    def confirm(self, actor: Person, odd: OddReading) -> Saved:
        """Keep that the newer reading is right as it stands.

        Raises ``Problem(INVALID_FIELD)`` for one that no order told.
        """
        right = odd.later
        if right.order is None:
            raise Problem(Code.INVALID_FIELD, field="km")
        refs = {"order": right.order, "customer": odd.customer}
        body = KmCorrection(km=right.km, sure=True)
        return self._recorder.record(actor, Draught("km_correction", body, refs))

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract what was said of a reading within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _corrected(self) -> set[UUID | None]:
        """Return the orders that were corrected or confirmed here and are not known so yet."""
        taken_back = self._store.captures.retracted()
        return {
            UUID(one.doc["refs"]["order"])
            for one in self._store.captures.live("km_correction")
            if one.state not in _DO_NOT_COUNT and UUID(one.doc["id"]) not in taken_back
        }
