"""Which value of a field prevails? Every value is kept, the best one comes first.

A value its check holds for comes before one still to be verified, then a phone or e-mail on which
the customer answered, then that of the more trusted source (a sale, our own people, a list), then
the newer sighting. A number that proved to be somebody else's comes last of all. A document without a check
character that two records tell comes before one that a single record tells. Of names the one that
says most prevails, unabbreviated; of one name in several spellings the accented one.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from app.domain.customers import (
    KnownCar,
    KnownContact,
    KnownDocument,
    KnownName,
    KnownPlace,
    KnownText,
    Provenance,
)
from app.domain.documents import is_checksum_valid
from app.domain.fields import Checked, State
from app.domain.people import Document, PersonName, Place
from app.domain.reading import fold
from app.domain.visits import OwnedCar
from sync_server.master.reached import NO_PROOFS, Proofs

_OWN_PEOPLE = 2
_TRUST = {"sale": 3, "service_order": 3, "listed_customer": 1}
_NEVER = (0, 0, 0)

Known = TypeVar("Known", KnownContact, KnownDocument, KnownName, KnownPlace, KnownText)


def names(seen: Iterable[tuple[PersonName, Provenance]]) -> tuple[KnownName, ...]:
    known = [KnownName(value=value, origin=origin) for value, origin in seen]
    newest: dict[str, tuple[int, int, int]] = {}  # of each name, however it is accented
    for one in known if len(known) > 1 else ():
        spelt = fold(one.value.typed)
        newest[spelt] = max(newest.get(spelt, _NEVER), _standing(one.origin))
    return _ranked(
        known,
        same=lambda name: (
            (name.value.given, name.value.surname, name.value.second_surname)
            if name.value.given or name.value.surname
            else name.value.typed
        ),
        rank=lambda name: (
            _parts(name.value),
            not _is_abbreviated(name.value),
            *newest[fold(name.value.typed)],
            _accents(name.value),
            *_newness(name.origin),
        ),
    )


def contacts(
    seen: Iterable[tuple[Checked, Provenance]], proofs: Proofs = NO_PROOFS
) -> tuple[KnownContact, ...]:
    known = [_contact(value, origin, proofs) for value, origin in seen]
    return _ranked(
        known,
        same=lambda contact: contact.value.value or contact.value.typed,
        rank=lambda contact: (
            contact.wrong is None,
            contact.value.state is State.VALID,
            contact.verified is not None,
            *_standing(contact.origin),
        ),
    )


def _contact(value: Checked, origin: Provenance, proofs: Proofs) -> KnownContact:
    proof = proofs.get(value.value) if value.value else None
    if proof is None:
        return KnownContact(value=value, origin=origin)
    if proof.holds:
        return KnownContact(value=value, origin=origin, verified=proof.origin)
    return KnownContact(value=value, origin=origin, wrong=proof.origin)


def documents(seen: Iterable[tuple[Document, Provenance]]) -> tuple[KnownDocument, ...]:
    known = [KnownDocument(value=value, origin=origin) for value, origin in seen]
    told = Counter(_number(one) for one in known)
    return _ranked(
        known,
        same=_number,
        rank=lambda known: (
            known.value.state is State.VALID,
            is_checksum_valid(known.value),
            told[_number(known)] > 1,
            *_standing(known.origin),
        ),
    )


def places(seen: Iterable[tuple[Place, Provenance]]) -> tuple[KnownPlace, ...]:
    known = [KnownPlace(value=value, origin=origin) for value, origin in seen]
    return _ranked(known, same=lambda place: place.value, rank=lambda place: _newness(place.origin))


def texts(seen: Iterable[tuple[str, str, Provenance]]) -> tuple[KnownText, ...]:
    known = [KnownText(field=field, value=value, origin=origin) for field, value, origin in seen]
    return _ranked(
        known,
        same=lambda text: (text.field, text.value),
        rank=lambda text: _newness(text.origin),
    )


def cars(seen: Iterable[tuple[OwnedCar, Provenance]]) -> tuple[KnownCar, ...]:
    """Return the cars in the order in which they were told."""
    return tuple(KnownCar(value=value, origin=origin) for value, origin in seen)


def _ranked(
    known: list[Known],
    *,
    same: Callable[[Known], Hashable],
    rank: Callable[[Known], tuple[int | str, ...]],
) -> tuple[Known, ...]:
    """Return each value once, by its best sighting, the best value first."""
    if len(known) < 2:  # noqa: PLR2004 - nothing to rank, the case of most customers
        return tuple(known)
    best: dict[Hashable, Known] = {}
    for value in sorted(known, key=rank, reverse=True):
        best.setdefault(same(value), value)
    return tuple(best.values())


def _number(known: KnownDocument) -> tuple[str, str, str]:
    value = known.value
    return value.country, value.type, value.value or value.typed


def _standing(origin: Provenance) -> tuple[int, int, int]:
    """How much a source is trusted, then how new what it says is."""
    return _TRUST.get(origin.kind, _OWN_PEOPLE), *_newness(origin)


def _newness(origin: Provenance) -> tuple[int, int]:
    return origin.at, origin.record.int


def _parts(name: PersonName) -> int:
    return sum(bool(part) for part in (name.given, name.surname, name.second_surname))


def _is_abbreviated(name: PersonName) -> bool:
    return "." in name.typed or any(len(word) == 1 for word in name.typed.split())


def _accents(name: PersonName) -> int:
    return sum(not letter.isascii() for letter in name.typed)
