"""A tablet at a branch that has vouchers, and the server whose key signed them."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.vouchers import KnownVoucher, VoucherText, issuer_of, qr_text
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.builders import NUNOA, HandClock

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
LAURA = UUID("019caf10-3180-7000-8000-0000000000bb")
HER = UUID("019caf10-3180-7000-8000-0000000000cc")
LAST = date(2026, 4, 3)


def public(key: Ed25519PrivateKey = KEY) -> str:
    return key.public_key().public_bytes_raw().hex()


def signed(
    voucher: UUID = LAURA,
    last_day: date = LAST,
    gift: str = "Lavado de cortesía",
    key: Ed25519PrivateKey = KEY,
) -> str:
    text = VoucherText(issuer_of(public(key)), voucher, last_day, gift)
    return qr_text(text, key.sign(text.message()))


def voucher(**parts: Any) -> KnownVoucher:
    told = {
        "id": LAURA,
        "programme": "CUMPLE",
        "customer": HER,
        "branch": "NUNOA",
        "name": "Laura E.",
        "gift": "Lavado de cortesía",
        "issued_on": date(2026, 3, 2),
        "last_day": LAST,
        **parts,
    }
    text = signed(told["id"], told["last_day"], told["gift"])
    return KnownVoucher.model_validate({"text": text, **told})


class Till:
    """A tablet that pulled the key, and the server it pulls from."""

    def __init__(self, folder: Path, *, with_key: bool = True) -> None:
        self.clock = HandClock()
        self.server = FakeServer(self.clock)
        open_branch(self.server)
        if with_key:
            told = NUNOA.model_copy(update={"voucher_key": public()})
            self.server.publish("setting", "branch", told)
        self.rig = Rig(folder, self.clock, lambda _url: self.server)
        self.rig.enrol()
        self.rig.sync()
        self.redeeming = self.rig.tablet.redeeming

    def publish(self, **parts: Any) -> KnownVoucher:
        known = voucher(**parts)
        self.server.publish("voucher", str(known.id), known)
        self.rig.sync()
        return known
