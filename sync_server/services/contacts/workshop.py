"""Invitations that wait for the workshop, in the rows of the due list.

As with slots, the list is read page by page and who waits is known at its end only: each row brings
what its place depends on under ``workshop``, which is taken off here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.branch_days import branch_calendar
from app.domain.calendars import branch_day
from app.domain.catalogue import Branch
from app.domain.clock import moment
from app.domain.dues import DueContact, DueState
from app.domain.fields import Frozen
from app.domain.workshop_places import Invitation, Workshop, invitation, waiting
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import programmes, staff


class Asked(Frozen):
    as_of: date | None = None


def workshops(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the branches in which something may have to wait, with the hours booked on each day.

    Hours count that were booked by the day that is asked about, by default today.
    """
    as_of, now = read(Asked, arguments).as_of, moment(office.now())
    ruled = {
        code: branch
        for code, branch in staff.branches(connection).items()
        if Workshop(branch.rules, branch_calendar(branch, now.date())).has_rules()
    }
    if not ruled:
        return []
    booked = _booked(connection, ruled, as_of)
    return [
        {
            "branch": branch.model_dump(mode="json"),
            "today": (as_of or branch_day(now, branch.zone)).isoformat(),
            "booked": {day.isoformat(): number for day, number in booked[code].items()},
        }
        for code, branch in ruled.items()
    ]


def _booked(
    connection: Connection, branches: Mapping[str, Branch], as_of: date | None
) -> dict[str, Counter[date]]:
    counts: dict[str, Counter[date]] = defaultdict(Counter)
    for one in programmes.appointments(connection, list(branches)):
        hour = Appointment.model_validate_json(one.body)
        zone = branches[one.branch].zone
        told = as_of is None or branch_day(moment(one.stamp), zone) <= as_of
        if hour.kind is AppointmentKind.SERVICE and told:
            counts[one.branch][branch_day(hour.at, zone)] += 1
    return counts


def asks(due: DueContact) -> dict[str, Any] | None:
    """Return, JSON-shaped, what the place of an invitation depends on; ``None`` for what is none."""
    found = invitation(due)
    if found is None:
        return None
    return {"branch": due.branch, "begun": found.begun, "parts": found.parts}


def wait_rows(rows: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
    """Let those of all rows wait that the workshops of ``workshops`` cannot take yet."""
    asking = defaultdict[str, list[dict[str, Any]]](list)
    for row in rows:
        if (how := row.pop("workshop")) is not None:
            asking[how["branch"]].append({**row, **how})
    found = {
        due: reason
        for one in told
        for branch in [Branch.model_validate(one["branch"])]
        for today in [date.fromisoformat(one["today"])]
        for due, reason in waiting(
            map(_invitation, asking[branch.code]), _workshop(branch, one, today), today
        ).items()
    }
    for row in rows:
        if (reason := found.get(row["due_id"])) is not None:
            row |= {"state": DueState.BLOCKED.value, "reason": reason.value, "next_slot_from": ""}


def _workshop(branch: Branch, told: dict[str, Any], today: date) -> Workshop:
    booked = {date.fromisoformat(day): number for day, number in told["booked"].items()}
    return Workshop(branch.rules, branch_calendar(branch, today), booked)


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(
        due=row["due_id"],
        day=date.fromisoformat(row["window_to"]),
        expires=date.fromisoformat(row["expires_on"]),
        called=row["channel"] == "phone",
        begun=row["begun"],
        parts=row["parts"],
    )
