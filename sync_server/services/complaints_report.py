"""Which complaints are there, how long is left for each, and what was done? For an administrator."""

import base64
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from app.domain.branch_days import branch_calendar
from app.domain.calendars import branch_day
from app.domain.cases import CaseState, KnownComplaint, days_left, state_on
from app.domain.catalogue import Branch
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from app.domain.records import Sha256
from app.domain.sheets import BookCode
from sync_server.services.office import Arguments, Office, read
from sync_server.services.sirec import sirec_file
from sync_server.storage import blobs, complaints, staff

PAGE = 500


class Page(Frozen):
    """``after`` is the id of the last complaint of the page before."""

    after: str = ""
    branch: Slug | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE


class One(Frozen):
    id: UUID


class Reported(Frozen):
    """The days, both included, and the SIREC site of each book."""

    first: date
    last: date
    sites: dict[BookCode, Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{6}$")]]


def listed(connection: Connection, office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return a page of complaints, one flat row each, in the order of their ids."""
    page = read(Page, arguments)
    branches = staff.branches(connection)
    found = complaints.after(connection, page.after, page.limit, page.branch)
    return [_row(one, branches[one.branch], office) for one in found]


def shown(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return one complaint as it stands, with its acts."""
    return _found(connection, arguments).model_dump(mode="json")


def acts(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return what was done about one complaint, oldest first."""
    history = _found(connection, arguments).case.history
    return [
        {
            "on": dated.on.isoformat(),
            "by": dated.by,
            "act": dated.act.kind,
            "what": _told(dated.act.model_dump(mode="json", exclude_none=True)),
            "record": str(dated.record),
        }
        for dated in history
    ]


def photos(connection: Connection, _office: Office, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the photos and the proof that a complaint names, and which of them are here."""
    case = _found(connection, arguments).case
    named = [photo.sha256 for photo in case.complaint.photos]
    if case.agreement is not None and case.agreement.proof is not None:
        named.append(case.agreement.proof)
    here = blobs.arrived(connection, named)
    return [{"sha256": sha256, "here": sha256 in here} for sha256 in named]


class PhotoNamed(Frozen):
    sha256: Sha256


def photo(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return the bytes of one photo that is here, in base 64."""
    sha256 = read(PhotoNamed, arguments).sha256
    if not blobs.arrived(connection, [sha256]):
        raise Problem(Code.NOT_FOUND, field=sha256, detail="photo")
    return {"jpeg": base64.b64encode(blobs.content(connection, sha256)).decode()}


def sirec(connection: Connection, _office: Office, arguments: Arguments) -> str:
    """Return the SIREC file of the sheets of these days as text."""
    asked = read(Reported, arguments)
    cases = (one.case for one in _all(connection))
    return sirec_file(cases, asked.sites, asked.first, asked.last).decode()


def _found(connection: Connection, arguments: Arguments) -> KnownComplaint:
    asked = str(read(One, arguments).id)
    found = complaints.known(connection, [asked]).get(asked)
    if found is None:
        raise Problem(Code.NOT_FOUND, field=asked, detail="complaint")
    return found


def _all(connection: Connection) -> Iterator[KnownComplaint]:
    last = ""
    while page := complaints.after(connection, last, PAGE, None):
        yield from page
        last = str(page[-1].id)


def _row(one: KnownComplaint, branch: Branch, office: Office) -> dict[str, Any]:
    case, complaint = one.case, one.case.complaint
    today = branch_day(office.clock.now(), branch.zone)
    sheet = case.sheet()
    state = state_on(case, today)
    ended = state in {CaseState.CLOSED, CaseState.VOIDED}
    return {
        "id": str(one.id),
        "sheet": sheet.full() if sheet else "",
        "kind": case.kind.value,
        "state": state.value,
        "days_left": None if ended else days_left(case, today, branch_calendar(branch, today)),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "name": complaint.consumer.name.typed if complaint.consumer.name else "",
        "area": complaint.area.value,
        "responsible": case.responsible,
        "branch": one.branch,
    }


def _told(act: dict[str, Any]) -> str:
    """Return the act's own fields as text; a signature is only said to be there."""
    told = {
        name: value for name, value in act.items() if name != "kind" and value not in ("", None)
    }
    return "; ".join(
        f"{name}: {'signed' if name.endswith('signature') else value}"
        for name, value in told.items()
    )
