"""Fold the touched complaints, workshop visits, vehicles, events and vouchers again; write what came out different."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.workshop_standing import KnownVehicle, KnownWorkshopVisit, known_vehicle
from sync_server.master.cases import known_complaint, known_workshop_visit
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.event_fold import fold_events, fold_passes
from sync_server.services.intake.voucher_fold import fold_vouchers
from sync_server.storage import complaints, customers, erasure, events, mails, workshops
from sync_server.storage import dossiers as dossier_rows
from sync_server.storage.feed import Change, branch_scope


def fold_desk(
    connection: Connection, dossiers: Dossiers, absorbed: Collection[str]
) -> list[Change]:
    """Write what the batch changed at the desk; return what to publish.

    ``absorbed`` are the customers that others took over: what named them names those now.
    """
    dossier_rows.write(connection, dossiers.added)
    roots = dossiers.touched | _of_absorbed(connection, absorbed)
    if not roots:
        return []
    dossiers.read(connection, roots)
    links = customers.links(connection, roots)
    owner = {root: UUID(customer) for root, customer in links.items()}
    gone = erasure.erased_among(connection, set(links.values()))
    held = {root: customer for root, customer in owner.items() if str(customer) not in gone}
    return [
        *_fold_complaints(connection, dossiers, roots, owner),
        *fold_visits(connection, dossiers, roots, held),
        *fold_events(connection, dossiers, roots),
        *fold_passes(connection, dossiers, roots, owner),
        *fold_vouchers(connection, dossiers, roots),
    ]


def _of_absorbed(connection: Connection, absorbed: Collection[str]) -> set[str]:
    if not absorbed:
        return set()
    return {
        *complaints.of_customers(connection, absorbed),
        *workshops.of_customers(connection, absorbed),
        *events.passes_of_customers(connection, absorbed),
    }


def _fold_complaints(
    connection: Connection, dossiers: Dossiers, roots: set[str], owner: dict[str, UUID]
) -> list[Change]:
    before, fares = complaints.known(connection, roots), mails.of_complaints(connection, roots)
    found = (
        known_complaint(dossiers.facts_of(root), dossiers.branches, owner.get(root))
        for root in roots
    )
    told = (
        one.model_copy(update={"mails": fares.get(str(one.id), ())})
        for one in found
        if one is not None
    )
    written = [one for one in told if before.get(str(one.id)) != one]
    complaints.write(connection, written)
    return [Change(branch_scope(o.branch), DownKind.COMPLAINT, str(o.id)) for o in written]


def fold_visits(
    connection: Connection, dossiers: Dossiers, roots: set[str], owner: dict[str, UUID]
) -> list[Change]:
    """Write the workshop visits that differ, with their vehicles; one without records is gone."""
    before = workshops.visits(connection, roots)
    after = {
        str(visit.id): visit
        for root in roots
        if (visit := known_workshop_visit(dossiers.facts_of(root), owner.get(root))) is not None
    }
    written = [visit for id_, visit in after.items() if before.get(id_) != visit]
    gone = before.keys() - after.keys()
    if not written and not gone:
        return []
    touched = {str(visit.vehicle) for visit in (*written, *before.values())}
    vehicles = workshops.vehicles_for_update(connection, touched)
    workshops.write_visits(connection, written, gone)
    return [
        *(Change(branch_scope(v.branch), DownKind.WORKSHOP_VISIT, str(v.id)) for v in written),
        *(
            Change(branch_scope(before[i].branch), DownKind.WORKSHOP_VISIT, i, FeedOp.TOMBSTONE)
            for i in gone
        ),
        *_fold_vehicles(connection, touched, vehicles),
    ]


def _fold_vehicles(
    connection: Connection, touched: set[str], before: dict[str, KnownVehicle]
) -> list[Change]:
    visits = defaultdict[str, list[KnownWorkshopVisit]](list)
    for visit in workshops.visits_of_vehicles(connection, touched):
        visits[str(visit.vehicle)].append(visit)
    after = {id_: known for id_ in touched if (known := known_vehicle(visits[id_])) is not None}
    written = [known for id_, known in after.items() if before.get(id_) != known]
    workshops.write_vehicles(connection, written, before.keys() - after.keys())
    changes = [
        Change(branch_scope(branch), DownKind.VEHICLE, str(known.id))
        for known in written
        for branch in known.branches
    ]
    for id_, former in before.items():
        known = after.get(id_)
        left = set(former.branches) - set(known.branches if known else ())
        op = FeedOp.LEAVE if known else FeedOp.TOMBSTONE
        changes += [Change(branch_scope(one), DownKind.VEHICLE, id_, op) for one in left]
    return changes
