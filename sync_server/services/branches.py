"""Which branches are there, and how does one more open?"""

from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import Connection

from app.domain.catalogue import Branch
from app.domain.contract import DownKind
from app.domain.fields import Frozen, Slug, Text
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.services.event_links import box_link
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import events, feed, staff
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


class ProviderSent(Frozen):
    """What the complaints book of a branch prints of it."""

    code: Slug
    tax_id: Text
    address: Text


def set_provider(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Say with which tax number and address a branch stands in its complaints book."""
    sent = read(ProviderSent, arguments)
    known_branch(staff.branches(connection), sent.code)
    staff.set_provider(connection, sent.code, tax_id=sent.tax_id, address=sent.address)
    scope = feed.branch_scope(sent.code)
    feed.publish(connection, [feed.Change(scope, DownKind.SETTING, sent.code)])
    return sent.model_dump(mode="json")


class One(Frozen):
    code: Slug


def mailbox(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Return the address of a branch's mailbox, for a QR that hangs there."""
    branch = known_branch(staff.branches(connection), read(One, arguments).code)
    box = box_link(events.secret(connection), branch.code)
    return {"address": f"{office.address.rstrip('/')}/b/{box}"}


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [branch.model_dump(mode="json") for branch in staff.branches(connection).values()]
