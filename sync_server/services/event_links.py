"""What this server signs for an event: the link of its page, a visitor's own link, the pass.

All of it hangs on one secret of the database: a forged or foreign link opens nothing, and nothing
has to be looked up to know so.
"""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy import Connection

from app.domain.events import KnownEvent
from app.domain.passes import PassText, qr_text
from sync_server.storage import events

_ID = 16
_SUM = 12  # bytes of the HMAC that a link carries

PAGE = "event"  # the page at which anybody signs up
FORM = "form"  # one sign-up or suggestion in the making, at the page that it was asked on
BOX = "mailbox"  # the mailbox of a branch
SURVEY = "survey"  # one question to who was served, named by the contact
MINE = "mine"  # what a visitor opens to correct or withdraw


def link(secret: bytes, purpose: str, id_: UUID) -> str:
    """Return the name of a page: an id and why it may be opened, 38 characters."""
    return _encoded(id_.bytes + _sum(secret, purpose, id_))


def opened(secret: bytes, purpose: str, name: str) -> UUID | None:
    """Return the id that a link names; ``None`` when we did not make it for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != _ID + _SUM or _encoded(raw) != name:
        return None
    id_ = UUID(bytes=raw[:_ID])
    return id_ if hmac.compare_digest(raw[_ID:], _sum(secret, purpose, id_)) else None


def form_link(secret: bytes, page: UUID, id_: UUID) -> str:
    """Return the token of one form of a page: at another page it is none."""
    return link(secret, f"{FORM}:{page}", id_)


def opened_form(secret: bytes, page: UUID, token: str) -> UUID | None:
    """Return the id that a form gives to what it brings; ``None`` when this page did not ask it."""
    return opened(secret, f"{FORM}:{page}", token)


def box_id(secret: bytes, branch: str) -> UUID:
    """Return what the page of a branch's mailbox is named by."""
    digest = hmac.new(secret, f"mailbox:{branch}".encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def box_link(secret: bytes, branch: str) -> str:
    """Return the name of the page of a branch; it is the same for ever, for it hangs on a wall."""
    return link(secret, BOX, box_id(secret, branch))


def with_token(connection: Connection, event: KnownEvent) -> KnownEvent:
    """Return the event with the name of its page and the key of its passes."""
    secret = events.secret(connection)
    update = {"token": link(secret, PAGE, event.id), "pass_key": pass_key(secret)}
    return event.model_copy(update=update)


def pass_key(secret: bytes) -> str:
    """Return the public key of the passes, as hexadecimal."""
    return _pass_key(secret).public_key().public_bytes_raw().hex()


def pass_qr(secret: bytes, event: UUID, sign_up: UUID) -> str:
    """Return what the QR of a pass reads, signed."""
    text = PassText(event, sign_up)
    return qr_text(text, _pass_key(secret).sign(text.message()))


def belongs(public_key: str, message: bytes, seal: bytes) -> bool:
    """Say whether the other half of ``public_key`` (hex, Ed25519) signed a message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(seal, message)
    except InvalidSignature:
        return False
    return True


def desk_token(secret: bytes, branch: str) -> str:
    """Return the token with which the server itself pushes what visitors of a branch wrote."""
    return hmac.new(secret, f"desk:{branch}".encode(), hashlib.sha256).hexdigest()


def _pass_key(secret: bytes) -> Ed25519PrivateKey:
    seed = hmac.new(secret, b"pass", hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _sum(secret: bytes, purpose: str, id_: UUID) -> bytes:
    message = purpose.encode() + b":" + id_.bytes
    return hmac.new(secret, message, hashlib.sha256).digest()[:_SUM]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
