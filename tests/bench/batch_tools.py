"""Splink and recordlinkage over the same normalised people, when the extra `audit` is there.

Both are asked as their manuals say, without labels, and the pairs they hold for at least as
likely as ``SURE`` are closed into entities.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sync_server.master.person import Person
from tests.bench.clusters import closed

SURE = 0.95
_COLUMNS = [
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
_BLOCKS = (
    ("document",), ("phone",), ("email",), ("plate",), ("first", "surname"), ("surname", "second"),
    ("birth",), ("city", "surname"), ("city", "first"), ("address",),
)  # fmt: skip
_CERTAIN = (
    ("document",), ("first", "surname", "birth"), ("email", "first"), ("phone", "first", "surname"),
)  # fmt: skip
_SLIPS = {"birth": [1, 2], "phone": [1], "document": [1], "postcode": [1], "plate": [1], "vin": [1]}
_ALIKE = {"surname": [0.92, 0.8], "second": [0.92, 0.8], "given": [0.92, 0.8],
          "address": [0.95, 0.85], "city": [0.92]}  # fmt: skip


def splink_labels(people: Sequence[Person]) -> list[int] | None:
    """Entities by Splink on DuckDB, or None where it is not installed."""
    if not find_spec("splink"):
        return None
    splink, cl = import_module("splink"), import_module("splink.comparison_library")
    frame, have = _frame(people)
    exact = {name: cl.JaroWinklerAtThresholds(name, at) for name, at in _ALIKE.items()}
    near = {name: cl.DamerauLevenshteinAtThresholds(name, at) for name, at in _SLIPS.items()}
    ways = exact | near | {"email": cl.EmailComparison("email")}
    rules = [splink.block_on(*block) for block in _BLOCKS if have >= set(block)]
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            way.configure(term_frequency_adjustments=name not in _SLIPS)
            for name, way in ways.items()
            if name in have
        ],
        blocking_rules_to_generate_predictions=rules,
    )
    api = import_module("splink.backends.duckdb").DuckDBAPI()
    linker = splink.Linker(api.register(frame, dataset_display_name="people"), settings)
    training = linker.training
    certain = [splink.block_on(*block) for block in _CERTAIN if have >= set(block)]
    training.estimate_probability_two_random_records_match(certain, recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in rules:
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=SURE).as_duckdbpyrelation()
    links = found.select("id_l, id_r").fetchall()
    return closed(len(people), [(int(one), int(other)) for one, other in links])


def ecm_labels(people: Sequence[Person]) -> list[int] | None:
    """Entities by recordlinkage's ECM classifier, or None where it is not installed."""
    if not find_spec("recordlinkage"):
        return None
    recordlinkage = import_module("recordlinkage")
    frame, have = _frame(people)
    index = recordlinkage.Index()
    for block in _BLOCKS:
        if have >= set(block):
            index.block(list(block))
    compare = recordlinkage.Compare()
    for name in have & (set(_ALIKE) | set(_SLIPS) | {"email"}):
        method = "jarowinkler" if name in _ALIKE else "damerau_levenshtein"
        compare.string(name, name, method=method, threshold=0.85, missing_value=0, label=name)
    features = compare.compute(index.index(frame), frame)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    likely = classifier.prob(features)
    links = [(int(a), int(b)) for (a, b), p in likely.items() if p >= SURE]
    return closed(len(people), links)


def _frame(people: Sequence[Person]) -> tuple[Any, set[str]]:
    """The people as a table, and the columns that are filled often enough."""
    rows: list[Mapping[str, object]] = [
        {"id": n} | {name: getattr(person, name) or None for name in _COLUMNS}
        for n, person in enumerate(people)
    ]
    frame = import_module("pandas").DataFrame(rows)
    return frame, {name for name in _COLUMNS if frame[name].notna().mean() > _USUAL}
