"""The operation behind `vitrina-server programmes report` (R018): what came of each programme.

Of the contacts whose window began in the days asked for: to how many something was sent or tried,
who was reached, who answered, who visited us within 30 days of the first try, who bought within 90.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Self

from pydantic import model_validator
from sqlalchemy import Connection

from app.domain.attempts import MISSES, Outcome
from app.domain.attempts import STEPS as NO_TRIES
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.dues import DueContact
from app.domain.fields import Frozen
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.planned import OfCustomer
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes

PAGE = 500
STEPS = ("due", "sent", "reached", "answered", "visited", "bought")
_VISITS, _BUYS = timedelta(days=30), timedelta(days=90)
_UNREACHED = MISSES | {Outcome.SENT, Outcome.WRONG_NUMBER}
_ANSWERS = frozenset({Outcome.TALKED_OK, Outcome.TALKED_PROBLEM, Outcome.BOOKED})


class Days(Frozen):
    """A page of customers; contacts whose window began on these days count, both included."""

    after: str = ""
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last")
        return self


def counted(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Count a page of customers' contacts by programme and step."""
    asked = read(Days, arguments)
    page = programmes.page(connection, asked.after, PAGE)
    visits = _visits(connection, [id_ for id_, _ in page])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for found in of_page(connection, [doc for _, doc in page], moment(office.now()), None):
        came = [
            branch_day(moment(at), found.known.branch.zone)
            for at in visits[str(found.known.customer.id)]
        ]
        for due in found.dues:
            if asked.first <= due.opens_on <= asked.last:
                counts[due.programme].update(_steps(found, due, came))
    return {"counts": counts, "after": page[-1][0] if len(page) == PAGE else ""}


def _steps(found: OfCustomer, due: DueContact, came: Sequence[date]) -> list[str]:
    """Return how far a contact came."""
    tries = [made for made in due.attempts if made.outcome not in NO_TRIES]
    if not tries:
        return ["due"]
    zone = found.known.branch.zone
    tried = min(branch_day(made.made_at, zone) for made in tries)
    bought = [sale.day for sale in found.known.history.bought]
    reached = {
        "due": True,
        "sent": True,
        "reached": any(made.outcome not in _UNREACHED for made in tries),
        "answered": any(made.outcome in _ANSWERS for made in tries),
        "visited": any(tried <= day <= tried + _VISITS for day in came),
        "bought": any(tried < day <= tried + _BUYS for day in bought),
    }
    return [step for step, holds in reached.items() if holds]


def _visits(connection: Connection, customers: Sequence[str]) -> Mapping[str, list[int]]:
    """Return when each customer came, in ms."""
    found = defaultdict[str, list[int]](list)
    for customer, at in programmes.visits_of(connection, customers):
        found[customer].append(at)
    return found
