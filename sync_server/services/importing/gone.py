"""Is a row of a list about somebody who was erased? Then it does not bring them back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from app.domain.erasure import tombstones
from app.domain.imports import ListedRow
from app.domain.match_index import document_key, email_key, phone_key
from sync_server.services.erasing import tombstone_secret
from sync_server.storage import erasure


class Told(NamedTuple):
    """A row by its line: what it says, and whose the lists say it is."""

    line: int
    body: ListedRow
    refs: Mapping[str, UUID]


def about_erased(connection: Connection, rows: Iterable[Told]) -> dict[int, bool]:
    """Return the lines about erased people, and whether each of them has come back since.

    Who came back is known by every key that tells of the erasure: a phone that is another's too
    does not.
    """
    secret = tombstone_secret(connection)
    if secret is None:
        return {}
    told = list(rows)
    hidden = {key: hidden for row in told for key, hidden in _hidden(secret, row.body)}
    buried = erasure.buried_among(connection, sorted(hidden.values()))
    names = {str(ref) for row in told for ref in row.refs.values()}
    erased = erasure.erased_among(connection, names)
    hit: dict[int, set[str]] = {}
    for row in told:
        keys = {key for key in keys_in(row.body) if hidden[key] in buried}
        if keys or not erased.isdisjoint(map(str, row.refs.values())):
            hit[row.line] = keys
    present = erasure.present_keys(connection, {key for keys in hit.values() for key in keys})
    return {line: bool(keys) and keys <= present for line, keys in hit.items()}


def _hidden(secret: bytes, body: ListedRow) -> Iterator[tuple[str, str]]:
    for key in keys_in(body):
        for hidden in tombstones(secret, [key]):
            yield key, hidden


def keys_in(body: ListedRow) -> set[str]:
    """Return by what the person of a row may be known."""
    person = body.person
    if person is None:
        return set()
    found = (phone_key(person.phone), email_key(person.email), document_key(person.document))
    return {key for key in found if key is not None}
