"""The operation behind `vitrina-server programmes report` (R018): what came of each programme.

Of the contacts whose window began in the days asked for: to how many something was sent or tried,
who was reached, who answered, who came to us within 30 days of the first try, who bought within 90,
and whose voucher was redeemed. A day counts for a sale; a visit counts from the moment of the try on.
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
from app.domain.clock import epoch_ms, moment
from app.domain.dues import DueContact
from app.domain.fields import Frozen
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.planned import OfCustomer
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes, vouchers

PAGE = 500
STEPS = ("due", "sent", "reached", "answered", "redeemed", "visited", "bought")
_VISITS = 30 * 86_400_000  # ms
_BUYS = timedelta(days=90)
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
    everything = of_page(connection, [doc for _, doc in page], moment(office.now()), None)
    asked_about = [
        (found, due)
        for found in everything
        for due in found.dues
        if asked.first <= due.opens_on <= asked.last
    ]
    redeemed = vouchers.redeemed_among(connection, [str(due.id) for _, due in asked_about])
    for found, due in asked_about:
        came = visits[str(found.known.customer.id)]
        steps = _steps(found, due, came, is_redeemed=str(due.id) in redeemed)
        counts[due.programme].update(steps)
    return {"counts": counts, "after": page[-1][0] if len(page) == PAGE else ""}


def _steps(
    found: OfCustomer, due: DueContact, came: Sequence[int], *, is_redeemed: bool
) -> list[str]:
    """Return how far a contact came; a voucher may be redeemed of which no try says anything."""
    tries = [made for made in due.attempts if made.outcome not in NO_TRIES]
    if not tries:
        return ["due", "redeemed"] if is_redeemed else ["due"]
    first = min(made.made_at for made in tries)
    tried, tried_at = branch_day(first, found.known.branch.zone), epoch_ms(first)
    bought = [sale.day for sale in found.known.history.bought]
    reached = {
        "due": True,
        "sent": True,
        "reached": any(made.outcome not in _UNREACHED for made in tries),
        "answered": any(made.outcome in _ANSWERS for made in tries),
        "redeemed": is_redeemed,
        "visited": any(tried_at <= at <= tried_at + _VISITS for at in came),
        "bought": any(tried < day <= tried + _BUYS for day in bought),
    }
    return [step for step, holds in reached.items() if holds]


def _visits(connection: Connection, customers: Sequence[str]) -> Mapping[str, list[int]]:
    """Return when each customer came, in ms."""
    found = defaultdict[str, list[int]](list)
    for customer, at in programmes.visits_of(connection, customers):
        found[customer].append(at)
    return found
