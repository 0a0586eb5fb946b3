"""What are the levels of likeness worth, learned from a list of people without labels?

Expectation and maximisation (Winkler 1988) over pairs found under one kind of key at a time,
leaving out the fields that kind fixes; all kinds share the same parameters. Beside «same» and
strangers there are relatives, housemates, workmates and people who had the same car. What such
pairs cannot show by themselves is tied: they agree on it by chance, or as the same person would in
a small share of the cases (a child with its father's name, twins, a borrowed document).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from random import Random

from sync_server.master.chance import pairs_by_key, rates, strangers
from sync_server.master.fields import FIELDS
from sync_server.master.frequencies import counted
from sync_server.master.person import Person
from sync_server.master.scoring import LevelRow, levels_beside
from sync_server.master.sharing import holders_of, sharers
from sync_server.master.weights import OTHERS, RELATIONS, SAME, Levels, Weights

Table = list[list[float]]
Pattern = tuple[tuple[tuple[int, int], ...], int]  # (field, level) …, and how many pairs show it

_POSITION = {field.name: f for f, field in enumerate(FIELDS)}
_SESSIONS = {  # kind of key: the fields it fixes
    "N": ("document",),
    "P": ("phone",),
    "E": ("email",),
    "A": ("given", "surname", "second"),
    "D": ("birth", "surname", "given"),
    "M": ("birth", "surname"),
    "L": ("plate",),
    "R": ("address",),
}
_TIED = {
    SAME: frozenset[str](),
    "relative": frozenset({"given", "birth", "age", "document", "sex"}),
    "housemate": frozenset({"given", "surname", "second", "birth", "age", "document", "sex"}),
    "workmate": frozenset(_POSITION) - {"employer", "email", "phone", "others"},
    "car": frozenset(_POSITION) - {"plate", "vin"},
}
# The share in which a relation agrees as the same person would: where the learning starts, and
# what stays where the field is tied.
_START = {
    "relative": {
        "surname": 0.85, "second": 0.5, "phone": 0.35, "email": 0.12, "address": 0.6, "city": 0.85,
        "postcode": 0.85, "plate": 0.05, "vin": 0.05, "employer": 0.02,
    },
    "housemate": {
        "surname": 0.05, "second": 0.05, "phone": 0.35, "email": 0.12, "address": 0.6,
        "city": 0.85, "postcode": 0.85, "plate": 0.05, "vin": 0.05, "employer": 0.02,
    },
    "workmate": {"employer": 0.9, "email": 0.4, "phone": 0.3, "city": 0.1, "postcode": 0.05},
    "car": {"plate": 0.95, "vin": 0.8},
}  # fmt: skip
_NAMESAKES = (0.05, 100.0)  # relatives with the same given name: share, and pairs it counts for
_TWINS = 0.02
_BORROWED = 0.004
_LESS_AMONG_HOUSEMATES = 0.2
_DECISIVE = (_POSITION["birth"], _POSITION["document"])

_PAIRS = 12_000  # of each session
_FEWEST_PAIRS = 50
_ROUNDS = 30
_FLOOR = 1e-9


@dataclass(slots=True)
class _Model:
    likeness: dict[str, Table]
    stranger: Levels
    namesakes: float = _NAMESAKES[0]


@dataclass(slots=True)
class _Session:
    patterns: list[Pattern]
    shares: list[float]  # of `RELATIONS`, then strangers


def trained(people: Sequence[Person], start: Weights, trust: float, random: Random) -> Weights:
    """Weights learned from ``people``; what they do not show stays as in ``start``.

    ``trust`` is how many pairs the start counts for. Deterministic for a given ``random``.
    """
    holders = counted(people)
    stranger = strangers(people, holders, start.stranger, trust, random)
    model = _Model({r: [list(row) for row in start.likeness[r]] for r in RELATIONS}, stranger)
    sessions = _sessions(people, random)
    for _ in range(_ROUNDS if sessions else 0):
        _improve(model, sessions, start, trust)
    likeness = {r: _distributions(model.likeness[r]) for r in RELATIONS}
    learned = replace(start, likeness=likeness, stranger=model.stranger, records=len(people))
    return replace(learned, rates=rates(learned, people, holders, random))


def blank_start() -> Weights:
    """A start that has seen nobody: the same person agrees nearly always, the better the likelier."""
    even: Levels = tuple(tuple(_chance(len(field.levels))) for field in FIELDS)
    likeness = {SAME: tuple(tuple(_rising(len(field.levels), 0.05)) for field in FIELDS)}
    for relation in OTHERS:
        likeness[relation] = tuple(
            tuple(_mixed(_START[relation].get(field.name, 0.0), likeness[SAME][f], even[f]))
            for f, field in enumerate(FIELDS)
        )
    rates_ = dict.fromkeys(RELATIONS, 0.25)
    return Weights(likeness, even, rates_, trained_on="", trained_at="", records=0)


def _chance(number: int) -> list[float]:
    return [0.9] + [0.1 / (number - 1)] * (number - 1)


def _rising(number: int, different: float) -> list[float]:
    steps = [2.0**level for level in range(1, number)]
    return [different] + [(1 - different) * step / sum(steps) for step in steps]


def _mixed(share: float, one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [share * a + (1 - share) * b for a, b in zip(one, other, strict=True)]


def _distributions(table: Table) -> Levels:
    rows = ([max(p, _FLOOR) for p in row] for row in table)
    return tuple(tuple(p / sum(row) for p in row) for row in rows)


def _sessions(people: Sequence[Person], random: Random) -> list[_Session]:
    found = []
    given_by = holders_of(people)
    for kind, fixed in _SESSIONS.items():
        pairs = sorted(set(pairs_by_key(people, kind)))
        if len(pairs) < _FEWEST_PAIRS:
            continue
        if len(pairs) > _PAIRS:
            pairs = random.sample(pairs, _PAIRS)
        left_out = {_POSITION[name] for name in fixed}
        counts = Counter(
            _pattern(
                levels_beside(people[b], people[a], sharers(given_by, people[b], max(a, b))),
                left_out,
            )
            for a, b in pairs
        )
        found.append(_Session(list(counts.items()), [0.4, 0.1, 0.1, 0.05, 0.05, 0.3]))
    return found


def _pattern(row: LevelRow, left_out: set[int]) -> tuple[tuple[int, int], ...]:
    return tuple(
        (f, level) for f, level in enumerate(row) if level is not None and f not in left_out
    )


def _improve(model: _Model, sessions: Sequence[_Session], start: Weights, trust: float) -> None:
    """One round: weigh each pattern by what we believe, then believe what the weights say."""
    _tie(model)
    counts = {r: [[trust * p for p in row] for row in start.likeness[r]] for r in RELATIONS}
    namesakes = [_NAMESAKES[0] * _NAMESAKES[1], _NAMESAKES[1]]
    logs = [_logs(model.likeness[r]) for r in RELATIONS] + [_logs(model.stranger)]
    for session in sessions:
        _weigh(model, session, logs, counts, namesakes)
    for relation in RELATIONS:
        for name, f in _POSITION.items():
            if name not in _TIED[relation]:
                whole = sum(counts[relation][f])
                model.likeness[relation][f] = [max(c / whole, _FLOOR) for c in counts[relation][f]]
    model.namesakes = namesakes[0] / namesakes[1]


def _logs(table: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[log(p) for p in row] for row in table]


def _weigh(
    model: _Model,
    session: _Session,
    logs: Sequence[Sequence[Sequence[float]]],
    counts: Mapping[str, Table],
    namesakes: list[float],
) -> None:
    """Share each pattern of a session among the relations, and add it to their counts."""
    tables = [counts[relation] for relation in RELATIONS]
    priors = [log(share) for share in session.shares]
    sums = [1.0] * len(priors)
    for pattern, number in session.patterns:
        beliefs = _beliefs(pattern, priors, logs)
        for r, belief in enumerate(beliefs):
            sums[r] += belief * number
        for table, belief in zip(tables, beliefs, strict=False):
            for f, level in pattern:
                table[f][level] += belief * number
        _count_namesakes(model, pattern, beliefs[1] * number, namesakes)
    session.shares = [share / sum(sums) for share in sums]


def _beliefs(
    pattern: Sequence[tuple[int, int]],
    priors: Sequence[float],
    logs: Sequence[Sequence[Sequence[float]]],
) -> list[float]:
    scores = []
    for prior, table in zip(priors, logs, strict=True):
        score = prior
        for f, level in pattern:
            score += table[f][level]
        scores.append(score)
    most = max(scores)
    likelihoods = [exp(score - most) for score in scores]
    whole = sum(likelihoods)
    return [x / whole for x in likelihoods]


def _count_namesakes(
    model: _Model, pattern: Sequence[tuple[int, int]], number: float, namesakes: list[float]
) -> None:
    """Among relatives whose birth or document can be compared, those named alike on purpose."""
    seen = dict(pattern)
    level = seen.get(_POSITION["given"])
    if level is None or not any(f in seen for f in _DECISIVE):
        return
    f = _POSITION["given"]
    named = model.namesakes * model.likeness[SAME][f][level]
    chance = (1 - model.namesakes) * model.stranger[f][level]
    namesakes[0] += number * named / (named + chance)
    namesakes[1] += number


def _tie(model: _Model) -> None:
    """Set the tied fields: chance, and a share in which they agree as the same person would.

    Who else is on a telephone is asked of namesakes on it: strangers are none, so it is no chance.
    """
    silent = _POSITION["others"]
    chance = list(model.stranger)
    chance[silent] = tuple(model.likeness[SAME][silent])
    model.stranger = tuple(chance)
    shares = {"given": model.namesakes, "birth": _TWINS, "document": _BORROWED}
    less = {"relative": 1.0, "housemate": _LESS_AMONG_HOUSEMATES}
    for relation in OTHERS:
        for name in _TIED[relation]:
            f = _POSITION[name]
            share = shares.get(name, 0.0) * less.get(relation, 0.0)
            if name in ("surname", "second") and relation == "housemate":
                share = _START[relation][name]
            model.likeness[relation][f] = _mixed(share, model.likeness[SAME][f], model.stranger[f])
