"""How likely are two captures, or two groups of captures, of the same person?

    odds = P(likeness | same) / (P(likeness | relative, housemate, workmate, car) + P(… | stranger))

Everything is in bits (log2). Fellegi and Sunter (1969) with term frequencies, and with the
relations that a household or a company adds: without them relatives pass for one person.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from math import exp2, log2
from operator import attrgetter
from typing import NamedTuple

from sync_server.master.fields import FIELDS
from sync_server.master.person import Person
from sync_server.master.sharing import NOBODY, Sharers, lowered
from sync_server.master.weights import RELATIONS, Weights

Profile = tuple[tuple["Side", ...], ...]
LevelRow = tuple[int | None, ...]

_COMPARISONS = tuple(field.compare for field in FIELDS)
_READS = tuple((attrgetter(field.reads[0]), attrgetter(*field.reads)) for field in FIELDS)
_BIRTH, _AGE, _DOCUMENT, _OTHERS = (
    [field.name for field in FIELDS].index(name) for name in ("birth", "age", "document", "others")
)
_DAMPING = 0.8  # names in a family go together, so rarity counts less than chance alone would say
_PSEUDO_HOLDERS = 100.0
_MOST_BITS = 200.0
_AGAINST = -3.0  # bits: less may be one slip in one field
_SMALLEST_BASE = 100  # a first handful of captures must not take each other for repeats


class Side(NamedTuple):
    """A capture as one side of a comparison: the person and how rare each value is, in bits."""

    person: Person
    rarity: tuple[float, ...]
    sharers: Sharers = NOBODY


class Evidence(NamedTuple):
    """What speaks for and against: levels by field, bits against chance by relation, odds (log2)."""

    levels: LevelRow
    bits: tuple[float, ...]  # `RELATIONS` order, prior left out
    same: float  # log2 odds against strangers alone, prior included
    kin: float  # log2 odds against the other relations alone
    odds: float  # log2 odds that it is the same person and nobody else

    @property
    def probability(self) -> float:
        return probability(self.odds)


def probability(odds: float) -> float:
    """A probability from log2 odds."""
    return 1.0 / (1.0 + exp2(-max(-_MOST_BITS, min(_MOST_BITS, odds))))


def odds_of(probability_: float) -> float:
    """log2 odds from a probability strictly between 0 and 1."""
    return log2(probability_ / (1.0 - probability_))


def levels(a: Person, b: Person) -> LevelRow:
    """The level of likeness of each field (`FIELDS` order), None where a side is missing."""
    return tuple(compare(a, b) for compare in _COMPARISONS)


def levels_beside(a: Person, b: Person, shared: Sharers) -> LevelRow:
    """`levels` where ``shared`` is known of those who have values of ``a`` too."""
    row = levels(a, b)
    if row[_OTHERS] is None:
        return row
    return (*row[:_OTHERS], lowered(shared, a, b), *row[_OTHERS + 1 :])


class Scorer:
    """Weights made ready for a base of ``size`` captures."""

    def __init__(self, weights: Weights, size: float) -> None:
        self._weights = weights
        self._prior = _prior(weights, size)
        self._bits = tuple(
            tuple(
                tuple(log2(weights.likeness[relation][f][level] / chance) for relation in RELATIONS)
                for level, chance in enumerate(row)
            )
            for f, row in enumerate(weights.stranger)
        )
        self._counts = tuple(
            tuple(level in field.exact for level in range(len(field.levels))) for field in FIELDS
        )
        self._chance = tuple(
            sum(weights.stranger[f][level] for level in field.exact)
            for f, field in enumerate(FIELDS)
        )

    def resized(self, size: float) -> "Scorer":
        """The same weights for a base of another size: that costs much less than to begin anew."""
        other = copy(self)
        other._prior = _prior(self._weights, size)  # noqa: SLF001 - another of the same class
        return other

    def rarity(self, holders: Sequence[int], totals: Sequence[int]) -> tuple[float, ...]:
        """Bits that agreeing on each value is worth beyond the average value of its field.

        ``holders`` and ``totals`` are counts by field; fewer counts pull towards the average.
        """
        found = []
        for chance, held, total in zip(self._chance, holders, totals, strict=True):
            if not chance or not total:
                found.append(0.0)
                continue
            others = held - 1 if held else 0
            expected = chance * (total + _PSEUDO_HOLDERS)
            found.append(_DAMPING * log2(expected / (others + _PSEUDO_HOLDERS * chance)))
        return tuple(found)

    def pair(self, a: Side, b: Side) -> Evidence:
        """Evidence between two captures; the rarity is read from ``a``."""
        return self._weighed(levels_beside(a.person, b.person, a.sharers), a.rarity)

    def pairs(self, a: Side, others: Iterable[Person]) -> list[Evidence]:
        """The same between one capture and each of many.

        What is missing in it is not looked at, and those who are as much alike are weighed once:
        most candidates are namesakes.
        """
        mine = a.person
        told = [f for f, (has, _) in enumerate(_READS) if has(mine)]
        compares = [_COMPARISONS[f] for f in told]
        weighed: dict[LevelRow, Evidence] = {}
        found = []
        for other in others:
            row: list[int | None] = [None] * len(FIELDS)
            for f, compare in zip(told, compares, strict=True):
                row[f] = compare(mine, other)
            if row[_OTHERS] is not None:
                row[_OTHERS] = lowered(a.sharers, mine, other)
            said = tuple(row)
            evidence = weighed.get(said)
            if evidence is None:
                weighed[said] = evidence = self._weighed(said, a.rarity)
            found.append(evidence)
        return found

    def groups(self, ours: Profile, theirs: Profile) -> Evidence:
        """Evidence between two groups, each believed to be one person.

        Each field speaks once, by the pair of values that speaks most for «same».
        """
        best = [
            self._best(f, mine, yours)
            for f, (mine, yours) in enumerate(zip(ours, theirs, strict=True))
        ]
        if best[_BIRTH][0] is not None or best[_DOCUMENT][0] is not None:
            best[_AGE] = (None, 0.0)  # a date that was met, or a number, says it better
        return self._weighed(tuple(level for level, _ in best), [extra for _, extra in best])

    def _best(
        self, f: int, ours: Sequence[Side], theirs: Sequence[Side]
    ) -> tuple[int | None, float]:
        """The level of the pair of values that speaks most for «same», and its rarity."""
        compare, counts, rows = _COMPARISONS[f], self._counts[f], self._bits[f]
        best: tuple[int | None, float] = (None, 0.0)
        most = -_MOST_BITS
        for a in ours:
            for b in theirs:
                level = compare(a.person, b.person)
                if level is None:
                    continue
                if f == _OTHERS:
                    level = lowered(a.sharers, a.person, b.person)
                extra = a.rarity[f] if counts[level] else 0.0
                if rows[level][0] + extra > most:
                    most = rows[level][0] + extra
                    best = (level, extra)
        return best

    def contradicts(self, a: Person, b: Person) -> bool:
        """Do the two captures, by themselves, speak against being the same person?"""
        row = levels(a, b)
        return sum(self._bits[f][x][0] for f, x in enumerate(row) if x is not None) < _AGAINST

    def field_bits(self, row: LevelRow, rarity: Sequence[float]) -> tuple[float | None, ...]:
        """What each field adds for «same» and against chance, None where it is silent."""
        return tuple(
            None
            if level is None
            else self._bits[f][level][0] + (rarity[f] if self._counts[f][level] else 0.0)
            for f, level in enumerate(row)
        )

    def posterior(self, evidence: Evidence) -> tuple[float, ...]:
        """Probabilities of each relation (`RELATIONS` order); what is missing to 1 is strangers."""
        joint = [
            exp2(min(_MOST_BITS, b + p)) for b, p in zip(evidence.bits, self._prior, strict=True)
        ]
        whole = 1.0 + sum(joint)
        return tuple(x / whole for x in joint)

    def _weighed(self, row: LevelRow, rarity: Sequence[float]) -> Evidence:
        same = relative = housemate = workmate = car = extra = 0.0
        for f, level in enumerate(row):
            if level is None:
                continue
            same_, relative_, housemate_, workmate_, car_ = self._bits[f][level]
            same += same_
            relative += relative_
            housemate += housemate_
            workmate += workmate_
            car += car_
            if self._counts[f][level]:
                extra += rarity[f]
        found = (same + extra, relative + extra, housemate + extra, workmate + extra, car + extra)
        prior = self._prior
        rest = 0.0
        for relation in (1, 2, 3, 4):
            rest += exp2(min(_MOST_BITS, found[relation] + prior[relation]))
        same += extra + prior[0]
        return Evidence(row, found, same, same - log2(rest), same - log2(1.0 + rest))


def _prior(weights: Weights, size: float) -> tuple[float, ...]:
    """How likely each relation is before anything is compared, in bits (`RELATIONS` order)."""
    base = log2(max(size, _SMALLEST_BASE))
    return tuple(log2(weights.rates[relation]) - base for relation in RELATIONS)


def profile(sides: Sequence[Side]) -> Profile:
    """For each field the captures that differ in it; those without a value are left out."""
    return tuple(
        tuple({read(s.person): s for s in sides if has(s.person)}.values()) for has, read in _READS
    )
