"""recordlinkage over the same normalised people, where it is installed.

It is asked as its manual says, without labels, and the pairs it holds for at least as likely as
``SURE`` are closed into entities.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sync_server.master.clusters import closed
from sync_server.master.person import Person
from sync_server.services.splink_audit import ALIKE, BLOCKS, SLIPS, SURE, filled, rows


def ecm_labels(people: Sequence[Person]) -> list[int] | None:
    """Entities by recordlinkage's ECM classifier, or None where it is not installed."""
    if not find_spec("recordlinkage"):
        return None
    recordlinkage = import_module("recordlinkage")
    frame, have = _frame(people)
    index = recordlinkage.Index()
    for block in BLOCKS:
        if have >= set(block):
            index.block(list(block))
    compare = recordlinkage.Compare()
    for name in have & (set(ALIKE) | set(SLIPS) | {"email"}):
        method = "jarowinkler" if name in ALIKE else "damerau_levenshtein"
        compare.string(name, name, method=method, threshold=0.85, missing_value=0, label=name)
    features = compare.compute(index.index(frame), frame)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    likely = classifier.prob(features)
    links = [(int(a), int(b)) for (a, b), p in likely.items() if p >= SURE]
    return closed(len(people), links)


def _frame(people: Sequence[Person]) -> tuple[Any, set[str]]:
    """The people as a table, and the columns that are filled often enough."""
    return import_module("pandas").DataFrame(rows(people)), filled(people)
