"""What the records alone had made due by a day that is past: what came later is no fact there."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.dues import DueContact
from sync_server.master.facts import Fact
from sync_server.services.intake.fold import folded
from sync_server.storage import staff

_ROWS = frozenset({"listed_customer", "sale", "service_order"})  # have no moment of their own


def dues_by(connection: Connection, customers: Collection[str], day: date) -> list[DueContact]:
    """Return the contacts of customers as their records told them by a day of each branch."""
    branches = staff.branches(connection)

    def told(fact: Fact) -> bool:
        zone = branches[fact.branch].zone
        return fact.kind in _ROWS or branch_day(moment(fact.at), zone) <= day

    return [due for one in folded(connection, customers, told) for due in one.dues]
