"""Who works at the branches, with which role, and how does a person get a PIN?

A new PIN is told once, on the terminal, and must be changed when it is first used. The server
keeps its scrypt verifier only.
"""

from typing import Any

from sqlalchemy import Connection

from app.domain.contract import DownKind
from app.domain.fields import Frozen, Slug, Text
from app.domain.problems import Code, Problem
from app.domain.staff import PIN_LENGTH, Person, Role, pin_is_weak, pin_verifier
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import feed, overview, staff


class NewColleague(Frozen):
    code: Slug
    name: Text
    role: Role
    branch: Slug


class Named(Frozen):
    code: Slug


def add(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Add a person and return her one-time PIN."""
    new = read(NewColleague, arguments)
    if new.role is Role.UNKNOWN:
        raise Problem(Code.INVALID_FIELD, field="role", detail="seller, chief, reception or staff")
    known_branch(staff.branches(connection), new.branch)
    if staff.people(connection, [new.code]):
        raise Problem(Code.ALREADY_EXISTS, field=new.code)
    pin = _new_pin(office)
    person = Person(
        **new.model_dump(),
        verifier=pin_verifier(pin, office.random_bytes),
        must_change_pin=True,
    )
    staff.add_person(connection, person, office.now())
    _publish(connection, person)
    return {"code": person.code, "name": person.name, "pin": pin}


def renew_pin(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Give a person a new one-time PIN, whatever she had before."""
    person = known_person(connection, read(Named, arguments).code)
    pin = _new_pin(office)
    verifier = pin_verifier(pin, office.random_bytes)
    staff.set_pin(connection, person.code, verifier, must_change=True, at=office.now())
    _publish(connection, person)
    return {"code": person.code, "name": person.name, "pin": pin}


def known_person(connection: Connection, code: str) -> Person:
    """Return the person; raises ``Problem(NOT_FOUND)``."""
    found = staff.people(connection, [code])
    if code not in found:
        raise Problem(Code.NOT_FOUND, field=code, detail="person")
    return found[code]


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "name": row.name,
            "role": row.role,
            "branch": row.branch,
            "active": row.active,
            "pin": "one-time" if row.must_change_pin else "own",
        }
        for row in overview.staff(connection)
    ]


def _publish(connection: Connection, person: Person) -> None:
    scope = feed.branch_scope(person.branch)
    feed.publish(connection, [feed.Change(scope, DownKind.PERSON, person.code)])


def _new_pin(office: Office) -> str:
    while True:
        number = int.from_bytes(office.random_bytes(8)) % 10**PIN_LENGTH
        if not pin_is_weak(pin := f"{number:0{PIN_LENGTH}}"):
            return pin
