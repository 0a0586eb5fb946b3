"""Personal tokens, with which a person asks the server's JSON routes without a tablet."""

import base64
import hashlib
from typing import Any

from sqlalchemy import Connection

from app.domain.fields import Frozen, Slug
from sync_server.services.colleagues import known_person
from sync_server.services.office import Arguments, Office, read
from sync_server.storage import overview

_BYTES = 32


class Owner(Frozen):
    person: Slug


def add(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Make a token and return it, the only time it is told; its SHA-256 is kept."""
    person = known_person(connection, read(Owner, arguments).person)
    token = base64.urlsafe_b64encode(office.random_bytes(_BYTES)).decode().rstrip("=")
    sha256 = hashlib.sha256(token.encode()).hexdigest()
    overview.add_personal_token(connection, sha256, person.code, office.now())
    return {"person": person.code, "token": token}
