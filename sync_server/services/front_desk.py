"""What nobody's tablet wrote: visitors on their own phones, and an administrator.

Their records go through the same intake as those of a tablet. The server keeps one device for each
branch that pushes them, with a token it can always make again.
"""

import hashlib
import hmac
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection

from app.domain.contract import DownKind, Push, RecordReport
from app.domain.problems import Code, Problem
from app.domain.records import CONTRACT_VERSION, fingerprint
from app.domain.staff import Role
from sync_server.services.event_links import desk_token, pass_key
from sync_server.services.intake.read import Batch, read
from sync_server.services.intake.work import work
from sync_server.services.office import Office
from sync_server.services.sessions import token_sha256
from sync_server.storage import devices, events, locks, staff
from sync_server.storage.feed import EVERYWHERE, Change, publish

NAME = "Página de eventos"
_APP = "server"
_EPOCHS = "device_epoch"  # as the enrolment names what it counts


class Written(NamedTuple):
    """A record to be; ``actor`` answers for it, ``id`` may be given so that it comes once."""

    kind: str
    body: BaseModel
    refs: dict[str, UUID]
    actor: str
    id: UUID | None = None


def enter(
    connection: Connection, office: Office, branch: str, written: list[Written]
) -> list[RecordReport]:
    """Take records in as the branch's own device, in this transaction; return their answers."""
    secret = events.secret(connection)
    device = _device_id(secret, branch)
    locks.lock_device(connection, str(device))
    epoch = _epoch(connection, office, device, branch)
    first = devices.epochs(connection, str(device))[str(epoch)].seen_to + 1
    records = [
        _record(office, one, {"device": str(device), "epoch": str(epoch), "seq": seq}, branch)
        for seq, one in enumerate(written, first)
    ]
    push = Push(
        app=_APP,
        epoch=epoch,
        batch=office.ids.new(),
        acked_seq=first - 1,
        wall=office.now(),
        boot=office.clock.boot(),
        mono=office.clock.monotonic_ms(),
        records=records,
    )
    batch = Batch(desk_token(secret, branch), device, push, office.now())
    return work(connection, batch, [read(record, batch) for record in records]).reports


def answering(connection: Connection, branch: str, *wanted: str | None) -> str:
    """Return who answers for what a visitor writes: the first of ``wanted`` still there, or a chief.

    Raises ``Problem`` (``not_allowed``) where nobody works at the branch any more.
    """
    people = [one for one in staff.people_of_branch(connection, branch) if one.active]
    codes = {one.code for one in people}
    named = [code for code in wanted if code is not None and code in codes]
    chiefs = [one.code for one in people if one.role is Role.CHIEF]
    found = [*named, *chiefs, *sorted(codes)]
    if not found:
        raise Problem(Code.NOT_ALLOWED, field=branch, detail="nobody works there")
    return found[0]


def _record(office: Office, one: Written, sent: dict[str, Any], branch: str) -> dict[str, Any]:
    made = {
        "id": str(one.id or office.ids.new()),
        **sent,
        "kind": one.kind,
        "schema": CONTRACT_VERSION,
        "clocks": {
            "wall": office.now(),
            "boot": office.clock.boot(),
            "mono": office.clock.monotonic_ms(),
        },
        "actor": one.actor,
        "branch": branch,
        "refs": {name: str(ref) for name, ref in one.refs.items()},
        "supersedes": None,
        "body": one.body.model_dump(mode="json"),
    }
    return {"sha": fingerprint(made), **made}


def _epoch(connection: Connection, office: Office, device: UUID, branch: str) -> UUID:
    """Return the device's epoch; the first time, the device is made."""
    known = devices.epochs(connection, str(device))
    if known:
        return UUID(next(iter(known)))
    now = office.now()
    secret = events.secret(connection)
    devices.save_device(
        connection,
        {
            "id": str(device),
            "name": NAME,
            "branch": branch,
            "created": now,
            "revoked_mode": None,
            "revoked_at": None,
            "last_seen": now,
            "app": _APP,
            "contract": CONTRACT_VERSION,
            "queued": 0,
        },
    )
    devices.replace_token(connection, str(device), token_sha256(desk_token(secret, branch)), now)
    epoch = office.ids.new()
    locks.lock_names(connection, {_EPOCHS})
    row = {"device": str(device), "branch": branch, "public_key": pass_key(secret), "created": now}
    devices.add_epoch(connection, str(epoch), row)
    # Once for each branch; should it cross another writer, the job is tried again.
    publish(connection, [Change(EVERYWHERE, DownKind.DEVICE_KEY, str(epoch))])
    return epoch


def _device_id(secret: bytes, branch: str) -> UUID:
    digest = hmac.new(secret, f"device:{branch}".encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)
