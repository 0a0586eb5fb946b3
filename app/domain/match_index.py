"""By which keys is a person found, and how does the index that travels hide them?

The index tells a tablet that somebody is known without telling who: of each key it carries the
first 64 bits of an HMAC-SHA256 under a key that changes. It is pseudonymous, not anonymous: whoever
holds that key can try all phone numbers, so it never leaves enrolled tablets.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.fields import Checked, Frozen, Slug, State, Text
from app.domain.people import Country, Document, DocumentType

MAX_AGE_MS = 90 * 24 * 3_600_000  # of a key; a revoked tablet ends it at once
HASH_BYTES = 8

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]

_PHONE = re.compile(r"\+\d{6,15}")
_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,100}@[^\s@\x00-\x1f]{1,100}")
_DOCUMENT = re.compile(r"[A-Z0-9]{4,20}")
_VEHICLE = re.compile(r"[A-Z0-9]{4,20}")
_DNI_DIGITS = 8


class IndexKey(Frozen):
    """The secret of one epoch, for the tablets of the company; ``made`` in ms."""

    epoch: Annotated[int, Field(ge=1)]
    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    made: int


class IndexEntry(Frozen):
    """A customer as every tablet may know it: no name, no number.

    ``owner`` are initials, ``month`` is that of the last visit («2026-03»).
    """

    customer: UUID
    epoch: int
    hashes: tuple[Hash, ...]
    owner: Text
    branch: Slug
    month: Text | None = None


CONTACT_KEYS = ("phone:", "email:")  # how the keys of what several people may share begin


def phone_key(phone: Checked | None) -> str | None:
    return _key("phone", phone, _PHONE)


def email_key(email: Checked | None) -> str | None:
    found = _key("email", email, _EMAIL)
    return found.lower() if found else None


def document_key(document: Document | None) -> str | None:
    """Return the key of a trusted document; a DNI is the same with and without its check."""
    value = document.value if document is not None and document.state is State.VALID else None
    if document is None or value is None or not _DOCUMENT.fullmatch(value):
        return None
    if document.type is DocumentType.DNI:
        value = value[:_DNI_DIGITS]
    return f"doc:{document.country}:{document.type}:{value}"


def plate_key(plate: Checked | None, country: Country) -> str | None:
    return _key(f"plate:{country}", plate, _VEHICLE)


def vin_key(vin: Checked | None) -> str | None:
    return _key("vin", vin, _VEHICLE)


def hashed(key: IndexKey, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the hashes of keys, sorted so that their order says nothing."""
    secret = bytes.fromhex(key.key)
    digests = (hmac.digest(secret, text.encode(), hashlib.sha256) for text in keys)
    return tuple(sorted({digest[:HASH_BYTES].hex() for digest in digests}))


def _key(kind: str, field: Checked | None, shape: re.Pattern[str]) -> str | None:
    value = None if field is None else field.trusted()
    return f"{kind}:{value}" if value is not None and shape.fullmatch(value) else None
