"""What does the engine ask of a base of captures?

Reads only, each for many at once: a store in memory serves a spreadsheet, one in SQL the intake.
Ids sort by age, as UUIDv7 does: the older of two entities has the lesser id.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from sync_server.master.person import Person

Id = str


class Known(NamedTuple):
    """A capture the base holds, and the entity it belongs to."""

    record: Id
    entity: Id
    person: Person


class CandidateSource(Protocol):
    """Where the engine looks for people already known."""

    def size(self) -> float:
        """Captures to be expected in the base while this one is judged."""

    def blocks(self, keys: Sequence[str], limit: int) -> Sequence[Sequence[Id]]:
        """Records under each key, newest last, at most ``limit`` + 1 of each."""

    def known(self, records: Sequence[Id]) -> Sequence[Known]:
        """The captures with these ids, in any order."""

    def members(self, entities: Collection[Id]) -> Mapping[Id, Sequence[Known]]:
        """All captures of each entity, oldest first."""

    def holders(self, terms: Sequence[str]) -> Sequence[int]:
        """How many people hold each term (`frequencies.terms`, `frequencies.total`)."""

    def open_reviews(self, entity: Id) -> Collection[Id]:
        """Entities that wait for somebody to say whether they are this one."""

    def kept_apart(self, entity: Id) -> Collection[Id]:
        """Entities that somebody said are not this one."""
