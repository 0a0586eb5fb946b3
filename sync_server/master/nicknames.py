"""Which names does a nickname stand for?

Weak evidence: many nicknames point to several names (Beto: Alberto, Roberto), so the table only
softens a difference and never joins two people.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from sync_server.master.folding import folded_words

TABLE = Path(__file__).parents[2] / "assets" / "reference" / "nicknames_es.csv"


def formal_names(first: str) -> tuple[str, ...]:
    """The names ``first`` (folded) may stand for; empty when it is no nickname we know."""
    return _formal_by_nickname().get(first, ())


@cache
def _formal_by_nickname() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[folded_words(row["nickname"])].add(folded_words(row["formal"]).partition(" ")[0])
    return {nickname: tuple(sorted(formal)) for nickname, formal in found.items()}
