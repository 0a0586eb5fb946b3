"""Take in what the dealer says of its models, and tell the tablets what changed."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.fields import Frozen
from app.domain.handbook import CareTip, ServiceWork
from app.domain.people import Country
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import handbook, staff
from sync_server.storage.feed import EVERYWHERE, Change, branch_scope, publish
from sync_server.storage.handbook import Kept

Kind = Literal["service_work", "care_tip"]


class Asked(Frozen):
    kind: Kind


class RowsSent(Asked):
    """All rows of a table for a country; a trial says what would change, and changes nothing."""

    country: Country
    works: Annotated[tuple[ServiceWork, ...], Field(max_length=5_000)] = ()
    tips: Annotated[tuple[CareTip, ...], Field(max_length=5_000)] = ()
    dry_run: bool = False


def listed(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the rows of a table, in the order of their columns."""
    asked = read(Asked, arguments)
    shape = ServiceWork if asked.kind == "service_work" else CareTip
    kept = handbook.rows(connection, asked.kind).values()
    rows = [shape.model_validate_json(row.doc).model_dump(mode="json") for row in kept]
    return sorted(rows, key=lambda row: [str(value or "") for value in row.values()])


def import_rows(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, int]:
    """Replace the rows of a country; return how many are new or changed, gone, and the same.

    Raises ``Problem`` (``no_branch``).
    """
    sent = read(RowsSent, arguments)
    branches = staff.branches(connection)
    wanted: dict[str, Kept] = {}
    for row in sent.works if sent.kind == "service_work" else sent.tips:
        if row.branch is not None:
            known_branch(branches, row.branch)
        kept = Kept(row.country.value, row.branch, row.model_dump_json())
        wanted[str(row.id())] = kept
    before = {
        id_: kept
        for id_, kept in handbook.rows(connection, sent.kind).items()
        if kept.country == sent.country.value
    }
    changed = {id_: kept for id_, kept in wanted.items() if before.get(id_) != kept}
    gone = {id_: kept for id_, kept in before.items() if id_ not in wanted}
    if not sent.dry_run:
        kind = DownKind(sent.kind)
        handbook.write(connection, sent.kind, changed)
        handbook.forget(connection, gone)
        changes = [Change(_scope(kept), kind, id_) for id_, kept in changed.items()]
        changes += [Change(_scope(kept), kind, id_, FeedOp.TOMBSTONE) for id_, kept in gone.items()]
        publish(connection, changes)
    return {"changed": len(changed), "gone": len(gone), "same": len(wanted) - len(changed)}


def _scope(kept: Kept) -> str:
    return EVERYWHERE if kept.branch is None else branch_scope(kept.branch)
