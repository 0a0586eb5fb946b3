"""How long does a remote offer stop the term, and when is the answer due after it?

DS 101-2022-PCM art. 6-A: an offer made at a distance suspends the fifteen business days for at
most five in all; silence counts as a rejection and the term runs on. The days are counted when the
act is made and frozen in it.
"""

from datetime import date

from app.domain.business_days import MAX_SUSPENDED, BusinessCalendar, business_days_after, term
from app.domain.cases import ComplaintCase
from app.domain.complaint_acts import Offer, OfferAnswer, OfferReply
from app.domain.complaints import DeadlineBasis
from app.domain.people import Country


def dated_offer(offer: Offer, case: ComplaintCase, calendar: BusinessCalendar) -> Offer:
    """Return the offer with what it suspends, if it suspends anything.

    Only a remote offer on a sheet of Perú whose term still runs, and only the days not yet used.
    """
    left = MAX_SUSPENDED - case.suspended
    due = case.due_on if case.answer_owed and _has_legal_term(case) else None
    if not offer.remote or due is None or offer.offered_on > due or left < 1:
        return offer.model_copy(update={"open_until": None, "due_on": None})
    return offer.model_copy(
        update={
            "open_until": term(calendar, offer.offered_on, left).due_on,
            "due_on": term(calendar, due, left).due_on,
        }
    )


def dated_reply(
    reply: OfferAnswer, case: ComplaintCase, answered_on: date, calendar: BusinessCalendar
) -> OfferAnswer:
    """Return the answer to the pending offer with the days it stood still and the new due date.

    The days are those after the offer up to the answer; for a silence, all that were left.
    """
    offer, before = case.offer, case.due_before_offer
    if offer is None or offer.open_until is None or before is None:
        return reply.model_copy(update={"suspended": 0, "due_on": None})
    end = min(answered_on, offer.open_until)
    if reply.reply is OfferReply.SILENCE:
        end = offer.open_until
    spent = max(business_days_after(calendar, offer.offered_on, end), 0)
    due = term(calendar, before, spent).due_on if spent else before
    return reply.model_copy(update={"suspended": spent, "due_on": due})


def _has_legal_term(case: ComplaintCase) -> bool:
    deadline = case.complaint.deadline
    return deadline is not None and (
        case.complaint.country is Country.PE and deadline.basis is DeadlineBasis.LAW
    )
