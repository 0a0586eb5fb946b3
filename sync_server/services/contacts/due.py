"""Who is to be contacted, when and why: the whole list on a day, a pure function of the records.

From today on it is read from what is planned, as far as that holds on the day; who changed since,
or whose plan will have changed by then, is planned from the records, as everybody is for a day
that is past.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueState, state_on
from app.domain.fields import Frozen, Slug
from sync_server.services.colleagues import known_person
from sync_server.services.contacts.due_rows import Contacted, Rows, of_customer
from sync_server.services.contacts.past import dues_by
from sync_server.services.contacts.planned import EVERYTHING, OfCustomer, Reach, of_customers
from sync_server.services.contacts.planner import unplanned
from sync_server.services.contacts.stored import STORES, Part, asking_page, stored_page
from sync_server.services.contacts.workshop import asking
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes, staff
from sync_server.storage.dues import Asking, Place

PAGE = 500
_LISTED = frozenset({DueState.OPEN, DueState.BLOCKED})
_ALL, _ANEW = "all", "anew"  # the pages of customers who are all, or as far as necessary, planned
_ASKING = "asking"  # the pages of what asks for a workshop


class Asked(Frozen):
    """A page of the list on a day, by default today; ``after`` is where the one before it ended.

    ``asking`` is whether it brings what everybody's invitations ask of their workshops, which says
    who of this list has to wait; ``rows`` whether it brings the list itself.
    """

    after: str = ""
    as_of: date | None = None
    seller: Slug | None = None
    every_state: bool = False
    rows: bool = True
    asking: bool = False
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.rows or self.asking):
            raise ValueError("rows")
        return self


class _Page(NamedTuple):
    """Contacts of the list, what asks for a workshop, and where the next page begins."""

    found: list[tuple[Contacted, DueContact]]
    asking: list[Asking]
    after: str


def listed(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return a page of rows and where the next one begins, empty at the end.

    What is planned while the pages are read may be on two of them: a due id is one row.
    """
    asked = read(Asked, arguments)
    if asked.seller is not None:
        known_person(connection, asked.seller)
    now = moment(office.now())
    rows = Rows(now, asked.as_of)
    page = _page(connection, asked, now)
    return {
        "rows": [rows.row(*one) for one in page.found],
        "asking": [one._asdict() for one in page.asking],
        "after": page.after,
    }


def _page(connection: Connection, asked: Asked, now: datetime) -> _Page:
    part, _, after = asked.after.partition("|")
    anew = None
    if part != _ALL and not asked.every_state:
        anew = unplanned(connection, now, asked.as_of)
    if part in {"", _ALL} and anew is None:
        return _from_records(connection, asked, now, after)
    if part in {"", _ANEW}:
        ids = sorted(id_ for id_ in anew or () if id_ > after)[: asked.limit]
        if ids:
            return _planned_anew(connection, asked, now, ids)
        part, after = _stored_parts(asked)[0], ""
    return _from_store(connection, asked, now, (part, after), anew or set())


def _stored_parts(asked: Asked) -> list[str]:
    """Return what is read of what is stored, in its order."""
    return [*(STORES if asked.rows else ()), *([_ASKING] if asked.asking else ())]


def _from_records(connection: Connection, asked: Asked, now: datetime, after: str) -> _Page:
    page = programmes.page(connection, after, asked.limit)
    reach = EVERYTHING if asked.every_state else Reach(behind=0)
    docs = [doc for _, doc in page]
    following = f"{_ALL}|{page[-1][0]}" if len(page) == asked.limit else ""
    return _page_of(of_page(connection, docs, now, asked.as_of, reach), asked, following)


def _planned_anew(connection: Connection, asked: Asked, now: datetime, ids: list[str]) -> _Page:
    docs = programmes.people(connection, ids).values()
    customers = [Customer.model_validate_json(doc) for doc in docs]
    found = of_customers(connection, customers, now, asked.as_of, Reach(behind=0))
    return _page_of(found, asked, f"{_ANEW}|{ids[-1]}")


def _page_of(found: list[OfCustomer], asked: Asked, after: str) -> _Page:
    wanted = list(_wanted(found, asked)) if asked.rows else []
    everybody = (asking(due) for one in found for due in one.dues) if asked.asking else ()
    return _Page(wanted, [one for one in everybody if one is not None], after)


def _wanted(found: list[OfCustomer], asked: Asked) -> Iterator[tuple[Contacted, DueContact]]:
    for one in found:
        who = None
        for due in one.dues:
            if (asked.every_state or due.state in _LISTED) and asked.seller in {None, due.owner}:
                known = one.known
                who = who or of_customer(known.customer, known.branch, one.today, known.attempts)
                yield who, due


def _from_store(
    connection: Connection,
    asked: Asked,
    now: datetime,
    place: tuple[str, str],
    anew: set[str],
) -> _Page:
    """Return a page of what is stored, but for the plans that do not hold."""
    (name, after), parts = place, _stored_parts(asked)
    found, asks, last = list[tuple[Contacted, DueContact]](), list[Asking](), None
    if name == _ASKING:
        everybody, last = asking_page(connection, Place.read(after), now, asked.as_of)
        asks = [one for one in everybody if one.customer not in anew]
    else:
        part = Part(name, Place.read(after), asked.seller, asked.limit)
        stored, last = stored_page(connection, part, now, asked.as_of)
        skipped = anew if name == STORES[-1] else set[str]()
        found = [one for one in stored if str(one[1].customer) not in skipped]
    following = [f"{one}|" for one in parts[parts.index(name) + 1 :]]
    return _Page(found, asks, f"{name}|{last}" if last is not None else [*following, ""][0])


def of_page(
    connection: Connection,
    docs: list[str],
    now: datetime,
    as_of: date | None,
    reach: Reach = EVERYTHING,
) -> list[OfCustomer]:
    """Return all that is due, of the records alone and of the programmes, on the day."""
    customers = [Customer.model_validate_json(doc) for doc in docs]
    of_records: dict[UUID, list[DueContact]] = {}
    for due in _of_records(connection, [str(one.id) for one in customers], now, as_of):
        of_records.setdefault(due.customer, []).append(due)
    found = of_customers(connection, customers, now, as_of, reach)
    return [
        one._replace(
            dues=[*one.dues, *_begun(of_records.get(one.known.customer.id, []), one.today)]
        )
        for one in found
    ]


def _of_records(
    connection: Connection, ids: list[str], now: datetime, as_of: date | None
) -> list[DueContact]:
    """Return what the records alone make due; on a day that is past, what they made due by then."""
    stored = [DueContact.model_validate_json(doc) for doc in programmes.dues_of(connection, ids)]
    branches = staff.branches(connection).values()
    if as_of is None or all(as_of >= branch_day(now, one.zone) for one in branches):
        return stored
    return dues_by(connection, {str(due.customer) for due in stored}, as_of)


def _begun(dues: list[DueContact], today: date) -> list[DueContact]:
    begun = []
    for due in dues:
        if due.opens_on <= today:
            state, reason = state_on(due, today)
            begun.append(due.model_copy(update={"state": state, "reason": reason}))
    return begun
