"""A complaint that a call centre took down, as its list tells it, and the record it becomes (R178)."""

from collections.abc import Callable
from datetime import date, datetime

from app.domain.business_days import BusinessCalendar
from app.domain.complaints import Area, Complaint, ComplaintKind, Good, GoodKind, Words
from app.domain.fields import Checked, Text
from app.domain.hoja import deadline_for
from app.domain.imports import ListedCustomer, ListedRow, ListKind, Sale, ServiceOrder
from app.domain.people import Country, Visitor
from app.domain.sheets import Entry


class ListedComplaint(ListedRow):
    """A row of the list; ``told_on`` is the day on which the customer told it."""

    kind: ComplaintKind
    area: Area = Area.OTHER
    entry: Entry = Entry.PHONE
    detail: Words
    request: Words = ""
    told_on: date
    about: Checked | None = None  # the plate of the car


def complaint_of(
    row: ListedComplaint,
    country: Country,
    at: datetime,
    calendar: Callable[[date], tuple[BusinessCalendar, int]],
) -> Complaint:
    """Return the record; ``at`` is branch time on the day it was told.

    ``calendar`` gives the days of business and those of the house that hold on a day. In Perú it is
    a registro interno: nobody signed a sheet.
    """
    known = row.person
    consumer = (
        Visitor()
        if known is None
        else Visitor.model_validate(
            known.model_dump(include=set(Visitor.model_fields), exclude_none=True)
        )
    )
    plate: Text | None = row.about.typed if row.about is not None else None
    told = Complaint(
        country=country,
        kind=row.kind,
        registered_at=at,
        entry=row.entry,
        area=row.area,
        detail=row.detail,
        request=row.request,
        fact_on=row.told_on,
        good=Good(kind=GoodKind.PRODUCT, plate=plate) if plate else None,
        consumer=consumer,
    )
    days, house = calendar(row.told_on)
    return told.model_copy(update={"deadline": deadline_for(told, days, house)})


LISTED: dict[ListKind, tuple[str, type[ListedRow]]] = {
    ListKind.CUSTOMERS: ("listed_customer", ListedCustomer),
    ListKind.SALES: ("sale", Sale),
    ListKind.SERVICES: ("service_order", ServiceOrder),
    ListKind.COMPLAINTS: ("complaint", ListedComplaint),
}
"""The record kind and the body of each list's rows."""
