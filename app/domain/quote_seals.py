"""The signed text in a quote's QR: what it says, and whether it is what the tablet signed.

It names number, version, totals, last day and a random public token; nothing of the person. Signed
with Ed25519 (RFC 8032) by the tablet; any tablet that holds the key verifies it without a network.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from app.domain.catalogue import DeviceKey
from app.domain.money import MAX_MINOR, Currency, Money
from app.domain.quotes import Quote

TOKEN_BYTES = 16
_FORM = "VQ1"  # names the form of the text: another one is another name
_TEXT = re.compile(
    r"VQ1\.(?P<key>[A-Z0-9]{2,12})\.(?P<number>[A-Z0-9]{2,12}-[0-9]{6,9})\.(?P<version>[1-9][0-9]{0,2})"
    r"\.(?P<totals>[A-Z]{3}[0-9]{1,14}(?:\+[A-Z]{3}[0-9]{1,14})?)\.(?P<expires>[0-9]{8})"
    r"\.(?P<token>[A-Za-z0-9_-]{22})"
)
_SEAL_BYTES = 64

Check = Callable[[bytes, bytes, bytes], bool]
"""Public key (32 bytes), message, signature (64 bytes) → whether they belong together."""


class SealedText(NamedTuple):
    """What is signed. ``totals`` are the cash totals of the options; ``key`` the device code."""

    key: str
    number: str
    version: int
    totals: tuple[Money, ...]
    expires_on: date
    token: str

    def message(self) -> bytes:
        """Return the bytes that are signed: ASCII, one spelling for one content."""
        sums = "+".join(f"{money.currency}{money.amount}" for money in self.totals)
        day = self.expires_on.strftime("%Y%m%d")
        parts = (_FORM, self.key, self.number, str(self.version), sums, day, self.token)
        return ".".join(parts).encode("ascii")


class Truth(StrEnum):
    """What can be said of a QR."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"  # «no se puede comprobar sin red», never «falsa»
    REVOKED_KEY = "revoked_key"  # of a tablet that was taken out of service: ask the server
    UNREADABLE = "unreadable"  # no QR of a quote


class Verdict(NamedTuple):
    """``says`` is what the QR reads, to be believed when ``truth`` is ``GENUINE`` only."""

    truth: Truth
    says: SealedText | None = None


def sealed_text(quote: Quote) -> SealedText:
    """Return what the seal of a quote covers."""
    return SealedText(
        key=quote.key,
        number=quote.number,
        version=quote.version,
        totals=tuple(added.cash for added in quote.totals()),
        expires_on=quote.expires_on,
        token=quote.token,
    )


def token(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new public token: 128 random bits, the name of the quote on the public page."""
    return _encoded(random_bytes(TOKEN_BYTES))


def qr_text(quote: Quote, public_url: str) -> str:
    """Return the address in the QR: the public page, with the signed text for who is offline."""
    sealed = f"{sealed_text(quote).message().decode()}.{_encoded(bytes.fromhex(quote.seal))}"
    return f"{page_url(quote, public_url)}?s={sealed.replace('+', '%2B')}"


def page_url(quote: Quote, public_url: str) -> str:
    return f"{public_url.rstrip('/')}/q/{quote.token}"


def verify(scanned: str, keys: Iterable[DeviceKey], check: Check) -> Verdict:
    """Say whether a scanned QR is what one of our tablets signed.

    The token in the address must be the signed one: a true text under the address of another quote
    is not genuine.
    """
    address = _address(scanned.strip())
    if address is None:
        return Verdict(Truth.UNREADABLE)
    path_token, sealed = address
    return verify_sealed(sealed, path_token, keys, check)


def verify_sealed(sealed: str, named: str, keys: Iterable[DeviceKey], check: Check) -> Verdict:
    """Say whether the signed text under the address of the quote ``named`` holds."""
    text, _, seal_text = sealed.rpartition(".")
    says, seal = _read(text), _decoded(seal_text)
    if says is None:
        return Verdict(Truth.ALTERED if sealed.startswith(f"{_FORM}.") else Truth.UNREADABLE)
    key = next((key for key in keys if key.code == says.key), None)
    if key is None:
        return Verdict(Truth.UNKNOWN_KEY, says)
    genuine = seal is not None and says.token == named and says.message() == text.encode()
    if not genuine or not check(bytes.fromhex(key.public_key), text.encode(), seal or b""):
        return Verdict(Truth.ALTERED, says)
    return Verdict(Truth.REVOKED_KEY if key.revoked else Truth.GENUINE, says)


def _address(scanned: str) -> tuple[str, str] | None:
    """Return the token and the signed text of a quote's address."""
    try:
        parts = urlsplit(scanned)
    except ValueError:
        return None
    _, found, path_token = parts.path.rpartition("/q/")
    sealed = parse_qs(parts.query).get("s", [])
    return (path_token, sealed[0]) if found and len(sealed) == 1 else None


def _read(text: str) -> SealedText | None:
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    try:
        sums = tuple(_money(part) for part in found["totals"].split("+"))
        expires_on = date.fromisoformat(found["expires"])
    except ValueError:
        return None
    return SealedText(
        found["key"], found["number"], int(found["version"]), sums, expires_on, found["token"]
    )


def _money(text: str) -> Money:
    amount = int(text[3:])
    if amount > MAX_MINOR:
        raise ValueError(text)
    return Money(amount=amount, currency=Currency(text[:3]))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes | None:
    """Return the signature; ``None`` for anything but its one spelling."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _SEAL_BYTES and _encoded(raw) == text else None
