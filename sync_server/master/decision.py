"""What follows from the evidence: join, ask a person, or open a new customer?"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA

from sync_server.master.base import Id
from sync_server.master.explanation import Explanation
from sync_server.master.fields import birth
from sync_server.master.person import Person
from sync_server.master.scoring import Evidence, odds_of

# It joins by itself when it is as sure as this that it is no stranger, and no relative or housemate.
# Relatives need the wider margin: what they share goes together, so their odds are less exact.
SURE_NO_STRANGER = odds_of(0.95)
SURE_NO_KIN = odds_of(0.995)
REVIEW = odds_of(0.5)  # below, nobody is asked
_ANOTHER_BIRTH = 1  # the highest level of `fields.birth` that no slip explains
_DNI_SLIP = 1
_GENERATION = 15  # years


class Band(StrEnum):
    AUTO = "auto"
    REVIEW = "review"
    NEW = "new"


class Veto(StrEnum):
    """Why two groups never join by themselves, however alike."""

    KEPT_APART = "kept_apart"
    PERSON_AND_COMPANY = "person_and_company"
    TWO_DOCUMENTS = "two_documents"  # both proved by their check characters
    TWO_DNI = "two_dni"
    NEAR_DNI = "near_dni"  # one slip apart, or another person: somebody has to look
    TWO_GENERATIONS = "two_generations"  # born so far apart as a father and his son
    CROSS_PAIR = "cross_pair"  # joining two customers whose captures contradict each other


class Review(NamedTuple):
    """A question for a person: is ``entity`` the same one?"""

    entity: Id
    record: Id  # of that entity, the most alike
    odds: float
    veto: Veto | None
    reasons: Explanation


def is_sure(evidence: Evidence, doubt: float = 0.0) -> bool:
    """May it join by itself? ``doubt`` is in bits, taken from the odds."""
    return evidence.same - doubt >= SURE_NO_STRANGER and evidence.kin - doubt >= SURE_NO_KIN


def veto(ours: Sequence[Person], theirs: Sequence[Person]) -> Veto | None:
    """What forbids two groups to join by themselves."""
    if {p.company for p in ours} != {p.company for p in theirs}:
        return Veto.PERSON_AND_COMPANY
    if found := _documents_veto(ours, theirs):
        return found
    if _share_a_document(ours, theirs):
        return None
    if any(_a_generation_apart(a, b) for a in ours for b in theirs):
        return Veto.TWO_GENERATIONS
    return None


def _a_generation_apart(a: Person, b: Person) -> bool:
    """Two dates of birth that no slip explains, as a father's and his son's."""
    level = birth(a, b)
    if level is None or level > _ANOTHER_BIRTH:
        return False
    x, y = a.birth[:4], b.birth[:4]
    return x.isdigit() and y.isdigit() and abs(int(x) - int(y)) >= _GENERATION


def _documents_veto(ours: Sequence[Person], theirs: Sequence[Person]) -> Veto | None:
    for type_, numbers in _proved(ours).items():
        if any(number not in numbers for number in _proved(theirs).get(type_, ())):
            return Veto.TWO_DOCUMENTS
    pairs = [(a, b) for a in _numbers(ours, "dni") for b in _numbers(theirs, "dni") if a != b]
    if not pairs:
        return None
    far = any(OSA.distance(a, b, score_cutoff=_DNI_SLIP) > _DNI_SLIP for a, b in pairs)
    return Veto.TWO_DNI if far else Veto.NEAR_DNI


def _proved(people: Iterable[Person]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for person in people:
        if person.document_valid:
            found.setdefault(person.document_type, set()).add(person.document)
    return found


def _numbers(people: Iterable[Person], type_: str) -> set[str]:
    return {p.document for p in people if p.document_type == type_ and p.document}


def _share_a_document(ours: Sequence[Person], theirs: Sequence[Person]) -> bool:
    papers = {(p.document_type, p.document) for p in ours if p.document}
    return any((p.document_type, p.document) in papers for p in theirs)
