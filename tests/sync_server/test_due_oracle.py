"""The list of a day is what a slow reading of the rules says, on both engines and however it came.

The oracle knows rows of lists and dates, nothing of records, histories or plans.
"""

from datetime import date, timedelta
from itertools import count
from math import ceil
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.domain.imports import ListKind
from sync_server.services.contacts.planned import planned
from sync_server.services.contacts.planner import Planner
from sync_server.services.importing import taking
from sync_server.storage.tables import programme_due
from tests.sync_server.offices import Server, whole_list

MANT_MONTHS = {1: None, 12: 10_000, 24: 20_000, 36: 30_000}
LISTED = {"open", "blocked"}
JUDGED = {"POSTVENTA", "POSTSERV", "MSI", "MANT", "ANIV", "REEMPLAZO"}
# programme, who, source id, first day, last day, state
Line = tuple[str, str, str, str, str, str]


class Service(NamedTuple):
    after: int  # days after the sale on which it was opened
    open_for: int | None  # days until it was closed
    km: int | None
    kind: str


class Car(NamedTuple):
    """A car sold once or twice, with its services; each buyer may have allowed offers by phone."""

    sold: date
    delivered_after: int | None
    offers: bool
    services: tuple[Service, ...]
    sold_again_after: int | None


services = st.builds(
    Service,
    after=st.integers(1, 1_300),
    open_for=st.none() | st.integers(0, 9),
    km=st.none() | st.integers(500, 70_000),
    kind=st.sampled_from(["maintenance", "repair"]),
)
cars = st.builds(
    Car,
    sold=st.dates(date(2022, 1, 1), date(2026, 2, 20)),
    delivered_after=st.none() | st.integers(0, 12),
    offers=st.booleans(),
    services=st.lists(services, max_size=4).map(tuple),
    sold_again_after=st.none() | st.integers(30, 900),
)
fleets = st.lists(cars, min_size=4, max_size=8)
offsets = st.lists(st.integers(2, 1_300), min_size=8, max_size=8)
_numbers = count(1)


def test_the_list_of_a_day_is_what_the_rules_say(server: Server):
    reached = set[tuple[str, str]]()

    @settings(max_examples=10)
    @given(fleet=fleets, after=offsets, before=st.booleans())
    def agrees(fleet: list[Car], after: list[int], *, before: bool) -> None:
        named = [(f"K{next(_numbers)}", car) for car in fleet]
        if before:  # what is planned so far must not matter
            Planner(server.database, server.clock).work()
        for key, car in named:
            bring(server, key, car)
        keys = {key for key, _ in named}
        days = [car.sold + timedelta(days=n) for car, n in zip(fleet, after, strict=False)]
        for day in days:
            expected = {line for key, one in named for line in oracle(key, one, day)}
            assert due_on(server, day, keys) == {one for one in expected if one[-1] in LISTED}
        assert due_on(server, days[-1], keys, every_state=True) == expected
        reached.update((programme, state) for programme, *_, state in expected)

    agrees()
    assert {programme for programme, _ in reached} == JUDGED
    assert {state for _, state in reached} == {*LISTED, "closed", "expired"}


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fleet=fleets, days=st.lists(st.integers(1, 60), min_size=8, max_size=8))
def test_planning_what_changed_gives_what_planning_at_night_gives(
    server: Server, fleet: list[Car], days: list[int]
):
    for car, later in zip(fleet, days, strict=False):
        bring(server, f"K{next(_numbers)}", car)
        Planner(server.database, server.clock).work()
        server.clock.pass_by(days=later)
        Planner(server.database, server.clock).work()
    by_itself = planned_dues(server)
    after = ""
    while True:
        told = at_night(server, after)
        assert told["changed"] == 0
        if not (after := told["after"]):
            break

    assert planned_dues(server) == by_itself


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fleet=fleets, ahead=st.lists(st.integers(0, 120), min_size=6, max_size=6))
def test_what_is_planned_says_of_any_day_to_come_what_the_records_say(
    server: Server, fleet: list[Car], ahead: list[int]
):
    for car in fleet:
        bring(server, f"K{next(_numbers)}", car)
    Planner(server.database, server.clock).work()
    today = server.clock.now().date()

    for days in ahead:
        on = (today + timedelta(days=days)).isoformat()
        assert whole_list(server, as_of=on) == whole_list(server, as_of=on, after="all|")
    assert whole_list(server) == whole_list(server, after="all|")


def planned_dues(server: Server) -> dict[str, str]:
    return {row["id"]: row["doc"] for row in server.rows(programme_due)}


def at_night(server: Server, after: str) -> dict[str, Any]:
    return server.database.writer.run(lambda tx: planned(tx, server.office, {"after": after}))


def bring(server: Server, key: str, car: Car) -> None:
    """Let three lists tell of a car and of who bought it."""
    owners = [f"{key}a", f"{key}b"] if car.sold_again_after is not None else [f"{key}a"]
    digits = int(key[1:])
    people = [
        {
            "source_id": owner,
            "basis": "contract",
            "owner": "carla",
            "person": {
                "name": {"typed": f"Persona {owner}", "given": "Persona", "surname": owner},
                "phone": valid(f"+5695{place}{digits:06}"),
            },
            "consents": [grant()] if car.offers else [],
        }
        for place, owner in enumerate(owners)
    ]
    take(server, ListKind.CUSTOMERS, people, [None] * len(people))
    take(server, ListKind.SALES, [sale for sale, _ in sales_of(key, car)], owners)
    orders = [
        {
            "source_id": f"{key}o{number}",
            "vin": valid(vin(key)),
            "opened_on": (car.sold + timedelta(days=one.after)).isoformat(),
            "closed_on": iso(closed(car, one)),
            "km": one.km,
            "service": one.kind,
        }
        for number, one in enumerate(car.services)
    ]
    take(server, ListKind.SERVICES, orders, [None] * len(orders))


def take(
    server: Server, kind: ListKind, bodies: list[dict[str, Any]], customers: list[str | None] | Any
) -> None:
    run = {"kind": kind.value, "source": "DMS"}
    rows = [
        {"line": line, "body": {"source": "DMS", **body}, "customer": customer}
        for line, (body, customer) in enumerate(zip(bodies, customers, strict=True), 2)
    ]

    def taken(connection: Connection) -> None:
        number = taking.begin(connection, server.office, {**run, "file": "f"})["number"]
        asked = {**run, "number": number, "branch": "NUNOA", "rows": rows}
        taking.take(connection, server.office, asked)

    if rows:
        server.database.writer.run(taken)


def sales_of(key: str, car: Car) -> list[tuple[dict[str, Any], date]]:
    """Return each sale with the day that it counts from."""
    found = []
    for place, after in enumerate((0, car.sold_again_after)):
        if after is None:
            continue
        sold = car.sold + timedelta(days=after)
        late = car.delivered_after if place == 0 else None
        delivered = sold + timedelta(days=late) if late is not None else None
        sale = {
            "source_id": f"{key}s{place}",
            "vin": valid(vin(key)),
            "sold_on": sold.isoformat(),
            "delivered_on": delivered.isoformat() if delivered else None,
            "owner": "carla",
        }
        found.append((sale, delivered or sold))
    return found


def due_on(server: Server, day: date, keys: set[str], **asked: bool) -> set[Line]:
    """Return the contacts of the list that are about these cars, by default open and blocked."""
    return {
        (
            row["programme"],
            row["customer"].removeprefix("Persona "),
            row["source_id"],
            row["window_from"],
            row["expires_on"],
            row["state"],
        )
        for row in whole_list(server, as_of=day.isoformat(), **asked)
        if row["programme"] in JUDGED and row["source_id"][:-2] in keys
    }


# --- the oracle

About = tuple[str, str]  # the source id of a sale or an order, and who is asked about it


def oracle(key: str, car: Car, today: date) -> set[Line]:
    sold = [
        (sale["source_id"], who, day)
        for (sale, day), who in zip(sales_of(key, car), (f"{key}a", f"{key}b"), strict=False)
        if day <= today
    ]
    done = [
        (f"{key}o{number}", one, end)
        for number, one in enumerate(car.services)
        if (end := closed(car, one)) is not None and end <= today
    ]
    owner = max(sold, key=lambda sale: sale[2])[1] if sold else None
    lines: set[Line] = set()
    for id_, who, day in sold:
        about = id_, who
        lines |= window("POSTVENTA", about, day, (3, 15), today)
        lines |= window("MSI", about, first(day), (0, 30), today)
        about_it = replacement(about, day, car, today) | maintenance(about, day, car, today)
        for month in (12, 24, 36):
            letter = window("ANIV", about, months(day, month), (-21, 0), today)
            about_it |= stated(letter, "blocked")
        lines |= about_it if who == owner else closed_all(about_it)
    for id_, _, end in done:
        owned = [(day, who) for _, who, day in sold if day <= end]
        if owned:  # whoever owned the car at the closing
            about = id_, max(owned)[1]
            lines |= window("POSTSERV", about, end, (3, 15), today)
            lines |= window("MSI", about, first(end), (0, 30), today)
    return lines


def maintenance(about: About, bought: date, car: Car, today: date) -> set[Line]:
    cared = [
        end
        for one in car.services
        if one.kind == "maintenance"
        if (end := closed(car, one)) is not None and end <= today
    ]
    reached = next_multiple(bought, car, today)
    steps = []
    for month, km in MANT_MONTHS.items():
        day = months(bought, month)
        steps.append(min(day, reached[1]) if reached and reached[0] == km else day)
    if reached and reached[0] not in MANT_MONTHS.values():
        steps.append(reached[1])
    lines: set[Line] = set()
    for day in steps:
        asked = window("MANT", about, day, (-21, 45), today)
        done = any(day - timedelta(days=30) <= end <= day + timedelta(days=45) for end in cared)
        lines |= closed_all(asked) if done else asked
    return lines


def next_multiple(bought: date, car: Car, today: date) -> tuple[int, date] | None:
    kms = [
        (end, one.km)
        for one in car.services
        if one.kind == "maintenance" and one.km is not None
        if (end := closed(car, one)) is not None and end <= today
    ]
    last = max(kms, key=lambda one: one[0])[1] if kms else None
    target = 10_000 if last is None else ((last + 1_000) // 10_000 + 1) * 10_000
    day = reaches(bought, car, target, today)
    return None if day is None else (target, day)


def reaches(bought: date, car: Car, km: int, today: date) -> date | None:
    seen = {(car.sold + timedelta(days=one.after), one.km) for one in car.services if one.km}
    known = {(on, read) for on, read in seen if on <= today}
    sold = min(day for _, day in sales_of("K0", car))
    new = bought == sold and all(bought <= on for on, _ in known)
    points = sorted(({(bought, 0)} if new else set()) | known)
    if len(points) < 2:
        return None
    (day, less), (later, more) = points[-2:]
    gone = (later - day).days
    if more <= less or gone <= 0 or more - less > gone * 1_000:
        return None
    return later + timedelta(days=ceil((km - more) * gone / (more - less)))


def replacement(about: About, bought: date, car: Car, today: date) -> set[Line]:
    days_ = [months(bought, 36)]
    if (reached := reaches(bought, car, 60_000, today)) is not None:
        days_.append(reached)
    lines = window("REEMPLAZO", about, first(min(days_)), (0, 60), today)
    return lines if car.offers else stated(lines, "blocked")


def window(
    programme: str, about: About, day: date, span: tuple[int, int], today: date
) -> set[Line]:
    id_, who = about
    opens, ends = (day + timedelta(days=days_) for days_ in span)
    if today < opens:
        return set()
    state = "open" if today <= ends else "expired"
    return {(programme, who, id_, opens.isoformat(), ends.isoformat(), state)}


def stated(lines: set[Line], state: str) -> set[Line]:
    """Return lines of which the open ones are in another state."""
    return {(*line[:5], state if line[5] == "open" else line[5]) for line in lines}


def closed_all(lines: set[Line]) -> set[Line]:
    return {(*line[:5], "closed") for line in lines}


def closed(car: Car, one: Service) -> date | None:
    if one.open_for is None:
        return None
    return car.sold + timedelta(days=one.after + one.open_for)


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def months(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    for last in (31, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def first(day: date) -> date:
    return day if day.day == 1 else months(day.replace(day=1), 1)


def vin(key: str) -> str:
    return f"JM7KE2WY5J{int(key[1:]):07}"


def valid(value: str) -> dict[str, str]:
    return {"typed": value, "value": value, "state": "valid"}


def grant() -> dict[str, Any]:
    return {
        "purpose": "marketing",
        "channel": "phone",
        "decision": "grant",
        "text_id": "list",
        "text_version": 1,
        "text_sha256": "0" * 64,
        "locale": "es_CL",
        "initiative": "import",
    }
