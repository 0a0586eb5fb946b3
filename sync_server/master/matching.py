"""Who is this? First cut: same document, phone or e-mail, each with a compatible first name.

Only trusted values count. Two different documents that their check characters prove never join;
a DNI without its check character proves nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from app.domain.documents import is_checksum_valid
from app.domain.imports import ListedRow
from app.domain.match_index import document_key, email_key, phone_key
from app.domain.people import Document, PersonName, Visitor
from app.domain.visits import Profile, Visit
from app.domain.workshop import WorkshopVisit
from sync_server.master.folding import folded_words
from sync_server.master.nicknames import formal_names

SAME_DOCUMENT = "same_document"
SAME_PHONE = "same_phone"
SAME_EMAIL = "same_email"
NEW = "new"
REFERRED = "ref"

_REASONS = {"doc": SAME_DOCUMENT, "phone": SAME_PHONE, "email": SAME_EMAIL}


class Identity(NamedTuple):
    """What a capture says of who somebody is: keys strongest first, folded first name or empty."""

    name: str
    keys: tuple[str, ...]
    proved: frozenset[str] = frozenset()  # documents proved by their check character


class Candidate(NamedTuple):
    """A customer seen with a key, under one first name."""

    customer: str
    created: int
    name: str
    proved: frozenset[str] = frozenset()


class Decision(NamedTuple):
    customer: str
    reason: str


def identity(seen: Visitor | Profile) -> Identity:
    """Return what ``seen`` says of who it is."""
    proved = frozenset[str]()
    keys = []
    if seen.document is not None and (document := document_key(seen.document)) is not None:
        keys.append(document)
        proved = proved_documents([seen.document])
    contacts = (phone_key(seen.phone), email_key(seen.email))
    keys += [key for key in contacts if key is not None]
    return Identity(first_name(seen.name), tuple(keys), proved)


def who(body: BaseModel) -> Identity | None:
    """Return who a record says it is about; ``None`` for «sin datos» and for what names nobody."""
    if isinstance(body, Profile):
        return identity(body)
    if isinstance(body, ListedRow):
        return None if body.person is None else identity(body.person)
    if isinstance(body, Visit):
        person = body.visitor
    else:
        person = body.bringer if isinstance(body, WorkshopVisit) else None
    return identity(person) if person is not None and _is_somebody(person) else None


def decide(who: Identity, found: Mapping[str, Iterable[Candidate]]) -> Decision | None:
    """Return the customer that ``who`` is, ``None`` when it is nobody we know.

    ``found`` gives the candidates of each key: the strongest key decides, then the oldest customer.
    """
    for key in who.keys:
        fitting = [
            candidate
            for candidate in _with_their_names(found.get(key, ()))
            if compatible(who.name, candidate.name) and not _vetoed(who.proved, candidate.proved)
        ]
        if fitting:
            oldest = min(fitting, key=lambda candidate: (candidate.created, candidate.customer))
            return Decision(oldest.customer, _REASONS[key.partition(":")[0]])
    return None


def compatible(one: str, other: str) -> bool:
    """Say whether two folded first names may be one person's: Pepe and José, J and Juan."""
    if one.startswith(other) or other.startswith(one):  # equal, an initial, or nameless
        return True
    return not {one, *formal_names(one)}.isdisjoint({other, *formal_names(other)})


def first_name(name: PersonName | None) -> str:
    if name is None:
        return ""
    return folded_words(name.given or name.typed).partition(" ")[0]


def proved_documents(documents: Iterable[Document]) -> frozenset[str]:
    keys = (document_key(document) for document in documents if is_checksum_valid(document))
    return frozenset(key for key in keys if key is not None)


def _is_somebody(visitor: Visitor) -> bool:
    told = (visitor.name, visitor.phone, visitor.email, visitor.document)
    return any(part is not None for part in told)


def _with_their_names(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Leave out a nameless sighting of a customer whose name was seen too."""
    named: dict[str, bool] = defaultdict(bool)
    listed = list(candidates)
    for candidate in listed:
        named[candidate.customer] |= bool(candidate.name)
    return [candidate for candidate in listed if candidate.name or not named[candidate.customer]]


def _vetoed(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    numbers = {key.rpartition(":")[0]: key for key in one}
    same_type = [key for key in other if key.rpartition(":")[0] in numbers]
    return bool(same_type) and one.isdisjoint(same_type)
