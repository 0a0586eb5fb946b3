"""May this colleague do this about the complaint, now?

The tablet asks before it records, the server before it accepts. The fold itself takes any act:
two tablets may have acted without knowing of each other.
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from app.domain import complaint_acts as acts
from app.domain.cases import CaseState, ComplaintCase
from app.domain.compensation import CompensationLimit, LimitRefusal, limit_of, limit_refusal
from app.domain.guarantee import legal_guarantee_ends
from app.domain.people import Country
from app.domain.staff import Role


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
    NOT_EXTENDABLE = "not_extendable"  # the term of Perú moves for a late holiday only
    IN_FUTURE = "in_future"
    OTHER_COUNTRY = "other_country"
    GUARANTEE_OVER = "guarantee_over"
    UNKNOWN_PROMISE = "unknown_promise"
    LIMIT_NOT_YOURS = "limit_not_yours"
    LIMIT_OVER = "limit_over"
    LIMIT_CURRENCY = "limit_currency"
    COMPENSATION_INCOMPLETE = "compensation_incomplete"


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


def act_refusal(
    act: acts.Act,
    case: ComplaintCase,
    role: Role,
    today: date,
    limits: Iterable[CompensationLimit],
) -> ActRefusal | None:
    """Say why the act may not be done on a branch day, ``None`` when it may."""
    return (
        _authority(act, case, role)
        or _moment(act, case)
        or _country(act, case)
        or _money(act, case, limit_of(role, limits))
        or _own_rule(act, case, today)
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


def _own_rule(act: acts.Act, case: ComplaintCase, today: date) -> ActRefusal | None:
    rule = _RULES.get(type(act))
    return None if rule is None else rule(act, case, today)


def _offer(_act: acts.Offer, case: ComplaintCase, _today: date) -> ActRefusal | None:
    return ActRefusal.OFFER_PENDING if case.offer is not None else None


def _offer_answer(act: acts.OfferAnswer, case: ComplaintCase, _today: date) -> ActRefusal | None:
    if case.offer is None:
        return ActRefusal.NO_OFFER
    if act.reply is not acts.OfferReply.ACCEPTED:
        return None
    if not act.words:
        return ActRefusal.NO_AGREEMENT
    signed = act.consumer_signature is not None and act.provider_signature is not None
    proved = act.proof is not None if case.offer.remote else signed
    return None if proved else ActRefusal.NO_PROOF


def _answer(act: acts.Answer, _case: ComplaintCase, today: date) -> ActRefusal | None:
    return ActRefusal.IN_FUTURE if act.sent_on > today else None


def _apology(act: acts.Apology, _case: ComplaintCase, today: date) -> ActRefusal | None:
    return ActRefusal.IN_FUTURE if act.given_at.date() > today else None


def _closing(_act: acts.Closing, case: ComplaintCase, _today: date) -> ActRefusal | None:
    return ActRefusal.NOT_ANSWERED if case.answer_owed else None


def _deadline_change(
    act: acts.DeadlineChange, case: ComplaintCase, _today: date
) -> ActRefusal | None:
    allowed = case.complaint.country is not Country.PE or (
        act.reason is acts.DeadlineReason.LATE_HOLIDAY
    )
    return None if allowed and case.due_on is not None else ActRefusal.NOT_EXTENDABLE


def _guarantee(act: acts.GuaranteeChoice, _case: ComplaintCase, today: date) -> ActRefusal | None:
    if act.delivered_on > today:
        return ActRefusal.IN_FUTURE
    over = today > legal_guarantee_ends(act.delivered_on)
    return ActRefusal.GUARANTEE_OVER if over else None


def _promise(act: acts.PromiseSettled, case: ComplaintCase, _today: date) -> ActRefusal | None:
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
