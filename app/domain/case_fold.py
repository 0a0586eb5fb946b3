"""What do the acts make of a complaint? A pure fold over its record, its acts and its promises.

The order in which the records arrive does not matter, and nothing is ever overwritten: the due
date moves only where an act moves it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import singledispatch
from typing import Any
from uuid import UUID

from app.domain import complaint_acts as acts
from app.domain.cases import CaseState, ComplaintCase, DatedAct, DatedPromise
from app.domain.complaints import Complaint

RECONTACT_DAYS = 10  # calendar days after closing

_PROGRESS = (
    CaseState.NEW,
    CaseState.IN_ANALYSIS,
    CaseState.ANSWERED,
    CaseState.COMPENSATED,
)


def folded_case(
    record: UUID,
    complaint: Complaint,
    done: Iterable[DatedAct] = (),
    promised: Iterable[DatedPromise] = (),
) -> ComplaintCase:
    """Fold a complaint with its acts and promises, each counted once, oldest first."""
    history = _ordered(done)
    settled = {
        dated.act.promise: dated.act.kept
        for dated in history
        if isinstance(dated.act, acts.PromiseSettled)
    }
    folded = ComplaintCase(
        record=record,
        complaint=complaint,
        kind=complaint.kind,
        due_on=complaint.deadline.due_on if complaint.deadline else None,
        answer_owed=complaint.deadline is not None,
        promises=tuple(
            promise.model_copy(update={"kept": settled.get(promise.record)})
            for promise in sorted(
                {p.record: p for p in promised}.values(), key=lambda p: (p.at, str(p.record))
            )
        ),
        history=history,
    )
    for dated in history:
        if folded.state is CaseState.VOIDED:
            break
        folded = folded.model_copy(update=_effect(dated.act, folded, dated.on))
    return folded


def case_by(case: ComplaintCase, day: date) -> ComplaintCase:
    """Return a case as its acts had left it by the end of a branch day.

    What was taken back was never told, so a case whose record was stays voided.
    """
    done = [dated for dated in case.history if dated.on <= day]
    voided = any(isinstance(dated.act, acts.Voiding) for dated in case.history)
    taken_back = case.state is CaseState.VOIDED and not voided
    if taken_back or len(done) == len(case.history):
        return case
    return folded_case(case.record, case.complaint, done, case.promises)


@singledispatch
def _effect(_act: object, case: ComplaintCase, _on: date) -> dict[str, Any]:
    """Return the fields that an act changes; by default it only shows that work has begun."""
    return {"state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register(acts.UnknownAct)
@_effect.register(acts.PromiseSettled)
def _(_act: object, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {}


@_effect.register
def _(act: acts.Assignment, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"responsible": act.to, "state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register
def _(act: acts.ErrorAdmitted, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"error": act, "state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register
def _(act: acts.Apology, case: ComplaintCase, _on: date) -> dict[str, Any]:
    apologies = (*case.apologies, act)
    return {"apologies": apologies, "state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register
def _(act: acts.Compensation, case: ComplaintCase, _on: date) -> dict[str, Any]:
    given = (*case.compensations, act)
    return {"compensations": given, "state": _reached(case, CaseState.COMPENSATED)}


@_effect.register
def _(act: acts.Offer, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {
        "offer": act,
        "due_before_offer": case.due_before_offer or case.due_on,
        "due_on": act.due_on or case.due_on,
        "state": _reached(case, CaseState.IN_ANALYSIS),
    }


@_effect.register
def _(act: acts.OfferAnswer, case: ComplaintCase, on: date) -> dict[str, Any]:
    moved = {
        "offer": None,
        "due_before_offer": None,
        "suspended": case.suspended + act.suspended,
        "due_on": act.due_on or case.due_on,
    }
    if act.reply is not acts.OfferReply.ACCEPTED:
        return moved
    # The agreement ends the complaint and frees us from answering it (art. 6-A).
    ended = {"agreement": act, "agreed_on": on, "answer_owed": False}
    return moved | ended | _closed(on, conforms=True)


@_effect.register
def _(act: acts.Answer, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"answer": act, "answer_owed": False, "state": _reached(case, CaseState.ANSWERED)}


@_effect.register
def _(act: acts.Reclassification, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"kind": act.to, "state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register
def _(act: acts.DeadlineChange, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"due_on": act.due_on}


@_effect.register
def _(act: acts.GuaranteeChoice, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"guarantee": act, "state": _reached(case, CaseState.IN_ANALYSIS)}


@_effect.register
def _(act: acts.RepairStarted, case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {
        "repair_from": act.on,
        "repair_to": None,
        "replacement_from": None,
        "state": _reached(case, CaseState.IN_ANALYSIS),
    }


@_effect.register
def _(act: acts.RepairEnded, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"repair_to": act.on}


@_effect.register
def _(act: acts.ReplacementVehicle, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"replacement_from": act.lent_on}


@_effect.register
def _(act: acts.Closing, _case: ComplaintCase, on: date) -> dict[str, Any]:
    return _closed(on, conforms=act.conforms)


@_effect.register
def _(act: acts.Recontact, case: ComplaintCase, _on: date) -> dict[str, Any]:
    if act.conforms is None:
        return {}
    if act.conforms:
        return {"recontacted": True, "conforms": True}
    return {
        "state": CaseState.IN_ANALYSIS,
        "closed_on": None,
        "conforms": False,
        "recontact_on": None,
        "recontacted": False,
        "reopened": case.reopened + 1,
    }


@_effect.register
def _(act: acts.RatingGiven, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"rating": act.rating}


@_effect.register
def _(_act: acts.Voiding, _case: ComplaintCase, _on: date) -> dict[str, Any]:
    return {"state": CaseState.VOIDED, "answer_owed": False, "offer": None, "recontact_on": None}


def _closed(on: date, *, conforms: bool) -> dict[str, Any]:
    return {
        "state": CaseState.CLOSED,
        "closed_on": on,
        "conforms": conforms,
        "recontact_on": on + timedelta(days=RECONTACT_DAYS),
        "recontacted": False,
    }


def _reached(case: ComplaintCase, stage: CaseState) -> CaseState:
    """Return the further of two stages; what is closed or voided stays so."""
    if case.state not in _PROGRESS:
        return case.state
    return max(case.state, stage, key=_PROGRESS.index)


def _ordered(done: Iterable[DatedAct]) -> tuple[DatedAct, ...]:
    by_record = {dated.record: dated for dated in done}
    return tuple(sorted(by_record.values(), key=lambda dated: (dated.at, str(dated.record))))
