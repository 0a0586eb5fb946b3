"""Whom the engine looks at while a batch is worked: the captures in tables, and those of the batch.

It reads for the whole batch at once what its records will most likely be compared with; the rest
is read when it is asked for.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import orjson
from sqlalchemy import Connection

from app.domain.catalogue import Branch
from sync_server.master.base import Known
from sync_server.master.captured import Captured, captured, told
from sync_server.master.engine import BLOCK_LIMIT, CANDIDATE_LIMIT, Resolution, in_common
from sync_server.master.facts import Fact
from sync_server.master.frequencies import TOTALS, terms, total
from sync_server.master.person import packed, unpacked
from sync_server.services.intake.base import WorkingBase
from sync_server.storage import captures, staff
from sync_server.storage.captures import StoredCapture

CAPTURES = "#"  # the term that counts the captures themselves
_LIKELY = 2  # keys in common from which on a whole customer is read with the others


class People:
    """Implements `CandidateSource` over tables, with what the batch adds on top.

    Customers it tells of are held until the transaction ends; raises ``MovedError`` where another
    writer merged one meanwhile.
    """

    def __init__(self, connection: Connection, base: WorkingBase) -> None:
        self._connection = connection
        self._base = base
        self._persons: dict[str, Captured] = {}
        self._keys: dict[str, list[int]] = {}  # under which each record of the batch is found
        self._blocks: dict[int, list[str]] = {}  # at most BLOCK_LIMIT + 1 records of each
        self._captures: dict[str, Known] = {}  # of the customers they belonged to when read
        self._homes: dict[str, str] = {}
        self._of: dict[str, list[Known]] = {}  # by customer, as stored or opened, oldest first
        self._holders: dict[int, int] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._open: dict[str, set[str]] = defaultdict(set)
        self._paired: set[str] = set()  # records whose pairs are known
        self._counted: Counter[int] = Counter()
        self._new: dict[str, Captured] = {}

    def load(self, persons: Mapping[str, Captured]) -> None:
        """Read what the records of the batch, each with whom it tells of, will be compared with."""
        self._persons.update(persons)
        keys = {record: [hashed(key) for key in one.keys] for record, one in persons.items()}
        self._keys |= keys
        self._read_blocks(set(chain.from_iterable(keys.values())), BLOCK_LIMIT)
        shared = [in_common([self._blocks[key] for key in row]) for row in keys.values()]
        self._read_holders({hashed(CAPTURES), *_counted_terms(persons.values())})
        likely = {r for found in shared for r, number in found.items() if number >= _LIKELY}
        looked_at = {record for found in shared for record in _most(found)}
        if self._base.alone:
            self._keep_members(captures.around(self._connection, looked_at | likely))
        else:
            self._read_captures(looked_at)
            self._read_members(self.customers_of(likely))
        entities = self.customers_of(likely)
        self._read_pairs({one.record for entity in entities for one in self._of[entity]})

    def tells_of_somebody(self, record: str) -> bool:
        return record in self._persons

    def captured(self, record: str) -> Captured:
        """Return whom a record of the batch tells of."""
        return self._persons[record]

    # what the engine asks

    def size(self) -> float:
        return self.holders([CAPTURES])[0]

    def blocks(self, keys: Sequence[str], limit: int) -> list[Sequence[str]]:
        named = [hashed(key) for key in keys]
        self._read_blocks([key for key in named if key not in self._blocks], limit)
        return [self._blocks[key] for key in named]

    def known(self, records: Sequence[str]) -> list[Known]:
        known = self._captures
        self._read_captures([record for record in records if record not in known])
        found = [known[record] for record in records if record in known]
        if not self._base.redirects:
            return found
        return [self._as_now(one) for one in found]

    def members(self, entities: Collection[str]) -> dict[str, Sequence[Known]]:
        if not self._base.redirects:  # each is one, as stored
            self._read_members(entities)
            return {entity: self._of[entity] for entity in entities}
        self._read_members([part for entity in entities for part in self._base.parts(entity)])
        return {entity: self._members(entity) for entity in entities}

    def holders(self, terms: Sequence[str]) -> list[int]:
        named = [hashed(term) for term in terms]
        stored, added = self._holders, self._counted
        self._read_holders([term for term in named if term not in stored])
        return [stored[term] + added.get(term, 0) for term in named]

    def open_reviews(self, entity: str) -> set[str]:
        return self._others(entity, self._open)

    def kept_apart(self, entity: str) -> set[str]:
        return self._others(entity, self._apart)

    # what the batch adds

    def home(self, record: str) -> str:
        """Return the customer that a known capture was linked to."""
        return self._homes[record]

    def customers_of(self, records: Iterable[str]) -> set[str]:
        """Return the customers of captures that are known."""
        return {known.entity for known in self.known([r for r in records if r in self._captures])}

    def oldest(self, entity: str) -> str | None:
        """Return the oldest capture of a customer, ``None`` for one of whom nothing was told."""
        return next((known.record for known in self._members(entity)), None)

    def learn(self, record: str, home: str, resolution: Resolution) -> None:
        """Let the records that follow find the customer of ``record`` by it."""
        one = self._persons[record]
        entity = self._base.linked(record)
        assert entity is not None  # noqa: S101 - for the type checker: the record was linked
        self._read_members([entity])
        self._new[record] = one
        self._captures[record] = known = Known(record, entity, one.person)
        self._homes[record] = home
        self._of[entity] = sorted([*self._of[entity], known])
        self._paired.add(record)
        for key in self._keys[record]:
            if len(block := self._blocks[key]) <= BLOCK_LIMIT:
                block.append(record)
        self._counted[hashed(CAPTURES)] += 1
        for term in resolution.holds:
            self._counted[hashed(term)] += 1
            self._counted[hashed(total(term))] += 1

    def ask(self, record: str, other: str) -> None:
        """Note that somebody has to say whether two captures are one person's."""
        self._open[record].add(other)
        self._open[other].add(record)

    def part(self, record: str, other: str) -> None:
        """Note that two captures are two people's."""
        self._apart[record].add(other)
        self._apart[other].add(record)

    def write(self) -> None:
        """Write what the batch added, the counts last: every writer changes some of them."""
        people = {r: orjson.dumps(packed(one.person)).decode() for r, one in self._new.items()}
        captures.write_captures(self._connection, people)
        keys = {(key, record) for record in self._new for key in self._keys[record]}
        captures.write_keys(self._connection, keys)
        captures.count_holders(self._connection, self._counted)

    # reading

    def _as_now(self, known: Known) -> Known:
        return known._replace(entity=self._base.survivor(known.entity))

    def _members(self, entity: str) -> list[Known]:
        parts = self._base.parts(entity)
        self._read_members(parts)
        if len(parts) == 1:
            return self._of[entity]
        return sorted(one._replace(entity=entity) for part in parts for one in self._of[part])

    def _others(self, entity: str, pairs: Mapping[str, set[str]]) -> set[str]:
        records = [known.record for known in self._members(entity)]
        self._read_pairs({record for record in records if record not in self._paired})
        others = {other for record in records for other in pairs.get(record, ())}
        self._read_captures([other for other in others if other not in self._captures])
        return {
            self._base.survivor(self._captures[other].entity)
            for other in others
            if other in self._captures
        } - {entity}

    def _read_blocks(self, keys: Collection[int], limit: int) -> None:
        found = captures.blocks(self._connection, keys, limit + 1)
        self._blocks |= {key: found.get(key, []) for key in keys}

    def _read_captures(self, records: Collection[str]) -> None:
        for row in captures.captures(self._connection, records):
            self._kept(row)

    def _read_members(self, entities: Collection[str]) -> None:
        unread = {one for one in entities if one not in self._of}
        if not unread:
            return
        stored = {one for one in unread if not self._base.is_new(one)}
        self._of |= {one: [] for one in unread}
        if stored and not self._base.alone:
            self._base.hold(self._connection, stored)
        self._keep_members(captures.captures_of(self._connection, stored))

    def _keep_members(self, rows: Iterable[StoredCapture]) -> None:
        """Keep all captures of some customers, which come oldest first."""
        of = defaultdict[str, list[Known]](list)
        for row in rows:
            of[row.customer].append(self._kept(row))
        self._of |= of

    def _read_pairs(self, records: Collection[str]) -> None:
        self._paired |= set(records)
        for record, other, apart in captures.pairs(self._connection, records):
            note = self.part if apart else self.ask
            note(record, other)

    def _read_holders(self, wanted: Collection[int]) -> None:
        found = captures.holders(self._connection, wanted)
        self._holders.update((term, found.get(term, 0)) for term in wanted)

    def _kept(self, row: StoredCapture) -> Known:
        if row.record not in self._captures:
            person = unpacked(orjson.loads(row.person))
            self._captures[row.record] = Known(row.record, row.customer, person)
            self._homes[row.record] = row.home
        return self._captures[row.record]


class Told(NamedTuple):
    """Whom the records of a batch tell of, by record, and the branches as they are now."""

    persons: Mapping[str, Captured]
    branches: Mapping[str, Branch]


def told_by(connection: Connection, facts: Iterable[Fact]) -> Told:
    branches = staff.branches(connection)
    return Told(captured_by(facts, branches), branches)


def captured_by(facts: Iterable[Fact], branches: Mapping[str, Branch]) -> dict[str, Captured]:
    """Return whom each record tells of, by its id; those that tell of nobody are left out."""
    return {
        fact.text: captured(seen, branches[fact.branch].country)
        for fact in facts
        if (seen := told(fact.body)) is not None and fact.branch in branches
    }


def locked_names(persons: Iterable[Captured]) -> set[str]:
    """Return the names to lock so that nobody else decides on the same people meanwhile."""
    return {f"key:{key}" for one in persons for key in one.keys}


@lru_cache(maxsize=1 << 16)
def hashed(name: str) -> int:
    """64 bits in place of a key or a term: what is stored cannot be read back."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _most(shared: Counter[str]) -> Iterable[str]:
    """Return the records that the engine will look at, unless the batch itself adds nearer ones."""
    if len(shared) <= CANDIDATE_LIMIT:
        return shared
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [record for record, _ in ranked[:CANDIDATE_LIMIT]]


def _counted_terms(persons: Iterable[Captured]) -> set[int]:
    told_ = {term for one in persons for term in terms(one.person) if term}
    return {hashed(name) for name in (*told_, *TOTALS)}
