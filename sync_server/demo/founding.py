"""Opens the demo's branch, with its people, its models and the two tablets of its history."""

import hashlib
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.contract import DownKind
from app.domain.records import CONTRACT_VERSION
from app.domain.staff import Person, pin_verifier
from sync_server.demo.cast import BRANCH, DEMO_CARS, MODELS, STAFF, Colleague
from sync_server.demo.handbook import TIPS, WORKS
from sync_server.demo.history import SELLERS
from sync_server.demo.lists import house_rules
from sync_server.demo.prices import demo_prices
from sync_server.services.catalogue import put_prices
from sync_server.services.office import Office
from sync_server.services.sessions import token_sha256
from sync_server.storage import devices, feed, handbook, house, staff
from sync_server.storage.handbook import Kept
from sync_server.storage.meta import claim, server_id

APP = "vitrina-demo"
_TOKEN_BYTES = 32


class DemoTablet(NamedTuple):
    device: UUID
    epoch: UUID
    token: str


def found(connection: Connection, office: Office) -> None:
    """Claim the database, open the branch with its people and enrol its two tablets."""
    now = office.now()
    claim(connection, "demo", office.ids.new(), now)
    if staff.branch_by_code(connection, BRANCH.code) is not None:
        return
    scope = feed.branch_scope(BRANCH.code)
    staff.add_branch(connection, BRANCH, now)
    changes = [feed.Change(scope, DownKind.SETTING, BRANCH.code)]
    staff.add_models(connection, MODELS)
    changes += [feed.Change(feed.EVERYWHERE, DownKind.CATALOGUE, model.code) for model in MODELS]
    cars = {house.demo_car_id(BRANCH.country, car): car for car in DEMO_CARS}
    house.write_demo_cars(connection, cars)
    changes += [feed.Change(scope, DownKind.DEMO_CAR, id_) for id_ in cars]
    for kind, rows in (("service_work", WORKS), ("care_tip", TIPS)):
        kept = {
            str(row.id()): Kept(row.country.value, row.branch, row.model_dump_json())
            for row in rows
        }
        handbook.write(connection, kind, kept)
        changes += [feed.Change(feed.EVERYWHERE, DownKind(kind), id_) for id_ in kept]
    for colleague in STAFF:
        staff.add_person(connection, _person(colleague, office), now)
        changes.append(feed.Change(scope, DownKind.PERSON, colleague.code))
    for seller in SELLERS:
        epoch = _enrol(connection, seller, office)
        changes.append(feed.Change(feed.EVERYWHERE, DownKind.DEVICE_KEY, str(epoch)))
    day = branch_day(office.clock.now(), BRANCH.zone)
    house_rules(connection, day)
    changes += put_prices(connection, BRANCH.country, demo_prices(day))
    feed.publish(connection, changes)


def _person(colleague: Colleague, office: Office) -> Person:
    return Person(
        code=colleague.code,
        name=colleague.name,
        role=colleague.role,
        branch=BRANCH.code,
        verifier=pin_verifier(colleague.pin, office.random_bytes),
        must_change_pin=False,
    )


def _enrol(connection: Connection, seller: Colleague, office: Office) -> UUID:
    """Enrol the tablet that a seller used before the demo began; nobody holds its key."""
    server = server_id(connection)
    device, epoch = _device(server, seller), _epoch(server, seller)
    row = {
        "id": str(device),
        "name": f"Tablet de {seller.name}",
        "branch": BRANCH.code,
        "created": office.now(),
        "revoked_mode": None,
        "revoked_at": None,
        "last_seen": None,
        "app": APP,
        "contract": CONTRACT_VERSION,
        "queued": 0,
    }
    devices.save_device(connection, row)
    devices.add_epoch(
        connection,
        str(epoch),
        {
            "device": str(device),
            "branch": BRANCH.code,
            "public_key": hashlib.sha256(device.bytes).hexdigest(),
            "created": office.now(),
        },
    )
    return epoch


def tablets(connection: Connection, office: Office, server: UUID) -> dict[str, DemoTablet]:
    """Return the demo's tablets with tokens that only this seeding knows."""
    held = {}
    for seller in SELLERS:
        device = _device(server, seller)
        token = office.random_bytes(_TOKEN_BYTES).hex()
        devices.replace_token(connection, str(device), token_sha256(token), office.now())
        held[seller.code] = DemoTablet(device, _epoch(server, seller), token)
    return held


def _device(server: UUID, seller: Colleague) -> UUID:
    return uuid5(server, f"tablet of {seller.code}")


def _epoch(server: UUID, seller: Colleague) -> UUID:
    return uuid5(server, f"epoch of {seller.code}")
