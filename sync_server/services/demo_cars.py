"""Take in which cars of a branch customers may drive, and tell its tablets what changed."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.catalogue import DemoCar
from app.domain.contract import DownKind, FeedOp
from app.domain.fields import Frozen, Slug
from app.domain.problems import Code, Problem
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import house, staff
from sync_server.storage.feed import Change, branch_scope, publish


class CarsSent(Frozen):
    """All demo cars of a branch; ``apply`` false says what would change, and changes nothing."""

    branch: Slug
    cars: Annotated[tuple[DemoCar, ...], Field(max_length=200)]
    apply: bool = False


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    return [car.model_dump(mode="json") for car in house.demo_cars(connection).values()]


def import_cars(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, Any]:
    """Replace the demo cars of a branch; return how many are new, changed, gone, the same.

    A car that stood in another branch moves here. Raises ``Problem``: ``no_branch``, or
    ``invalid_field`` for a plate that comes twice.
    """
    sent = read(CarsSent, arguments)
    branch = known_branch(staff.branches(connection), sent.branch)
    wanted = {house.demo_car_id(branch.country, car): car for car in sent.cars}
    if len(wanted) < len(sent.cars):
        raise Problem(Code.INVALID_FIELD, field="plate", detail="a plate comes twice")
    before = house.demo_cars(connection)
    changed = {id_: car for id_, car in wanted.items() if before.get(id_) != car}
    gone = [id_ for id_, car in before.items() if car.branch == branch.code and id_ not in wanted]
    if sent.apply:
        house.write_demo_cars(connection, changed)
        house.delete_demo_cars(connection, gone)
        moved = [(before[id_].branch, id_) for id_ in changed if id_ in before]
        left = [(code, id_) for code, id_ in moved if code != branch.code]
        left += [(branch.code, id_) for id_ in gone]
        changes = [Change(branch_scope(branch.code), DownKind.DEMO_CAR, id_) for id_ in changed]
        changes += [
            Change(branch_scope(code), DownKind.DEMO_CAR, id_, FeedOp.TOMBSTONE)
            for code, id_ in left
        ]
        publish(connection, changes)
    fresh = sum(id_ not in before for id_ in changed)
    return {
        "new": fresh,
        "changed": len(changed) - fresh,
        "gone": len(gone),
        "same": len(wanted) - len(changed),
        "applied": sent.apply,
    }
