"""Does what changed of a customer change its entry in the index that every tablet holds? Pure."""

from collections.abc import Collection

from app.domain.contract import DownKind, FeedOp
from sync_server.master.golden import Projection
from sync_server.storage.customers import KnownCustomer, KnownKey
from sync_server.storage.feed import EVERYWHERE, Change
from sync_server.storage.match_index import last_visit_month


def index_changes(
    former: KnownCustomer | None, projection: Projection, doc: str, keys: Collection[KnownKey]
) -> list[Change]:
    """Return what to publish; ``keys`` and ``former`` are what was there before."""
    known = projection.customer
    was_there = former is not None and not former.stub and bool(keys)
    if projection.stub or not projection.keys:
        gone = Change(EVERYWHERE, DownKind.INDEX_ENTRY, str(known.id), FeedOp.TOMBSTONE)
        return [gone] if was_there else []
    same = (
        former is not None
        and was_there
        and (former.owner, former.branch) == (known.owner, known.branch)
        and {key.key for key in keys} == projection.keys
        and (former.doc == doc or last_visit_month(former.doc) == last_visit_month(doc))
    )
    return [] if same else [Change(EVERYWHERE, DownKind.INDEX_ENTRY, str(known.id))]
