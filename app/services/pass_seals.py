"""Signs the passes that this tablet gives, and says whether one that is shown is ours."""

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.catalogue import DeviceKey
from app.domain.contract import DownKind
from app.domain.events import KnownEvent
from app.domain.own_links import link_name, own_message
from app.domain.passes import PassText, is_genuine, qr_text
from app.services.showroom import Showroom
from app.storage.store import Store


class PassSeals:
    """The server signs for who signed up by phone, a tablet for who did at its stand or kiosk."""

    def __init__(self, store: Store, showroom: Showroom) -> None:
        self._store = store
        self._showroom = showroom

    def seal(self, event: UUID, sign_up: UUID) -> str:
        """Return what the QR of a pass of this tablet reads; any tablet of ours can check it."""
        text = PassText(event, sign_up, self._showroom.device())
        return qr_text(text, self._store.keys.sign(text.message()))

    def own_link(self, sign_up: UUID) -> str:
        """Return the name of the page of somebody who signed up on this tablet."""
        return link_name(sign_up, self._store.keys.sign(own_message(sign_up)))

    def is_ours(self, text: PassText, seal: bytes, known: KnownEvent) -> bool | None:
        """Say whether one of us signed a pass; ``None`` where this tablet lacks the key."""
        key = self._key(text, known)
        return None if key is None else is_genuine(text, seal, key, belongs)

    def _key(self, text: PassText, known: KnownEvent) -> str | None:
        """Return the public key (hex) of who says to have signed; none of a tablet shut out."""
        if not text.key:
            return known.pass_key
        if text.key == self._showroom.device():
            return self._store.keys.public_key()
        pulled = self._store.mirror.documents(DownKind.DEVICE_KEY, DeviceKey)
        held = (one for one in pulled if one.code == text.key and not one.revoked)
        return next((one.public_key for one in held), None)


def belongs(key: bytes, message: bytes, seal: bytes) -> bool:
    """Say whether the other half of ``key`` (Ed25519, 32 bytes) signed a message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(seal, message)
    except (InvalidSignature, ValueError):
        return False
    return True
