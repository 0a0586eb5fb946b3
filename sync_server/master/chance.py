"""How often do strangers of one list agree, and how many repeats does the list hold?

Both are read from the list itself, without labels: pairs drawn at random are strangers, how common
a value is says how often they share it, and the number of repeats is the one at which the
probabilities of all pairs add up to it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

from sync_server.master.blocking import keys
from sync_server.master.fields import FIELDS
from sync_server.master.frequencies import terms, total
from sync_server.master.person import Person
from sync_server.master.scoring import Scorer, Side, levels
from sync_server.master.sharing import holders_of, sharers
from sync_server.master.weights import RELATIONS, Levels, Weights

_RANDOM_PAIRS = 40_000
_PAIRS_PER_PERSON = 20
_LEAST = 1e-9
_BLOCK = 60
_RATED = 30_000  # pairs
_ROUNDS = 25
_RATED_BEFORE = 3  # captures that the rates at hand count for


def strangers(
    people: Sequence[Person], holders: Counter[str], prior: Levels, trust: float, random: Random
) -> Levels:
    """Probability of each level between two strangers, by field.

    ``trust`` is how many random pairs the ``prior`` counts for.
    """
    counts = [[trust * p for p in row] for row in prior]
    for one, other in _drawn(people, random):
        for f, level in enumerate(levels(one, other)):
            if level is not None:
                counts[f][level] += 1
    agreeing, pairs = _agreeing(holders)
    return tuple(
        _with_exact(f, row, agreeing[FIELDS[f].name], pairs[FIELDS[f].name], trust)
        for f, row in enumerate(counts)
    )


def _drawn(people: Sequence[Person], random: Random) -> Iterator[tuple[Person, Person]]:
    """Two at random, of one country: of two countries nobody is ever compared."""
    beside: dict[str, list[int]] = defaultdict(list)
    for n, person in enumerate(people):
        beside[person.country].append(n)
    for _ in range(_pairs_to_draw(len(people))):
        one = random.randrange(len(people))
        other = random.choice(beside[people[one].country])
        if other != one:
            yield people[one], people[other]


def _pairs_to_draw(people: int) -> int:
    """So few in a short list that its repeats are hardly drawn for strangers."""
    return min(_RANDOM_PAIRS, _PAIRS_PER_PERSON * people, people * (people - 1) // 8)


def _agreeing(holders: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Pairs of holders of one value, and of any values, by field."""
    agreeing: Counter[str] = Counter()
    for term, number in holders.items():
        if not term.endswith("="):
            agreeing[total(term)[:-1]] += number * (number - 1)
    pairs = Counter({t[:-1]: n * (n - 1) for t, n in holders.items() if t.endswith("=")})
    return agreeing, pairs


def _with_exact(
    f: int, counts: Sequence[float], agreeing: int, pairs: int, trust: float
) -> tuple[float, ...]:
    """A distribution whose levels of equal values add up to what the frequencies say."""
    whole = sum(counts)
    row = [max(count / whole, _LEAST) for count in counts]
    exact = FIELDS[f].exact
    if exact:
        before = sum(row[level] for level in exact)
        shared = (max(agreeing, 0.5 * pairs**0.5) + trust * before) / (pairs + trust)
        row = [max(p * shared / before, _LEAST) if n in exact else p for n, p in enumerate(row)]
    whole = sum(row)
    return tuple(p / whole for p in row)


def rates(
    weights: Weights, people: Sequence[Person], holders: Counter[str], random: Random
) -> dict[str, float]:
    """How many earlier captures of each relation a capture has in the list, on average."""
    if len(people) <= 1:
        return dict(weights.rates)
    scorer = Scorer(weights, len(people) / 2)
    pairs, share = _sample(people, random)
    rarities = {i: _rarity(scorer, people[i], holders) for i in {i for i, _ in pairs}}
    given_by = holders_of(people)
    likelihoods = [
        [
            2.0 ** min(200.0, bits)
            for bits in scorer.pair(
                Side(people[i], rarities[i], sharers(given_by, people[i], until=max(i, j))),
                Side(people[j], ()),
            ).bits
        ]
        for i, j in pairs
    ]
    every = len(people) * (len(people) - 1) / 2
    found = [len(people) / 4 / every] * len(RELATIONS)
    scale = len(people) / (len(people) + _RATED_BEFORE) / every
    for _ in range(_ROUNDS):
        sums = [0.0] * len(RELATIONS)
        for row in likelihoods:
            joint = [p * x for p, x in zip(found, row, strict=True)]
            whole = 1.0 + sum(joint)
            for r, x in enumerate(joint):
                sums[r] += x / whole
        expected = [_RATED_BEFORE * weights.rates[relation] for relation in RELATIONS]
        found = [(x / share + e) * scale for x, e in zip(sums, expected, strict=True)]
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
