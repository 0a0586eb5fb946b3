"""What the demo's office brought in by lists: cars sold, and orders of another workshop's system.

So that the programmes have something to say: a call to make after a delivery, maintenances whose
parts somebody confirms, kilometres that do not go together. All invented.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.fields import Checked, State
from app.domain.house_rules import HouseRule, RuleKind
from app.domain.imports import ListedRow, ListKind, Sale, ServiceOrder, ServiceType
from app.domain.months import add_months
from app.domain.visits import Profile
from sync_server.demo.cast import BRANCH, CARLA, LUIS, Colleague, visitor
from sync_server.services.importing import taking
from sync_server.services.office import Office
from sync_server.storage import house

_SOURCE = "DEMO"
_PLACES = 8  # cars that the workshop takes on a day


class _Car(NamedTuple):
    """A new car delivered to a person, so many months and days ago."""

    person: int
    plate: str
    model: str
    months: int
    days: int
    seller: Colleague


class _Order(NamedTuple):
    """What was read of a car in the workshop, so many days ago."""

    plate: str
    days: int
    km: int
    service: ServiceType


_CARS = (
    _Car(56, "DMLP11", "Terra 5", 0, 4, CARLA),
    _Car(55, "DMLP12", "Aura 3", 0, 3, LUIS),
    _Car(50, "DMLP13", "Terra 7", 12, -6, CARLA),
    _Car(51, "DMLP14", "Sierra", 24, -3, LUIS),
    _Car(53, "DMLP15", "Aura 2", 14, 0, LUIS),
    _Car(54, "DMLP16", "Terra 5 H", 0, 40, CARLA),
)
_ORDERS = (
    _Order("DMLP14", 380, 11_200, ServiceType.MAINTENANCE),
    _Order("DMLP15", 60, 10_180, ServiceType.MAINTENANCE),
    _Order("DMLP15", 2, 1_250, ServiceType.REPAIR),  # one figure short
    _Order("DMLP16", 2, 41_300, ServiceType.GUARANTEE),  # a transfer: far, and right
)


def house_rules(connection: Connection, today: date) -> None:
    """Let the workshop of the demo have places, and its parts be confirmed first."""
    places = HouseRule(
        kind=RuleKind.WORKSHOP_PLACES,
        country=BRANCH.country,
        branch=BRANCH.code,
        since=today,
        places=_PLACES,
    )
    parts_first = places.model_copy(
        update={"kind": RuleKind.PARTS_FIRST, "places": None, "required": True}
    )
    house.replace_rules(connection, BRANCH.country, (places, parts_first))


def lists(connection: Connection, office: Office) -> None:
    """Take both lists in, as `vitrina-server import` does."""
    today = branch_day(office.clock.now(), BRANCH.zone)
    _take(connection, office, ListKind.SALES, list(_sales(today)))
    _take(connection, office, ListKind.SERVICES, list(_orders(today)))


def _take(connection: Connection, office: Office, kind: ListKind, rows: list[ListedRow]) -> None:
    run = {"kind": kind.value, "source": _SOURCE}
    number = taking.begin(connection, office, {**run, "file": f"{kind.value}.csv"})["number"]
    sent = [
        {"line": line, "body": row.model_dump(mode="json", exclude_none=True)}
        for line, row in enumerate(rows, 2)
    ]
    asked = {**run, "number": number, "branch": BRANCH.code, "rows": sent}
    outcomes = [one["outcome"] for one in taking.take(connection, office, asked)]
    if "rejected" in outcomes:
        raise RuntimeError(f"a row of the demo was refused: {outcomes!r}")
    counts = {one: outcomes.count(one) for one in set(outcomes)}
    taking.end(connection, office, {"number": number, "counts": counts})


def _sales(today: date) -> Iterator[Sale]:
    for car in _CARS:
        who = visitor(car.person)
        delivered = add_months(today, -car.months) - timedelta(days=car.days)
        yield Sale(
            source=_SOURCE,
            source_id=f"V-{car.plate}",
            person=Profile(name=who.name, phone=who.phone),
            plate=_plate(car.plate),
            make="Demo",
            model=car.model,
            sold_on=delivered - timedelta(days=5),
            delivered_on=delivered,
            owner=car.seller.code,
        )


def _orders(today: date) -> Iterator[ServiceOrder]:
    for order in _ORDERS:
        day = today - timedelta(days=order.days)
        yield ServiceOrder(
            source=_SOURCE,
            source_id=f"O-{order.plate}-{order.km}",
            plate=_plate(order.plate),
            opened_on=day,
            closed_on=day,
            km=order.km,
            service=order.service,
        )


def _plate(text: str) -> Checked:
    return Checked(typed=text, value=text, state=State.VALID)
