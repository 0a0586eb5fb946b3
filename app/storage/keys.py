"""The tablet's secrets: the token that opens the server, the key it signs with, the index key.

They lie in files beside the database that only the owner's account may read (mode 0600); the index
key in the key store of the operating system where there is one (``key_store.py``). On an Android or
iOS tablet that folder is private to the app, and is as safe as the device's own encryption. Whoever
can read the files of this account can be this tablet until the administrator revokes it.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.match_index import IndexKey
from app.storage.key_store import KeyStore


class KeyFiles:
    """Ed25519 (RFC 8032), an opaque token and the index key, in a folder or its key store."""

    def __init__(self, folder: Path, store: KeyStore | None = None) -> None:
        self._store = store
        self._opened: IndexKey | None = None  # asking the key store takes milliseconds
        self._key = folder / "device.key"
        self._token = folder / "device.token"
        self._index = folder / "index.key"

    def public_key(self) -> str:
        """Return the public half, 32 bytes in hex; makes the pair the first time."""
        if not self._key.exists():
            _write(self._key, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        private = bytes.fromhex(self._key.read_text(encoding="ascii"))
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        private = bytes.fromhex(self._key.read_text(encoding="ascii"))
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def token(self) -> str | None:
        return self._token.read_text(encoding="ascii") if self._token.exists() else None

    def keep_token(self, token: str) -> None:
        _write(self._token, token)

    def index_key(self) -> IndexKey | None:
        """Return the key that hides the index of customers, as last pulled.

        ``None`` also where the key store is locked: then the index has to be pulled again.
        """
        if self._opened is None:
            text = self._kept_index_key()
            self._opened = None if text is None else IndexKey.model_validate_json(text)
        return self._opened

    def keep_index_key(self, key: IndexKey) -> None:
        """Keep it in the key store, or in a file where that does not hold it."""
        text = key.model_dump_json()
        self._opened = key
        if self._store is not None and self._store.put(text):
            self._index.unlink(missing_ok=True)
        else:
            _write(self._index, text)

    def drop_index_key(self) -> None:
        self._opened = None
        self._index.unlink(missing_ok=True)
        if self._store is not None:
            self._store.drop()

    def _kept_index_key(self) -> str | None:
        if self._index.exists():
            return self._index.read_text(encoding="ascii")
        return None if self._store is None else self._store.get()

    def wipe(self) -> None:
        self._key.unlink(missing_ok=True)
        self._token.unlink(missing_ok=True)
        self.drop_index_key()


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, so that a crash leaves the old text or the new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
