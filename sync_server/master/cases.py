"""How does a complaint, or a visit to the workshop, stand after all its records? Pure."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from app.domain.calendars import branch_day
from app.domain.case_fold import folded_case
from app.domain.cases import ComplaintCase, DatedAct, DatedPromise, KnownComplaint, undone
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.complaint_acts import ComplaintAct, Promise
from app.domain.complaints import Complaint
from app.domain.workshop import WorkshopDelivery, WorkshopVisit
from app.domain.workshop_standing import (
    DatedDelivery,
    DatedReception,
    KnownWorkshopVisit,
    known_visit,
)
from sync_server.master.facts import Fact

_VISIT = "workshop_visit"


def known_complaint(
    facts: Iterable[Fact], branches: Mapping[str, Branch], customer: UUID | None = None
) -> KnownComplaint | None:
    """Fold the facts of one complaint; ``None`` while its own record has not come."""
    facts = list(facts)
    own = next((fact for fact in facts if isinstance(fact.body, Complaint)), None)
    if own is None:
        return None
    case = _case(own, facts, branches)
    return KnownComplaint(
        id=own.id,
        branch=own.branch,
        by=own.actor,
        at=own.at,
        customer=customer,
        workshop_visit=own.refs.get(_VISIT),
        case=undone(case) if own.hidden else case,
    )


def known_workshop_visit(
    facts: Iterable[Fact], customer: UUID | None = None
) -> KnownWorkshopVisit | None:
    """Fold the facts of one visit; ``None`` while its reception has not come, or was undone."""
    facts = [fact for fact in facts if not fact.hidden]
    for fact in facts:
        if isinstance(fact.body, WorkshopVisit):
            reception = DatedReception(fact.id, fact.at, fact.actor, fact.branch, fact.body)
            return known_visit(reception, _deliveries(facts), customer)
    return None


def _case(own: Fact, facts: list[Fact], branches: Mapping[str, Branch]) -> ComplaintCase:
    assert isinstance(own.body, Complaint)  # noqa: S101 - for the type checker; the caller chose it
    visible = [fact for fact in facts if not fact.hidden]
    return folded_case(own.id, own.body, _acts(visible, branches), _promises(visible))


def _acts(facts: list[Fact], branches: Mapping[str, Branch]) -> Iterator[DatedAct]:
    for fact in facts:
        if isinstance(fact.body, ComplaintAct):
            yield DatedAct(
                record=fact.id,
                at=fact.at,
                on=branch_day(moment(fact.at), branches[fact.branch].zone),
                by=fact.actor,
                act=fact.body.act,
            )


def _promises(facts: list[Fact]) -> Iterator[DatedPromise]:
    for fact in facts:
        if isinstance(fact.body, Promise):
            yield DatedPromise(record=fact.id, at=fact.at, promise=fact.body)


def _deliveries(facts: list[Fact]) -> Iterator[DatedDelivery]:
    for fact in facts:
        if isinstance(fact.body, WorkshopDelivery):
            yield DatedDelivery(record=fact.id, at=fact.at, by=fact.actor, delivery=fact.body)
