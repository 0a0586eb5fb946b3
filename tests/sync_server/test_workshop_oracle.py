"""Who waits for the workshop is what a slow reading of all rows says, whoever's list it is.

The oracle takes the rows of the list as they are without the workshop, and the ledger.
"""

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.attempts import Attempt, Outcome
from app.domain.house_rules import HouseRule, RuleKind
from app.domain.imports import ListKind
from app.domain.people import Country
from sync_server.cli.due_rows import due_rows, waiting
from sync_server.services.administration import administration
from sync_server.services.contacts.planner import Planner
from sync_server.services.house import import_rules
from sync_server.storage.tables import record
from tests.builders import Tablet
from tests.sync_server.offices import Server, whole_list
from tests.sync_server.test_due_oracle import take, valid, vin

HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 4), date(2026, 5, 1), date(2026, 5, 21)}
_numbers = count(1)


class Buyer(NamedTuple):
    """Who bought a car some days ago, and what was done about its first maintenance."""

    days: int
    owner: str
    phone: bool
    missed: bool
    parts: bool
    books: int | None  # days ahead of an hour at the workshop


buyers = st.builds(
    Buyer,
    days=st.integers(8, 60),
    owner=st.sampled_from(["carla", "marta"]),
    phone=st.booleans(),
    missed=st.booleans(),
    parts=st.booleans(),
    books=st.none() | st.integers(0, 14),
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    those=st.lists(buyers, min_size=3, max_size=5),
    house=st.tuples(st.integers(0, 3), st.booleans()),
    planned=st.booleans(),
    ahead=st.integers(1, 20),
)
def test_who_waits_for_the_workshop_does_not_depend_on_whose_list_it_is(
    server: Server,
    those: list[Buyer],
    house: tuple[int, bool],
    ahead: int,
    *,
    planned: bool,
):
    places, parts_first = house
    ruled(server, places, parts_first=parts_first)
    tablet, today = server.tablet(), server.clock.now().date()
    for buyer in those:
        invited(server, tablet, buyer)
        if planned:
            Planner(server.database, server.clock).work()
    run = administration(server.database, server.office)

    for day in (None, today + timedelta(days=ahead), today - timedelta(days=1)):
        as_of = None if day is None else day.isoformat()
        rows = whole_list(server, as_of=as_of)
        expected = oracle(server, rows, places, day or today, parts_first=parts_first)
        assert waiting(run, as_of) == expected
        for seller in (None, "carla", "marta"):
            found = due_rows(run, {"as_of": as_of, "seller": seller})
            assert standing(found) == {
                row["due_id"]: ("blocked", expected[row["due_id"]])
                if row["due_id"] in expected
                else (row["state"], row["reason"])
                for row in rows
                if seller in {None, row["owner"]}
            }


def standing(rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    return {row["due_id"]: (row["state"], row["reason"]) for row in rows}


def ruled(server: Server, places: int, *, parts_first: bool) -> None:
    since: dict[str, Any] = {"country": Country.CL, "since": date(2020, 1, 1)}
    rules = [
        HouseRule(kind=RuleKind.WORKSHOP_PLACES, places=places, **since),
        HouseRule(kind=RuleKind.PARTS_FIRST, required=parts_first, **since),
    ]
    sent = {"country": "CL", "rules": [r.model_dump(mode="json") for r in rules], "apply": True}
    server.database.writer.run(lambda tx: import_rules(tx, server.office, sent))


def invited(server: Server, tablet: Tablet, buyer: Buyer) -> None:
    """Let lists tell of a sale, and a tablet of what was done about its first maintenance."""
    key, sold = f"W{next(_numbers)}", server.clock.now().date() - timedelta(days=buyer.days)
    person = {
        "name": {"typed": f"Persona {key}", "given": "Persona", "surname": key},
        **({"phone": valid(f"+56957{int(key[1:]):06}")} if buyer.phone else {}),
        "address": f"Calle {key}",
        "email": valid(f"{key.lower()}@prueba.example"),
    }
    told = {"source_id": key, "basis": "contract", "owner": buyer.owner, "person": person}
    take(server, ListKind.CUSTOMERS, [told], [None])
    sale = {"source_id": key, "vin": valid(vin(key)), "sold_on": sold.isoformat()}
    take(server, ListKind.SALES, [{**sale, "owner": buyer.owner}], [key])
    mine = [row for row in whole_list(server) if row["source_id"] == key]
    for row in mine:
        if row["programme"] != "MANT":
            continue
        refs = {"due": UUID(row["due_id"]), "customer": UUID(row["customer_id"])}
        made = []
        if buyer.missed:
            made.append(tablet.record("attempt", Attempt(outcome=Outcome.NO_ANSWER), refs))
        if buyer.parts:
            ready = Attempt(outcome=Outcome.PARTS_READY)
            made.append(tablet.record("attempt", ready, refs, actor="marta"))
        if buyer.books is not None:
            at = server.clock.now() + timedelta(days=buyer.books)
            hour = Appointment(kind=AppointmentKind.SERVICE, at=at)
            made.append(tablet.record("appointment", hour, {"customer": refs["customer"]}))
        assert [one.code for one in server.take(tablet, *made)] == [None] * len(made)


# --- the oracle


def oracle(
    server: Server, rows: list[dict[str, Any]], places: int, day: date, *, parts_first: bool
) -> dict[str, str]:
    ready, booked = told_by(server, day)
    waits, asking = dict[str, str](), defaultdict[date, list[tuple[bool, bool, str, str]]](list)
    for row in rows:
        if row["programme"] != "MANT" or row["state"] != "open":
            continue
        if parts_first and row["due_id"] not in ready:
            waits[row["due_id"]] = "parts_unconfirmed"
            continue
        on = max(date.fromisoformat(row["window_to"]), day)
        while on.weekday() >= 5 or on in HOLIDAYS:
            on += timedelta(days=1)
        begun = row["attempts_missed"] > 0
        asking[on].append((row["channel"] != "phone", not begun, row["expires_on"], row["due_id"]))
    for on, those in asking.items():
        left = max(places - booked.count(on), 0)
        waits |= {due: "workshop_full" for *_, due in sorted(those)[left:]}
    return waits


def told_by(server: Server, day: date) -> tuple[set[str], list[date]]:
    """Return whose parts are there and on which days hours are booked, as tablets told by a day."""
    zone, ready, booked = ZoneInfo("America/Santiago"), set[str](), list[date]()
    for row in server.rows(record):
        if datetime.fromtimestamp(row["stamp"] / 1000, UTC).astimezone(zone).date() > day:
            continue
        raw = json.loads(row["raw"])
        if row["kind"] == "appointment":
            booked.append(datetime.fromisoformat(raw["body"]["at"]).astimezone(zone).date())
        elif row["kind"] == "attempt" and raw["body"]["outcome"] == "parts_ready":
            ready.add(raw["refs"]["due"])
    return ready, booked
