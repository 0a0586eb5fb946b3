"""What was known by a day: what came later is no fact there, and is told as a turn to come."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.case_fold import case_by
from app.domain.cases import CaseState, KnownComplaint
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.complaints import ComplaintKind
from app.domain.consent import Initiative, Position
from app.domain.contact_consent import Consents
from app.domain.customers import Customer
from app.domain.dues import DueContact
from app.domain.history import Complained
from sync_server.master.facts import Fact
from sync_server.master.golden import Projection
from sync_server.services.intake.fold import folded
from sync_server.storage import news, programmes, staff

T = TypeVar("T")

_ROWS = frozenset({"listed_customer", "sale", "service_order"})  # have no moment of their own
_UPSET = frozenset({ComplaintKind.RECLAMO, ComplaintKind.QUEJA})


class By(NamedTuple, Generic[T]):
    """What was known of a customer by her day, and the days after it on which more was."""

    known: list[T]
    turns: list[date]


def dues_by(connection: Connection, customers: Collection[str], day: date) -> list[DueContact]:
    """Return the contacts of customers as their records told them by a day of each branch."""
    branches = staff.branches(connection)
    return [due for one in _folded(connection, branches, customers, day) for due in one.dues]


def consents_on(
    connection: Connection,
    branches: Mapping[str, Branch],
    customers: Collection[Customer],
    day_by: Mapping[str, date],
) -> dict[str, Consents]:
    """Return by customer what she had decided by her day.

    A customer tells her newest decisions: who decided anything after her day is folded anew.
    """
    found, later = dict[str, Consents](), defaultdict[date, list[str]](list)
    for one in customers:
        id_, day = str(one.id), day_by[str(one.id)]
        found[id_] = _held(one)
        if any(on > day for on in decided(one, branches[one.branch])):
            later[day].append(id_)
            found[id_] = {}
    for day, ids in later.items():
        for projection in _folded(connection, branches, ids, day):
            found[str(projection.customer.id)] = _held(projection.customer)
    return found


def decided(customer: Customer, branch: Branch) -> Iterator[date]:
    """Yield the days of a customer's decisions; one that a list told has none."""
    for dated in customer.consents:
        if dated.decision.initiative is not Initiative.IMPORT:
            yield branch_day(moment(dated.at), branch.zone)


def complaints_on(
    connection: Connection, branches: Mapping[str, Branch], day_by: Mapping[str, date]
) -> defaultdict[str, By[Complained]]:
    """Return by customer what she complains of, as its acts had left it by her day."""
    found = defaultdict[str, By[Complained]](lambda: By([], []))
    for doc in programmes.complaints_of(connection, day_by):
        complaint = KnownComplaint.model_validate_json(doc)
        of = str(complaint.customer)
        case = case_by(complaint.case, day_by[of])
        found[of].turns.extend(act.on for act in complaint.case.history if act.on > day_by[of])
        if case.kind in _UPSET and case.state is not CaseState.VOIDED:
            told = branch_day(moment(complaint.at), branches[complaint.branch].zone)
            one = Complained(case.record, told, case.closed_on, case.recontacted)
            found[of].known.append(one)
    return found


def passes_on(
    connection: Connection, branches: Mapping[str, Branch], day_by: Mapping[str, date]
) -> defaultdict[str, By[UUID]]:
    """Return by customer the events that she had signed up for by her day."""
    found = defaultdict[str, By[UUID]](lambda: By([], []))
    for one in news.signed_up(connection, day_by):
        on = branch_day(moment(one.at), branches[one.branch].zone)
        if on > day_by[one.customer]:
            found[one.customer].turns.append(on)
        else:
            found[one.customer].known.append(UUID(one.event))
    return found


def _folded(
    connection: Connection, branches: Mapping[str, Branch], customers: Collection[str], day: date
) -> list[Projection]:
    """Fold customers from what was told of them by a day of each branch."""

    def told(fact: Fact) -> bool:
        zone = branches[fact.branch].zone
        return fact.kind in _ROWS or branch_day(moment(fact.at), zone) <= day

    return folded(connection, customers, told)


def _held(customer: Customer) -> Consents:
    return {Position(one.decision.purpose, one.decision.channel): one for one in customer.consents}
