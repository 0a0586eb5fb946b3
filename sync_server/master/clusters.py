"""How far are the entities that one found from those of another, or from the true ones? Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple


class Figures(NamedTuple):
    """Shares of 1: of what was put together what belongs so, of what belongs so what was."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pair_figures(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Figures:
    """Pairs of records in one entity: the number a golden record lives on."""
    together = _pairs(zip(found, truth, strict=True))
    return Figures(_share(together, _pairs(found)), _share(together, _pairs(truth)))


def b_cubed(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Figures:
    """Bagga and Baldwin (1998): each record's own entity, averaged over the records."""
    both = Counter(zip(found, truth, strict=True))
    sizes, true_sizes = Counter(found), Counter(truth)
    rows = list(zip(found, truth, strict=True))
    return Figures(
        sum(both[row] / sizes[row[0]] for row in rows) / len(rows),
        sum(both[row] / true_sizes[row[1]] for row in rows) / len(rows),
    )


def closed(number: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """Labels of the connected components of ``number`` nodes."""
    parent = list(range(number))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for one, other in links:
        parent[root(one)] = root(other)
    return [root(n) for n in range(number)]


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
