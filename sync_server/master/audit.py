"""What looks wrong in a base of captures? Each finding is a question, not an error. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from sync_server.master.fields import birth
from sync_server.master.person import Person

CROWDED = 8  # captures of one customer, from which on it is looked at
WEAK = 0.99  # probability of the likeliest match below which a capture hangs by a thread
_ANOTHER_BIRTH = 1  # the highest level of `fields.birth` that no slip explains


class Audited(NamedTuple):
    """A capture, its customer, and the probability with which it was joined; ``at`` in ms."""

    record: str
    customer: str
    person: Person
    probability: float | None
    joined: bool  # by the engine, to somebody already known
    at: int


class Doubt(StrEnum):
    MANY_RECORDS = "many_records"
    WEAK_BRIDGE = "weak_bridge"
    TWO_BIRTHS = "two_births"
    TWO_DOCUMENTS = "two_documents"  # both proved by their check characters: never by itself


class Finding(NamedTuple):
    """A customer to look at; ``says`` holds numbers and ids, nothing of the person."""

    customer: str
    doubt: Doubt
    says: str


def findings(captures: Iterable[Audited]) -> Iterator[Finding]:
    """Yield what to look at, customer by customer in the order of their ids."""
    by_customer = defaultdict[str, list[Audited]](list)
    for one in captures:
        by_customer[one.customer].append(one)
    for customer in sorted(by_customer):
        for doubt, says in _doubts(by_customer[customer]):
            yield Finding(customer, doubt, says)


def review_shares(captures: Iterable[Audited], asked: Iterable[int]) -> dict[str, tuple[int, int]]:
    """Return (captures, questions) by month, the oldest first: does the share drift?"""
    came, questions = Counter(_month(one.at) for one in captures), Counter(map(_month, asked))
    return {month: (came[month], questions[month]) for month in sorted({*came, *questions})}


def _doubts(captures: Sequence[Audited]) -> Iterator[tuple[Doubt, str]]:
    if len(captures) > CROWDED:
        yield Doubt.MANY_RECORDS, f"{len(captures)} records"
    for one in captures:
        if one.joined and one.probability is not None and one.probability < WEAK:
            yield Doubt.WEAK_BRIDGE, f"{one.record} joined at {one.probability:.3f}"
    people = [one.person for one in captures]
    if any(
        (level := birth(a, b)) is not None and level <= _ANOTHER_BIRTH
        for a, b in combinations(people, 2)
    ):
        yield Doubt.TWO_BIRTHS, f"{len({p.birth for p in people if p.birth})} dates"
    proved = {(p.document_type, p.document) for p in people if p.document_valid}
    kinds = Counter(kind for kind, _ in proved)
    if any(number > 1 for number in kinds.values()):
        yield Doubt.TWO_DOCUMENTS, f"{len(proved)} documents"


def _month(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m}"
