"""A second opinion: Splink on DuckDB over the same people, when the extra `audit` is there.

Asked as its manual says, without labels; the pairs that it holds for at least as likely as
``SURE`` are closed into entities.
"""

from collections.abc import Hashable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import NamedTuple

from app.domain.problems import Code, Problem
from sync_server.master.audit import Audited
from sync_server.master.clusters import Figures, b_cubed, closed
from sync_server.master.person import Person

SURE = 0.95
COLUMNS = [
    "given",
    "first",
    "surname",
    "second",
    "birth",
    "phone",
    "email",
    "address",
    "city",
    "postcode",
    "document",
    "plate",
    "vin",
]
_USUAL = 0.02  # a column filled in fewer rows is left out
BLOCKS = (
    ("document",), ("phone",), ("email",), ("plate",), ("first", "surname"), ("surname", "second"),
    ("birth",), ("city", "surname"), ("city", "first"), ("address",),
)  # fmt: skip
_CERTAIN = (
    ("document",), ("first", "surname", "birth"), ("email", "first"), ("phone", "first", "surname"),
)  # fmt: skip
SLIPS = {"birth": [1, 2], "phone": [1], "document": [1], "postcode": [1], "plate": [1], "vin": [1]}
ALIKE = {"surname": [0.92, 0.8], "second": [0.92, 0.8], "given": [0.92, 0.8],
          "address": [0.95, 0.85], "city": [0.92]}  # fmt: skip
SAMPLE = 200  # pairs that are told
_SEED = 7


def splink_labels(people: Sequence[Person]) -> list[int] | None:
    """Entities by Splink on DuckDB, or None where it is not installed."""
    if not find_spec("splink"):
        return None
    splink, cl = import_module("splink"), import_module("splink.comparison_library")
    have = filled(people)
    table = import_module("pyarrow").Table.from_pylist(rows(people))
    exact = {name: cl.JaroWinklerAtThresholds(name, at) for name, at in ALIKE.items()}
    near = {name: cl.DamerauLevenshteinAtThresholds(name, at) for name, at in SLIPS.items()}
    ways = exact | near | {"email": cl.EmailComparison("email")}
    rules = [splink.block_on(*block) for block in BLOCKS if have >= set(block)]
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            way.configure(term_frequency_adjustments=name not in SLIPS)
            for name, way in ways.items()
            if name in have
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = import_module("splink.backends.duckdb").DuckDBAPI()
    linker = splink.Linker(api.register(table, dataset_display_name="people"), settings)
    training = linker.training
    certain = [splink.block_on(*block) for block in _CERTAIN if have >= set(block)]
    training.estimate_probability_two_random_records_match(certain, recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in rules:
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=SURE).as_duckdbpyrelation()
    links = found.select("id_l, id_r").fetchall()
    return closed(len(people), [(int(one), int(other)) for one, other in links])


class Pair(NamedTuple):
    """Two records that are one person's here (``ours``) and two's there, or the other way."""

    one: str
    other: str
    ours: bool


class Comparison(NamedTuple):
    """How far our customers are from Splink's entities, and some pairs in which they differ."""

    figures: Figures
    sample: list[Pair]


def splink_comparison(captures: Sequence[Audited]) -> Comparison:
    """Compare our customers with Splink's entities.

    Raises ``Problem``: ``not_found`` where Splink is not installed, ``invalid_field`` where it
    cannot learn from these captures, as from very few.
    """
    try:
        theirs = splink_labels([one.person for one in captures])
    except ValueError as exc:
        raise Problem(Code.INVALID_FIELD, field="splink", detail=str(exc)) from exc
    if theirs is None:
        raise Problem(Code.NOT_FOUND, field="splink", detail="the extra audit")
    ours = [one.customer for one in captures]
    differing = [
        Pair(captures[a].record, captures[b].record, ours=joined_here)
        for here, there, joined_here in ((ours, theirs, True), (theirs, ours, False))
        for a, b in _together(here)
        if there[a] != there[b]
    ]
    shown = Random(_SEED).sample(differing, min(SAMPLE, len(differing)))  # noqa: S311 - a sample
    return Comparison(b_cubed(ours, theirs), shown)


def _together(labels: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield each record with the one before it under the same label: enough to see a difference."""
    last: dict[Hashable, int] = {}
    for n, label in enumerate(labels):
        if label in last:
            yield last[label], n
        last[label] = n


def rows(people: Sequence[Person]) -> list[dict[str, object]]:
    """Return people as rows of a table, ``None`` where nothing is known."""
    return [
        {"id": n} | {name: getattr(person, name) or None for name in COLUMNS}
        for n, person in enumerate(people)
    ]


def filled(people: Sequence[Person]) -> set[str]:
    """Return the columns that are filled often enough to be compared."""
    least = _USUAL * len(people)
    return {name for name in COLUMNS if sum(bool(getattr(p, name)) for p in people) > least}
