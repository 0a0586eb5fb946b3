"""«Reclamos»: what waits, most urgent first, and what is done about each."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from app.domain import complaint_acts as acts
from app.domain.act_rules import ActRefusal, act_refusal, bounds_on
from app.domain.business_days import term
from app.domain.cases import CaseState, KnownComplaint, days_left, is_paused, state_on
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.complaints import TextVersion
from app.domain.guarantee import replacement_vehicle_owed
from app.domain.papers.answer import answer_pdf
from app.domain.papers.complaint_wording import name_of
from app.domain.papers.letter import Signer, letter_pdf
from app.domain.papers.wording import day_words
from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.domain.suspension import dated_offer, dated_reply
from app.services.case_book import CaseBook
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved

LETTER_DAYS = 365  # how long a guarantee letter holds
_LAST = 10**6  # whose answer is not owed comes after all others
_ENDED = frozenset({CaseState.CLOSED, CaseState.VOIDED})


class CaseRow(NamedTuple):
    """A line of the list. ``days_left`` counts business days; negative is late."""

    known: KnownComplaint
    name: str
    state: CaseState
    days_left: int | None
    responsible: str  # a name, "" when nobody is


class CaseCard(NamedTuple):
    """One complaint with what may be asked of the day; ``vehicle_owed`` is Chile's flag."""

    row: CaseRow
    paused: bool
    vehicle_owed: bool
    history: tuple[tuple[date, str, str], ...]  # day, kind of act or promise, who


class Casework:
    def __init__(self, book: CaseBook, knowledge: Knowledge, recorder: Recorder) -> None:
        self._book = book
        self._showroom = book.showroom
        self._knowledge = knowledge
        self._recorder = recorder

    def board(self) -> list[CaseRow]:
        """Return the complaints of the branch, the fewest days left first."""
        rows = [self._row(known) for known in self._book.cases()]
        return sorted(rows, key=_urgency)

    def card(self, complaint: UUID) -> CaseCard:
        known = self._book.case(complaint)
        today = self._showroom.now().date()
        calendar = self._showroom.calendar(today)
        return CaseCard(
            row=self._row(known),
            paused=is_paused(known.case, today),
            vehicle_owed=replacement_vehicle_owed(known.case, today, calendar),
            history=self._history(known),
        )

    def people(self) -> list[Person]:
        """Return who may be made responsible."""
        return [person for person in self._knowledge.people() if person.active]

    def refusal(self, actor: Person, complaint: UUID, act: acts.Act) -> ActRefusal | None:
        """Say why an act may not be done now, ``None`` when it may."""
        known = self._book.case(complaint)
        bounds = bounds_on(self._showroom.branch(), self._showroom.now().date())
        return act_refusal(act, known.case, actor.role, bounds)

    def do(self, actor: Person, complaint: UUID, act: acts.Act) -> Saved:
        """Record an act, its dates counted now; raises ``Problem(NOT_ALLOWED)`` with the reason."""
        dated = self._dated(complaint, act)
        if (refused := self.refusal(actor, complaint, dated)) is not None:
            raise Problem(Code.NOT_ALLOWED, field=refused)
        body = acts.ComplaintAct(act=dated)
        return self._recorder.record(
            actor, Draught("complaint_act", body, {"complaint": complaint})
        )

    def promise(self, actor: Person, complaint: UUID, text: str, due_on: date) -> Saved:
        """Record a promise with its date; raises ``Problem(INVALID_FIELD)`` for one gone by."""
        if due_on < self._showroom.now().date():
            raise Problem(Code.INVALID_FIELD, field="due_on")
        body = acts.Promise(text=text, by=actor.code, due_on=due_on)
        return self._recorder.record(actor, Draught("promise", body, {"complaint": complaint}))

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    def letter_version(self) -> TextVersion:
        """Return the version of the guarantee letter that is given today."""
        country = self._showroom.branch().country
        return complaint_text(Topic.GUARANTEE_LETTER, country).version

    def guarantee_letter(self, actor: Person, complaint: UUID, commitment: str) -> bytes:
        """Return the guarantee letter (R123 b) as PDF."""
        case = self._book.case(complaint).case
        today = self._showroom.now().date()
        sheet = case.sheet()
        words = {
            "customer": name_of(case.complaint.consumer),
            "fact_day": day_words(case.complaint.fact_on, case.complaint.country),
            "fact": case.complaint.detail,
            "commitment": commitment,
            "valid_until": day_words(today + timedelta(days=LETTER_DAYS), case.complaint.country),
            "number": sheet.full() if sheet else str(complaint)[:8],
        }
        text = complaint_text(Topic.GUARANTEE_LETTER, case.complaint.country)
        post = "Jefatura" if actor.role is Role.CHIEF else "Atención"
        return letter_pdf(text, words, self._book.provider(), Signer(actor.name, post), today)

    def answer_letter(self, complaint: UUID) -> bytes:
        """Return the written answer as PDF; raises ``Problem(NOT_FOUND)`` before there is one."""
        case = self._book.case(complaint).case
        given = [dated.by for dated in case.history if isinstance(dated.act, acts.Answer)]
        if not given:
            raise Problem(Code.NOT_FOUND, field="answer")
        signer = Signer(self._showroom.name_of(given[-1]), "Jefatura")
        return answer_pdf(case, self._book.provider(), signer)

    def counted_again(self, complaint: UUID) -> date | None:
        """Return the due date as the holidays known today count it, ``None`` without a term."""
        case = self._book.case(complaint).case
        deadline = case.complaint.deadline
        if deadline is None or case.due_on is None:
            return None
        calendar = self._showroom.calendar(self._showroom.now().date())
        return term(calendar, deadline.starts_on, deadline.days, case.suspended).due_on

    def _dated(self, complaint: UUID, act: acts.Act) -> acts.Act:
        case = self._book.case(complaint).case
        today = self._showroom.now().date()
        if isinstance(act, acts.Offer):
            return dated_offer(act, case, self._showroom.calendar(today))
        if isinstance(act, acts.OfferAnswer):
            return dated_reply(act, case, today, self._showroom.calendar(today))
        return act

    def _row(self, known: KnownComplaint) -> CaseRow:
        case, today = known.case, self._showroom.now().date()
        state = state_on(case, today)
        left = None if state in _ENDED else days_left(case, today, self._showroom.calendar(today))
        responsible = self._showroom.name_of(case.responsible) if case.responsible else ""
        return CaseRow(known, name_of(case.complaint.consumer), state, left, responsible)

    def _history(self, known: KnownComplaint) -> tuple[tuple[date, str, str], ...]:
        case, name = known.case, self._showroom.name_of
        registered = (case.complaint.registered_at.date(), "registered", name(known.by))
        done = [(act.at, act.on, act.act.kind, name(act.by)) for act in case.history]
        done += [
            (made.at, self._showroom.at(made.at).date(), "promise", name(made.promise.by))
            for made in case.promises
        ]
        return (registered, *((on, kind, who) for _, on, kind, who in sorted(done)))


def _urgency(row: CaseRow) -> tuple[int, str]:
    return (_LAST if row.days_left is None else row.days_left, str(row.known.id))
