"""Which contacts of a customer are one call, and what was tried with them?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from app.domain.attempts import MadeAttempt, Outcome, union
from app.domain.clock import moment
from app.domain.contact_hours import most_answered
from app.domain.customers import Customer, Interaction, InteractionKind
from app.domain.dues import DueContact, is_called, is_for_a_seller, is_listed, same_call
from app.domain.staff import Person, Role
from app.services import callcards
from app.services.callcards import Call
from app.services.knowledge import Knowledge
from app.services.showroom import Showroom
from app.services.workshop_queue import WorkshopQueue


class Calls:
    def __init__(self, knowledge: Knowledge, showroom: Showroom, queue: WorkshopQueue) -> None:
        self._knowledge = knowledge
        self._showroom = showroom
        self._queue = queue
        self._usual: tuple[date, int | None] | None = None

    def of(self, actor: Person) -> Iterator[Call]:
        """Yield the calls of a person: what a customer is to be telephoned about is one."""
        now, zone = self._showroom.now(), self._showroom.branch().zone
        of_customer = defaultdict[UUID, list[DueContact]](list)
        for due in self.open_dues():
            of_customer[due.customer].append(due)
        for customer, found in of_customer.items():
            theirs = [due for due in found if is_theirs(due, actor) and is_listed(due, now, zone)]
            shown = list(filter(is_for_a_seller, theirs))
            if not shown:
                continue
            known = self._knowledge.golden_record(customer)
            made = _made_with(known, found)
            called = sorted(filter(is_called, shown), key=weight)
            if called:
                ahead = [due for due in found if due not in theirs and _is_asked_with(due, called)]
                yield Call(called[0], (*called[1:], *ahead), known, made)
            for due in shown:
                if due not in called:
                    yield Call(due, (), known, made)

    def about(self, actor: Person, due: UUID) -> Call | None:
        """Return the call about a due, the due in front, also one that is over."""
        for call in self.of(actor):
            together = (call.due, *call.also)
            if due in {one.id for one in together}:
                first = next(one for one in together if one.id == due)
                return call._replace(due=first, also=tuple(one for one in together if one != first))
        waiting = (one for one in self.open_dues() if one.id == due)
        found = next(waiting, None) or self._knowledge.due(due)
        if found is None:
            return None
        known = self._knowledge.golden_record(found.customer)
        return Call(found, (), known, _made_with(known, [found]))

    def open_dues(self) -> list[DueContact]:
        """Return the open contacts of the branch, those that have to wait for its workshop blocked."""
        return self._queue.with_waiting(self._knowledge.open_dues())

    def usual_band(self) -> int | None:
        """Return when customers of the branch answer most; looked up once a day."""
        today = self._showroom.now().date()
        if self._usual is None or self._usual[0] != today:
            self._usual = today, most_answered(self._knowledge.answered_at())
        return self._usual[1]


def _is_asked_with(due: DueContact, called: Iterable[DueContact]) -> bool:
    """Say whether a contact whose window has not begun is asked about in a call of today."""
    return is_called(due) and any(same_call(due, one) for one in called)


def is_theirs(due: DueContact, actor: Person) -> bool:
    return actor.role is Role.CHIEF or due.owner == actor.code


def weight(due: DueContact) -> tuple[bool, date, str]:
    """Order the contacts of one call: an hour that was asked for, then by the last day."""
    return callcards.asked_for(due) is None, due.expires_on, str(due.id)


def _made_with(customer: Customer | None, found: Iterable[DueContact]) -> tuple[MadeAttempt, ...]:
    """Return the tries made with a customer: for her open contacts, and those of late."""
    touches = customer.recent if customer else ()
    tried = [_as_made(one) for one in touches if one.kind is InteractionKind.ATTEMPT]
    return union(tried, *(due.attempts for due in found))


def _as_made(touch: Interaction) -> MadeAttempt:
    outcome = Outcome(touch.outcome or "unknown")
    return MadeAttempt(id=touch.record, made_at=moment(touch.at), outcome=outcome, by=touch.by)
