"""Under which keys would another capture of this person be found?

A key is country, kind of key and value, so the country shards the index. Two people who share no
key are never compared; a key held by too many people is skipped by whoever reads it.
"""

from collections.abc import Iterator
from functools import lru_cache

from sync_server.master.person import Person
from sync_server.master.phonetics import sound

_PHONE_TAIL = 8
_SHORTEST_PHONE = 7
_ISO_LENGTH = 10


@lru_cache(maxsize=4096)
def keys(person: Person) -> tuple[str, ...]:
    """About a dozen keys, each once, the most telling first."""
    found = (*_identifiers(person), *_names(person), *_births(person), *_places(person))
    return tuple([f"{person.country}{key}" for key in dict.fromkeys(found)])


def _identifiers(person: Person) -> Iterator[str]:
    if person.document:
        yield f"N{person.document}"
    if person.document_if_checked:
        yield f"N{person.document_if_checked}"
    if len(person.phone) >= _SHORTEST_PHONE:
        yield f"P{person.phone[-_PHONE_TAIL:]}"
    if person.email:
        yield f"E{person.mailbox or person.email}"
    if person.plate:
        yield f"L{person.plate}"
    if person.vin:
        yield f"V{person.vin}"


def _names(person: Person) -> Iterator[str]:
    first, surname, second = sound(person.first), sound(person.surname), sound(person.second)
    for last in (surname, second):
        if last and first:
            yield _pair("A", last, first)
    for formal in person.formal:
        if surname:
            yield _pair("A", surname, sound(formal))
    if surname and second:
        yield _pair("B", surname, second)
    if person.company:
        yield f"K{person.employer}"


def _births(person: Person) -> Iterator[str]:
    birth = person.birth
    if len(birth) != _ISO_LENGTH:
        return
    year, month, day = birth[:4], birth[5:7], birth[8:]
    surname = sound(person.surname)
    yield f"d{birth}"
    if person.first:
        yield f"D{birth}{person.first[:2]}"
        if day <= "12" and day != month:
            yield f"D{year}-{day}-{month}{person.first[:2]}"
    if person.surname:
        yield f"D{birth}{person.surname[:2]}"
        yield f"Y{surname}{year}"
        yield f"M{surname}{month}-{day}"


def _places(person: Person) -> Iterator[str]:
    first, surname = sound(person.first), sound(person.surname)
    if person.number:
        street = min(_words(person.address), key=lambda word: (-len(word), word), default="")
        if street:
            yield f"R{person.number}{sound(street)}"
        if surname:
            yield f"T{person.number}{surname}"
        if first:
            yield f"G{person.number}{first}"
    for place in (person.city, person.postcode):
        if place and surname:
            yield f"c{place}|{surname}"
        if place and first:
            yield f"g{place}|{first}"


def _words(address: str) -> list[str]:
    return [word for word in address.split() if not word.isdigit()]


def _pair(letter: str, one: str, other: str) -> str:
    return f"{letter}{min(one, other)}|{max(one, other)}"
