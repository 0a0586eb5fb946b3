"""Who is to be contacted, when and why: the whole list on a day, a pure function of the records."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import Connection

from app.domain.attempts import missed
from app.domain.calendars import BANDS
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.contact_hours import next_slot
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueState, is_called, state_on
from app.domain.fields import Frozen, Slug
from sync_server.services.contacts.caps import calendar_of, moves
from sync_server.services.contacts.planned import EVERYTHING, OfCustomer, Reach, of_customers
from sync_server.services.contacts.planner import is_up_to_date
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes

PAGE = 500
_LISTED = frozenset({DueState.OPEN, DueState.BLOCKED})


class Asked(Frozen):
    """A page of the list on a day, by default today; ``after`` is the last customer before it."""

    after: str = ""
    as_of: date | None = None
    seller: Slug | None = None
    every_state: bool = False
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


def listed(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return a page of rows with the id after which the next one begins, empty at the end."""
    asked = read(Asked, arguments)
    page = _page(connection, office, asked)
    now = moment(office.now())
    reach = EVERYTHING if asked.every_state else Reach(behind=0)
    rows = [
        _row(found, due, now, as_of=asked.as_of)
        for found in of_page(connection, [doc for _, doc in page], now, asked.as_of, reach)
        for due in found.dues
        if (asked.every_state or due.state in _LISTED) and asked.seller in {None, due.owner}
    ]
    return {"rows": rows, "after": page[-1][0] if len(page) == asked.limit else ""}


def _page(connection: Connection, office: Office, asked: Asked) -> list[tuple[str, str]]:
    """Return the customers to look at: of a list of today those for whom something is planned."""
    now = office.now()
    is_todays = asked.as_of is None and not asked.every_state
    if not is_todays or not is_up_to_date(connection, now):
        return programmes.page(connection, asked.after, asked.limit)
    today = moment(now).date()
    days = (today + timedelta(days=1)).isoformat(), (today - timedelta(days=1)).isoformat()
    return programmes.page_due(connection, asked.after, asked.limit, days, asked.seller)


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
    for doc in programmes.dues_of(connection, [str(one.id) for one in customers]):
        due = DueContact.model_validate_json(doc)
        of_records.setdefault(due.customer, []).append(due)
    found = of_customers(connection, customers, now, as_of, reach)
    return [
        one._replace(
            dues=[*one.dues, *_begun(of_records.get(one.known.customer.id, []), one.today)]
        )
        for one in found
    ]


def _begun(dues: list[DueContact], today: date) -> list[DueContact]:
    begun = []
    for due in dues:
        if due.opens_on <= today:
            state, reason = state_on(due, today)
            begun.append(due.model_copy(update={"state": state, "reason": reason}))
    return begun


def _row(
    found: OfCustomer, due: DueContact, now: datetime, *, as_of: date | None
) -> dict[str, Any]:
    """Return one row of the list, flat."""
    customer = found.known.customer
    return {
        "due_id": str(due.id),
        "call_id": str(_call(due)),
        "programme": due.programme,
        "source_id": due.source_id or "",
        "customer_id": str(customer.id),
        "customer": customer.names[0].value.typed if customer.names else "",
        "phone": _phone(customer),
        "vehicle": due.vehicle or "",
        "owner": due.owner,
        "window_from": due.opens_on.isoformat(),
        "window_to": due.window_to.isoformat(),
        "expires_on": due.expires_on.isoformat(),
        "channel": due.channels[0].value if due.channels else "",
        "purpose": due.purpose.value,
        "attempts_missed": missed(due.attempts),
        "next_slot_from": _slot(found, due, now, as_of),
        "state": due.state.value,
        "reason": due.reason.value,
        "call": moves(due, found.known.branch, found.today, _zone(found)),
    }


def _call(due: DueContact) -> UUID:
    """Return the call that a contact is part of: the open ones by telephone of a customer are one."""
    return uuid5(due.customer, "call") if is_called(due) else due.id


def _phone(customer: Customer) -> str:
    phone = customer.phones[0].value if customer.phones else None
    return "" if phone is None else (phone.value or phone.typed)


def _slot(found: OfCustomer, due: DueContact, now: datetime, as_of: date | None) -> str:
    if due.state is not DueState.OPEN:
        return ""
    local = _morning(as_of, found.known.branch) if as_of else now.astimezone(_zone(found))
    calendar = calendar_of(found.known.branch, found.today)
    slot = next_slot(due.attempts, found.known.attempts, local, calendar, due.tries)
    return "" if slot is None else slot.replace(microsecond=0).isoformat()


def _morning(day: date, branch: Branch) -> datetime:
    return datetime.combine(day, time(BANDS[0][0]), ZoneInfo(branch.zone))


def _zone(found: OfCustomer) -> ZoneInfo:
    return ZoneInfo(found.known.branch.zone)
