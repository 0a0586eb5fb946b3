"""What somebody has to correct before a customer can be contacted: the operation of `due --tasks`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.domain.clock import moment
from app.domain.dues import DueReason, DueState
from app.domain.fields import Frozen
from app.domain.history import History
from app.domain.planning import odd_reading, readings, until
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.due_rows import of_customer
from sync_server.services.contacts.planned import EVERYTHING, OfCustomer
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes

PAGE = 500


class Asked(Frozen):
    """A page of customers on a day, by default today."""

    after: str = ""
    as_of: date | None = None


def data_tasks(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return the tasks of a page of customers and where the next page begins, empty at the end.

    ``odd_reading``: the kilometres of a car fall, or leap by more than 1,000 a day, so that no
    maintenance is projected from them. ``born_after_sale``: the birth date or the sale is another
    one. ``wrong_number``: a contact waits for the right phone.
    """
    asked = read(Asked, arguments)
    page = programmes.page(connection, asked.after, PAGE)
    docs = [doc for _, doc in page]
    found = of_page(connection, docs, moment(office.now()), asked.as_of, EVERYTHING)
    rows = [row for one in found for row in _tasks(one)]
    return {"rows": rows, "after": page[-1][0] if len(page) == PAGE else ""}


def _tasks(one: OfCustomer) -> Iterator[dict[str, Any]]:
    known = one.known
    who = of_customer(known.customer, known.branch, one.today, known.attempts)
    told = {"customer_id": str(who.id), "customer": who.name, "phone": who.phone}
    history = until(known.history, one.today)
    for vehicle, plate in _vehicles(history).items():
        if odd_reading(history, vehicle):
            (day, km), (later, more) = readings(history, vehicle)[-2:]
            seen = f"{day}: {km} km, {later}: {more} km"
            name = plate or vehicle.partition(":")[2]
            yield {"task": "odd_reading", **told, "vehicle": name, "detail": seen}
    days = [sale.day for sale in history.bought]
    if days and history.born is not None and min(days) < history.born:
        seen = f"{min(days)}: bought, {history.born}: born"
        yield {"task": "born_after_sale", **told, "vehicle": "", "detail": seen}
    wrong = {
        due.programme
        for due in one.dues
        if due.reason is DueReason.WRONG_NUMBER
        and due.state in {DueState.CLOSED, DueState.BLOCKED}
        and one.today <= due.expires_on
    }
    if wrong:
        yield {"task": "wrong_number", **told, "vehicle": "", "detail": ", ".join(sorted(wrong))}


def _vehicles(history: History) -> dict[str, str]:
    """Return the plate of each car that is still theirs, by the car."""
    return {sale.vehicle: sale.plate for sale in history.bought if not sale.former}
