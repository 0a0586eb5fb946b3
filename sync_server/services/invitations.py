"""A one-time code with which a tablet joins a branch, told once on the terminal.

Ten characters of Crockford's base 32: four select the invitation, six are its secret, and five
wrong tries or fifteen minutes end it.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection

from app.domain.fields import Frozen, Slug
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import overview, staff

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
SELECTOR = 4
VALID_MS = 15 * 60 * 1000

_MISREAD = str.maketrans("OIL", "011")


class Wish(Frozen):
    branch: Slug


def invite(connection: Connection, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Return ``{code, url, branch, expires}`` for one more tablet of a branch."""
    branch = known_branch(staff.branches(connection), read(Wish, arguments).branch)
    code = "".join(ALPHABET[byte % len(ALPHABET)] for byte in office.random_bytes(LENGTH))
    overview.add_enrolment(
        connection,
        {
            "selector": code[:SELECTOR],
            "code_sha256": code_sum(code),
            "branch": branch.code,
            "created": office.now(),
            "expires": office.now() + VALID_MS,
            "attempts": 0,
        },
    )
    return {
        "code": code,
        "url": office.address,
        "branch": branch.name,
        "expires": office.now() + VALID_MS,
    }


def as_typed(code: str) -> str:
    """Return a code as it was made, from what a person typed: no dashes, O is 0, I and L are 1."""
    return "".join(c for c in code.upper().translate(_MISREAD) if c in ALPHABET)


def code_sum(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
