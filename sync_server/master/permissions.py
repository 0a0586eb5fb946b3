"""What a customer that was once several allows: at each merger, where they differ, no wins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.consent import DatedDecision, Position, current, merged


class Merger(NamedTuple):
    """``survivor`` took ``absorbed`` over at ``at`` (milliseconds since 1970)."""

    survivor: str
    absorbed: str
    at: int


class Past(NamedTuple):
    """The mergers that made a customer, oldest first, and whose each record was before them."""

    mergers: Sequence[Merger] = ()
    homes: Mapping[str, str] = {}


NO_PAST = Past()


def permissions(
    customer: str, decisions: Iterable[DatedDecision], past: Past = NO_PAST
) -> dict[Position, DatedDecision]:
    """Return the decision that holds per purpose and channel (law 21.719, law 29733).

    What the person says after a merger is heard as always: the newest holds.
    """
    if not past.mergers:
        return current(decisions)
    said: defaultdict[str, list[DatedDecision]] = defaultdict(list)
    for dated in decisions:
        said[past.homes.get(str(dated.record), customer)].append(dated)
    for merger in past.mergers:
        both = (said.pop(merger.survivor, []), said.pop(merger.absorbed, []))
        one, other = (current(_until(merger.at, its)) for its in both)
        later = [dated for its in both for dated in its if dated.at > merger.at]
        said[merger.survivor] = [*merged(one, other).values(), *later]
    return current(dated for its in said.values() for dated in its)


def _until(at: int, decisions: Iterable[DatedDecision]) -> list[DatedDecision]:
    return [dated for dated in decisions if dated.at <= at]
