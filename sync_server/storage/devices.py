"""Tablets: their tokens, their epochs with the short code and public key, and their enrolments."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from app.domain.catalogue import DeviceKey
from sync_server.storage.bulk import among, upsert
from sync_server.storage.statements import Statement
from sync_server.storage.tables import device, device_epoch, device_token, enrolment


class Session(NamedTuple):
    """Whose token it is, as the database knows it at this moment."""

    device: str
    branch: str
    revoked_mode: str | None
    revoked_at: int | None
    last_seen: int | None


class Epoch(NamedTuple):
    epoch: str
    branch: str
    seen_to: int


class Given(NamedTuple):
    """An epoch as its tablet was told of it."""

    epoch: str
    code: str
    public_key: str


class Signer(NamedTuple):
    """The device of an epoch, its short code, and its public key (hex, Ed25519)."""

    device: str
    code: str
    public_key: str


_SESSION = Statement(
    select(
        device.c.id,
        device.c.branch,
        device.c.revoked_mode,
        device.c.revoked_at,
        device.c.last_seen,
        device_token.c.expires,
    )
    .select_from(device_token)
    .join(device, device.c.id == device_token.c.device)
    .where(device_token.c.sha256 == bindparam("token"))
)
_EPOCHS = Statement(
    select(device_epoch.c.epoch, device_epoch.c.branch, device_epoch.c.seen_to).where(
        device_epoch.c.device == bindparam("of_device")
    )
)
_SEEN_TO = Statement(
    update(device_epoch)
    .where(device_epoch.c.epoch == bindparam("of_epoch"))
    .values(seen_to=bindparam("seq"))
)


def session(connection: Connection, token_sha256: str, now: int) -> Session | None:
    """Return whose token this is, ``None`` when it is nobody's or has expired."""
    row = next(iter(_SESSION.rows(connection, token=token_sha256)), None)
    if row is None or (row.expires is not None and row.expires <= now):
        return None
    return Session(row.id, row.branch, row.revoked_mode, row.revoked_at, row.last_seen)


def epochs(connection: Connection, device_id: str) -> dict[str, Epoch]:
    """Return the epochs that this device ever had, by their id."""
    rows = _EPOCHS.tuples(connection, of_device=device_id)
    return {row[0]: Epoch(*row) for row in rows}


def see(connection: Connection, device_id: str, **told: int | str) -> None:
    """Note what a device told of itself: ``last_seen``, ``app``, ``contract``, ``queued``."""
    its = {f"its_{name}": value for name, value in told.items()}
    _seen(tuple(told)).run(connection, of_device=device_id, **its)


@lru_cache
def _seen(told: tuple[str, ...]) -> Statement:
    seen = update(device).where(device.c.id == bindparam("of_device"))
    return Statement(seen.values({name: bindparam(f"its_{name}") for name in told}))


def see_to(connection: Connection, epoch: str, seq: int) -> None:
    _SEEN_TO.run(connection, of_epoch=epoch, seq=seq)


def revoked_mode(connection: Connection, device_id: str) -> str | None:
    found = select(device.c.revoked_mode).where(device.c.id == device_id)
    return connection.execute(found).scalar()


def signer_of(connection: Connection, epoch: str) -> Signer | None:
    """Return whose epoch this is and what it signs with, ``None`` for one that is nobody's."""
    c = device_epoch.c
    found = select(c.device, c.code, c.public_key).where(c.epoch == epoch)
    row = connection.execute(found).first()
    return None if row is None else Signer(*row)


def save_device(connection: Connection, row: dict[str, Any]) -> None:
    """Store a tablet that joins, or joins again: then it is revoked no more."""
    upsert(connection, device, [row])


def add_epoch(connection: Connection, epoch: str, row: dict[str, Any]) -> str:
    """Give the device its next epoch; return its short code, unique in this database: T07."""
    highest = connection.execute(select(func.max(device_epoch.c.number))).scalar() or 0
    code = f"T{highest + 1:02}"
    connection.execute(
        insert(device_epoch),
        {**row, "epoch": epoch, "number": highest + 1, "code": code, "seen_to": 0},
    )
    return code


def newest_epoch(connection: Connection, device_id: str) -> Given:
    statement = (
        select(device_epoch.c.epoch, device_epoch.c.code, device_epoch.c.public_key)
        .where(device_epoch.c.device == device_id)
        .order_by(device_epoch.c.number.desc())
        .limit(1)
    )
    return Given(*connection.execute(statement).one())


def replace_token(connection: Connection, device_id: str, token_sha256: str, now: int) -> None:
    """Make this the device's only token."""
    connection.execute(delete(device_token).where(device_token.c.device == device_id))
    connection.execute(
        insert(device_token), {"sha256": token_sha256, "device": device_id, "created": now}
    )


def enrolment_by_selector(connection: Connection, selector: str) -> Row[Any] | None:
    statement = select(enrolment).where(enrolment.c.selector == selector).with_for_update()
    return connection.execute(statement).first()


def count_wrong_code(connection: Connection, selector: str) -> None:
    connection.execute(
        update(enrolment)
        .where(enrolment.c.selector == selector)
        .values(attempts=enrolment.c.attempts + 1)
    )


def use_enrolment(
    connection: Connection, selector: str, *, nonce: str, device_id: str, at: int
) -> None:
    connection.execute(
        update(enrolment)
        .where(enrolment.c.selector == selector)
        .values(used_at=at, used_nonce=nonce, device=device_id)
    )


def key_documents(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the public keys as documents, by epoch."""
    rows = connection.execute(
        select(device_epoch, device.c.revoked_mode)
        .join(device, device.c.id == device_epoch.c.device)
        .where(among(connection, device_epoch.c.epoch, ids))
    )
    return {
        row.epoch: DeviceKey(
            device=row.device,
            epoch=row.epoch,
            code=row.code,
            public_key=row.public_key,
            revoked=row.revoked_mode is not None,
        ).model_dump_json()
        for row in rows
    }
