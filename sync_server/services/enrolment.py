"""A tablet joins a branch with a one-time code, and an enrolled one gets a new epoch."""

import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from app.domain.clock import Clock, epoch_ms
from app.domain.contract import DownKind, Enrolled, Enrolment, NewEpoch
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.domain.reading import clean
from sync_server.services.index_keys import key_if_due
from sync_server.services.invitations import SELECTOR, as_typed, code_sum
from sync_server.services.sessions import session, token_sha256
from sync_server.storage import devices, meta, staff
from sync_server.storage.database import Database
from sync_server.storage.feed import EVERYWHERE, Change, publish
from sync_server.storage.locks import lock_names

WRONG_TRIES = 5

_TOKEN_BYTES = 32
_EPOCHS = "device_epoch"  # their short codes are counted: one transaction at a time

RandomBytes = Callable[[int], bytes]


class Enrolments:
    """Answers to tablets. ``public_url`` is where they reach this server."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: IdSource,
        random_bytes: RandomBytes,
        public_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._random_bytes = random_bytes
        self._public_url = public_url

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        """Enrol a tablet; the same code and nonce again give the same device a fresh token.

        Raises ``Problem``: ``enrolment_unknown``, ``_used`` or ``_expired``.
        """
        answer = self._database.writer.run(lambda tx: self._enrol(tx, enrolment))
        if isinstance(answer, Problem):  # kept as a value so that the wrong try is counted
            raise answer
        return answer

    def new_epoch(self, token: str) -> NewEpoch:
        """Give a tablet whose database was copied or restored an epoch of its own."""
        return self._database.writer.run(lambda tx: self._new_epoch(tx, token))

    def _enrol(self, connection: Connection, enrolment: Enrolment) -> Enrolled | Problem:
        now = epoch_ms(self._clock.now())
        code = as_typed(enrolment.code)
        row = devices.enrolment_by_selector(connection, code[:SELECTOR])
        if row is None:
            return Problem(Code.ENROLMENT_UNKNOWN)
        if refusal := _refusal(row, code, enrolment, now):
            if refusal is Code.ENROLMENT_UNKNOWN:
                devices.count_wrong_code(connection, row.selector)
            return Problem(refusal)
        return self._joined(connection, enrolment, row, now)

    def _joined(
        self, connection: Connection, enrolment: Enrolment, row: Row[Any], now: int
    ) -> Enrolled:
        branch = staff.branch_by_code(connection, row.branch)
        if branch is None:
            raise Problem(Code.NO_BRANCH, field="branch")
        device = str(enrolment.device)
        devices.save_device(
            connection,
            {
                "id": device,
                "name": clean(enrolment.name),
                "branch": branch.code,
                "created": now,
                "revoked_mode": None,
                "revoked_at": None,
                "last_seen": now,
                "app": clean(enrolment.app),
                "contract": enrolment.contract,
                "queued": 0,
            },
        )
        token = self._random_bytes(_TOKEN_BYTES).hex()
        devices.replace_token(connection, device, token_sha256(token), now)
        devices.use_enrolment(
            connection, row.selector, nonce=str(enrolment.nonce), device_id=device, at=now
        )
        server = meta.server_id(connection)
        epoch = self._epoch_of(connection, enrolment, row, now)
        return Enrolled(
            device=enrolment.device,
            epoch=epoch.epoch,
            code=epoch.code,
            token=token,
            branch=branch,
            public_url=self._public_url,
            server=server,
            now=now,
        )

    def _epoch_of(
        self, connection: Connection, enrolment: Enrolment, row: Row[Any], now: int
    ) -> NewEpoch:
        """Return the epoch that the tablet was given and may not have heard of, else a new one."""
        device = str(enrolment.device)
        if row.used_at is not None:
            given = devices.newest_epoch(connection, device)
            if given.public_key == enrolment.public_key:
                return NewEpoch(epoch=UUID(given.epoch), code=given.code)
        return self._open_epoch(connection, device, row.branch, enrolment.public_key, now)

    def _new_epoch(self, connection: Connection, token: str) -> NewEpoch:
        now = epoch_ms(self._clock.now())
        mine = session(connection, token, now)
        key = devices.newest_epoch(connection, mine.device).public_key
        return self._open_epoch(connection, mine.device, mine.branch, key, now)

    def _open_epoch(
        self, connection: Connection, device: str, branch: str, public_key: str, now: int
    ) -> NewEpoch:
        lock_names(connection, {_EPOCHS})
        epoch = self._ids.new()
        code = devices.add_epoch(
            connection,
            str(epoch),
            {"device": device, "branch": branch, "public_key": public_key, "created": now},
        )
        changes = [Change(EVERYWHERE, DownKind.DEVICE_KEY, str(epoch))]
        publish(connection, [*changes, *key_if_due(connection, self._random_bytes, now)])
        return NewEpoch(epoch=epoch, code=code)


def _refusal(row: Row[Any], code: str, enrolment: Enrolment, now: int) -> Code | None:
    if row.attempts >= WRONG_TRIES:
        return Code.ENROLMENT_EXPIRED
    if not hmac.compare_digest(code_sum(code), row.code_sha256):
        return Code.ENROLMENT_UNKNOWN
    again = row.used_nonce == str(enrolment.nonce) and row.device == str(enrolment.device)
    if row.used_at is not None and not again:
        return Code.ENROLMENT_USED
    return Code.ENROLMENT_EXPIRED if now > row.expires else None
