"""Whose token is this, and may that tablet still speak to us?"""

import hashlib

from sqlalchemy import Connection

from app.domain.problems import Code, Problem
from sync_server.storage import devices
from sync_server.storage.devices import Session

STOP = "stop"
LOST = "lost"
LOST_GRACE = 72 * 3600 * 1000  # ms in which a lost tablet may still hand in what it holds


def token_sha256(token: str) -> str:
    """Return what is stored of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def session(connection: Connection, token: str, now: int) -> Session:
    """Return the session of a tablet in good standing; raises ``Problem`` with status 401."""
    found = pushing_session(connection, token, now)
    if found.revoked_mode is not None:
        raise Problem(Code.DEVICE_LOST)
    return found


def pushing_session(connection: Connection, token: str, now: int) -> Session:
    """As ``session``, but for a while a lost tablet may still push."""
    found = devices.session(connection, token_sha256(token), now)
    if found is None:
        raise Problem(Code.TOKEN_UNKNOWN)
    if found.revoked_mode == LOST:
        if now - (found.revoked_at or 0) > LOST_GRACE:
            raise Problem(Code.DEVICE_LOST)
        return found
    if found.revoked_mode is not None:
        raise Problem(Code.TOKEN_REVOKED)
    return found
