"""The pass of a sign-up: its QR, its short code, and how both are read at a door without a network.

The QR names the event and the sign-up and is signed, by the server for who signed up on a phone, by
the tablet for who did at its stand or kiosk; it opens no page and says nothing of the person. The
short code is what somebody types whose screen is broken.
"""

import re
from typing import NamedTuple
from uuid import UUID

from app.domain.signed_texts import Check, code_of, decoded, encoded

_FORM = "VP1"  # names the form of the text: another one is another name
_TABLET_FORM = "VP2"  # as VP1, and which tablet signed
CODE_LENGTH = 6
_LENGTHS = [16, 16, 64]  # bytes of event, sign-up and signature
_KEY = re.compile(r"[A-Z0-9]{2,12}")


class PassText(NamedTuple):
    """What a pass says: of which event, which sign-up, and the code of the tablet that signed."""

    event: UUID
    sign_up: UUID
    key: str = ""  # none where the server signed

    def message(self) -> bytes:
        """Return the bytes that are signed: ASCII, one spelling for one content."""
        named = f"{encoded(self.event.bytes)}.{encoded(self.sign_up.bytes)}"
        signed = f"{_TABLET_FORM}.{named}.{self.key}" if self.key else f"{_FORM}.{named}"
        return signed.encode("ascii")


def qr_text(text: PassText, seal: bytes) -> str:
    """Return what the QR of the pass reads."""
    return f"{text.message().decode()}.{encoded(seal)}"


def read_pass(scanned: str) -> tuple[PassText, bytes] | None:
    """Return what a scanned QR says with its signature; ``None`` when it is no pass."""
    form, *rest = scanned.strip().split(".")
    key = rest.pop(2) if form == _TABLET_FORM and len(rest) == len(_LENGTHS) + 1 else ""
    parts = [decoded(part) for part in rest]
    known = _KEY.fullmatch(key) if form == _TABLET_FORM else form == _FORM
    if not known or [len(part or b"") for part in parts] != _LENGTHS:
        return None
    event, sign_up, seal = (part or b"" for part in parts)
    return PassText(UUID(bytes=event), UUID(bytes=sign_up), key), seal


def is_genuine(text: PassText, seal: bytes, public_key: str, check: Check) -> bool:
    """Say whether the server that holds the other half of ``public_key`` (hex) signed the pass."""
    return check(bytes.fromhex(public_key), text.message(), seal)


def short_code(sign_up: UUID) -> str:
    """Return the six characters by which a pass is found among those of its event."""
    return code_of(b"pass", sign_up, CODE_LENGTH)
