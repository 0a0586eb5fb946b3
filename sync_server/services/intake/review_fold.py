"""Which questions do the tablets of a branch hold, now that customers changed?

Those that are open, at the branches of both customers.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from sync_server.storage import customers, feed, reviews, staff
from sync_server.storage.feed import Change, branch_scope


def review_changes(connection: Connection, changed: Collection[str]) -> list[Change]:
    """Return what to publish of the questions about these customers, as they stand now."""
    about = reviews.of_customers(connection, changed)
    if not about:
        return []
    branches = customers.branches_of(connection, {c for one in about for c in (one.one, one.two)})
    scopes = [branch_scope(code) for code in staff.codes(connection)]
    wanted = {
        (branch_scope(branches[customer]), one.id)
        for one in about
        if one.is_open
        for customer in (one.one, one.two)
    }
    held = feed.placed(connection, DownKind.REVIEW, {one.id for one in about}, scopes)
    elsewhere = {id_ for _, id_ in wanted}
    put = [Change(scope, DownKind.REVIEW, id_) for scope, id_ in sorted(wanted)]
    gone = [
        Change(scope, DownKind.REVIEW, id_, FeedOp.LEAVE if id_ in elsewhere else FeedOp.TOMBSTONE)
        for scope, id_ in sorted(held - wanted)
    ]
    return [*put, *gone]
