"""Do two customers live or buy together?"""

from sync_server.master.scoring import Evidence, Scorer
from sync_server.master.weights import KIN, RELATIONS

_SURE = 0.9
_LEAST_BITS = 3.0  # of all other relations together, against strangers: less is never so sure
_KIN = tuple(RELATIONS.index(relation) for relation in KIN)


def of_one_household(scorer: Scorer, evidence: Evidence) -> bool:
    """Are the two, by the probability of each relation, different people of one household?"""
    if evidence.same - evidence.kin < _LEAST_BITS:
        return False
    posterior = scorer.posterior(evidence)
    return sum(posterior[kin] for kin in _KIN) > _SURE
