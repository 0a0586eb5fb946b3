"""Why were two captures taken for one person, or not?

Codes and numbers for a screen to put into words: no value of the person is in it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sync_server.master.fields import FIELDS
from sync_server.master.scoring import Evidence, Scorer
from sync_server.master.weights import RELATIONS, STRANGER


class Reason(NamedTuple):
    """What one field says: bits for «same» where positive, against where negative."""

    field: str
    level: str
    bits: float


class Explanation(NamedTuple):
    """The reasons that weigh anything, weightiest first, and what each relation gets of one whole."""

    reasons: tuple[Reason, ...]
    relations: dict[str, float]


def explanation(scorer: Scorer, evidence: Evidence, rarity: Sequence[float]) -> Explanation:
    """The decision field by field; ``rarity`` is that of the capture judged."""
    bits = scorer.field_bits(evidence.levels, rarity)
    reasons = (
        Reason(field.name, field.levels[level], round(worth, 1))
        for field, level, worth in zip(FIELDS, evidence.levels, bits, strict=True)
        if level is not None and worth is not None and round(worth, 1)
    )
    posterior = scorer.posterior(evidence)
    relations = dict(zip(RELATIONS, posterior, strict=True))
    return Explanation(
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.bits), reason.field))),
        relations | {STRANGER: max(0.0, 1.0 - sum(posterior))},
    )
