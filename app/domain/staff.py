"""The people who hold the tablet: role, PIN, and which record kinds each role may make."""

import hashlib
import hmac
from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

from pydantic import StringConstraints

from app.domain.fields import Frozen, OpenEnum, Slug, Text

PIN_LENGTH = 6
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
_WEAK = frozenset({"121212", "123123", "112233"})


class Role(OpenEnum):
    SELLER = "seller"
    CHIEF = "chief"
    RECEPTION = "reception"
    STAFF = "staff"
    UNKNOWN = "unknown"


class PinVerifier(Frozen):
    """scrypt (RFC 7914, n=2^14, r=8, p=1) of a PIN. It protects the screen, not the file."""

    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class PinChange(Frozen):
    """The body of a pin_change record: a person's new verifier, never the PIN."""

    person: Slug
    verifier: PinVerifier


class Person(Frozen):
    """A colleague as tablets of the branch know them."""

    code: Slug
    name: Text
    role: Role
    branch: Slug
    verifier: PinVerifier | None = None
    must_change_pin: bool = True
    active: bool = True


_EVERYBODY = frozenset({Role.SELLER, Role.CHIEF, Role.RECEPTION, Role.STAFF})
_CALLERS = frozenset({Role.SELLER, Role.CHIEF})
_HOSTS = frozenset({Role.CHIEF, Role.STAFF})

MAY_RECORD: dict[str, frozenset[Role]] = {
    "visit": _EVERYBODY,
    "profile": _EVERYBODY,
    "consent": _EVERYBODY,
    "attempt": _CALLERS | {Role.RECEPTION},  # which of them make which: MAY_STEP
    "appointment": _EVERYBODY,
    "retraction": _EVERYBODY,
    "pin_change": _EVERYBODY,
    "quote": _CALLERS,
    "quote_act": _CALLERS,
    "quote_mail": _CALLERS,
    "complaint": _EVERYBODY,
    "complaint_act": _EVERYBODY,
    "promise": _EVERYBODY,
    "workshop_visit": _EVERYBODY,
    "workshop_delivery": _EVERYBODY,
    "contact_received": _EVERYBODY,
    "test_drive": _CALLERS,
    "rating": _EVERYBODY,
    "alert": _EVERYBODY,
    "event": _HOSTS,
    "sign_up": _EVERYBODY,
    "check_in": _EVERYBODY,
    "redemption": _EVERYBODY,
    "voucher_mail": _EVERYBODY,
    "km_correction": _EVERYBODY,
    "review_decision": frozenset({Role.CHIEF}),
    "separation": frozenset({Role.CHIEF}),
    # from lists, by the command line alone
    "listed_customer": frozenset(),
    "sale": frozenset(),
    "service_order": frozenset(),
}


MAY_STEP: dict[str, frozenset[Role]] = {
    "reopened": frozenset({Role.CHIEF}),
    "parts_ready": frozenset({Role.CHIEF, Role.RECEPTION}),
}
"""Who may record an outcome of an attempt, where those who call may not all, or not they alone."""


def may_step(role: Role, outcome: str) -> bool:
    """Say whether a person of this role may record an attempt with this outcome."""
    return role in MAY_STEP.get(outcome, _CALLERS)


def field_beyond(role: Role, kind: str, outcome: str | None = None) -> str | None:
    """Return the field that says what this role may not record, ``None`` where it may.

    ``outcome`` is that of an attempt.
    """
    if not may_record(role, kind):
        return "kind"
    return "body.outcome" if outcome is not None and not may_step(role, outcome) else None


def may_record(role: Role, kind: str) -> bool:
    """Say whether a person of this role may make a record of this kind (table role by kind)."""
    return role in MAY_RECORD.get(kind, frozenset())


def pin_verifier(pin: str, random_bytes: Callable[[int], bytes]) -> PinVerifier:
    salt = random_bytes(16)
    return PinVerifier(salt=salt.hex(), hash=_scrypt(pin, salt).hex())


def pin_matches(pin: str, verifier: PinVerifier) -> bool:
    derived = _scrypt(pin, bytes.fromhex(verifier.salt))
    return hmac.compare_digest(derived, bytes.fromhex(verifier.hash))


def pin_is_weak(pin: str) -> bool:
    """Say whether a PIN is no six digits, or one that is guessed first: 777777, 456789, 112233."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return pin in _WEAK or steps in ({0}, {1}, {-1})


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, **_SCRYPT)
