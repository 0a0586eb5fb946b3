"""What is planned ahead: written to ``programme_due`` and published to the tablets where it changed.

Contacts whose window begins within the next days are among them, so that a tablet without a
network has tomorrow's too, and those that are over stay as long as they may be asked about.
Letters and e-mails are written down too, for the list of a day, and published to nobody. A row
says what the facts say; that it is late or over follows from the day it is asked about, so that
nothing is written when one begins.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.branch_days import branch_calendar
from app.domain.business_days import BusinessCalendar
from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.contact_rules import Rule, rules_on
from app.domain.contract import DownKind, FeedOp
from app.domain.customers import Customer
from app.domain.dues import DueContact, is_for_a_seller
from app.domain.fields import Frozen
from app.domain.odd_readings import OddReading
from app.domain.plan_changes import outlook
from app.domain.planning import Span, plan
from sync_server.services.contacts.histories import DayOf, Known, histories
from sync_server.services.contacts.issuing import Owed, issue
from sync_server.services.contacts.odd_readings import found_in, tell
from sync_server.services.contacts.workshop import asks
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes
from sync_server.storage.customers import absorbed_by
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


class WorkedOut(NamedTuple):
    """What is to be written and told about customers: dues, until when they hold, what goes.

    ``owed`` are all their contacts, which may bring vouchers; with ``dropped`` those go. ``odd``
    are the kilometres that somebody has to correct, all those of the customers ``asked`` about.
    """

    rows: list[dict[str, Any]]
    gone: list[str]
    until: list[dict[str, Any]]
    forgotten: list[str]
    changes: list[Change]
    owed: list[Owed]
    dropped: list[DueContact]
    asked: list[str]
    odd: list[OddReading]


def planned(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Plan a page of customers for the tablets; return how many contacts came out different."""
    ids = [id_ for id_, _ in programmes.page(connection, read(Page, arguments).after, PAGE)]
    changes = replan_of(connection, ids, moment(office.now()))
    publish(connection, changes)
    return {"changed": len(changes), "after": ids[-1] if len(ids) == PAGE else ""}


def replan_of(connection: Connection, ids: Collection[str], now: datetime) -> list[Change]:
    """Plan these customers from the records and write it down; return what to publish."""
    found = work_out(connection, ids, now)
    return write(connection, found)


def work_out(connection: Connection, ids: Collection[str], now: datetime) -> WorkedOut:
    """Plan these customers from the records; who is nobody (any more) has nothing due.

    What is due of somebody whom another absorbed is left to the planning of that one.
    """
    docs = programmes.people(connection, ids)
    customers = [Customer.model_validate_json(doc) for _, doc in sorted(docs.items())]
    absorbed = {former for former, _ in absorbed_by(connection, docs)}
    nobody = set(ids) - docs.keys()
    ended = nobody - programmes.redirected(connection, nobody)
    former = {one.id: one for one in programmes.planned_of(connection, {*docs, *absorbed, *ended})}
    rows, until, changes = list[dict[str, Any]](), list[dict[str, Any]](), list[Change]()
    reach, owed, odd = Reach(AHEAD, BEHIND), list[Owed](), list[OddReading]()
    for known, (today, rules, calendar) in _known_on(connection, customers, now, None):
        span = reach.span(today)
        found = outlook(known.history, rules, span, calendar)
        next_on, id_ = found.next_on.isoformat(), str(known.customer.id)
        until.append({"customer": id_, "branch": known.branch.code, "next_on": next_on})
        odd += found_in(known, today)
        for due in found.dues:
            owed.append(Owed(known, due, today))
            id_, doc = str(due.id), due.model_dump_json()
            found_now, before = Planned(id_, due.branch, doc, asks(due)), former.pop(id_, None)
            if before != found_now:
                rows.append({**due_row(due, id_, doc), "asks": found_now.asks})
            if before is None or before.told() != found_now.told():
                changes += _told(due, id_, before)
    changes += [change for one in former.values() for change in _taken_back(one)]
    dropped = _before_their_time(former.values(), now.date())
    forgotten = [*nobody, *absorbed]
    asked = [*ids, *absorbed]
    return WorkedOut(rows, list(former), until, forgotten, changes, owed, dropped, asked, odd)


def write(connection: Connection, found: WorkedOut) -> list[Change]:
    """Write what was worked out, with the vouchers that it brings; return what to publish."""
    programmes.write_planned(connection, found.rows, found.gone)
    programmes.write_until(connection, found.until, found.forgotten)
    issued = issue(connection, found.owed, found.dropped)
    return [*found.changes, *issued, *tell(connection, found.asked, found.odd)]


def _before_their_time(former: Iterable[Planned], today: date) -> list[DueContact]:
    """Return the contacts that are gone without having ended long ago: nothing brings them now."""
    dues = [DueContact.model_validate_json(one.doc) for one in former]
    return [due for due in dues if due.expires_on >= today - timedelta(days=BEHIND - 1)]


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
    return [
        OfCustomer(known, plan(known.history, rules, reach.span(today), calendar), today)
        for known, (today, rules, calendar) in _known_on(connection, customers, now, as_of)
    ]


class _Day(NamedTuple):
    """A branch day, with the rules and the business days as they are known on it."""

    today: date
    rules: dict[str, Rule]
    calendar: BusinessCalendar


def _known_on(
    connection: Connection, customers: list[Customer], now: datetime, as_of: date | None
) -> Iterator[tuple[Known, _Day]]:
    changed, days = changed_rules(connection), dict[str, _Day]()
    for known in histories(connection, customers, day_of(now, as_of)):
        if (day := days.get(known.branch.code)) is None:
            today = day_of(now, as_of)(known.branch)
            day = _Day(today, rules_on(today, changed), branch_calendar(known.branch, today))
            days[known.branch.code] = day
        yield known, day


def day_of(now: datetime, as_of: date | None) -> DayOf:
    """Return what says which day it is at a branch: the one asked about, by default today."""
    return lambda branch: as_of or branch_day(now, branch.zone)


def changed_rules(connection: Connection) -> tuple[Rule, ...]:
    return tuple(Rule.model_validate_json(doc) for doc in programmes.rules(connection))
