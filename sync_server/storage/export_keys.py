"""The key to which tablets seal what they cannot send; its private half never leaves the server."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection

from sync_server.storage import events


def private_key(connection: Connection) -> X25519PrivateKey:
    """Return the private half (X25519, RFC 7748); it hangs on the secret of this database."""
    seed = hmac.new(events.secret(connection), b"export", hashlib.sha256).digest()
    return X25519PrivateKey.from_private_bytes(seed)


def export_key(connection: Connection) -> str:
    """Return the public half in hex, as the tablets are told it."""
    return private_key(connection).public_key().public_bytes_raw().hex()
