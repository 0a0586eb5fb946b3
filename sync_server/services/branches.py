"""Which branches are there, and how does one more open?"""

from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.contract import DownKind
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import feed, staff
from sync_server.storage.meta import claim


def add(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Open a branch, which makes a new database a real one; a demo refuses it."""
    branch = read(Branch, arguments | {"demo": False})
    if branch.country is Country.UNKNOWN:
        raise Problem(Code.INVALID_FIELD, field="country", detail="CL or PE")
    if branch.zone not in available_timezones():
        raise Problem(Code.INVALID_FIELD, field="zone", detail="an IANA zone: America/Lima")
    if staff.branch_by_code(connection, branch.code) is not None:
        raise Problem(Code.ALREADY_EXISTS, field=branch.code)
    claim(connection, "real", office.ids.new(), office.now())
    staff.add_branch(connection, branch, office.now())
    scope = feed.branch_scope(branch.code)
    feed.publish(connection, [feed.Change(scope, DownKind.SETTING, branch.code)])
    return branch.model_dump(mode="json")


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [branch.model_dump(mode="json") for branch in staff.branches(connection).values()]
