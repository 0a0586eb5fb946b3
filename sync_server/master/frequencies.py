"""How many people hold the same value?

Two people called González prove little, two called Apablaza more. What counts is holders, not
captures: somebody captured six times does not make a name common.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from sync_server.master.fields import FIELDS
from sync_server.master.person import Person
from sync_server.master.phonetics import sound

_PHONE_TAIL = 8
VALUES: dict[str, Callable[[Person], str]] = {
    "given": lambda p: p.first,
    "surname": lambda p: p.surname,
    "second": lambda p: p.second,
    "birth": lambda p: p.birth,
    "phone": lambda p: p.phone[-_PHONE_TAIL:],
    "email": lambda p: p.email,
    "document": lambda p: p.document,
    "address": lambda p: p.address,
    "city": lambda p: p.city,
    "postcode": lambda p: p.postcode,
    "employer": lambda p: p.employer_tax,
    "plate": lambda p: p.plate,
    "vin": lambda p: p.vin,
}
TOTALS = tuple(f"{field.name}=" for field in FIELDS)  # all holders of any value of each field
_ORDERED = tuple(zip(TOTALS, (VALUES.get(field.name) for field in FIELDS), strict=True))


@lru_cache(maxsize=4096)
def terms(person: Person) -> tuple[str, ...]:
    """One term for each field (`FIELDS` order), empty where there is nothing to count."""
    return tuple(
        [
            total_ + value if of is not None and (value := of(person)) else ""
            for total_, of in _ORDERED
        ]
    )


def total(term: str) -> str:
    """The term under which all holders of any value of the same field are counted."""
    return term[: term.index("=") + 1]


def counted(people: Iterable[Person]) -> Counter[str]:
    """Holders of each term among captures of unknown identity, and the totals.

    Captures with the same value and an equally sounding name are taken for one holder.
    """
    seen: set[tuple[str, str]] = set()
    for person in people:
        first, surname = sound(person.first), sound(person.surname)
        for term in terms(person):
            if term:
                seen.add((term, surname if term.startswith("given=") else first))
    holders = Counter(term for term, _ in seen)
    for term, number in list(holders.items()):
        holders[total(term)] += number
    return holders
