"""The key with which this server signs vouchers; its private half never leaves the server."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from sync_server.storage import events


def signing_key(connection: Connection) -> Ed25519PrivateKey:
    """Return the private half (Ed25519, RFC 8032); it hangs on the secret of this database."""
    seed = hmac.new(events.secret(connection), b"voucher", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def voucher_key(connection: Connection) -> str:
    """Return the public half in hex, as the tablets are told it."""
    return signing_key(connection).public_key().public_bytes_raw().hex()
