"""To which tablets does an alert go? Those of the branch it is from, and of who attends."""

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.received import Alert
from sync_server.master.facts import Fact
from sync_server.services.intake.base import WorkingBase
from sync_server.storage import customers
from sync_server.storage.alerts import retired
from sync_server.storage.feed import Change, branch_scope

SHOWN_MS = 24 * 3_600_000  # tablets show those of today


def alert_changes(connection: Connection, base: WorkingBase, facts: list[Fact]) -> list[Change]:
    """Return what to publish of the alerts among these facts, once their customers are folded.

    A new one also takes those away that nobody is shown any more.
    """
    raised = [fact for fact in facts if isinstance(fact.body, Alert)]
    if not raised:
        return []
    about = {fact.id: base.linked(fact.text) or "" for fact in raised}
    branches = customers.branches_of(connection, set(about.values()))
    return [
        *retired(connection, base.received - SHOWN_MS),
        *(
            Change(branch_scope(branch), DownKind.ALERT, str(fact.id))
            for fact in raised
            for branch in sorted({fact.branch, branches.get(about[fact.id], fact.branch)})
        ),
    ]
