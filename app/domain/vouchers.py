"""A voucher: a gift that is fetched in person, once (R045, R055). Its text, and how it stands.

``VV1.issuer.voucher.day.gift.seal``: signed by the server, it says the gift and its last day, so
that any tablet with the server's key takes it without a network, and nothing of the person. The
issuer is the first bytes of a sum of that key: it tells another dealer's voucher from a forged one.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.doors import Light
from app.domain.events import DoorMeans
from app.domain.fields import Frozen, Slug, Text
from app.domain.quote_mails import MailState
from app.domain.signed_texts import Check, code_of, decoded, encoded

_FORM = "VV1"  # names the form of the text: another one is another name
_LENGTHS = (6, 16, 64)  # bytes of issuer, voucher and signature
_PARTS = 6
_DAY = "%Y%m%d"
CODE_LENGTH = 8


class VoucherText(NamedTuple):
    """What a voucher says; ``issuer`` as ``issuer_of`` names the key of who signed."""

    issuer: str
    voucher: UUID
    last_day: date
    gift: str

    def message(self) -> bytes:
        """Return the bytes that are signed: ASCII, one spelling for one content."""
        day, gift = f"{self.last_day:{_DAY}}", encoded(self.gift.encode())
        return f"{_FORM}.{self.issuer}.{encoded(self.voucher.bytes)}.{day}.{gift}".encode("ascii")


def issuer_of(public_key: str) -> str:
    """Return how a voucher names the key (hex, Ed25519) that signed it, eight characters."""
    return encoded(hashlib.sha256(bytes.fromhex(public_key)).digest()[: _LENGTHS[0]])


def qr_text(text: VoucherText, seal: bytes) -> str:
    """Return what the QR of the voucher reads."""
    return f"{text.message().decode()}.{encoded(seal)}"


def read_voucher(scanned: str) -> tuple[VoucherText, bytes] | None:
    """Return what a scanned QR says with its signature; ``None`` when it is no voucher."""
    parts = scanned.strip().split(".")
    if len(parts) != _PARTS or parts[0] != _FORM:
        return None
    _, issuer, voucher, day, gift, seal = parts
    raw = [decoded(part) for part in (issuer, voucher, seal)]
    if tuple(len(part or b"") for part in raw) != _LENGTHS:
        return None
    try:
        words = (decoded(gift) or b"").decode()
        last_day = date.fromisoformat(day)
    except ValueError:
        return None
    if f"{last_day:{_DAY}}" != day or not words:
        return None
    return VoucherText(issuer, UUID(bytes=raw[1]), last_day, words), raw[2] or b""


def is_genuine(text: VoucherText, seal: bytes, public_key: str, check: Check) -> bool:
    """Say whether the server that holds the other half of ``public_key`` (hex) signed it."""
    return check(bytes.fromhex(public_key), text.message(), seal)


def voucher_code(voucher: UUID) -> str:
    """Return the eight characters by which a voucher is found among those that were pulled."""
    return code_of(b"voucher", voucher, CODE_LENGTH)


def spaced(code: str) -> str:
    """Return a code as people read it: «7Q4K-M2XB»."""
    return f"{code[:4]}-{code[4:]}"


class Redemption(Frozen):
    """The body of a redemption record, of the voucher in its ref ``voucher``.

    The gift was handed over in person. ``desk`` is the short code of the tablet, which the others
    name: «ya canjeado 18:22 por T03».
    """

    means: DoorMeans
    desk: Slug


class VoucherMail(Frozen):
    """The body of a voucher_mail record: send the voucher in its ref ``voucher`` by e-mail.

    To the address that its customer has when it is sent, if offers by e-mail are allowed then.
    """


class RedemptionMark(Frozen):
    """When a voucher was redeemed, ``at`` in corrected ms, by whom and on which tablet."""

    record: UUID
    at: int
    by: Slug
    desk: Slug
    branch: Slug


class KnownVoucher(Frozen):
    """A voucher as the tablets of its branch, and of those that redeemed it, know it.

    ``id`` is that of the contact that it goes with; ``name`` is «Laura E.»; ``text`` is what its QR
    reads. Of several ``redemptions`` the first counts, and the others are a conflict that tablets
    without a network could not see: all stay. ``withdrawn``: nobody was told of it, and what it
    thanked for did not happen. ``mail`` is how its e-mail fares, once somebody asked for one.
    """

    id: UUID
    programme: Text
    customer: UUID
    branch: Slug
    name: Text
    gift: Text
    issued_on: date
    last_day: date
    text: str
    withdrawn: bool = False
    redemptions: tuple[RedemptionMark, ...] = ()
    mail: MailState | None = None

    def redeemed(self) -> RedemptionMark | None:
        """Return the redemption that counts."""
        return min(self.redemptions, key=_order, default=None)


def with_marks(known: KnownVoucher, marks: Iterable[RedemptionMark]) -> KnownVoucher:
    """Return the voucher with these redemptions too, each once, whatever the order they came in."""
    every = {mark.record: mark for mark in (*marks, *known.redemptions)}
    ordered = tuple(sorted(every.values(), key=_order))
    return known.model_copy(update={"redemptions": ordered})


def conflicts(vouchers: Iterable[KnownVoucher]) -> list[KnownVoucher]:
    """Return the vouchers that were redeemed more than once."""
    return [one for one in vouchers if len(one.redemptions) > 1]


class VoucherWord(StrEnum):
    """What the desk says of a voucher. Closed list."""

    VALID = "valid"
    VALID_UNLISTED = "valid_unlisted"  # genuine, and not pulled by this tablet
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FOREIGN = "foreign"  # signed by another server
    FORGED = "forged"
    UNCHECKED = "unchecked"  # this tablet has no key yet
    IS_PASS = "is_pass"  # of an event: it goes to the door  # noqa: S105 - no password
    NOT_A_VOUCHER = "not_a_voucher"
    UNKNOWN_CODE = "unknown_code"


_LIGHTS = {
    VoucherWord.VALID: Light.GREEN,
    VoucherWord.VALID_UNLISTED: Light.GREEN,
    VoucherWord.REDEEMED: Light.AMBER,
}


class VoucherAnswer(NamedTuple):
    """``known`` as this tablet sees it, ``mark`` the redemption that makes it amber."""

    word: VoucherWord
    known: KnownVoucher | None = None
    mark: RedemptionMark | None = None

    @property
    def light(self) -> Light:
        return _LIGHTS.get(self.word, Light.RED)


def judge_voucher(known: KnownVoucher, today: date) -> VoucherAnswer:
    """Say what the desk says to a voucher that is ours on a branch day."""
    if (mark := known.redeemed()) is not None:
        return VoucherAnswer(VoucherWord.REDEEMED, known, mark)
    if known.withdrawn:
        return VoucherAnswer(VoucherWord.WITHDRAWN, known)
    if today > known.last_day:
        return VoucherAnswer(VoucherWord.EXPIRED, known)
    return VoucherAnswer(VoucherWord.VALID, known)


def _order(mark: RedemptionMark) -> tuple[int, str]:
    return mark.at, str(mark.record)
