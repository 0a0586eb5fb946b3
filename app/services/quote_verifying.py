"""«Comprobar una cotización»: any tablet verifies a QR, with or without a network."""

from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.catalogue import DeviceKey
from app.domain.contract import DownKind
from app.domain.quote_seals import Truth, Verdict, verify
from app.domain.quote_standing import KnownQuote, Standing, standing_on
from app.services.showroom import Showroom
from app.storage.store import Store


class Verified(NamedTuple):
    """``standing`` is what this tablet knows of a genuine quote; ``None``: nothing but its QR."""

    verdict: Verdict
    standing: Standing | None


class QuoteVerifying:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self._store = store
        self._showroom = showroom

    def verify(self, scanned: str) -> Verified:
        """Say whether a scanned QR is genuine, by the keys that this tablet holds."""
        verdict = verify(scanned, self._keys(), _belongs)
        says = verdict.says
        if says is None or verdict.truth is not Truth.GENUINE:
            return Verified(verdict, None)
        today = self._showroom.now().date()
        known = next(
            (
                one
                for one in self._store.mirror.documents(DownKind.QUOTE, KnownQuote)
                if one.quote.token == says.token
            ),
            None,
        )
        standing = known.standing if known else Standing.OPEN
        shown = standing_on(standing, says.expires_on, today)
        return Verified(verdict, None if known is None and shown is Standing.OPEN else shown)

    def _keys(self) -> list[DeviceKey]:
        """Return the keys pulled, and this tablet's own, which it knows before the server told."""
        pulled = list(self._store.mirror.documents(DownKind.DEVICE_KEY, DeviceKey))
        identity = self._store.state.identity()
        if identity is None or any(key.code == identity.code for key in pulled):
            return pulled
        own = DeviceKey(
            device=identity.device,
            epoch=identity.epoch,
            code=identity.code,
            public_key=self._store.keys.public_key(),
        )
        return [*pulled, own]


def _belongs(key: bytes, message: bytes, seal: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except (InvalidSignature, ValueError):
        return False
    return True
