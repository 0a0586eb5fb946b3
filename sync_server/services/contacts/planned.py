"""What the tablets get of the plan: written to ``programme_due`` and published where it changed.

Contacts whose window begins within the next days are among them, so that a tablet without a
network has tomorrow's too, and those that are over stay as long as they may be asked about.
Letters and e-mails are written down too, for the list of today, and published to nobody.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.business_days import BusinessCalendar
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.contact_rules import Rule, rules_on
from app.domain.contract import DownKind, FeedOp
from app.domain.customers import Customer
from app.domain.dues import DueContact, is_for_a_seller
from app.domain.fields import Frozen
from app.domain.planning import Span, plan
from sync_server.services.contacts.caps import calendar_of
from sync_server.services.contacts.histories import Known, histories
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes
from sync_server.storage.customers import absorbed_by, customer_documents
from sync_server.storage.dues import due_row
from sync_server.storage.feed import Change, branch_scope, publish
from sync_server.storage.programmes import Planned

PAGE = 100  # customers of one transaction: nobody's push waits long behind it
BEHIND = 30  # days that a contact which is over stays on the tablets
AHEAD = 7  # days of windows to come that a tablet without a network should know


class OfCustomer(NamedTuple):
    """All that is due of a customer on a branch day."""

    known: Known
    dues: list[DueContact]
    today: date


class Reach(NamedTuple):
    """How many days ahead windows may begin, and how many ago contacts may have ended."""

    ahead: int = 0
    behind: int | None = None

    def span(self, today: date) -> Span:
        since = date.min if self.behind is None else today - timedelta(days=self.behind)
        return Span(today, today + timedelta(days=self.ahead), since)


EVERYTHING = Reach()


class Page(Frozen):
    after: str = ""


def planned(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Plan a page of customers for the tablets; return how many contacts came out different."""
    page = programmes.page(connection, read(Page, arguments).after, PAGE)
    changes = replan(connection, [doc for _, doc in page], moment(office.now()))
    publish(connection, changes)
    return {"changed": len(changes), "after": page[-1][0] if len(page) == PAGE else ""}


def replan_of(connection: Connection, ids: Collection[str], now: datetime) -> list[Change]:
    """Plan these customers, as far as they are anybody; return what to publish."""
    documents = customer_documents(connection, ids)
    return replan(connection, [doc for _, doc in sorted(documents.items()) if doc], now)


def replan(connection: Connection, docs: list[str], now: datetime) -> list[Change]:
    """Write what is due of these customers from the records; return what to publish."""
    customers = [Customer.model_validate_json(doc) for doc in docs]
    ids = [str(one.id) for one in customers]
    absorbed = [former for former, _ in absorbed_by(connection, ids)]
    former = {one.id: one for one in programmes.planned_of(connection, [*ids, *absorbed])}
    rows, changes = [], []
    for found in of_customers(connection, customers, now, None, Reach(AHEAD, BEHIND)):
        for due in found.dues:
            id_, doc = str(due.id), due.model_dump_json()
            before = former.pop(id_, None)
            if before is None or (before.doc, before.branch) != (doc, due.branch):
                rows.append(due_row(due, id_, doc))
                changes += _told(due, id_, before)
    gone = [change for one in former.values() for change in _taken_back(one)]
    programmes.write_planned(connection, rows, list(former))
    return [*changes, *gone]


def _told(due: DueContact, id_: str, before: Planned | None) -> list[Change]:
    """Return what the tablets are told of a contact that is new or different."""
    if not is_for_a_seller(due):
        return _taken_back(before) if before is not None else []
    told = [Change(branch_scope(due.branch), DownKind.DUE_CONTACT, id_)]
    if before is not None and before.branch != due.branch:
        told.append(Change(branch_scope(before.branch), DownKind.DUE_CONTACT, id_, FeedOp.LEAVE))
    return told


def _taken_back(before: Planned) -> list[Change]:
    """Return what makes the tablets forget a contact, if they know it."""
    if not is_for_a_seller(DueContact.model_validate_json(before.doc)):
        return []
    scope = branch_scope(before.branch)
    return [Change(scope, DownKind.DUE_CONTACT, before.id, FeedOp.TOMBSTONE)]


def of_customers(
    connection: Connection,
    customers: list[Customer],
    now: datetime,
    as_of: date | None,
    reach: Reach,
) -> list[OfCustomer]:
    """Return what the programmes make due of these customers on a day, by default today."""
    first = as_of or now.date()
    rules = rules_on(first, changed_rules(connection))
    calendars: dict[str, BusinessCalendar] = {}
    found = []
    for known in histories(connection, customers, first):
        today = as_of or branch_day(now, known.branch.zone)
        if known.branch.code not in calendars:
            calendars[known.branch.code] = calendar_of(known.branch, today)
        calendar = calendars[known.branch.code]
        dues = plan(known.history, rules, reach.span(today), calendar)
        found.append(OfCustomer(known, dues, today))
    return found


def changed_rules(connection: Connection) -> tuple[Rule, ...]:
    return tuple(Rule.model_validate_json(doc) for doc in programmes.rules(connection))
