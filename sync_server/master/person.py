"""What does the engine know of one captured person, once read?

A person is normalised once, when it is captured, and kept beside the record: comparing two
people costs no further reading. Every value is text; an empty one is missing and proves nothing.
"""

from functools import lru_cache
from typing import NamedTuple, cast

_RUN_OF_2000 = (
    20_100_000  # Chile numbers the born in their order; read off numbers and births known
)
_RUNS_A_YEAR = 285_000
_NOT_YET_BORN = 2035


class Person(NamedTuple):
    """One capture in normal form: lower case, no accents, no punctuation."""

    country: str = "--"  # ISO 3166-1 alpha-2 in lower case; the shard of every key
    company: bool = False  # the customer itself is a company, not somebody who works there
    given: str = ""
    first: str = ""  # the first of the given names
    formal: tuple[str, ...] = ()  # what a nickname stands for: pepe -> jose
    surname: str = ""
    second: str = ""
    married: str = ""  # «de Soto», a husband's surname written where the second one goes
    sex: str = ""  # f or m
    birth: str = ""  # ISO date
    phone: str = ""  # national number, digits only
    email: str = ""
    mailbox: str = ""  # what stands before the @; empty for a role such as ventas@
    mailbox_of_names: bool = (
        False  # its letters are the person's names: another José Soto's may be too
    )
    address: str = ""
    number: str = ""  # of the house
    city: str = ""
    postcode: str = ""
    document_type: str = ""
    document: str = ""
    document_valid: bool = False  # proved by a check character
    document_if_checked: str = ""  # the other reading: eight digits may be seven and their check
    employer: str = ""
    employer_tax: str = ""
    plate: str = ""  # with what a camera mixes up made equal
    vin: str = ""  # the last eight, folded as the plate

    @property
    def born_about(self) -> int:
        """The year of birth, that which a RUN stands for where no date is known, else 0."""
        if self.birth:
            return int(self.birth[:4]) if self.birth[:4].isdigit() else 0
        if self.document_type in ("rut", "run") and not self.document_if_checked:
            return _year_of(self.document)
        return 0


@lru_cache(maxsize=4096)
def _year_of(run: str) -> int:
    year = 2000 + (int(run) - _RUN_OF_2000) // _RUNS_A_YEAR if run.isdigit() else 0
    return year if year < _NOT_YET_BORN else 0  # such a number has its check character in it


_FORMAL = Person._fields.index("formal")


def packed(person: Person) -> list[object]:
    """``person`` as a JSON array, to be kept beside the record."""
    return [list(value) if isinstance(value, tuple) else value for value in person]


def unpacked(row: list[object]) -> Person:
    """The inverse of `packed`; ``row`` is used up."""
    row[_FORMAL] = tuple(cast("list[str]", row[_FORMAL]))
    return Person._make(row)
