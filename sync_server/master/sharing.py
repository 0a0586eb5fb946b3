"""Who else is known on the telephone, the mailbox or at the address that two captures have in common?

Two namesakes on what a whole household gives may be father and son. Where nobody of another name
has come they are more likely one.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from sync_server.master.fields import PHONE_TAIL, given
from sync_server.master.person import Person

_NAMES = 8  # of one value that are remembered: a household's, and enough of a company's


class Holder(NamedTuple):
    """The first who came with a value under one given name, and as which of all."""

    position: int
    person: Person


Holders = Mapping[str, Mapping[str, Holder]]  # by value, then by given name
Sharers = Mapping[str, Sequence[Person]]  # by value of one person: who else has it
NOBODY: Sharers = MappingProxyType({})
_NO_HOLDERS: Mapping[str, Holder] = MappingProxyType({})


def holders_of(people: Iterable[Person], wanted: Container[str] | None = None) -> Holders:
    """Who gave each value that can be shared, one of each given name, as they come.

    Of ``wanted`` values alone, where they are named.
    """
    found: dict[str, dict[str, Holder]] = {}
    for n, person in enumerate(people):
        if not person.first:
            continue
        for value in values(person):
            if value and (wanted is None or value in wanted):
                names = found.setdefault(value, {})
                if len(names) < _NAMES:
                    names.setdefault(person.first, Holder(n, person))
    return found


def sharers(holders: Holders, one: Person, until: float = inf) -> Sharers:
    """Who of another given name had given a value of ``one``, up to a position."""
    found = {}
    for value in values(one):
        names = holders.get(value, _NO_HOLDERS)
        if len(names) > 1:
            others = [h.person for h in names.values() if h.position <= until]
            if apart := tuple(p for p in others if given(one, p) == 0):
                found[value] = apart
    return found


def lowered(shared: Sharers, one: Person, other: Person) -> int:
    """The level of `fields.others` where it is not silent; ``shared`` is of ``one``."""
    if not shared:
        return 2
    by_a_third = [
        mine == theirs and any(given(other, third) == 0 for third in shared.get(mine, ()))
        for mine, theirs in zip(values(one), values(other), strict=True)
    ]
    if by_a_third[0] or by_a_third[1]:
        return 0
    return 1 if by_a_third[2] else 2


def values(person: Person) -> tuple[str, str, str]:
    """What a household gives together: telephone, mailbox and address, empty where unknown."""
    return person.phone[-PHONE_TAIL:], person.email, person.address
