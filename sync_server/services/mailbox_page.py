"""The mailbox of a branch on a visitor's own phone: a QR that hangs there, a form, no name needed."""

from sqlalchemy import Connection

from app.domain.calendars import branch_time
from app.domain.catalogue import Branch
from app.domain.contract import Result
from app.domain.mailbox import Told, as_complaint
from app.domain.problems import Code, Problem
from sync_server.services.event_links import BOX, box_id, opened, opened_form
from sync_server.services.event_page import new_form
from sync_server.services.front_desk import Written, answering, enter
from sync_server.services.office import Office
from sync_server.storage import events, ledger, staff


def branch_of(connection: Connection, name: str) -> Branch | None:
    """Return the branch that a link names, ``None`` for one that is not ours."""
    secret = events.secret(connection)
    id_ = opened(secret, BOX, name)
    known = staff.branches(connection).values() if id_ is not None else ()
    return next((branch for branch in known if box_id(secret, branch.code) == id_), None)


def new_form_of(connection: Connection, office: Office, branch: Branch) -> str:
    """Return the token of one more form of the mailbox of a branch."""
    return new_form(connection, office, box_id(events.secret(connection), branch.code))


def put(connection: Connection, office: Office, branch: Branch, form: str, told: Told) -> None:
    """Take in what was told, once for each form; raises ``Problem`` (``malformed``)."""
    secret = events.secret(connection)
    id_ = opened_form(secret, box_id(secret, branch.code), form)
    if id_ is None or told.missing():
        raise Problem(Code.MALFORMED, field="form")
    if ledger.entries(connection, [str(id_)]):
        return
    at = branch_time(office.clock.now(), branch.zone)
    body = as_complaint(told, branch.country, at)
    written = Written("complaint", body, {}, answering(connection, branch.code), id_)
    (report,) = enter(connection, office, branch.code, [written])
    if report.result is not Result.ACCEPTED:
        raise Problem(report.code or Code.SERVER_ERROR, field=report.field)
