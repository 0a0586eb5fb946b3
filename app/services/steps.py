"""Steps about a contact that are no tries: it is opened again, its parts are there."""

from datetime import date
from uuid import UUID

from app.domain.attempts import Attempt, Outcome
from app.domain.dues import DueContact, DueReason, DueState, lacks_number
from app.domain.fields import State
from app.domain.identifiers import read_phone
from app.domain.problems import Code, Problem
from app.domain.reading import clean
from app.domain.staff import Person, may_step
from app.domain.visits import CarCondition, Profile
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom

SHORTEST = 5  # letters of a reason
_OVER = frozenset(
    {
        *(DueReason.REFUSED, DueReason.NOT_INSISTING, DueReason.ANSWERED),
        DueReason.WRONG_NUMBER,
    }
)


def is_reopenable(due: DueContact, today: date) -> bool:
    """Say whether tries ended a contact whose time is not over."""
    return due.state is DueState.CLOSED and due.reason in _OVER and today <= due.expires_on


class Steps:
    def __init__(self, knowledge: Knowledge, showroom: Showroom, recorder: Recorder) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder

    def may_reopen(self, actor: Person, due: DueContact) -> bool:
        """Say whether this person may open a contact again: a chief, what tries have ended."""
        today = self._showroom.now().date()
        return is_reopenable(due, today) and may_step(actor.role, Outcome.REOPENED)

    def reopen(self, actor: Person, due: UUID, reason: str) -> Saved:
        """Open a contact again; its tries begin anew, and an opposition still holds.

        Raises ``Problem``: ``not_found``, ``not_allowed``, ``invalid_field`` without a reason.
        """
        found = self._found(due)
        if not self.may_reopen(actor, found):
            raise Problem(Code.NOT_ALLOWED, field="due")
        said = clean(reason)
        if len(said) < SHORTEST:
            raise Problem(Code.INVALID_FIELD, field="reason")
        return self._record(actor, found, Attempt(outcome=Outcome.REOPENED, note=said))

    def confirm_parts(self, actor: Person, due: UUID) -> Saved:
        """Note that the parts of a maintenance are there (R041).

        Raises ``Problem``: ``not_found``, ``not_allowed``.
        """
        if not may_step(actor.role, Outcome.PARTS_READY):
            raise Problem(Code.NOT_ALLOWED, field="actor")
        return self._record(actor, self._found(due), Attempt(outcome=Outcome.PARTS_READY))

    def may_fix(self, actor: Person, due: DueContact) -> bool:
        """Say whether this person may correct the number that closed a contact, or that it lacks."""
        closed = is_reopenable(due, self._showroom.now().date())
        told = due.reason is DueReason.WRONG_NUMBER and (closed or lacks_number(due))
        return told and may_step(actor.role, Outcome.NUMBER_FIXED)

    def fix_number(self, actor: Person, due: UUID, typed: str) -> Saved:
        """Keep the right phone of a customer: what a wrong one closed or blocked is open again.

        Raises ``Problem``: ``not_found``, ``not_allowed``, ``invalid_field`` for no good number.
        """
        found = self._found(due)
        if not self.may_fix(actor, found):
            raise Problem(Code.NOT_ALLOWED, field="due")
        phone = read_phone(typed, self._showroom.branch().country).field
        if phone.state is not State.VALID:
            raise Problem(Code.INVALID_FIELD, field="phone")
        told = Draught("profile", Profile(phone=phone), {"customer": found.customer})
        saved = self._recorder.record(actor, told)
        if lacks_number(found):  # no try of this contact has to be taken back
            return saved
        return self._record(actor, found, Attempt(outcome=Outcome.NUMBER_FIXED))

    def note_condition(self, actor: Person, customer: UUID, condition: CarCondition) -> Saved:
        """Keep in which condition the customer says her car is (R057)."""
        profile = Profile(car_condition=condition)
        return self._recorder.record(actor, Draught("profile", profile, {"customer": customer}))

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract a step within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _found(self, due: UUID) -> DueContact:
        found = self._knowledge.due(due)
        if found is None:
            raise Problem(Code.NOT_FOUND, field="due")
        return found

    def _record(self, actor: Person, due: DueContact, body: Attempt) -> Saved:
        refs = {"due": due.id, "customer": due.customer}
        return self._recorder.record(actor, Draught("attempt", body, refs))
