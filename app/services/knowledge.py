"""What this tablet knows: what it pulled, with what was recorded here and not yet pulled on top.

A pull never hides an unsent edit: an attempt counts, a PIN works and a withdrawal holds from the
moment it is saved. A record is laid on top until a complete pull has shown what became of it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from app.domain import consent
from app.domain.answers import settled
from app.domain.attempts import ANSWERS, Attempt, MadeAttempt, Outcome, ending, union
from app.domain.calendars import branch_time
from app.domain.clock import moment
from app.domain.consent import Channel, DatedDecision, Position, Purpose
from app.domain.contact_rules import Rule, rules_on
from app.domain.corrected_numbers import correction
from app.domain.customers import Customer, KnownContact, all_wrong
from app.domain.dues import DueContact, DueReason, DueState, lacks_number, without_phone
from app.domain.programmes import with_attempts
from app.domain.staff import Person, PinChange
from app.domain.visits import Consent
from app.services.asked import owed_here, settled_here
from app.services.overlay import told_phone, visited, with_profiles, with_proofs
from app.storage.captures import Capture, SendState
from app.storage.store import Store

_TELLING = ("visit", "profile")  # records that may tell a new phone of a known customer
_OPENING = frozenset({Outcome.REOPENED, Outcome.NUMBER_FIXED})


class Knowledge:
    def __init__(self, store: Store) -> None:
        self._store = store

    def people(self) -> list[Person]:
        """Return the people of the branch, each with the PIN that was last chosen."""
        chosen = {
            change.person: change
            for capture in self._store.captures.live("pin_change")
            if capture.state is not SendState.ATTENTION
            for change in [PinChange.model_validate(capture.doc["body"])]
        }
        return [
            _with_pin(person, chosen.get(person.code))
            for person in self._store.mirror.documents("person", Person)
        ]

    def golden_record(self, customer: UUID) -> Customer | None:
        """Return the customer as the server last told."""
        return self._store.mirror.document("customer", str(customer), Customer)

    def customer(self, customer: UUID) -> Customer | None:
        """Return the golden record with what was decided and learnt here on top.

        Who came on a visit of this tablet is known by its record until the server tells more.
        """
        known = self.golden_record(customer) or self._visited(customer)
        if known is None:
            return None
        retracted = self._store.captures.retracted()
        learnt = [
            capture
            for capture in self._store.captures.about(customer)
            if capture.doc["kind"] == "profile" and UUID(capture.doc["id"]) not in retracted
        ]
        taken_here = self._decisions().get(customer, [])
        phones = (*self._phones_told_here(customer), *known.phones)
        update = {
            "consents": (*known.consents, *taken_here),
            "phones": with_proofs(phones, self._tries_here(customer)),
        }
        decided = known.model_copy(update=update)
        return with_profiles(decided, learnt)

    def _visited(self, record: UUID) -> Customer | None:
        capture = self._store.captures.find(record)
        if capture is None or capture.doc["kind"] != "visit":
            return None
        return visited(capture)

    def rules(self, today: date) -> dict[str, Rule]:
        """Return the rule of each programme as it holds today, the dealer's before ours."""
        return rules_on(today, tuple(self._store.mirror.documents("programme", Rule)))

    def done_since(self, at: int, kind: str, person: str) -> set[UUID]:
        """Return a person's records of a kind from ``at`` (corrected ms) on, on any tablet."""
        here = {UUID(one.doc["id"]) for one in self._store.captures.since(at, kind, person)}
        elsewhere = self._store.mirror.touches_since(at, kind, person)
        return (here | elsewhere) - self._store.captures.retracted()

    def due(self, due: UUID) -> DueContact | None:
        found = self._store.mirror.document("due_contact", str(due), DueContact)
        found = found or next((owed for owed in owed_here(self._store) if owed.id == due), None)
        return next(self._on_top([found]), None) if found else None

    def answered_at(self) -> list[datetime]:
        """Return when customers of the branch answered us of late, branch time."""
        identity = self._store.state.identity()
        zone = identity.branch.zone if identity else "UTC"
        at = self._store.mirror.answered_hours(sorted(ANSWERS))
        return [branch_time(moment(ms), zone) for ms in at]

    def open_dues(self) -> list[DueContact]:
        """Return the dues of the branch that are not closed, neither there nor here."""
        pulled = list(self._store.mirror.open_documents("due_contact", DueContact))
        known = {due.id for due in pulled}
        pulled += self._opened_here(known)
        owed = [due for due in owed_here(self._store) if due.id not in known]
        dues = self._on_top([*pulled, *owed])
        return [due for due in dues if due.state is not DueState.CLOSED]

    def closed_dues(self, customer: UUID) -> list[DueContact]:
        """Return the dues of a customer that are over, there or here."""
        pulled = self._store.mirror.documents_of("due_contact", customer, DueContact)
        return [due for due in self._on_top(pulled) if due.state is DueState.CLOSED]

    def wrong_numbers(self) -> list[DueContact]:
        """Return the dues of the branch that a wrong number closed, there or here."""
        wrong, mirror = DueReason.WRONG_NUMBER, self._store.mirror
        pulled = [
            *mirror.open_documents("due_contact", DueContact),
            *mirror.ended_documents("due_contact", wrong, DueContact),
        ]
        return [due for due in self._on_top(pulled) if due.reason is wrong]

    def _opened_here(self, known: set[UUID]) -> list[DueContact]:
        """Return what the server knows as over and was opened again here."""
        opened = {
            UUID(capture.doc["refs"]["due"])
            for capture in self._store.captures.live("attempt")
            if capture.doc["body"]["outcome"] in _OPENING
        }
        found = (
            self._store.mirror.document("due_contact", str(due), DueContact)
            for due in sorted(opened - known)
        )
        told = self._told_a_phone()
        wrong, mirror = DueReason.WRONG_NUMBER, self._store.mirror
        ended = mirror.ended_documents("due_contact", wrong, DueContact) if told else ()
        corrected = (due for due in ended if due.customer in told and due.id not in opened)
        return [*(due for due in found if due is not None), *corrected]

    def _told_a_phone(self) -> set[UUID]:
        """Return the known customers of whom a visit or a profile of this tablet tells a phone."""
        captures = self._store.captures
        told = (one for kind in _TELLING for one in captures.live(kind) if told_phone(one))
        return {UUID(one.doc["refs"]["customer"]) for one in told if "customer" in one.doc["refs"]}

    def _phones_told_here(self, customer: UUID) -> list[KnownContact]:
        """Return the phones that this tablet was told and the server does not know of, newest first."""
        retracted, golden = self._store.captures.retracted(), self.golden_record(customer)
        held = {phone.value.value for phone in golden.phones} if golden else set()
        told = (
            told_phone(capture)
            for capture in reversed(self._store.captures.about(customer))
            if capture.doc["kind"] in _TELLING and UUID(capture.doc["id"]) not in retracted
        )
        return [phone for phone in told if phone and phone.value.value not in held]

    def _tries_here(self, customer: UUID) -> list[Capture]:
        """Return the tries with a customer that were recorded here and hold, oldest first."""
        retracted = self._store.captures.retracted()
        return [
            capture
            for capture in self._store.captures.about(customer)
            if capture.doc["kind"] == "attempt" and UUID(capture.doc["id"]) not in retracted
        ]

    def _with_number(self, due: DueContact, wrong_here: set[UUID]) -> DueContact:
        """Block a contact whose only phone proved wrong here, open one that was told another here."""
        if lacks_number(due) and self._phones_told_here(due.customer):
            due = due.model_copy(update={"state": DueState.OPEN, "reason": DueReason.IN_WINDOW})
        if due.customer not in wrong_here or due.state is not DueState.OPEN:
            return due
        known = self.customer(due.customer)
        return without_phone(due) if known and all_wrong(known.phones) else due

    def _corrected(self, due: DueContact, made: tuple[MadeAttempt, ...]) -> tuple[MadeAttempt, ...]:
        """Add the step that a phone told here stands for, where a number was wrong."""
        if all(one.outcome is not Outcome.WRONG_NUMBER for one in made):
            return made
        step = correction(made, self._phones_told_here(due.customer))
        return union(made, (step,)) if step is not None else made

    def _on_top(self, dues: Iterable[DueContact]) -> Iterator[DueContact]:
        retracted = self._store.captures.retracted()
        here: dict[UUID, list[MadeAttempt]] = {}
        for capture in self._store.captures.live("attempt"):
            refs, body = capture.doc["refs"], capture.doc["body"]
            for due_id in (refs["due"], *body.get("also", ())):
                here.setdefault(self._successor(UUID(due_id)), []).append(_made(capture))
        decisions, closed = self._decisions(), settled_here(self._store)
        wrong_here = self._wrong_here(retracted)
        for due in dues:
            made = union(due.attempts, here.get(due.id, ()))
            kept = tuple(attempt for attempt in made if attempt.id not in retracted)
            kept = self._corrected(due, kept)
            recorded = _as_recorded(settled(due) if due.id in closed else due, kept)
            reached = self._with_number(recorded, wrong_here)
            yield self._with_consents(reached, decisions.get(due.customer, []))

    def _wrong_here(self, retracted: set[UUID]) -> set[UUID]:
        """Return the customers of whom a number proved to be somebody else's here."""
        return {
            UUID(capture.doc["refs"]["customer"])
            for capture in self._store.captures.live("attempt")
            if capture.doc["body"]["outcome"] == Outcome.WRONG_NUMBER
            and UUID(capture.doc["id"]) not in retracted
        }

    def _successor(self, due: UUID) -> UUID:
        """Return the due that took over: an attempt on a superseded one counts there."""
        seen = {due}
        while found := self._store.mirror.document("due_contact", str(due), DueContact):
            if found.superseded_by is None or found.superseded_by in seen:
                return due
            due = found.superseded_by
            seen.add(due)
        return due

    def _with_consents(self, due: DueContact, taken_here: list[DatedDecision]) -> DueContact:
        """Take away the channels that a decision taken here has closed."""
        if not taken_here or due.state is not DueState.OPEN:
            return due
        known = self.golden_record(due.customer)
        before = known.consents if known else ()
        held = consent.current(chain(before, taken_here))
        channels = tuple(
            channel for channel in due.channels if _is_open(held, due.purpose, channel)
        )
        blocked = {} if channels else {"state": DueState.BLOCKED, "reason": DueReason.NO_CHANNEL}
        return due.model_copy(update={"channels": channels, **blocked})

    def _decisions(self) -> dict[UUID, list[DatedDecision]]:
        """Return the decisions taken here, by customer."""
        taken: dict[UUID, list[DatedDecision]] = {}
        retracted = self._store.captures.retracted()
        for capture in self._store.captures.live("consent"):
            if UUID(capture.doc["id"]) in retracted:
                continue
            taken.setdefault(UUID(capture.doc["refs"]["customer"]), []).extend(
                DatedDecision(
                    decision=decision,
                    at=capture.at,
                    record=UUID(capture.doc["id"]),
                    by=capture.doc["actor"],
                )
                for decision in Consent.model_validate(capture.doc["body"]).decisions
            )
        return taken


def _with_pin(person: Person, change: PinChange | None) -> Person:
    if change is None:
        return person
    return person.model_copy(update={"verifier": change.verifier, "must_change_pin": False})


def _made(capture: Capture) -> MadeAttempt:
    attempt = Attempt.model_validate(capture.doc["body"])
    return attempt.made(UUID(capture.doc["id"]), moment(capture.at), capture.doc["actor"])


def _as_recorded(due: DueContact, made: tuple[MadeAttempt, ...]) -> DueContact:
    """Return the due with these attempts, open again where the one that closed it was undone."""
    if due.superseded_by is not None:
        return due
    undone = (
        due.state is DueState.CLOSED
        and ending(made, due.tries) is None
        and ending(due.attempts, due.tries)
    )
    reopened = {"state": DueState.OPEN, "reason": DueReason.IN_WINDOW} if undone else {}
    return with_attempts(due.model_copy(update=reopened), made)


def _is_open(held: dict[Position, DatedDecision], purpose: Purpose, channel: Channel) -> bool:
    """Say whether a channel may still be used for a purpose, of those the server allowed.

    A pre-contract request: see ``domain/programmes.py``; an offer needs its grant, the rest only
    that nobody refused it.
    """
    if purpose is not Purpose.QUOTE:
        said = held.get(Position(purpose, channel))
        return said is None or consent.allows(said)
    own = held.get(Position(Purpose.QUOTE, channel))
    if own is not None:
        return consent.allows(own)
    if channel is Channel.PHONE:
        return True
    offers = held.get(Position(Purpose.MARKETING, channel))
    return offers is not None and consent.allows(offers)
