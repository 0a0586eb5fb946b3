"""What both tables of dues keep of a due, beside its whole document."""

from typing import Any

from app.domain.dues import DueContact


def due_row(due: DueContact, id_: str, doc: str) -> dict[str, Any]:
    """Return the columns that ``due_contact`` and ``programme_due`` share."""
    return {
        "id": id_,
        "customer": str(due.customer),
        "programme": due.programme,
        "owner": due.owner,
        "branch": due.branch,
        "state": due.state.value,
        "opens_on": due.opens_on.isoformat(),
        "expires_on": due.expires_on.isoformat(),
        "doc": doc,
    }
