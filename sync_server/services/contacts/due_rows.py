"""One row of the list of a day, flat: the contact, whom it is with, and when she may be tried."""

from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import orjson

from app.domain.attempts import MadeAttempt, missed
from app.domain.branch_days import branch_calendar
from app.domain.business_days import BusinessCalendar
from app.domain.calendars import BANDS
from app.domain.catalogue import Branch
from app.domain.contact_hours import next_slot
from app.domain.customers import Customer
from app.domain.dues import DueContact, DueState, is_called
from sync_server.services.contacts.caps import moves
from sync_server.services.contacts.histories import is_wrong


class Contacted(NamedTuple):
    """Whom a contact is with: what a row says of her, her branch, the day there, all tries.

    ``phone`` is the first that is not known to be somebody else's, empty without one.
    """

    id: UUID
    name: str
    phone: str
    branch: Branch
    today: date
    attempts: tuple[MadeAttempt, ...] = ()


def of_customer(
    customer: Customer, branch: Branch, today: date, attempts: tuple[MadeAttempt, ...]
) -> Contacted:
    name = customer.names[0].value.typed if customer.names else ""
    right = (phone.value for phone in customer.phones if not is_wrong(phone, branch, today))
    number = next((phone.value or phone.typed for phone in right), "")
    return Contacted(customer.id, name, number, branch, today, attempts)


class Rows:
    """Makes rows at one moment; what they have in common is worked out once."""

    def __init__(self, now: datetime, as_of: date | None) -> None:
        self._now = now
        self._as_of = as_of
        self._days: dict[tuple[str, date], tuple[ZoneInfo, BusinessCalendar]] = {}
        self._fresh: dict[tuple[str, date], str] = {}

    def row(self, who: Contacted, due: DueContact) -> dict[str, Any]:
        zone, calendar = self._day(who)
        return {
            "due_id": str(due.id),
            "call_id": str(_call(due)),
            "programme": due.programme,
            "source_id": due.source_id or "",
            "customer_id": str(who.id),
            "customer": who.name,
            "phone": who.phone,
            "vehicle": due.vehicle or "",
            "owner": due.owner,
            "window_from": due.opens_on.isoformat(),
            "window_to": due.window_to.isoformat(),
            "expires_on": due.expires_on.isoformat(),
            "channel": due.channels[0].value if due.channels else "",
            "purpose": due.purpose.value,
            "attempts_missed": missed(due.attempts),
            "next_slot_from": self._slot(who, due),
            "state": due.state.value,
            "reason": due.reason.value,
            "call": moves(due, who.branch, calendar, who.today, zone),
        }

    def _day(self, who: Contacted) -> tuple[ZoneInfo, BusinessCalendar]:
        key = who.branch.code, who.today
        if key not in self._days:
            self._days[key] = ZoneInfo(who.branch.zone), branch_calendar(who.branch, who.today)
        return self._days[key]

    def _slot(self, who: Contacted, due: DueContact) -> str:
        if due.state is not DueState.OPEN:
            return ""
        if due.attempts or who.attempts:
            return self._next_slot(who, due)
        key = who.branch.code, who.today
        if key not in self._fresh:  # who was never tried can all be tried from the same moment on
            self._fresh[key] = self._next_slot(who, due)
        return self._fresh[key]

    def _next_slot(self, who: Contacted, due: DueContact) -> str:
        zone, calendar = self._day(who)
        local = _morning(self._as_of, zone) if self._as_of else self._now.astimezone(zone)
        slot = next_slot(due.attempts, who.attempts, local, calendar, due.tries)
        return "" if slot is None else slot.replace(microsecond=0).isoformat()


def _call(due: DueContact) -> UUID:
    """Return the call that a contact is part of: all that one colleague telephones about is one."""
    return uuid5(due.customer, f"call:{due.owner}") if is_called(due) else due.id


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(BANDS[0][0]), zone)


def read_contacted(
    doc: str, branch: Branch, today: date, attempts: tuple[MadeAttempt, ...]
) -> Contacted:
    """Return what a row says of a customer, of her document: a whole one is slow to read."""
    read = orjson.loads(doc)
    right = (one["value"] for one in read.get("phones", ()) if one.get("wrong") is None)
    phone: dict[str, str] = next(right, {})
    return Contacted(
        id=UUID(read["id"]),
        name=read["names"][0]["value"]["typed"] if read.get("names") else "",
        phone=phone.get("value") or phone.get("typed", ""),
        branch=branch,
        today=today,
        attempts=attempts,
    )
