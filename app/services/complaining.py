"""«Reclamo»: listen, ask who it is, sign; the sheet with its number and its copy at once."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.domain.business_days import DayOff, term
from app.domain.case_fold import folded_case
from app.domain.cases import ComplaintCase, KnownComplaint
from app.domain.compensation import CompensationLimit, limit_of
from app.domain.complaints import Complaint, Deadline
from app.domain.customers import Customer
from app.domain.hoja import Defect, Minimum, deadline_for, defects, missing, renumbered, repeated
from app.domain.house_rules import house_days, limits
from app.domain.identifiers import display_document, display_phone
from app.domain.papers.hoja import hoja_pdf
from app.domain.papers.receipt import receipt_pdf
from app.domain.people import Country
from app.domain.problems import Code, Problem
from app.domain.sheets import Entry, SheetNumber
from app.domain.staff import Person
from app.services.case_book import CaseBook
from app.services.complaint_forms import (
    ComplaintForm,
    Remarks,
    complaint_of,
    paper_sheet,
    remarks,
)
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.storage.captures import SendState

_HOLIDAYS = frozenset({DayOff.HOLIDAY, DayOff.LOCAL_HOLIDAY})
_SATURDAY = 5


class ComplaintCheck(NamedTuple):
    """How the complaint would stand if it were saved now.

    ``case`` has its number and its term; ``missing`` is what a hoja lacks, ``defects`` what stands
    in the way of saving; ``earlier`` is a complaint that says the same.
    """

    case: ComplaintCase
    remarks: Remarks
    missing: tuple[Minimum, ...]
    defects: tuple[Defect, ...]
    earlier: KnownComplaint | None


class Complaining:
    def __init__(
        self, book: CaseBook, knowledge: Knowledge, recorder: Recorder, new_id: Callable[[], UUID]
    ) -> None:
        self._book = book
        self._store = book.store
        self._showroom = book.showroom
        self._knowledge = knowledge
        self._recorder = recorder
        self._new_id = new_id

    # The form

    def start(self, **carried: object) -> ComplaintForm:
        """Return an empty form, with what is known already of whom and of what it is."""
        today = self._showroom.now().date()
        blank = ComplaintForm(record=self._new_id(), fact_on=today)
        return blank.model_copy(update=carried)

    def check(self, form: ComplaintForm) -> ComplaintCheck:
        complaint = self._dated(form)
        branch = self._showroom.branch()
        earlier = self._earlier(form, complaint)
        return ComplaintCheck(
            case=folded_case(form.record, complaint),
            remarks=remarks(form, branch),
            missing=missing(complaint) if branch.country is Country.PE else (),
            defects=defects(complaint),
            earlier=earlier,
        )

    def limit(self, actor: Person) -> CompensationLimit | None:
        """Return what the actor may offer today without asking."""
        branch, today = self._showroom.branch(), self._showroom.now().date()
        return limit_of(actor.role, limits(branch.rules, branch.country, today))

    def holidays_within(self, deadline: Deadline) -> tuple[date, ...]:
        """Return the days of the term that would count if they were no holidays."""
        calendar = self._showroom.calendar(self._showroom.now().date())
        skipped = term(calendar, deadline.starts_on, deadline.days).skipped
        holidays = (one.day for one in skipped if one.why in _HOLIDAYS)
        return tuple(day for day in holidays if day.weekday() < _SATURDAY)

    # Who it is

    def known_customer(self, form: ComplaintForm) -> Customer | None:
        """Return the customer of this tablet with the phone or the document that was typed."""
        who = complaint_of(form, self._showroom.branch(), self._showroom.now(), None).consumer
        phone = who.phone.trusted() if who.phone else None
        document = who.document.value if who.document else None
        if phone is None and document is None:
            return None
        for customer in self._store.mirror.documents("customer", Customer):
            phones = {known.value.value for known in customer.phones}
            documents = {known.value.value for known in customer.documents}
            if (phone and phone in phones) or (document and document in documents):
                return customer
        return None

    def with_customer(self, form: ComplaintForm, customer: UUID) -> ComplaintForm:
        """Return the form with a customer's data in the fields that are empty."""
        known = self._knowledge.golden_record(customer)
        if known is None:
            return form
        country = self._showroom.branch().country
        phone = known.phones[0].value if known.phones else None
        document = known.documents[0].value if known.documents else None
        address = next((t.value for t in known.texts if t.field == "address"), "")
        told = {
            "name": known.names[0].value.typed if known.names else "",
            "phone": display_phone(phone.value, country) if phone and phone.value else "",
            "email": known.emails[0].value.typed if known.emails else "",
            "document": display_document(document) if document else "",
            "address": address,
        }
        empty = {name: value for name, value in told.items() if not getattr(form, name).strip()}
        kind = {"document_type": document.type} if document and "document" in empty else {}
        return form.model_copy(update={**empty, **kind, "customer": customer})

    # The draft

    def save_draft(self, actor: Person, form: ComplaintForm) -> None:
        now = self._store.time.now_ms()
        self._store.drafts.save(_draft_of(actor), form.model_dump_json(), now)

    def draft(self, actor: Person) -> ComplaintForm | None:
        """Return the unfinished complaint, if there is one that can be read and was not saved."""
        stored = self._store.drafts.get(_draft_of(actor))
        if stored is None:
            return None
        try:
            form = ComplaintForm.model_validate_json(stored.body)
        except ValidationError:
            return None
        return None if self._store.captures.find(form.record) else form

    def discard_draft(self, actor: Person) -> None:
        self._store.drafts.discard(_draft_of(actor))

    # Saving

    def save(self, actor: Person, form: ComplaintForm) -> Saved:
        """Number, date and keep the complaint; the same form saved twice is one.

        Raises ``Problem``: ``invalid_field`` for a complaint that does not hold, ``disk_full``.
        """
        with self._store.file.transaction():
            complaint = self._dated(form)
            if self._store.captures.find(form.record) is None and (found := defects(complaint)):
                raise Problem(Code.INVALID_FIELD, field=found[0])
            refs = {
                name: ref
                for name, ref in (
                    ("customer", form.customer),
                    ("workshop_visit", form.workshop_visit),
                )
                if ref is not None
            }
            saved = self._recorder.record(
                actor, Draught("complaint", complaint, refs, id=form.record)
            )
            self._store.drafts.discard(_draft_of(actor))
        return saved

    def undo(self, actor: Person, complaint: UUID) -> None:
        """Take a complaint back within ten seconds: its number stays, as annulled."""
        self._recorder.undo(actor, complaint)

    def paper(self, complaint: UUID) -> bytes:
        """Return the copy of the person who complains: the hoja, or what is given without one."""
        known, provider = self._book.case(complaint), self._book.provider()
        is_hoja = known.case.complaint.country is Country.PE and known.case.sheet() is not None
        return hoja_pdf(known.case, provider) if is_hoja else receipt_pdf(known.case, provider)

    def renumber_refused(self) -> None:
        """Give the complaints whose number another tablet used first the next one of this book.

        Told after each attempt to send; the number on the paper stays with the sheet. A sheet of the
        paper book keeps its own: transcribed twice, a person has to look.
        """
        for refused in self._store.captures.in_state((SendState.ATTENTION,)):
            doc = refused.doc
            taken = doc["kind"] == "complaint" and refused.code == Code.DUPLICATE_BUSINESS_KEY
            if taken and doc["body"].get("entry") != Entry.BACKUP_BOOK:
                actor = self._store.mirror.document("person", doc["actor"], Person)
                if actor is not None:
                    self._renumber(actor, doc)

    def _renumber(self, actor: Person, doc: dict[str, object]) -> None:
        record = UUID(str(doc["id"]))
        body, refs = doc["body"], doc["refs"]
        assert isinstance(refs, dict)  # noqa: S101 - for the type checker: JSON of our own
        complaint = Complaint.model_validate(body)
        with self._store.file.transaction():
            sheet = self._book.next_sheet(complaint.starts_on().year)
            again = renumbered(complaint, sheet)
            named = {name: UUID(ref) for name, ref in refs.items()}
            self._recorder.record(actor, Draught("complaint", again, named, supersedes=record))
            self._store.captures.replaced(record)

    def _dated(self, form: ComplaintForm) -> Complaint:
        branch, now = self._showroom.branch(), self._showroom.now()
        complaint = complaint_of(form, branch, now, self._sheet(form))
        calendar = self._showroom.calendar(now.date())
        days = house_days(branch.rules, now.date())
        return complaint.model_copy(update={"deadline": deadline_for(complaint, calendar, days)})

    def _sheet(self, form: ComplaintForm) -> SheetNumber | None:
        if form.interno:
            return None
        if form.paper:
            return paper_sheet(form)
        return self._book.next_sheet(self._showroom.now().year)

    def _earlier(self, form: ComplaintForm, complaint: Complaint) -> KnownComplaint | None:
        others = [one for one in self._book.cases() if one.id != form.record]
        said = repeated(complaint, [one.case.complaint for one in others])
        return next((one for one in others if one.case.complaint is said), None)


def _draft_of(actor: Person) -> str:
    return f"{actor.code}:complaint"  # no code of a person has a colon
