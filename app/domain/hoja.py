"""May this complaint be registered, what does its sheet still lack, until when must we answer?

A hoja is a numbered sheet in Perú; without its minimum data it counts «como no presentada» (DS
011-2011-PCM art. 5), so the complaint becomes a registro interno. Nobody is turned away.
"""

import hashlib
from collections.abc import Collection, Iterable
from enum import StrEnum

from app.domain.business_days import BusinessCalendar, table_name, term
from app.domain.complaints import (
    DETAILS,
    HOUSE_DAYS,
    KINDS,
    LEGAL_DAYS,
    Annoyance,
    AnnoyanceDetail,
    Complaint,
    ComplaintKind,
    Cost,
    Deadline,
    DeadlineBasis,
)
from app.domain.people import Country, Document, Visitor
from app.domain.reading import fold
from app.domain.sheets import Entry, SheetNumber

TRANSCRIPTION_DAYS = 1  # calendar days to bring a paper sheet into the book
_WITHOUT_TERM = frozenset({ComplaintKind.SUGGESTION, ComplaintKind.PRAISE})


class Minimum(StrEnum):
    """The data without which a hoja counts «como no presentada» (DS 011-2011-PCM art. 5)."""

    NAME = "name"
    DOCUMENT = "document"
    ADDRESS_OR_EMAIL = "address_or_email"
    DETAIL = "detail"
    GUARDIAN = "guardian"  # name of the parent or representative of a minor


class Defect(StrEnum):
    """Why a complaint cannot be registered as it is. Closed list."""

    KIND = "kind"  # not one of the country's
    FACT_IN_FUTURE = "fact_in_future"
    WRITTEN_IN_FUTURE = "written_in_future"
    COST_DETAIL = "cost_detail"  # a detail of another annoyance
    MINIMUM = "minimum"  # a numbered sheet lacks minimum data
    UNSIGNED = "unsigned"
    DEADLINE = "deadline"
    PAPER = "paper"  # a sheet of the paper book without its day or its own number


def missing(complaint: Complaint) -> tuple[Minimum, ...]:
    """Return the minimum data that the sheet lacks, in the order of the form.

    A field «por verificar» is there: the law asks that it was given, not that it is right.
    """
    who = complaint.consumer
    given = {
        Minimum.NAME: _named(who),
        Minimum.DOCUMENT: _numbered(who.document),
        Minimum.ADDRESS_OR_EMAIL: bool(who.address) or bool(who.email and who.email.typed),
        Minimum.DETAIL: bool(complaint.detail),
        Minimum.GUARDIAN: not complaint.minor or _named(complaint.guardian),
    }
    return tuple(datum for datum, there in given.items() if not there)


def defects(complaint: Complaint) -> tuple[Defect, ...]:
    """Return what forbids registering the complaint; the tablet and the server ask the same."""
    registered_on = complaint.registered_at.date()
    found = {
        Defect.KIND: complaint.kind not in _kinds(complaint),
        Defect.FACT_IN_FUTURE: complaint.fact_on > complaint.starts_on(),
        Defect.WRITTEN_IN_FUTURE: (complaint.written_on or registered_on) > registered_on,
        Defect.COST_DETAIL: any(not _fits(cost) for cost in complaint.costs),
        Defect.MINIMUM: _is_hoja(complaint) and bool(missing(complaint)),
        Defect.UNSIGNED: _is_hoja(complaint) and not (complaint.signature or complaint.confirmed),
        Defect.DEADLINE: not _deadline_holds(complaint),
        Defect.PAPER: not _paper_complete(complaint),
    }
    return tuple(defect for defect, there in found.items() if there)


def deadline_for(
    complaint: Complaint, calendar: BusinessCalendar, house_days: int = HOUSE_DAYS
) -> Deadline | None:
    """Count the term of a complaint: the law's for a hoja, the house's for all the rest.

    In Perú a registro interno is worked within the same days, as a standard of the house. A
    suggestion and a praise have no term.
    """
    if complaint.kind in _WITHOUT_TERM:
        return None
    days = LEGAL_DAYS if complaint.country is Country.PE else house_days
    start = complaint.starts_on()
    return Deadline(
        starts_on=start,
        days=days,
        due_on=term(calendar, start, days).due_on,
        basis=DeadlineBasis.LAW if _is_hoja(complaint) else DeadlineBasis.HOUSE,
        table=table_name(),
    )


def renumbered(complaint: Complaint, sheet: SheetNumber) -> Complaint:
    """Return the complaint on a sheet of another book, remembering the number it had.

    For a tablet that was cloned or restored, and for all it has not sent: its numbers are, or will
    be, those of the book's owner too.
    The term does not move.
    """
    return complaint.model_copy(update={"sheet": sheet, "replaces": complaint.sheet})


def likeness(complaint: Complaint) -> str:
    """Return a hash that two savings of the same complaint share: who, what, when it happened."""
    who = complaint.consumer
    document = who.document.value if who.document else None
    contact = next((c.value or c.typed for c in (who.phone, who.email) if c is not None), "")
    name = fold(who.name.typed) if who.name else ""
    parts = (document or contact or name, complaint.fact_on.isoformat(), fold(complaint.detail))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def repeated(complaint: Complaint, earlier: Iterable[Complaint]) -> Complaint | None:
    """Return the earlier complaint that this one says again, if there is one: ask, do not refuse."""
    mine = likeness(complaint)
    return next((other for other in earlier if likeness(other) == mine), None)


def transcribed_late(complaint: Complaint) -> bool:
    """Say whether a sheet of the paper book came in after its one calendar day (art. 4-A)."""
    if complaint.written_on is None:
        return False
    return (complaint.registered_at.date() - complaint.written_on).days > TRANSCRIPTION_DAYS


def _is_hoja(complaint: Complaint) -> bool:
    return complaint.country is Country.PE and complaint.sheet is not None


def _named(person: Visitor | None) -> bool:
    return person is not None and person.name is not None and bool(person.name.typed)


def _numbered(document: Document | None) -> bool:
    return document is not None and bool(document.typed)


def _fits(cost: Cost) -> bool:
    # A word of a newer tablet cannot be judged here.
    unknown = AnnoyanceDetail.UNKNOWN is cost.detail or cost.annoyance is Annoyance.UNKNOWN
    return cost.detail is None or unknown or cost.detail in DETAILS[cost.annoyance]


def _kinds(complaint: Complaint) -> Collection[ComplaintKind]:
    """Return the kinds that may come that way: a mailbox takes what the law has no sheet for."""
    mailbox = complaint.entry is Entry.MAILBOX
    return _WITHOUT_TERM if mailbox else KINDS.get(complaint.country, ())


def _deadline_holds(complaint: Complaint) -> bool:
    """The holidays of another table are not judged: the term was frozen where it was counted."""
    deadline = complaint.deadline
    if complaint.kind in _WITHOUT_TERM:
        return deadline is None
    if deadline is None or deadline.starts_on != complaint.starts_on():
        return False
    legal = complaint.country is not Country.PE or deadline.days == LEGAL_DAYS
    return legal and (deadline.due_on - deadline.starts_on).days >= deadline.days


def _paper_complete(complaint: Complaint) -> bool:
    paper = complaint.entry is Entry.BACKUP_BOOK
    if not paper:
        return complaint.written_on is None
    return complaint.written_on is not None and complaint.sheet is not None
