"""No seller is told to call more customers on a day than the house says; a slow reading agrees.

The oracle places each call by walking from working day to working day, and knows of the customers
who bought what and who was missed when.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.attempts import Attempt, Outcome
from app.domain.business_days import BusinessCalendar
from app.domain.imports import ListKind
from app.domain.people import Country
from sync_server.services import house
from sync_server.services.contacts.caps import spread_rows
from sync_server.services.contacts.planner import Planner
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.someone import full_name
from tests.sync_server.test_due_oracle import take, valid, vin

ZONE = ZoneInfo("America/Santiago")
CHILE = BusinessCalendar(Country.CL)
HOURS = (9, 12, 15, 18)
_numbers = count(1)


class Buyer(NamedTuple):
    """Somebody who bought so many cars so many days ago, and was missed yesterday at an hour."""

    owner: str
    days: int
    cars: int
    missed: int | None


buyers = st.builds(
    Buyer,
    owner=st.sampled_from(["carla", "marta"]),
    days=st.integers(3, 15),
    cars=st.integers(1, 2),
    missed=st.none() | st.sampled_from([10, 13]),
)


@settings(
    max_examples=3,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    those=st.lists(buyers, min_size=4, max_size=7),
    a_day=st.integers(1, 3),
    ahead=st.integers(0, 6),
)
def test_calls_are_told_for_days_as_a_plain_walk_over_the_days_places_them(
    server: Server, those: list[Buyer], a_day: int, ahead: int
):
    server.clock.pass_by(days=21)  # whom an example before brought is over
    server.clock.at = server.clock.at.astimezone(ZONE).replace(hour=8)
    cap(server, a_day)
    today = server.clock.now().astimezone(ZONE).date()
    missed = dict[str, int]()
    for buyer in those:
        name = bring(server, buyer, today)
        if buyer.missed is not None:
            missed[name] = buyer.missed
    Planner(server.database, server.clock).work()
    miss(server, missed, today)

    on = today + timedelta(days=1 + ahead)
    rows = whole_list(server, as_of=on.isoformat())
    rows.sort(key=lambda row: (row["expires_on"], row["programme"], row["due_id"]))
    spread_rows(rows)

    calls = [row for row in rows if row["channel"] == "phone" and row["state"] == "open"]
    assert {row["due_id"]: row["next_slot_from"] for row in calls} == walked(
        calls, missed, a_day, on
    )


def walked(
    calls: list[dict[str, Any]], missed: dict[str, int], a_day: int, on: date
) -> dict[str, str]:
    """Return the slot of each contact, its calls placed one after the other."""
    placed, of_call = Counter[tuple[str, date]](), dict[tuple[str, str], str]()
    for row in calls:
        key = row["owner"], row["customer"]
        if key in of_call:
            continue
        first = day = working(on)
        hours = [hour for hour in HOURS if missed.get(row["customer"], 0) // 3 != hour // 3]
        while placed[row["owner"], day] >= a_day:
            day = working(day + timedelta(days=1))
        placed[row["owner"], day] += 1
        hour = hours[0] if day > first or missed.get(row["customer"]) == 10 else HOURS[0]
        slot = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
        of_call[key] = slot.isoformat()
    return {row["due_id"]: of_call[row["owner"], row["customer"]] for row in calls}


def working(day: date) -> date:
    while CHILE.day_off(day) is not None:
        day += timedelta(days=1)
    return day


def cap(server: Server, a_day: int) -> None:
    rule = {"kind": "calls_a_day", "country": "CL", "calls": a_day, "since": "2026-01-01"}
    sent = {"country": "CL", "rules": [rule], "apply": True}
    server.database.writer.run(lambda tx: house.import_rules(tx, server.office, sent))


def bring(server: Server, buyer: Buyer, today: date) -> str:
    number = next(_numbers)
    name = full_name(f"T{number}")
    given, surname = name.split()
    person = {
        "name": {"typed": name, "given": given, "surname": surname},
        "phone": valid(f"+56957{number:06}"),
    }
    sales = [
        {
            "source_id": f"T{number}-{car}",
            "vin": valid(vin(f"T{number}{car}")),
            "sold_on": (today - timedelta(days=buyer.days - 1)).isoformat(),
            "owner": buyer.owner,
            "person": person,
        }
        for car in range(buyer.cars)
    ]
    take(server, ListKind.SALES, sales, [None] * len(sales))
    return name


def miss(server: Server, missed: dict[str, int], today: date) -> None:
    """Let calls miss customers today, at the hour of each; a call is about all of its contacts."""
    tablet = server.tablet()
    calls = defaultdict[tuple[int, str], list[dict[str, Any]]](list)
    for row in whole_list(server):
        if (hour := missed.get(row["customer"])) is not None and row["channel"] == "phone":
            calls[hour, row["call_id"]].append(row)
    for (hour, _), its in sorted(calls.items()):
        server.clock.at = datetime(today.year, today.month, today.day, hour, tzinfo=ZONE)
        first, *also = (UUID(row["due_id"]) for row in its)
        refs = {"due": first, "customer": UUID(its[0]["customer_id"])}
        made = Attempt(outcome=Outcome.NO_ANSWER, also=tuple(also))
        server.take(tablet, tablet.record("attempt", made, refs))
