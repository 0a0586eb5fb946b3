"""Invitations that wait for the workshop, in the rows of the due list.

As with slots, the list is read page by page and who waits is known at its end only. It depends on
everybody's invitations, whoever's list it is: so what each of them asks is stored beside its
contact, and pages bring it apart from their rows, under ``asking``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import orjson
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
from sync_server.storage.dues import Asking


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


def asks(due: DueContact) -> str | None:
    """Return, as JSON, what the place of an invitation depends on; ``None`` for what is none."""
    found = invitation(due)
    if found is None:
        return None
    return orjson.dumps([found.day, found.called, found.begun, found.parts]).decode()


def asking(due: DueContact) -> Asking | None:
    """Return what an open invitation asks, as it is stored."""
    if (what := asks(due)) is None:
        return None
    days = due.opens_on.isoformat(), due.expires_on.isoformat()
    return Asking(str(due.id), str(due.customer), due.branch, *days, what)


def wait_rows(rows: list[dict[str, Any]], found: Mapping[str, str]) -> None:
    """Let those rows wait that the workshops cannot take yet."""
    for row in rows:
        if (reason := found.get(row["due_id"])) is not None:
            row |= {"state": DueState.BLOCKED.value, "reason": reason, "next_slot_from": ""}


def all_waiting(asked: Iterable[Mapping[str, Any]], told: list[dict[str, Any]]) -> dict[str, str]:
    """Return which of everybody's invitations the workshops of ``workshops`` cannot take yet."""
    invitations = defaultdict[str, list[Invitation]](list)
    for one in asked:
        invitations[one["branch"]].append(_invitation(one))
    found: dict[str, str] = {}
    for one in told:
        branch, today = Branch.model_validate(one["branch"]), date.fromisoformat(one["today"])
        late = waiting(invitations[branch.code], _workshop(branch, one, today), today)
        found |= {due: reason.value for due, reason in late.items()}
    return found


def _workshop(branch: Branch, told: dict[str, Any], today: date) -> Workshop:
    booked = {date.fromisoformat(day): number for day, number in told["booked"].items()}
    return Workshop(branch.rules, branch_calendar(branch, today), booked)


def _invitation(one: Mapping[str, Any]) -> Invitation:
    day, called, begun, parts = orjson.loads(one["asks"])
    return Invitation(
        due=one["id"],
        day=date.fromisoformat(day),
        expires=date.fromisoformat(one["expires_on"]),
        called=called,
        begun=begun,
        parts=parts,
    )
