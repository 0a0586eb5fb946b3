"""The operations behind `due --explain` and `due --calendar`."""

from collections import Counter
from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator
from sqlalchemy import Connection

from app.domain.branch_days import branch_calendar
from app.domain.clock import moment
from app.domain.contact_rules import rules_on
from app.domain.customers import Customer
from app.domain.dues import DueContact
from app.domain.explaining import explain
from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from sync_server.services.contacts.due import of_page
from sync_server.services.contacts.histories import histories
from sync_server.services.contacts.planned import Reach, changed_rules, day_of
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes
from sync_server.storage.customers import customer_documents

PAGE = 500


class Named(Frozen):
    customer: UUID
    as_of: date | None = None


class Months(Frozen):
    """A page of customers, and the days whose contacts are counted, both ends included."""

    after: str = ""
    first: date
    last: date
    as_of: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last")
        return self


def explained(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Say for every programme why a customer is due or not on a day.

    Raises ``Problem`` (``not_found``) for somebody who is not known.
    """
    asked = read(Named, arguments)
    doc = customer_documents(connection, [str(asked.customer)]).get(str(asked.customer))
    if not doc:
        raise Problem(Code.NOT_FOUND, field=str(asked.customer), detail="customer")
    now = moment(office.now())
    customer = Customer.model_validate_json(doc)
    [known] = histories(connection, [customer], day_of(now, asked.as_of))
    today = day_of(now, asked.as_of)(known.branch)
    rules = rules_on(today, changed_rules(connection))
    told = explain(known.history, rules, today, branch_calendar(known.branch, today))
    [found] = of_page(connection, [doc], now, asked.as_of)
    there = {due.programme for due in found.dues}
    rows = [
        _row(one.programme, one.due, one.excluded)
        for one in told
        if one.due is not None or one.programme not in there
    ]
    planned = {one.due.id for one in told if one.due is not None}
    rows += [_row(due.programme, due, None) for due in found.dues if due.id not in planned]
    return sorted(rows, key=lambda row: (row["programme"], row["window_from"]))


def calendar(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Count a page of customers' contacts by programme and month of their window's first day."""
    asked = read(Months, arguments)
    page = programmes.page(connection, asked.after, PAGE)
    now = moment(office.now())
    reach = Reach(ahead=max((asked.last - (asked.as_of or now.date())).days + 1, 0))
    counts = Counter(
        f"{due.programme}|{due.opens_on:%Y-%m}"
        for found in of_page(connection, [doc for _, doc in page], now, asked.as_of, reach)
        for due in found.dues
        if asked.first <= due.opens_on <= asked.last
    )
    return {"counts": dict(counts), "after": page[-1][0] if len(page) == PAGE else ""}


def _row(programme: str, due: DueContact | None, excluded: str | None) -> dict[str, Any]:
    if due is None:
        empty = dict.fromkeys(("vehicle", "source_id", "window_from", "window_to"), "")
        more = {"expires_on": "", "channel": "", "state": "none", "reason": excluded or ""}
        return {"due_id": "", "programme": programme, **empty, **more}
    return {
        "due_id": str(due.id),
        "programme": programme,
        "vehicle": due.vehicle or "",
        "source_id": due.source_id or "",
        "window_from": due.opens_on.isoformat(),
        "window_to": due.window_to.isoformat(),
        "expires_on": due.expires_on.isoformat(),
        "channel": due.channels[0].value if due.channels else "",
        "state": "none" if excluded else due.state.value,
        "reason": excluded or due.reason.value,
    }
