"""Rows of the due list with their slots spread, so that no seller has too many calls on a day.

The list is read page by page, and who calls how often is known at its end only: each row brings
what its slot may be moved by under ``call``, which is taken off here.
"""

from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.attempts import Outcome, counting
from app.domain.business_days import BusinessCalendar
from app.domain.catalogue import Branch
from app.domain.contact_hours import Call, free_hours, spread
from app.domain.dues import DueContact
from app.domain.house_rules import calls_a_day
from app.domain.people import Country


def moves(
    due: DueContact, branch: Branch, calendar: BusinessCalendar, today: date, zone: tzinfo
) -> dict[str, Any]:
    """Return, JSON-shaped, by what the slot of a contact may be moved."""
    last = next(reversed(counting(due.attempts)), None)
    return {
        "hours": free_hours(due.attempts, zone),
        "a_day": calls_a_day(branch.rules, today),
        "country": branch.country.value,
        "zone": branch.zone,
        "holidays": [day.isoformat() for day in calendar.local],
        "kept": last is not None and last.outcome is Outcome.CALL_LATER,
    }


def spread_rows(rows: list[dict[str, Any]]) -> None:
    """Move the slots of rows, the most urgent first; the rows of one call move together."""
    calls: dict[str, list[dict[str, Any]]] = {}
    movable = []
    for row in rows:
        how = row.pop("call")
        if not row["next_slot_from"] or row["channel"] != "phone":
            continue
        together = calls.setdefault(row["call_id"], [])
        if not together:
            movable.append(_call(row, how))
        together.append(row)
    for its, slot in zip(calls.values(), spread(movable), strict=True):
        first = datetime.fromisoformat(its[0]["next_slot_from"])
        for row in its:
            if slot != first:
                row["next_slot_from"] = slot.isoformat()


def _call(row: dict[str, Any], how: dict[str, Any]) -> Call:
    local = {date.fromisoformat(day): "" for day in how["holidays"]}
    return Call(
        owner=row["owner"],
        slot=datetime.fromisoformat(row["next_slot_from"]).astimezone(ZoneInfo(how["zone"])),
        hours=tuple(how["hours"]),
        a_day=how["a_day"],
        calendar=BusinessCalendar(Country(how["country"]), local),
        kept=how["kept"],
    )
