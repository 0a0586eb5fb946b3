"""What passes and vouchers share: bytes as text with one spelling, and codes to be typed."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_READ_AS = str.maketrans("ILO", "110")

Check = Callable[[bytes, bytes, bytes], bool]
"""Public key (32 bytes), message, signature (64 bytes) → whether they belong together."""


def code_of(what: bytes, id_: UUID, length: int) -> str:
    """Return a code of ``length`` characters (at most 12) by which ``what`` of this id is found."""
    number = int.from_bytes(hashlib.sha256(what + id_.bytes).digest()[:8], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(length))


def typed_code(typed: str) -> str:
    """Return a typed code as it was given: upper case, O as 0, I and L as 1, no spaces or dashes."""
    upper = typed.upper().translate(_READ_AS)
    return "".join(char for char in upper if char in _ALPHABET)


def encoded(raw: bytes) -> str:
    """Return base64url (RFC 4648 §5) without padding."""
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def decoded(text: str) -> bytes | None:
    """Return the bytes; ``None`` for anything but their one spelling."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if encoded(raw) == text else None
