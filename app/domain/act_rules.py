"""May this colleague do this about the complaint, now?

The tablet asks before it records, the server before it accepts. The fold itself takes any act:
two tablets may have acted without knowing of each other.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.domain import complaint_acts as acts
from app.domain.branch_days import branch_calendar
from app.domain.business_days import BusinessCalendar, term
from app.domain.cases import CaseState, ComplaintCase
from app.domain.catalogue import Branch
from app.domain.compensation import CompensationLimit, LimitRefusal, limit_of, limit_refusal
from app.domain.guarantee import legal_guarantee_ends
from app.domain.house_rules import limits
from app.domain.people import Country
from app.domain.staff import Role
from app.domain.suspension import dated_offer, dated_reply


class ActRefusal(StrEnum):
    """Why an act may not be done. Closed list."""

    ONLY_CHIEF = "only_chief"
    VOIDED = "voided"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"  # a recontact before the closing
    NOT_ANSWERED = "not_answered"  # closing while the law still expects an answer
    OFFER_PENDING = "offer_pending"
    NO_OFFER = "no_offer"
    NO_AGREEMENT = "no_agreement"  # an acceptance without its words
    NO_PROOF = "no_proof"  # in person both signatures, at a distance a document
    NOT_EXTENDABLE = "not_extendable"  # the term of Perú moves as far as the law counts it
    IN_FUTURE = "in_future"
    OTHER_COUNTRY = "other_country"
    GUARANTEE_OVER = "guarantee_over"
    UNKNOWN_PROMISE = "unknown_promise"
    LIMIT_NOT_YOURS = "limit_not_yours"
    LIMIT_OVER = "limit_over"
    LIMIT_CURRENCY = "limit_currency"
    COMPENSATION_INCOMPLETE = "compensation_incomplete"


class Bounds(NamedTuple):
    """What a branch allows on one of its days: what each role may give, and the days that count."""

    today: date
    limits: tuple[CompensationLimit, ...]
    calendar: BusinessCalendar


_OF_CHIEF = (
    acts.Assignment,
    acts.Answer,
    acts.Closing,
    acts.DeadlineChange,
    acts.Reclassification,
    acts.Voiding,
)
_AFTER_CLOSING = (
    acts.Recontact,
    acts.RatingGiven,
    acts.PromiseSettled,
    acts.RepairStarted,
    acts.RepairEnded,
    acts.ReplacementVehicle,
    acts.UnknownAct,
)
_OF_CHILE = (acts.GuaranteeChoice, acts.RepairStarted, acts.RepairEnded, acts.ReplacementVehicle)
_OF_PERU = (acts.Reclassification,)
_LIMITS = {
    LimitRefusal.NOT_YOURS: ActRefusal.LIMIT_NOT_YOURS,
    LimitRefusal.OVER_LIMIT: ActRefusal.LIMIT_OVER,
    LimitRefusal.OTHER_CURRENCY: ActRefusal.LIMIT_CURRENCY,
    LimitRefusal.INCOMPLETE: ActRefusal.COMPENSATION_INCOMPLETE,
}


def bounds_on(branch: Branch, today: date) -> Bounds:
    known = branch_calendar(branch, today)
    return Bounds(today, limits(branch.rules, branch.country, today), known)


def act_refusal(
    act: acts.Act, case: ComplaintCase, role: Role, bounds: Bounds
) -> ActRefusal | None:
    """Say why the act may not be done on a branch day, ``None`` when it may."""
    return (
        _authority(act, case, role)
        or _moment(act, case)
        or _country(act, case)
        or _money(act, case, limit_of(role, bounds.limits))
        or _own_rule(act, case, bounds)
    )


def _authority(act: acts.Act, case: ComplaintCase, role: Role) -> ActRefusal | None:
    remote = isinstance(act, acts.Offer) and act.remote
    if (isinstance(act, _OF_CHIEF) or remote) and role is not Role.CHIEF:
        return ActRefusal.ONLY_CHIEF
    return ActRefusal.VOIDED if case.state is CaseState.VOIDED else None


def _moment(act: acts.Act, case: ComplaintCase) -> ActRefusal | None:
    closed = case.state is CaseState.CLOSED
    if isinstance(act, acts.Recontact):
        return None if closed else ActRefusal.NOT_CLOSED
    return ActRefusal.CLOSED if closed and not isinstance(act, _AFTER_CLOSING) else None


def _country(act: acts.Act, case: ComplaintCase) -> ActRefusal | None:
    country = case.complaint.country
    elsewhere = (isinstance(act, _OF_CHILE) and country is not Country.CL) or (
        isinstance(act, _OF_PERU) and country is not Country.PE
    )
    return ActRefusal.OTHER_COUNTRY if elsewhere else None


def _money(
    act: acts.Act, case: ComplaintCase, limit: CompensationLimit | None
) -> ActRefusal | None:
    if not isinstance(act, acts.Compensation | acts.Offer):
        return None
    refused = limit_refusal(act, case.compensations, limit)
    return None if refused is None else _LIMITS[refused]


def _own_rule(act: acts.Act, case: ComplaintCase, bounds: Bounds) -> ActRefusal | None:
    rule = _RULES.get(type(act))
    return None if rule is None else rule(act, case, bounds)


def _offer(act: acts.Offer, case: ComplaintCase, bounds: Bounds) -> ActRefusal | None:
    if case.offer is not None:
        return ActRefusal.OFFER_PENDING
    if act.offered_on > bounds.today:
        return ActRefusal.IN_FUTURE
    counted = dated_offer(act, case, bounds.calendar)
    too_long = _later(act.due_on, counted.due_on) or _later(act.open_until, counted.open_until)
    return ActRefusal.NOT_EXTENDABLE if too_long else None


def _offer_answer(act: acts.OfferAnswer, case: ComplaintCase, bounds: Bounds) -> ActRefusal | None:
    if case.offer is None:
        return ActRefusal.NO_OFFER
    counted = dated_reply(act, case, bounds.today, bounds.calendar)
    if _later(act.due_on, counted.due_on):
        return ActRefusal.NOT_EXTENDABLE
    if act.reply is not acts.OfferReply.ACCEPTED:
        return None
    if not act.words:
        return ActRefusal.NO_AGREEMENT
    signed = act.consumer_signature is not None and act.provider_signature is not None
    proved = act.proof is not None if case.offer.remote else signed
    return None if proved else ActRefusal.NO_PROOF


def _answer(act: acts.Answer, _case: ComplaintCase, bounds: Bounds) -> ActRefusal | None:
    return ActRefusal.IN_FUTURE if act.sent_on > bounds.today else None


def _apology(act: acts.Apology, _case: ComplaintCase, bounds: Bounds) -> ActRefusal | None:
    return ActRefusal.IN_FUTURE if act.given_at.date() > bounds.today else None


def _closing(_act: acts.Closing, case: ComplaintCase, _bounds: Bounds) -> ActRefusal | None:
    return ActRefusal.NOT_ANSWERED if case.answer_owed else None


def _deadline_change(
    act: acts.DeadlineChange, case: ComplaintCase, bounds: Bounds
) -> ActRefusal | None:
    deadline = case.complaint.deadline
    if deadline is None or case.due_on is None:
        return ActRefusal.NOT_EXTENDABLE
    if case.complaint.country is not Country.PE:
        return None
    counted = term(bounds.calendar, deadline.starts_on, deadline.days, case.suspended).due_on
    late = act.reason is acts.DeadlineReason.LATE_HOLIDAY and act.due_on <= counted
    return None if late else ActRefusal.NOT_EXTENDABLE


def _guarantee(
    act: acts.GuaranteeChoice, _case: ComplaintCase, bounds: Bounds
) -> ActRefusal | None:
    if act.delivered_on > bounds.today:
        return ActRefusal.IN_FUTURE
    over = bounds.today > legal_guarantee_ends(act.delivered_on)
    return ActRefusal.GUARANTEE_OVER if over else None


def _later(moved: date | None, counted: date | None) -> bool:
    """Say whether a day lies after the one that the law counts, or where none moves at all."""
    return moved is not None and (counted is None or moved > counted)


def _promise(act: acts.PromiseSettled, case: ComplaintCase, _bounds: Bounds) -> ActRefusal | None:
    known = any(promise.record == act.promise for promise in case.promises)
    return None if known else ActRefusal.UNKNOWN_PROMISE


_RULES: dict[type, Callable[..., ActRefusal | None]] = {
    acts.Offer: _offer,
    acts.OfferAnswer: _offer_answer,
    acts.Answer: _answer,
    acts.Apology: _apology,
    acts.Closing: _closing,
    acts.DeadlineChange: _deadline_change,
    acts.GuaranteeChoice: _guarantee,
    acts.PromiseSettled: _promise,
}
