"""Branches, the people who work there, and the models they show."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select, update

from app.domain.catalogue import Branch, CarModel
from app.domain.house_rules import HouseRule, rules_of
from app.domain.people import Country
from app.domain.staff import Person, PinVerifier, Role
from sync_server.storage import house
from sync_server.storage.bulk import Lookup, among, upsert
from sync_server.storage.export_keys import export_key
from sync_server.storage.statements import Statement
from sync_server.storage.tables import branch, car_model, person
from sync_server.storage.voucher_keys import voucher_key

_KEYS = ("export_key", "voucher_key", "mailbox")  # told, not kept
_BRANCHES = Statement(select(branch).order_by(branch.c.code))
_CODES = Statement(select(branch.c.code))
_PEOPLE = Lookup(select(person), person.c.code)


def branch_by_code(connection: Connection, code: str) -> Branch | None:
    row = connection.execute(select(branch).where(branch.c.code == code)).first()
    return None if row is None else _told(connection, _branch(row, house.rules(connection)))


def branches(connection: Connection) -> dict[str, Branch]:
    """Return every branch by its code; there are few."""
    rules = house.rules(connection)
    return {row.code: _branch(row, rules) for row in _BRANCHES.rows(connection)}


def add_branch(connection: Connection, added: Branch, now: int) -> None:
    connection.execute(
        branch.insert(),
        {**added.model_dump(mode="json", exclude={"rules", *_KEYS}), "created": now},
    )


def set_provider(connection: Connection, code: str, *, tax_id: str, address: str) -> None:
    told = update(branch).where(branch.c.code == code).values(tax_id=tax_id, address=address)
    connection.execute(told)


def people(connection: Connection, codes: Collection[str]) -> dict[str, Person]:
    return {row.code: _person(row) for row in _PEOPLE.rows(connection, codes)}


def codes(connection: Connection) -> list[str]:
    """Return the codes of all branches."""
    return [code for (code,) in _CODES.tuples(connection)]


def names(connection: Connection) -> dict[str, str]:
    """Return everybody's name by their code."""
    return {row.code: row.name for row in connection.execute(select(person.c.code, person.c.name))}


def people_of_branch(connection: Connection, branch_code: str) -> list[Person]:
    rows = connection.execute(
        select(person).where(person.c.branch == branch_code).order_by(person.c.code)
    )
    return [_person(row) for row in rows]


def add_person(connection: Connection, added: Person, now: int) -> None:
    values: dict[str, Any] = added.model_dump(mode="json") | {
        "verifier": None if added.verifier is None else added.verifier.model_dump_json(),
        "pin_at": now,
        "created": now,
    }
    connection.execute(person.insert(), values)


def set_pin(
    connection: Connection, code: str, verifier: PinVerifier, *, must_change: bool, at: int
) -> bool:
    """Store a PIN chosen at ``at`` unless a newer choice is there; say whether it was stored."""
    changed = connection.execute(
        update(person)
        .where(person.c.code == code, person.c.pin_at <= at)
        .values(verifier=verifier.model_dump_json(), must_change_pin=must_change, pin_at=at)
    )
    return changed.rowcount > 0


def add_models(connection: Connection, models: Collection[CarModel]) -> None:
    upsert(connection, car_model, [model.model_dump(mode="json") for model in models])


def person_documents(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    found = people(connection, codes)
    return {code: colleague.model_dump_json() for code, colleague in found.items()}


def branch_documents(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    rows = connection.execute(select(branch).where(among(connection, branch.c.code, codes)))
    known = house.rules(connection)
    return {row.code: _told(connection, _branch(row, known)).model_dump_json() for row in rows}


def model_documents(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    rows = connection.execute(select(car_model).where(among(connection, car_model.c.code, codes)))
    return {
        row["code"]: CarModel.model_validate(dict(row)).model_dump_json() for row in _maps(rows)
    }


def _maps(rows: Any) -> Collection[Mapping[str, Any]]:
    return list(rows.mappings())


def _told(connection: Connection, known: Branch) -> Branch:
    """Return a branch as its tablets are told of it."""
    keys = {"export_key": export_key(connection), "voucher_key": voucher_key(connection)}
    return known.model_copy(update=keys)


def _branch(row: Row[Any], rules: Iterable[HouseRule]) -> Branch:
    country = Country(row.country)
    return Branch(
        code=row.code,
        name=row.name,
        country=country,
        zone=row.zone,
        dealer=row.dealer,
        tax_id=row.tax_id,
        address=row.address,
        rules=rules_of(rules, country, row.code),
        demo=row.demo,
    )


def _person(row: Row[Any]) -> Person:
    return Person(
        code=row.code,
        name=row.name,
        role=Role(row.role),
        branch=row.branch,
        verifier=None if row.verifier is None else PinVerifier(**json.loads(row.verifier)),
        must_change_pin=row.must_change_pin,
        active=row.active,
    )
