"""Where does a complaint stand, how long is left to answer it, may its sheet be deleted?

What follows from the acts is folded in ``app/domain/case_fold.py``; what depends on the day is
asked here.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.domain import complaint_acts as acts
from app.domain.business_days import BusinessCalendar, business_days_after
from app.domain.complaints import Complaint, ComplaintKind
from app.domain.fields import Frozen, OpenEnum, Slug
from app.domain.quote_mails import MailPaper, MailState
from app.domain.sheets import SheetNumber

RETENTION_YEARS = 2  # DS 011-2011-PCM art. 12


class CaseState(OpenEnum):
    """The chief's board, in its order."""

    NEW = "new"
    IN_ANALYSIS = "in_analysis"
    ANSWERED = "answered"
    COMPENSATED = "compensated"
    CLOSED = "closed"
    RECONTACT = "recontact"
    VOIDED = "voided"
    UNKNOWN = "unknown"


class DatedAct(Frozen):
    """An act as history: its record, corrected time in ms, branch day, who did it."""

    record: UUID
    at: int
    on: date
    by: Slug
    act: acts.Act


class DatedPromise(Frozen):
    """A promise with its record; ``kept`` is ``None`` until somebody says."""

    record: UUID
    at: int
    promise: acts.Promise
    kept: bool | None = None


class ComplaintCase(Frozen):
    """A complaint as it stands after its acts, newest value of each question.

    ``due_on`` is the date in force, ``None`` without a term; ``answer_owed`` says whether it still
    binds. ``offer`` is the one that waits for the consumer, ``suspended`` the business days that
    the term stood still so far. ``reopened`` counts the times a recontact found the person not
    content. ``voided`` sheets keep their number.
    """

    record: UUID
    complaint: Complaint
    kind: ComplaintKind
    state: CaseState = CaseState.NEW
    due_on: date | None = None
    answer_owed: bool = False
    responsible: Slug | None = None
    offer: acts.Offer | None = None
    due_before_offer: date | None = None
    suspended: Annotated[int, Field(ge=0)] = 0
    agreement: acts.OfferAnswer | None = None
    agreed_on: date | None = None
    answer: acts.Answer | None = None
    error: acts.ErrorAdmitted | None = None
    apologies: tuple[acts.Apology, ...] = ()
    compensations: tuple[acts.Compensation, ...] = ()
    promises: tuple[DatedPromise, ...] = ()
    closed_on: date | None = None
    conforms: bool | None = None
    recontact_on: date | None = None
    recontacted: bool = False
    reopened: int = 0
    rating: acts.Rating | None = None
    guarantee: acts.GuaranteeChoice | None = None
    repair_from: date | None = None
    repair_to: date | None = None
    replacement_from: date | None = None
    history: tuple[DatedAct, ...] = ()

    def sheet(self) -> SheetNumber | None:
        return self.complaint.sheet


class CaseMail(Frozen):
    """An e-mail that brings a paper of the complaint; ``since`` when it stands so, in ms."""

    paper: MailPaper
    state: MailState
    since: int


class KnownComplaint(Frozen):
    """A case as tablets of its branch know it; ``at`` is the corrected time of its record in ms.

    ``mails`` are in the order in which they were asked for.
    """

    id: UUID  # of its record
    branch: Slug
    by: Slug
    at: int
    customer: UUID | None = None
    workshop_visit: UUID | None = None
    case: ComplaintCase
    mails: tuple[CaseMail, ...] = ()


def undone(case: ComplaintCase) -> ComplaintCase:
    """Return a case whose record was taken back: «anulada», its number stays given."""
    nothing_owed = {"answer_owed": False, "offer": None, "recontact_on": None}
    return case.model_copy(update={"state": CaseState.VOIDED, **nothing_owed})


def state_on(case: ComplaintCase, today: date) -> CaseState:
    """Return the state on a branch day: a closed case asks for its recontact from its day on."""
    due = case.recontact_on is not None and case.recontact_on <= today
    waits = case.state is CaseState.CLOSED and due and not case.recontacted
    return CaseState.RECONTACT if waits else case.state


def days_left(case: ComplaintCase, today: date, calendar: BusinessCalendar) -> int | None:
    """Return the business days left to answer, negative when late, ``None`` when none is owed."""
    if case.due_on is None or not case.answer_owed:
        return None
    return business_days_after(calendar, today, case.due_on)


def is_paused(case: ComplaintCase, today: date) -> bool:
    """Say whether the term stands still today: a remote offer waits for its answer."""
    return (
        case.offer is not None
        and case.offer.open_until is not None
        and (today <= case.offer.open_until)
    )


def kept_until(case: ComplaintCase) -> date | None:
    """Return the last day on which the sheet must be kept; ``None`` while the case is open.

    Two years from the sheet, and from the proof of its answer if that came later (art. 12).
    """
    if case.state not in {CaseState.CLOSED, CaseState.VOIDED}:
        return None
    answered = case.answer.sent_on if case.answer else None
    days = (case.complaint.starts_on(), answered, case.agreed_on, case.closed_on)
    return _years_after(max(day for day in days if day is not None), RETENTION_YEARS)


def may_be_deleted(case: ComplaintCase, today: date) -> bool:
    last = kept_until(case)
    return last is not None and today > last


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: not one day less than the law asks
        return date(day.year + years, 3, 1)
