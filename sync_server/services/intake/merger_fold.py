"""Which of the mergers do tablets know, so that a chief can take one back without a network?

The newest of the house, at the branches of both customers; one is named by whom it absorbed.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from sync_server.services.intake.base import WorkingBase
from sync_server.storage import feed, mergers, staff
from sync_server.storage.feed import Change, branch_scope


def merger_changes(
    connection: Connection, base: WorkingBase, absorbed: Collection[str]
) -> list[Change]:
    """Return what to publish of the mergers of this batch, once they are written."""
    if base.merged == mergers.ALWAYS:  # nobody ever saw them as two
        return []
    known = [one for one in absorbed if (row := base.customers.get(one)) and not row.stub]
    if not known:
        return []
    put = {
        (branch_scope(base.customers[one].branch), former)
        for former in known
        for one in (former, base.survivor(former))
        if one in base.customers and base.customers[one].branch
    }
    changes = [Change(scope, DownKind.MERGER, former) for scope, former in sorted(put)]
    for former in mergers.outdated(connection, len(absorbed)):
        changes += no_merger(connection, former)
    return changes


def no_merger(connection: Connection, former: str) -> list[Change]:
    """Return what takes a merger off the tablets."""
    scopes = [branch_scope(code) for code in staff.codes(connection)]
    held = feed.placed(connection, DownKind.MERGER, [former], scopes)
    return [Change(scope, DownKind.MERGER, id_, FeedOp.TOMBSTONE) for scope, id_ in sorted(held)]
