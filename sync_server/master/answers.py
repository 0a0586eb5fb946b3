"""Which answers are owed to a customer who asked, and which of them did a visit settle? Pure."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from app.domain.answers import Asked, answer_due, settled, wish_due
from app.domain.attempts import MadeAttempt
from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueReason, DueState
from app.domain.programmes import with_attempts
from app.domain.received import ContactReceived
from app.domain.visits import Profile, Visit
from sync_server.master.facts import Fact


def dues(
    known: Customer,
    ordered: list[Fact],
    branches: Mapping[str, Branch],
    attempts: Mapping[UUID, list[MadeAttempt]],
    *,
    has_phone: bool,
) -> Iterator[DueContact]:
    """Yield one due contact per request, and that of the newest special wish."""
    wishes = [f for f in ordered if isinstance(f.body, Profile) and f.body.wish and not f.hidden]
    for fact in ordered:
        body = fact.body
        if not isinstance(body, ContactReceived) and fact not in wishes[-1:]:
            continue
        asked = Asked(
            record=fact.id,
            customer=known.id,
            day=branch_day(moment(fact.at), branches[fact.branch].zone),
            owner=known.owner,
            branch=known.branch,
            zone=branches[fact.branch].zone,
            has_phone=has_phone,
        )
        if isinstance(body, ContactReceived):
            due = answer_due(asked, body)
        else:
            due = wish_due(asked, body) if isinstance(body, Profile) else None
        if due is not None and fact.hidden:
            taken_back = {"state": DueState.CLOSED, "reason": DueReason.RETRACTED}
            yield due.model_copy(update=taken_back)
        elif due is not None:
            yield with_attempts(due, tuple(attempts.get(due.id, ())))


def settled_by_visits(dues: list[DueContact], ordered: list[Fact]) -> list[DueContact]:
    """Close what a visit was said to settle (R145)."""
    visits = (fact.body for fact in ordered if not fact.hidden and isinstance(fact.body, Visit))
    closed = {due for visit in visits for due in visit.closes}
    return [settled(due) if due.id in closed else due for due in dues] if closed else dues
