"""May this be registered about a complaint, a visit to the workshop, an event? As the tablet asks it."""

from functools import singledispatch

from pydantic import BaseModel

from app.domain.act_rules import act_refusal, bounds_on
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.complaint_acts import ComplaintAct
from app.domain.complaints import Complaint
from app.domain.events import CheckIn, EventWord, SignUp
from app.domain.hoja import Defect, defects
from app.domain.problems import Code
from app.domain.staff import Role
from app.domain.visits import Consent, Profile
from app.domain.workshop import ReceptionDefect, WorkshopDelivery, WorkshopVisit, reception_defects
from sync_server.master.cases import known_complaint, known_workshop_visit
from sync_server.master.events import known_event, known_pass
from sync_server.master.facts import Fact
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.read import ACCEPTED, Verdict

_COMPLAINT_FIELD = {
    Defect.KIND: "kind",
    Defect.FACT_IN_FUTURE: "fact_on",
    Defect.WRITTEN_IN_FUTURE: "written_on",
    Defect.COST_DETAIL: "costs",
    Defect.MINIMUM: "consumer",
    Defect.UNSIGNED: "signature",
    Defect.DEADLINE: "deadline",
    Defect.PAPER: "sheet",
}
_VISIT_FIELD = {
    ReceptionDefect.NO_PLATE: "plate",
    ReceptionDefect.PROMISED_BEFORE_RECEIVED: "promised_at",
}


def desk_verdict(fact: Fact, role: Role, dossiers: Dossiers) -> Verdict:
    """Judge a record that its author may make in general; others than the desk's are accepted."""
    return _verdict(fact.body, fact, role, dossiers)


@singledispatch
def _verdict(_body: BaseModel, _fact: Fact, _role: Role, _dossiers: Dossiers) -> Verdict:
    return ACCEPTED


@_verdict.register
def _(body: Complaint, fact: Fact, _role: Role, dossiers: Dossiers) -> Verdict:
    if body.country is not dossiers.branches[fact.branch].country:
        return Verdict(Code.INVALID_FIELD, "body.country")
    if found := defects(body):
        return Verdict(Code.INVALID_FIELD, f"body.{_COMPLAINT_FIELD[found[0]]}")
    holder = dossiers.sheets.get(body.sheet) if body.sheet else None
    taken = holder is not None and holder != str(fact.id)
    return Verdict(Code.DUPLICATE_BUSINESS_KEY, "body.sheet") if taken else ACCEPTED


@_verdict.register
def _(body: ComplaintAct, fact: Fact, role: Role, dossiers: Dossiers) -> Verdict:
    """Judge an act by what its author could know: acts made later do not refuse it."""
    facts = dossiers.facts_of(str(fact.refs["complaint"]))
    earlier = [f for f in facts if isinstance(f.body, Complaint) or f.at <= fact.at]
    known = known_complaint(earlier, dossiers.branches)
    if known is None:  # its complaint is still to come
        return ACCEPTED
    if known.branch != fact.branch:
        return Verdict(Code.NOT_ALLOWED, "refs.complaint")
    branch = dossiers.branches[fact.branch]
    bounds = bounds_on(branch, branch_day(moment(fact.at), branch.zone))
    refusal = act_refusal(body.act, known.case, role, bounds)
    return ACCEPTED if refusal is None else Verdict(Code.NOT_ALLOWED, f"body.act.{refusal}")


@_verdict.register
def _(body: WorkshopVisit, _fact: Fact, _role: Role, _dossiers: Dossiers) -> Verdict:
    found = reception_defects(body)
    return Verdict(Code.INVALID_FIELD, f"body.{_VISIT_FIELD[found[0]]}") if found else ACCEPTED


@_verdict.register
def _(_body: WorkshopDelivery, fact: Fact, _role: Role, dossiers: Dossiers) -> Verdict:
    known = known_workshop_visit(dossiers.facts_of(str(fact.refs["workshop_visit"])))
    elsewhere = known is not None and known.branch != fact.branch
    return Verdict(Code.NOT_ALLOWED, "refs.workshop_visit") if elsewhere else ACCEPTED


@_verdict.register
def _(_body: EventWord, fact: Fact, _role: Role, dossiers: Dossiers) -> Verdict:
    """Refuse a newer word on another branch's event; one whose event is still to come waits for it."""
    root = dossiers.root_of(fact)
    known = known_event(dossiers.facts_of(root)) if root is not None else None
    elsewhere = known is not None and known.branch != fact.branch
    return Verdict(Code.NOT_ALLOWED, "refs.event") if elsewhere else ACCEPTED


@_verdict.register
def _(_body: SignUp, fact: Fact, _role: Role, dossiers: Dossiers) -> Verdict:
    host = dossiers.hosts.get(str(fact.refs["event"]), fact.branch)
    return ACCEPTED if host == fact.branch else Verdict(Code.NOT_ALLOWED, "refs.event")


@_verdict.register(CheckIn)
@_verdict.register(Profile)
@_verdict.register(Consent)
def _(_body: BaseModel, fact: Fact, _role: Role, dossiers: Dossiers) -> Verdict:
    """Refuse what another branch tells of a sign-up, whoever it is about."""
    if "sign_up" not in fact.refs:
        return ACCEPTED
    known = known_pass(dossiers.facts_of(str(fact.refs["sign_up"])))
    elsewhere = known is not None and known.branch != fact.branch
    return Verdict(Code.NOT_ALLOWED, "refs.sign_up") if elsewhere else ACCEPTED
