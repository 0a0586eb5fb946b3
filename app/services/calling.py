"""«Mis contactos»: what to know before the call, what came of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain import dues
from app.domain.attempts import Attempt, Obstacle, Outcome
from app.domain.cases import CaseState
from app.domain.complaints import ComplaintKind
from app.domain.consent import Channel, Decision, Position, Purpose
from app.domain.contact_rules import Rule
from app.domain.privacy_texts import Topic, current_text, decided
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.domain.visits import Consent
from app.services import callcards
from app.services.callcards import CallCard, Known
from app.services.calls import Calls
from app.services.car_care import CarCare
from app.services.case_book import CaseBook
from app.services.contact_list import ContactList
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder
from app.services.showroom import Showroom

_BY_TABLET = frozenset({Channel.PHONE, Channel.WHATSAPP})  # letters and e-mails are the office's
_UPSET = frozenset({ComplaintKind.RECLAMO, ComplaintKind.QUEJA})
_ENDED = frozenset({CaseState.CLOSED, CaseState.VOIDED, CaseState.RECONTACT})
_OPPOSED = tuple(
    Position(purpose, channel)
    for purpose in (Purpose.QUOTE, Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)
    for channel in (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER)
)


class Called(NamedTuple):
    """``next_slot`` is when this due may be tried again, ``next_due`` the next line of the list.

    ``opposition`` is the record that the person wants no contact at all.
    """

    record: UUID
    next_slot: datetime | None
    next_due: UUID | None
    closed: bool
    opposition: UUID | None = None


class Lists(NamedTuple):
    """What is to be called about, in which order, and what the dealer's tables say of the cars."""

    calls: Calls
    contacts: ContactList
    care: CarCare


class Calling:
    def __init__(
        self,
        knowledge: Knowledge,
        showroom: Showroom,
        recorder: Recorder,
        cases: CaseBook,
        lists: Lists,
    ) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._recorder = recorder
        self._cases = cases
        self._calls = lists.calls
        self._contacts = lists.contacts
        self._care = lists.care

    def card(self, actor: Person, due: UUID) -> CallCard | None:
        """Return the card, ``None`` when the due (or its customer) is not on this tablet."""
        call = self._calls.about(actor, due)
        if call is None or (customer := self._knowledge.customer(call.due.customer)) is None:
            return None
        known = self._knowledge.rules(self._showroom.now().date())
        rules = {code: rule for code, rule in known.items() if _is_by_tablet(rule)}
        complaints = tuple(
            one
            for one in self._cases.cases()
            if one.case.kind in _UPSET and one.case.state not in _ENDED
        )
        care = self._care.of((call.due, *call.also))
        return callcards.card_of(
            call,
            customer,
            actor,
            Known(self._showroom, rules, complaints, care, self._calls.usual_band()),
        )

    def record_attempt(
        self, actor: Person, due: UUID, outcome: Outcome, call_again_at: datetime | None = None
    ) -> Called:
        """Save what came of a try; it counts for all that the call was about.

        A try that was made is a fact, whatever the hour: only a due that is over takes no more.
        Raises ``Problem``: ``not_found``, ``not_allowed`` where the due is closed.
        """
        return self._record(actor, due, Attempt(outcome=outcome, call_again_at=call_again_at))

    def record_answer(self, actor: Person, due: UUID, score: int, note: str) -> Called:
        """Save what the customer answered to the survey; raises as a try does."""
        said = note.strip() or None
        return self._record(actor, due, Attempt(outcome=Outcome.TALKED_OK, score=score, note=said))

    def _record(self, actor: Person, due: UUID, made: Attempt) -> Called:
        call = self._calls.about(actor, due)
        if call is None:
            raise Problem(Code.NOT_FOUND, field="due")
        now, zone = self._showroom.now(), self._showroom.branch().zone
        if dues.obstacle(call.due, now, zone) is Obstacle.CLOSED:
            raise Problem(Code.NOT_ALLOWED, field="due", detail=Obstacle.CLOSED)
        customer = self._knowledge.customer(call.due.customer)  # as the card showed it
        attempt = made.model_copy(
            update={
                "also": tuple(other.id for other in call.also),
                "to": callcards.right_phone(customer) if customer is not None else None,
            }
        )
        refs = {"due": due, "customer": call.due.customer}
        saved = self._recorder.record(actor, Draught("attempt", attempt, refs))
        return self._called(actor, due, saved.record)

    def refuse_all(self, actor: Person, due: UUID) -> Called:
        """Record a refusal of any contact, by whatever channel (R028); raises as a try does."""
        called = self.record_attempt(actor, due, Outcome.REFUSED)
        found = self._knowledge.due(due)
        assert found is not None  # noqa: S101 - for the type checker: the try was recorded for it
        text = current_text(Topic.WITHDRAWAL, self._showroom.branch().country)
        decisions = tuple(decided(text, position, Decision.OPPOSE) for position in _OPPOSED)
        draught = Draught("consent", Consent(decisions=decisions), {"customer": found.customer})
        return called._replace(opposition=self._recorder.record(actor, draught).record)

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract an attempt within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _called(self, actor: Person, due: UUID, record: UUID) -> Called:
        call = self._calls.about(actor, due)
        slot = callcards.slot_of(call, self._showroom) if call else None
        others = (row.due for row in self._contacts.rows(actor) if row.due != due)
        return Called(record, slot, next(others, None), closed=slot is None)


def _is_by_tablet(rule: Rule) -> bool:
    return not _BY_TABLET.isdisjoint(rule.channels)
