"""How often do strangers of one list agree, and how many repeats does the list hold?

Both are read from the list itself, without labels: pairs drawn at random are strangers, how common
a value is says how often they share it, and the number of repeats is the one at which the
probabilities of all pairs add up to it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

from sync_server.master.blocking import keys
from sync_server.master.fields import FIELDS
from sync_server.master.frequencies import terms, total
from sync_server.master.person import Person
from sync_server.master.scoring import Scorer, Side, levels
from sync_server.master.weights import RELATIONS, Levels, Weights

_RANDOM_PAIRS = 40_000
_TRUST = 2_000.0  # random pairs that the weights at hand count for
_LEAST = 1e-9
_BLOCK = 60
_RATED = 30_000  # pairs
_ROUNDS = 25
_LEAST_RATE = 1e-4


def adapted(
    weights: Weights, people: Sequence[Person], holders: Counter[str], random: Random
) -> Weights:
    """``weights`` with chance agreement and rates as they are among ``people``."""
    if len(people) <= 1:
        return weights
    stranger = strangers(people, holders, weights.stranger, _TRUST, random)
    fitted = replace(weights, stranger=stranger)
    return replace(fitted, rates=rates(fitted, people, holders, random))


def strangers(
    people: Sequence[Person], holders: Counter[str], prior: Levels, trust: float, random: Random
) -> Levels:
    """Probability of each level between two strangers, by field.

    ``trust`` is how many random pairs the ``prior`` counts for.
    """
    counts = [[trust * p for p in row] for row in prior]
    for _ in range(_RANDOM_PAIRS):
        row = levels(random.choice(people), random.choice(people))
        for f, level in enumerate(row):
            if level is not None:
                counts[f][level] += 1
    shares = _shared(holders)
    return tuple(_with_exact(f, row, shares.get(FIELDS[f].name)) for f, row in enumerate(counts))


def _shared(holders: Counter[str]) -> dict[str, float]:
    """Probability that two holders of some value of a field hold the same one, by field."""
    agreeing: Counter[str] = Counter()
    for term, number in holders.items():
        if not term.endswith("="):
            agreeing[total(term)] += number * (number - 1)
    found = {}
    for field, pairs in agreeing.items():
        all_ = holders[field]
        if all_ > 1:
            found[field[:-1]] = max(pairs / (all_ * (all_ - 1)), 0.5 / all_)
    return found


def _with_exact(f: int, counts: Sequence[float], shared: float | None) -> tuple[float, ...]:
    """A distribution whose levels of equal values add up to what the frequencies say."""
    whole = sum(counts)
    row = [max(count / whole, _LEAST) for count in counts]
    exact = FIELDS[f].exact
    if shared is not None and exact:
        factor = shared / sum(row[level] for level in exact)
        row = [max(p * factor, _LEAST) if level in exact else p for level, p in enumerate(row)]
    whole = sum(row)
    return tuple(p / whole for p in row)


def rates(
    weights: Weights, people: Sequence[Person], holders: Counter[str], random: Random
) -> dict[str, float]:
    """How many earlier captures of each relation a capture has in the list, on average."""
    scorer = Scorer(weights, len(people) / 2)
    pairs, share = _sample(people, random)
    rarities = {i: _rarity(scorer, people[i], holders) for i in {i for i, _ in pairs}}
    likelihoods = [
        [
            2.0 ** min(200.0, bits)
            for bits in scorer.pair(Side(people[i], rarities[i]), Side(people[j], ())).bits
        ]
        for i, j in pairs
    ]
    every = len(people) * (len(people) - 1) / 2
    found = [len(people) / 4 / every] * len(RELATIONS)
    for _ in range(_ROUNDS):
        sums = [0.0] * len(RELATIONS)
        for row in likelihoods:
            joint = [p * x for p, x in zip(found, row, strict=True)]
            whole = 1.0 + sum(joint)
            for r, x in enumerate(joint):
                sums[r] += x / whole
        found = [max(x / share, _LEAST_RATE * len(people)) / every for x in sums]
    return {r: p * every / len(people) for r, p in zip(RELATIONS, found, strict=True)}


def _sample(people: Sequence[Person], random: Random) -> tuple[list[tuple[int, int]], float]:
    """Pairs under a common key, and the share of all such pairs they are."""
    pairs = sorted(set(pairs_by_key(people)))
    if len(pairs) <= _RATED:
        return pairs, 1.0
    return random.sample(pairs, _RATED), _RATED / len(pairs)


def pairs_by_key(people: Iterable[Person], kind: str = "") -> Iterator[tuple[int, int]]:
    """Pairs of positions under a common key, of one kind of key or of all, some more than once."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(people):
        for key in keys(person):
            if not kind or key[2] == kind:
                blocks[key].append(i)
    for block in blocks.values():
        if len(block) <= _BLOCK:
            yield from combinations(block, 2)


def _rarity(scorer: Scorer, person: Person, holders: Counter[str]) -> tuple[float, ...]:
    row = terms(person)
    return scorer.rarity(
        [holders[term] if term else 0 for term in row],
        [holders[total(term)] if term else 0 for term in row],
    )
