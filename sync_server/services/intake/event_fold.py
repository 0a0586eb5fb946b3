"""Fold the touched events and passes again; write what came out different."""

from uuid import UUID

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.events import KnownPass
from sync_server.master.events import known_event, known_pass
from sync_server.services.event_links import with_token
from sync_server.services.intake.dossiers import Dossiers
from sync_server.storage import events
from sync_server.storage.feed import Change, branch_scope


def fold_events(connection: Connection, dossiers: Dossiers, roots: set[str]) -> list[Change]:
    """Write the events that differ; each gets the name of its page."""
    found = [one for root in roots if (one := known_event(dossiers.facts_of(root))) is not None]
    if not found:
        return []
    before = events.events(connection, [str(one.id) for one in found])
    linked = [with_token(connection, one) for one in found]
    written = [one for one in linked if before.get(str(one.id)) != one]
    events.write_events(connection, written)
    return [Change(branch_scope(one.branch), DownKind.EVENT, str(one.id)) for one in written]


def fold_passes(
    connection: Connection, dossiers: Dossiers, roots: set[str], owner: dict[str, UUID]
) -> list[Change]:
    """Write the passes that differ, those of the same people for the same event too."""
    found = {
        root: one
        for root in roots
        if (one := known_pass(dossiers.facts_of(root), owner.get(root))) is not None
    }
    if not found:
        return []
    before = events.passes(connection, found)
    pairs = {_pair(one) for one in (*found.values(), *before.values()) if one.customer is not None}
    neighbours = {str(one.id): one for one in events.passes_of_pairs(connection, pairs)}
    before |= neighbours
    present = _with_twins({**neighbours, **found})
    written = [one for id_, one in present.items() if before.get(id_) != one]
    events.write_passes(connection, written)
    return [Change(branch_scope(one.branch), DownKind.PASS, str(one.id)) for one in written]


def _with_twins(passes: dict[str, KnownPass]) -> dict[str, KnownPass]:
    """Name on each pass the oldest that the same customer holds for the same event."""
    oldest: dict[tuple[str, str], KnownPass] = {}
    for one in sorted(passes.values(), key=lambda one: (one.at, str(one.id))):
        if one.customer is not None and not one.withdrawn:
            oldest.setdefault(_pair(one), one)
    return {id_: _marked(one, oldest.get(_pair(one))) for id_, one in passes.items()}


def _marked(one: KnownPass, oldest: KnownPass | None) -> KnownPass:
    twin = None if oldest is None or oldest.id == one.id else oldest.id
    return one if one.twin == twin else one.model_copy(update={"twin": twin})


def _pair(one: KnownPass) -> tuple[str, str]:
    return str(one.event), str(one.customer)
