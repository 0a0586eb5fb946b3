"""A base of captures in memory, for a spreadsheet and for tests."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from sync_server.master.base import Id, Known
from sync_server.master.blocking import keys
from sync_server.master.engine import Resolution
from sync_server.master.frequencies import total
from sync_server.master.person import Person


class MemoryBase:
    """Implements `CandidateSource`; `write` carries out a resolution.

    With ``counted`` the frequencies are those of a list read beforehand (`frequencies.counted`)
    and its length is ``expected``; without, both grow capture by capture.
    """

    def __init__(self, counted: Counter[str] | None = None, expected: int = 0) -> None:
        self._counted = counted
        self._expected = expected
        self._holders: Counter[str] = Counter() if counted is None else counted
        self._blocks: dict[str, list[Id]] = defaultdict(list)
        self._known: dict[Id, Person] = {}
        self._entity: dict[Id, Id] = {}
        self._members: dict[Id, list[Id]] = {}
        self._open: dict[Id, set[Id]] = defaultdict(set)
        self._apart: dict[Id, set[Id]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._known)

    def size(self) -> float:
        return self._expected / 2 if self._counted is not None else len(self._known)

    def blocks(self, keys: Sequence[str], limit: int) -> list[Sequence[Id]]:
        none: list[Id] = []
        return [self._blocks.get(key, none)[: limit + 1] for key in keys]

    def known(self, records: Sequence[Id]) -> list[Known]:
        return [Known(record, self._entity[record], self._known[record]) for record in records]

    def members(self, entities: Collection[Id]) -> dict[Id, Sequence[Known]]:
        return {entity: self.known(self._members[entity]) for entity in entities}

    def holders(self, terms: Sequence[str]) -> list[int]:
        return [self._holders[term] for term in terms]

    def open_reviews(self, entity: Id) -> set[Id]:
        return self._open[entity]

    def kept_apart(self, entity: Id) -> set[Id]:
        return self._apart[entity]

    def entity_of(self, record: Id) -> Id:
        return self._entity[record]

    def keep_apart(self, one: Id, other: Id) -> None:
        """Remember that two entities are different people."""
        self._apart[one].add(other)
        self._apart[other].add(one)

    def write(self, record: Id, person: Person, resolution: Resolution) -> Id:
        """Keep the capture and do as was resolved. Returns its entity."""
        entity = resolution.joins[0] if resolution.joins else record
        for absorbed in resolution.joins[1:]:
            self._absorb(entity, absorbed)
        self._known[record] = person
        self._entity[record] = entity
        self._members.setdefault(entity, []).append(record)
        for key in keys(person):
            self._blocks[key].append(record)
        for review in resolution.reviews:
            self._open[entity].add(review.entity)
            self._open[review.entity].add(entity)
        if self._counted is None:
            self._count(resolution.holds)
        return entity

    def _absorb(self, entity: Id, absorbed: Id) -> None:
        for record in self._members[absorbed]:
            self._entity[record] = entity
        self._members[entity] = sorted(self._members[entity] + self._members.pop(absorbed))
        for relations in (self._open, self._apart):
            for other in relations.pop(absorbed, ()):
                relations[other].discard(absorbed)
                if other != entity:
                    relations[other].add(entity)
                    relations[entity].add(other)

    def _count(self, terms: Iterable[str]) -> None:
        for term in terms:
            self._holders[term] += 1
            self._holders[total(term)] += 1
