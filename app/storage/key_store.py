"""The key store of this device's operating system, where there is one that can be used.

Through ``keyring`` (MIT), which is there where Vitrina was installed with its extra ``keystore``: the
Keychain of macOS, the Credential Locker of Windows, the Secret Service of a Linux desktop. A tablet
that starts by itself without a session, Android and iOS have none of them.
"""

import importlib
import logging
from pathlib import Path
from typing import Any, Protocol, cast

_log = logging.getLogger(__name__)
_SERVICE = "Vitrina"


class Backend(Protocol):
    """What ``keyring`` gives; each call may raise an error of whatever lies behind it."""

    priority: float  # below 1: not recommended, 0: none

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class KeyStore:
    """One secret of the tablet that lies in ``folder``; nothing here raises."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self._backend = backend
        self._name = f"index key of {folder.resolve()}"

    def get(self) -> str | None:
        """Return the secret; ``None`` where there is none, or it cannot be opened."""
        try:
            return self._backend.get_password(_SERVICE, self._name)
        except Exception as error:  # noqa: BLE001 - a locked store must not stop the tablet
            _log.warning("the key store does not answer: %s", type(error).__name__)
            return None

    def put(self, secret: str) -> bool:
        """Keep the secret; say whether it can be read again."""
        try:
            self._backend.set_password(_SERVICE, self._name, secret)
        except Exception as error:  # noqa: BLE001 - as above
            _log.warning("the key store keeps nothing: %s", type(error).__name__)
            return False
        return self.get() == secret

    def drop(self) -> None:
        if self.get() is not None:
            try:
                self._backend.delete_password(_SERVICE, self._name)
            except Exception as error:  # noqa: BLE001 - as above
                _log.warning("the key store forgets nothing: %s", type(error).__name__)


def key_store(folder: Path) -> KeyStore | None:
    """Return the key store of this device, ``None`` where there is none to rely on."""
    try:
        keyring: Any = importlib.import_module("keyring")
    except ModuleNotFoundError:
        return None
    backend = cast("Backend", keyring.get_keyring())
    return KeyStore(backend, folder) if backend.priority >= 1 else None
