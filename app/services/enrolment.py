"""A tablet joins a branch, once, with a one-time code."""

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.contract import Enrolled, Enrolment, SyncApi
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.storage.state import Identity, Key
from app.storage.store import Store

CODE_LENGTH = 10
_CROCKFORD = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Invitation(NamedTuple):
    url: str
    code: str


class _Asked(BaseModel):
    """A request whose answer was not heard: repeated word for word, it joins only once."""

    model_config = ConfigDict(frozen=True)

    url: str
    code: str
    nonce: UUID
    device: UUID


class Enrolling:
    def __init__(
        self, store: Store, connect: Callable[[str], SyncApi], ids: IdSource, app: str, url: str
    ) -> None:
        self._store = store
        self._connect = connect
        self._ids = ids
        self._app = app
        self._url = url
        self.on_joined: Callable[[], None] = lambda: None

    def is_enrolled(self) -> bool:
        return self._store.state.identity() is not None and self._store.keys.token() is not None

    def read_invitation(self, text: str, url: str = "") -> Invitation | None:
        """Read QR content, a link or a typed code (10 characters, Crockford base 32).

        A typed code goes to ``url``, or to the server this tablet was started with. ``None`` when
        the text is no invitation, or the address is plain HTTP beyond this machine.
        """
        found = _from_json(text) or _from_link(text) or _typed(text, url or self._url)
        return found if found is not None and _is_private(found.url) else None

    def enrol(self, invitation: Invitation, tablet_name: str) -> None:
        """Join; raises ``Problem`` (unreachable, enrolment_unknown, _used, _expired…).

        A tablet is of a demo or of a real dealer for life (``demo_database``, ``real_database``):
        what it keeps would be sent to the other.
        """
        asked = self._ask(invitation)
        enrolled = self._connect(invitation.url).enrol(
            Enrolment(
                code=asked.code,
                nonce=asked.nonce,
                device=asked.device,
                name=tablet_name,
                public_key=self._store.keys.public_key(),
                app=self._app,
            )
        )
        before = self._store.state.identity()
        if before is not None and before.branch.demo != enrolled.branch.demo:
            raise Problem(Code.DEMO_DATABASE if before.branch.demo else Code.REAL_DATABASE)
        self._join(invitation.url, enrolled)
        # Read by the clock of the branch, which may be another than the one it had until now.
        self._store.time.hear(enrolled.now, self._store.time.readings())
        self.on_joined()

    def _ask(self, invitation: Invitation) -> _Asked:
        state = self._store.state
        if (kept := state.get(Key.ENROLLING)) is not None:
            asked = _Asked.model_validate_json(kept)
            if (asked.url, asked.code) == invitation:
                return asked
        known = state.identity()
        asked = _Asked(
            url=invitation.url,
            code=invitation.code,
            nonce=self._ids.new(),
            device=known.device if known else self._ids.new(),
        )
        state.set(Key.ENROLLING, asked.model_dump_json())
        return asked

    def _join(self, url: str, enrolled: Enrolled) -> None:
        """Become the tablet the server named; what is kept here is sent under the new epoch.

        A server that does not know its own tablet any more was restored from an older backup: it
        is sent also what it had taken. Another server is sent only what nobody has taken.
        """
        store = self._store
        before = store.state.identity()
        identity = Identity(
            url=url,
            server=enrolled.server,
            device=enrolled.device,
            epoch=enrolled.epoch,
            code=enrolled.code,
            branch=enrolled.branch,
        )
        store.keys.keep_token(enrolled.token)
        with store.file.transaction():
            store.state.set(Key.IDENTITY, identity.model_dump_json())
            store.state.drop(Key.ENROLLING)
            store.state.drop(Key.LOST)
            if before is not None and before.server == enrolled.server:
                store.outbox.send_all_again()
            store.outbox.renumber(identity)
            if store.mirror.cursor() is not None:
                store.mirror.start_again()


def _from_json(text: str) -> Invitation | None:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    url, code = told.get("url"), told.get("code")
    if not isinstance(url, str) or not isinstance(code, str) or not code:
        return None
    return Invitation(url.rstrip("/"), _read_code(code) or code)


def _from_link(text: str) -> Invitation | None:
    address, _, code = text.strip().partition("#code=")
    if not code or "://" not in address:
        return None
    return Invitation(address.rstrip("/"), _read_code(code) or code)


def _typed(text: str, url: str) -> Invitation | None:
    code = _read_code(text)
    return Invitation(url.rstrip("/"), code) if code and url else None


def _read_code(text: str) -> str | None:
    """Read a code that was said aloud: O is 0, I and L are 1, case and dashes say nothing."""
    code = text.strip().upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and _CROCKFORD.issuperset(code) else None


def _is_private(url: str) -> bool:
    """Say whether nobody on the way can read along: TLS, or no way at all."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)
    )
