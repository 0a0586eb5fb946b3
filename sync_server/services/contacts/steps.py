"""The operations behind `outcomes reopen` and `outcomes parts`: steps about a contact, no tries."""

from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field
from sqlalchemy import Connection

from app.domain.attempts import Attempt, Outcome
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from app.domain.staff import Role
from sync_server.services.intake.listed import Listed, Origin, take_listed
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import staff
from sync_server.storage.customers import branches_of
from sync_server.storage.meta import server_id


class Step(Frozen):
    """Who says something of which contact."""

    due: UUID
    customer: UUID
    by: Slug


class Reopening(Step):
    reason: Annotated[str, Field(min_length=5, max_length=500)]


def reopen(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Open a contact again that was over; an opposition still holds.

    Raises ``Problem``: ``not_found`` for nobody's contact, ``not_allowed`` unless a chief asks.
    """
    asked = read(Reopening, arguments)
    person = staff.people(connection, [asked.by]).get(asked.by)
    if person is None or person.role is not Role.CHIEF:
        raise Problem(Code.NOT_ALLOWED, field=asked.by, detail="only a chief")
    return _record(connection, office, asked, Attempt(outcome=Outcome.REOPENED, note=asked.reason))


def confirm_parts(connection: Connection, office: Office, arguments: Arguments) -> dict[str, str]:
    """Note that the parts of a maintenance are there (R041).

    Raises ``Problem``: ``not_found`` for nobody's contact, ``not_allowed`` for who is no colleague.
    """
    asked = read(Step, arguments)
    person = staff.people(connection, [asked.by]).get(asked.by)
    if person is None or not person.active:
        raise Problem(Code.NOT_ALLOWED, field=asked.by, detail="no colleague")
    return _record(connection, office, asked, Attempt(outcome=Outcome.PARTS_READY))


def _record(connection: Connection, office: Office, asked: Step, body: Attempt) -> dict[str, str]:
    branch = branches_of(connection, [str(asked.customer)]).get(str(asked.customer))
    if branch is None:
        raise Problem(Code.NOT_FOUND, field=str(asked.customer), detail="customer")
    server, record = server_id(connection), office.ids.new()
    refs = {"due": asked.due, "customer": asked.customer}
    origin = Origin(uuid5(server, "outcomes"), uuid5(server, str(record)), 1)
    made = Listed(record, "attempt", body, asked.by, branch, refs)
    take_listed(connection, origin, [made], office.now())
    return {"due": str(asked.due)}
