"""Seals a part of an export to the server's public key: see ``app/domain/exports.py``."""

import zlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.exports import KEY_BYTES, MARK, NONCE, Sealed, info


def sealed(content: bytes, server_key: bytes) -> Sealed:
    """Return the content so that only the holder of the other half of ``server_key`` reads it."""
    own = X25519PrivateKey.generate()
    made_for_it = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(server_key))
    key = HKDF(SHA256(), KEY_BYTES, None, info(made_for_it, server_key)).derive(shared)
    box = ChaCha20Poly1305(key).encrypt(NONCE, zlib.compress(content, 9), MARK.encode())
    return Sealed(made_for_it, box)
