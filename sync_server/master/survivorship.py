"""Which value of a field prevails? First cut; every value is kept, the best one comes first.

A value its check holds for comes before one still to be verified, then the newer sighting; a name
that says more comes before one that says less.
"""

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
from app.domain.fields import Checked, State
from app.domain.people import Document, PersonName, Place
from app.domain.visits import OwnedCar

Known = TypeVar("Known", KnownContact, KnownDocument, KnownName, KnownPlace, KnownText)


def names(seen: Iterable[tuple[PersonName, Provenance]]) -> tuple[KnownName, ...]:
    known = [KnownName(value=value, origin=origin) for value, origin in seen]
    return _ranked(
        known,
        same=lambda name: (
            (name.value.given, name.value.surname, name.value.second_surname)
            if name.value.given or name.value.surname
            else name.value.typed
        ),
        rank=lambda name: (_parts(name.value), *_newness(name.origin)),
    )


def contacts(seen: Iterable[tuple[Checked, Provenance]]) -> tuple[KnownContact, ...]:
    known = [KnownContact(value=value, origin=origin) for value, origin in seen]
    return _ranked(
        known,
        same=lambda contact: contact.value.value or contact.value.typed,
        rank=lambda contact: (contact.value.state is State.VALID, *_newness(contact.origin)),
    )


def documents(seen: Iterable[tuple[Document, Provenance]]) -> tuple[KnownDocument, ...]:
    known = [KnownDocument(value=value, origin=origin) for value, origin in seen]
    return _ranked(
        known,
        same=lambda known: (
            known.value.country,
            known.value.type,
            known.value.value or known.value.typed,
        ),
        rank=lambda known: (known.value.state is State.VALID, *_newness(known.origin)),
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


def _newness(origin: Provenance) -> tuple[int, str]:
    return origin.at, str(origin.record)


def _parts(name: PersonName) -> int:
    return sum(bool(part) for part in (name.given, name.surname, name.second_surname))
