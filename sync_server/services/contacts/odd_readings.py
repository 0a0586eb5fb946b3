"""What the planner finds odd about kilometres is told to the tablets, where it is corrected."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.odd_readings import OddReading, Whose, odd_readings
from app.domain.planning import until
from sync_server.services.contacts.histories import Known
from sync_server.storage import odd_readings as store
from sync_server.storage.feed import Change, branch_scope


def found_in(known: Known, today: date) -> list[OddReading]:
    """Return what is odd about the cars of a customer on a branch day."""
    if not known.history.served:  # most: a car that never came has one reading, that of its sale
        return []
    customer = known.customer
    name = customer.names[0].value.typed if customer.names else ""
    whose = Whose(customer.id, known.branch.code, known.history.owner, name)
    return list(odd_readings(until(known.history, today), whose))


def tell(
    connection: Connection, customers: Collection[str], found: Collection[OddReading]
) -> list[Change]:
    """Write what is odd about these customers' cars, and nothing else of them; return what to publish."""
    held = store.of_customers(connection, customers)
    fresh = {str(one.id): one for one in found}
    written = [one for id_, one in fresh.items() if held.get(id_) != one]
    gone = {id_: one for id_, one in held.items() if id_ not in fresh}
    store.write(connection, written, gone)
    left = [
        (id_, one.branch)
        for id_, one in held.items()
        if id_ in fresh and fresh[id_].branch != one.branch
    ]
    return [
        *(_change(str(one.id), one.branch) for one in written),
        *(_change(id_, one.branch, FeedOp.TOMBSTONE) for id_, one in gone.items()),
        *(_change(id_, branch, FeedOp.LEAVE) for id_, branch in left),
    ]


def _change(id_: str, branch: str, op: FeedOp = FeedOp.PUT) -> Change:
    return Change(branch_scope(branch), DownKind.ODD_READING, id_, op)
