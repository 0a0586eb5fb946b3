"""A page of the contacts of a day as they are stored: found by one index, in their order."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.dues import DueContact
from app.domain.planning import on_day
from sync_server.services.contacts.due_rows import Contacted, read_contacted
from sync_server.services.contacts.histories import attempts_with
from sync_server.services.contacts.planned import day_of
from sync_server.storage import dues, programmes, staff
from sync_server.storage.dues import Asking, Listing, Place

STORES = tuple(dues.TABLES)  # what records make due by themselves, then what is planned
ASKING_PAGE = 5_000  # invitations, some hundred bytes each


class Part(NamedTuple):
    """Which page of a store: after which contact it begins, whose, and how long it is."""

    store: str
    after: Place
    owner: str | None
    limit: int


class StoredPage(NamedTuple):
    """Contacts with their state on the day; ``last`` is where a page ended that was full."""

    found: list[tuple[Contacted, DueContact]]
    last: Place | None


def stored_page(
    connection: Connection, part: Part, now: datetime, as_of: date | None
) -> StoredPage:
    """Return a page of the contacts that are open or blocked on a day at the customer's branch."""
    branches = staff.branches(connection)
    days = {code: day_of(now, as_of)(branch) for code, branch in branches.items()}
    listing = _listing(days, part.owner)
    ids = dues.listed(connection, part.store, listing, part.after, part.limit)
    docs = dues.documents(connection, part.store, ids)
    listed = [DueContact.model_validate_json(docs[id_]) for id_ in ids]
    who = _contacted(connection, sorted({str(due.customer) for due in listed}), branches, days)
    found = []
    for due in listed:
        known = who.get(str(due.customer))
        if known is not None and due.opens_on <= known.today <= due.expires_on:
            found.append((known, on_day(due, known.today)))
    return StoredPage(found, _place_of(listed[-1]) if len(listed) == part.limit else None)


def _place_of(due: DueContact) -> Place:
    return Place(due.expires_on.isoformat(), due.opens_on.isoformat(), str(due.id))


def asking_page(
    connection: Connection, after: Place, now: datetime, as_of: date | None
) -> tuple[list[Asking], Place | None]:
    """Return a page of what asks on a day for a place of a workshop, and where it ended if full."""
    branches = staff.branches(connection)
    days = {code: day_of(now, as_of)(branch) for code, branch in branches.items()}
    place = after.expires_on, after.id
    lines = dues.asking(connection, _listing(days), place, ASKING_PAGE)
    on = {code: day.isoformat() for code, day in days.items()}
    found = [one for one in lines if one.opens_on <= on[one.branch] <= one.expires_on]
    full = len(lines) == ASKING_PAGE
    return found, Place(lines[-1].expires_on, id=lines[-1].id) if full else None


def _listing(days: dict[str, date], owner: str | None = None) -> Listing:
    """Return what may be open on some of the days."""
    first, last = min(days.values(), default=date.max), max(days.values(), default=date.min)
    return Listing(last.isoformat(), first.isoformat(), owner)


def _contacted(
    connection: Connection,
    ids: list[str],
    branches: dict[str, Branch],
    days: dict[str, date],
) -> dict[str, Contacted]:
    tried = attempts_with(connection, ids)
    found = {}
    for id_, (code, doc) in programmes.people_with_branch(connection, ids).items():
        branch, today = branches[code], days[code]
        made = (made for _, made in tried.get(id_, ()))
        known = tuple(one for one in made if branch_day(one.made_at, branch.zone) <= today)
        found[id_] = read_contacted(doc, branch, today, known)
    return found
