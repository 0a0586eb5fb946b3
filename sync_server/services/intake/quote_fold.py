"""Write the quotes of folded customers that came out different, and publish them."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from app.domain.contract import DownKind, FeedOp
from app.domain.quote_standing import KnownQuote
from sync_server.services.intake.base import WorkingBase
from sync_server.storage import mails, quotes
from sync_server.storage.feed import Change, branch_scope

_Published = dict[str, tuple[str, str]]  # quote id: scope it was published in, document


class QuoteFold:
    """What was written of these customers' quotes before, and what has to be written now.

    A quote may pass from one customer to another, so what is gone is known only in the end.
    """

    def __init__(self, connection: Connection, base: WorkingBase, stored: Collection[str]) -> None:
        self._before: Mapping[str, _Published] = _before(connection, base, stored)
        self._present: dict[str, str] = {}  # quote id: scope
        self._left: dict[str, str] = {}  # quote id: scope that it was published in
        self._compared: list[tuple[KnownQuote, tuple[str, str] | None]] = []  # with what was

    def compare(self, customer: str, branch: str, present: list[KnownQuote]) -> None:
        """Note what there is now; the tablets of the customer's branch know its quotes."""
        scope = branch_scope(branch)
        before = self._before.get(customer, {})
        self._left |= {id_: former for id_, (former, _) in before.items()}
        for known in present:
            self._present[str(known.id)] = scope
            self._compared.append((known, before.get(str(known.id))))

    def write(self, connection: Connection) -> list[Change]:
        """Write what differs; return what to publish."""
        gone = self._left.keys() - self._present.keys()
        written = self._different(connection)
        quotes.write_quotes(connection, written, gone)
        changes = [
            Change(self._present[str(known.id)], DownKind.QUOTE, str(known.id)) for known in written
        ]
        for id_, former in self._left.items():
            if id_ in gone:
                changes.append(Change(former, DownKind.QUOTE, id_, FeedOp.TOMBSTONE))
            elif former != self._present[id_]:
                changes.append(Change(former, DownKind.QUOTE, id_, FeedOp.LEAVE))
        return changes

    def _different(self, connection: Connection) -> list[KnownQuote]:
        fares = mails.states(connection, self._present)
        told = [
            (known.model_copy(update={"mail": fares.get(str(known.id))}), former)
            for known, former in self._compared
        ]
        return [
            known
            for known, former in told
            if former != (self._present[str(known.id)], known.model_dump_json())
        ]


def _before(
    connection: Connection, base: WorkingBase, stored: Collection[str]
) -> Mapping[str, _Published]:
    before = defaultdict[str, _Published](dict)
    for row in quotes.quotes_of(connection, stored) if stored else ():
        scope = branch_scope(base.customers[row.customer].branch)
        before[base.survivor(row.customer)][row.id] = (scope, row.doc)
    return before
