"""How alike are two people, field by field?

A comparison answers a level, 0 for different, or None when either side is missing. Levels are
names, not distances: what each is worth is in the weights.
"""

from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_set_ratio

from sync_server.master.person import Person

_LIKE_GIVEN = 0.88  # Jaro-Winkler, as Splink and recordlinkage cut names
_LIKE_SURNAME = 0.92
_LIKE_CITY = 0.9
_LIKE_ADDRESS = 80  # token set ratio, of 100
_CLOSE_ADDRESS = 94
_LIKE_COMPANY = 94
_SHORT_NAME = 3  # letters: one slip makes another name of it
PHONE_TAIL = 8
_SHORT_MAILBOX = 4
_ONE_AGE = 7  # years: a RUN tells the year of birth no closer
_OTHER_AGE = 13  # years: no such error makes a child of a parent
_LONG_MAILBOX = 9  # two slips are forgiven
_NAMES_AND_DIGITS = 3  # slips by which two mailboxes made of the same names may differ

_jaro = JaroWinkler.similarity
_edits = OSA.distance

Comparison = Callable[[Person, Person], int | None]


class Field(NamedTuple):
    name: str
    compare: Comparison
    levels: tuple[str, ...]
    reads: tuple[str, ...]  # of `Person`, the first being the value itself
    exact: tuple[int, ...] = ()  # the levels at which it counts how common the value is


_NAME_LEVELS = ("different", "crossed", "similar", "same")


def _one_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= _SHORT_NAME:
        return False
    return _edits(one, other, score_cutoff=1) <= 1


def given(a: Person, b: Person) -> int | None:
    if not a.given or not b.given:
        return None
    if a.given == b.given:
        return 8 if " " in a.given else 7
    if a.first == b.first:
        return 6 if " " not in a.given or " " not in b.given else 5
    if _related(a, b):
        return 4
    return 3 if _crossed(a, b) else _spelling(a.first, b.first)


def _related(a: Person, b: Person) -> bool:
    """A nickname and its name, two nicknames of one name, or another given name in common."""
    if b.first in a.formal or a.first in b.formal:
        return True
    if a.formal and b.formal and not set(a.formal).isdisjoint(b.formal):
        return True
    if " " not in a.given and " " not in b.given:
        return False
    return not set(a.given.split()).isdisjoint(b.given.split())


def _crossed(a: Person, b: Person) -> bool:
    """Given name and surname in each other's place."""
    here, there = a.first == b.surname, b.first == a.surname
    return (here and (there or not a.surname)) or (there and not b.surname)


def _spelling(one: str, other: str) -> int:
    if _jaro(one, other) >= _LIKE_GIVEN or _one_slip(one, other):
        return 2
    return int(min(len(one), len(other)) == 1 and one[0] == other[0])


def surname(a: Person, b: Person) -> int | None:
    x, y = a.surname, b.surname
    if not x or not y:
        return None
    if x == y:
        return 3
    if _jaro(x, y) >= _LIKE_SURNAME or _one_slip(x, y):
        return 2
    return int(x in (b.second, b.first) or y in (a.second, a.first))


def second(a: Person, b: Person) -> int | None:
    x, y = a.second, b.second
    if not x or not y:
        return None
    if x == y:
        return 3
    if _jaro(x, y) >= _LIKE_SURNAME or _one_slip(x, y):
        return 2
    return int(x == b.surname or y == a.surname)


def sex(a: Person, b: Person) -> int | None:
    return None if not a.sex or not b.sex else int(a.sex == b.sex)


def birth(a: Person, b: Person) -> int | None:
    x, y = a.birth, b.birth
    if not x or not y:
        return None
    if x == y:
        return 5
    same_year = x[:4] == y[:4]
    if same_year and x[5:7] == y[8:] and x[8:] == y[5:7]:
        return 4
    edits = _edits(x, y, score_cutoff=2)
    if edits <= 1:
        return 3
    if edits == 2 or (same_year and "01-01" in (x[5:], y[5:])):  # noqa: PLR2004 - two slips
        return 2
    return int(same_year or x[5:] == y[5:])


def age(a: Person, b: Person) -> int | None:
    """What a date of birth and a RUN say of each other, where neither has its like to meet."""
    if (a.birth and b.birth) or (a.document and b.document):
        return None
    x, y = a.born_about, b.born_about
    if not x or not y:
        return None
    gap = abs(x - y)
    return 2 if gap <= _ONE_AGE else int(gap < _OTHER_AGE)


def phone(a: Person, b: Person) -> int | None:
    x, y = a.phone, b.phone
    if not x or not y:
        return None
    if x == y or (len(x) >= PHONE_TAIL and x[-PHONE_TAIL:] == y[-PHONE_TAIL:]):
        return 2
    return int(_edits(x, y, score_cutoff=1) <= 1)


def email(a: Person, b: Person) -> int | None:
    if not a.email or not b.email:
        return None
    if a.email == b.email:
        return 3
    u, v = a.mailbox, b.mailbox
    if not u or not v:
        return 0
    if _named_alike(a, b):  # two of the same name have such mailboxes as well as one
        return None if _edits(u, v, score_cutoff=_NAMES_AND_DIGITS) <= _NAMES_AND_DIGITS else 0
    if u == v:
        return 2
    shortest = min(len(u), len(v))
    slips = 1 if shortest < _LONG_MAILBOX else 2
    return int(shortest > _SHORT_MAILBOX and _edits(u, v, score_cutoff=slips) <= slips)


def _named_alike(a: Person, b: Person) -> bool:
    of_names = a.mailbox_of_names and b.mailbox_of_names
    return of_names and a.first == b.first and a.surname == b.surname


def document(a: Person, b: Person) -> int | None:
    x, y = a.document, b.document
    if not x or not y:
        return None
    if a.document_type != b.document_type:
        return 1
    if y in (x, a.document_if_checked) or x == b.document_if_checked:
        return 3
    if a.document_valid and b.document_valid:
        return 0
    return 2 if _edits(x, y, score_cutoff=1) <= 1 else 0


def address(a: Person, b: Person) -> int | None:
    x, y = a.address, b.address
    if not x or not y:
        return None
    if x == y:
        return 4
    likeness = token_set_ratio(x, y)
    if a.number == b.number:
        return 3 if likeness >= _LIKE_ADDRESS else 0
    return 2 if likeness >= _CLOSE_ADDRESS else int(likeness >= _LIKE_ADDRESS)


def city(a: Person, b: Person) -> int | None:
    x, y = a.city, b.city
    if not x or not y:
        return None
    return 2 if x == y else int(_jaro(x, y) > _LIKE_CITY)


def postcode(a: Person, b: Person) -> int | None:
    x, y = a.postcode, b.postcode
    if not x or not y:
        return None
    return 2 if x == y else int(_edits(x, y, score_cutoff=1) <= 1)


def employer(a: Person, b: Person) -> int | None:
    if a.employer_tax and b.employer_tax:
        return 2 if a.employer_tax == b.employer_tax else 0
    x, y = a.employer, b.employer
    if not x or not y:
        return None
    return int(x == y or token_set_ratio(x, y) >= _LIKE_COMPANY)


def plate(a: Person, b: Person) -> int | None:
    return None if not a.plate or not b.plate else int(a.plate == b.plate)


def vin(a: Person, b: Person) -> int | None:
    return None if not a.vin or not b.vin else int(a.vin == b.vin)


def others(a: Person, b: Person) -> int | None:
    """Namesakes on one telephone, mailbox or address: nobody of another name is known there.

    `sharing.lowered` puts it lower where somebody is: then one may be the father of the other.
    """
    if not (
        (a.phone and a.phone[-PHONE_TAIL:] == b.phone[-PHONE_TAIL:])
        or (a.email and a.email == b.email)
        or (a.address and a.address == b.address)
    ):
        return None
    return 2 if given(a, b) else None


FIELDS = (
    Field(
        "given",
        given,
        (
            "different",
            "initial",
            "similar",
            "crossed",
            "related",
            "second_differs",
            "first_only",
            "same",
            "all_same",
        ),
        exact=(5, 6, 7, 8),
        reads=("given", "surname"),
    ),
    Field("surname", surname, _NAME_LEVELS, exact=(3,), reads=("surname", "second", "first")),
    Field("second", second, _NAME_LEVELS, exact=(3,), reads=("second", "surname")),
    Field("sex", sex, ("different", "same"), reads=("sex",)),
    Field(
        "birth",
        birth,
        ("different", "year_or_day", "two_slips", "one_slip", "day_month", "same"),
        exact=(5,),
        reads=("birth",),
    ),
    Field(
        "age",
        age,
        ("another", "between", "about_one"),
        reads=("born_about", "birth", "document"),
    ),
    Field("phone", phone, ("different", "one_slip", "same"), exact=(2,), reads=("phone",)),
    Field(
        "email",
        email,
        ("different", "slip", "mailbox", "same"),
        exact=(3,),
        reads=("email", "first", "surname"),
    ),
    Field(
        "document",
        document,
        ("different", "other_type", "one_slip", "same"),
        exact=(3,),
        reads=("document", "document_type", "document_valid", "document_if_checked"),
    ),
    Field(
        "address",
        address,
        ("different", "street", "all_but_number", "close", "same"),
        exact=(4,),
        reads=("address",),
    ),
    Field("city", city, ("different", "similar", "same"), exact=(2,), reads=("city",)),
    Field(
        "postcode",
        postcode,
        ("different", "one_slip", "same"),
        exact=(2,),
        reads=("postcode",),
    ),
    Field(
        "employer",
        employer,
        ("different", "name", "same"),
        exact=(2,),
        reads=("employer", "employer_tax"),
    ),
    Field("plate", plate, ("different", "same"), exact=(1,), reads=("plate",)),
    Field("vin", vin, ("different", "same"), exact=(1,), reads=("vin",)),
    Field(
        "others",
        others,
        ("reached_there", "living_there", "none"),
        reads=("given", "surname", "phone", "email", "address"),
    ),
)
