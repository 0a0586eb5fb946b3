"""The complaints that this tablet holds: those pulled, with what was recorded here on top."""

from collections.abc import Iterator
from uuid import UUID

from app.domain.calendars import branch_day
from app.domain.case_fold import folded_case
from app.domain.cases import CaseState, DatedAct, DatedPromise, KnownComplaint, undone
from app.domain.clock import moment
from app.domain.complaint_acts import ComplaintAct, Promise
from app.domain.complaints import Complaint
from app.domain.contract import DownKind
from app.domain.papers.provider import provider_of
from app.domain.problems import Code, Problem
from app.domain.sheets import Provider, SheetNumber, book_code, next_sheet
from app.services.showroom import Showroom
from app.storage.captures import Capture, SendState
from app.storage.store import Store


class CaseBook:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self.store = store
        self.showroom = showroom

    def cases(self) -> list[KnownComplaint]:
        """Return the complaints of the branch as they stand, in the order of their making."""
        known = {one.id: one for one in self._pulled()}
        for made in self._live("complaint"):
            record = UUID(made.doc["id"])
            known.setdefault(record, _own(made))
        acts, promises = self._acts(), self._promises()
        retracted = self.store.captures.retracted()
        return [
            _undone(one)
            if one.id in retracted
            else _worked(one, acts.get(one.id, []), promises.get(one.id, []))
            for one in sorted(known.values(), key=lambda one: str(one.id))
        ]

    def case(self, complaint: UUID) -> KnownComplaint:
        """Return one complaint; raises ``Problem(NOT_FOUND)``."""
        found = next((one for one in self.cases() if one.id == complaint), None)
        if found is None:
            raise Problem(Code.NOT_FOUND, field="complaint")
        return found

    def provider(self) -> Provider:
        """Return whose book it is, as its sheets print it."""
        return provider_of(self.showroom.branch())

    def next_sheet(self, year: int) -> SheetNumber:
        """Return the next number of this tablet's own book.

        Called in the transaction that keeps the complaint, so that no number is given twice.
        """
        branch = self.showroom.branch()
        book = book_code(branch.code, self.store.series.name(self.showroom.device()))
        return next_sheet(self._issued(), book, year)

    def _issued(self) -> Iterator[SheetNumber]:
        for made in self.store.captures.of_kind("complaint"):
            if sheet := Complaint.model_validate(made.doc["body"]).sheet:
                yield sheet
        for one in self._pulled():
            if sheet := one.case.sheet():
                yield sheet

    def _pulled(self) -> Iterator[KnownComplaint]:
        return self.store.mirror.documents(DownKind.COMPLAINT, KnownComplaint)

    def _acts(self) -> dict[UUID, list[DatedAct]]:
        zone = self.showroom.branch().zone
        acts: dict[UUID, list[DatedAct]] = {}
        for made in self._live("complaint_act"):
            acts.setdefault(UUID(made.doc["refs"]["complaint"]), []).append(
                DatedAct(
                    record=UUID(made.doc["id"]),
                    at=made.at,
                    on=branch_day(moment(made.at), zone),
                    by=made.doc["actor"],
                    act=ComplaintAct.model_validate(made.doc["body"]).act,
                )
            )
        return acts

    def _promises(self) -> dict[UUID, list[DatedPromise]]:
        promises: dict[UUID, list[DatedPromise]] = {}
        for made in self._live("promise"):
            if about := made.doc["refs"].get("complaint"):
                promise = Promise.model_validate(made.doc["body"])
                dated = DatedPromise(record=UUID(made.doc["id"]), at=made.at, promise=promise)
                promises.setdefault(UUID(about), []).append(dated)
        return promises

    def _live(self, kind: str) -> Iterator[Capture]:
        """Yield what counts here before a pull shows it; what was refused does not."""
        retracted = self.store.captures.retracted() if kind != "complaint" else set()
        for made in self.store.captures.live(kind):
            refused = made.state is SendState.ATTENTION and kind != "complaint"
            if not refused and UUID(made.doc["id"]) not in retracted:
                yield made


def _own(made: Capture) -> KnownComplaint:
    doc = made.doc
    record = UUID(doc["id"])
    customer, visit = doc["refs"].get("customer"), doc["refs"].get("workshop_visit")
    return KnownComplaint(
        id=record,
        branch=doc["branch"],
        by=doc["actor"],
        at=made.at,
        customer=UUID(customer) if customer else None,
        workshop_visit=UUID(visit) if visit else None,
        case=folded_case(record, Complaint.model_validate(doc["body"])),
    )


def _worked(
    known: KnownComplaint, acts: list[DatedAct], promises: list[DatedPromise]
) -> KnownComplaint:
    case = known.case
    if case.state is CaseState.VOIDED or not (acts or promises):
        return known
    folded = folded_case(
        known.id, case.complaint, (*case.history, *acts), (*case.promises, *promises)
    )
    return known.model_copy(update={"case": folded})


def _undone(known: KnownComplaint) -> KnownComplaint:
    return known.model_copy(update={"case": undone(known.case)})
