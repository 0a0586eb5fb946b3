"""The operations behind `vitrina-server launches` and `notices`."""

from typing import Any

from sqlalchemy import Connection

from app.domain.news import News, NewsKind
from app.domain.problems import Code, Problem
from sync_server.services.office import Arguments, Office, known_branch, read
from sync_server.storage import news as storage
from sync_server.storage import staff

_OWN = frozenset({NewsKind.LAUNCH, NewsKind.NOTICE})


def add(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, str]:
    """Tell of a launch or a notice, or anew of the one with this code."""
    one = _own(arguments)
    if one.branch is not None:
        known_branch(staff.branches(connection), one.branch)
    storage.write(connection, one)
    return {"code": one.code}


def cancel(connection: Connection, _office: Office, arguments: Arguments) -> dict[str, str]:
    """Take one back; raises ``Problem`` (``not_found``)."""
    one = _own(arguments)
    if not storage.forget(connection, one):
        raise Problem(Code.NOT_FOUND, field=one.code, detail=one.kind)
    return {"code": one.code}


def listed(connection: Connection, _office: Office, _arguments: Arguments) -> list[dict[str, Any]]:
    """Return launches and notices, by day."""
    rows = [one.model_dump(mode="json") for one in storage.told(connection)]
    return sorted(rows, key=lambda row: (row["on"], row["code"]))


def _own(arguments: Arguments) -> News:
    one = read(News, arguments)
    if one.kind not in _OWN:
        raise Problem(Code.INVALID_FIELD, field="kind", detail="launch or notice")
    return one
