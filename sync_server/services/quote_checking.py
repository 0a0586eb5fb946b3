"""What may the holder of a quote's QR know: is it ours, and does it still hold?"""

import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from app.domain.calendars import branch_day
from app.domain.clock import Clock
from app.domain.quote_seals import Truth, verify_sealed
from app.domain.quote_standing import KnownQuote, Standing, standing_on
from sync_server.storage import quotes, staff

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class PublicAnswer(NamedTuple):
    """``known`` only for a quote that is ours and as it was signed.

    ``truth`` is ``UNKNOWN_KEY`` where the server has not received the quote (yet).
    """

    truth: Truth
    known: KnownQuote | None = None
    standing: Standing = Standing.UNKNOWN


def public_answer(
    connection: Connection, clock: Clock, token: str, sealed: str | None
) -> PublicAnswer:
    """Look a quote up by its token; ``sealed`` is the signed text, where the QR brought it along.

    What was signed must be what we hold: a text of another quote, or a changed one, is altered.
    """
    if _TOKEN.fullmatch(token) is None:
        return PublicAnswer(Truth.UNREADABLE)
    known = quotes.quote_by_token(connection, token)
    if sealed is not None:
        keys = quotes.keys(connection)
        verdict = verify_sealed(sealed, token, keys, _belongs)
        if verdict.truth in {Truth.ALTERED, Truth.UNREADABLE}:
            return PublicAnswer(Truth.ALTERED)
        if known is None and verdict.truth is Truth.GENUINE:
            return PublicAnswer(Truth.UNKNOWN_KEY)
    if known is None:
        return PublicAnswer(Truth.UNREADABLE)
    branch = staff.branch_by_code(connection, known.branch)
    today = branch_day(clock.now(), branch.zone if branch else "UTC")
    standing = standing_on(known.standing, known.quote.expires_on, today)
    return PublicAnswer(Truth.GENUINE, known, standing)


def masked(name: str) -> str:
    """Return ``A** P*****``: enough for the customer to know it, nothing for anybody else."""
    return " ".join(f"{word[0]}{'*' * (len(word) - 1)}" for word in name.split())


def _belongs(key: bytes, message: bytes, seal: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except (InvalidSignature, ValueError):
        return False
    return True
