"""Who is this? One capture at a time, against everybody known.

`Engine.resolve` only reads: it answers what should be written. A capture joins one customer; it
joins several only when it shows that they are one and none of their captures contradicts another.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import chain
from math import exp2, log2
from operator import attrgetter
from typing import NamedTuple

from sync_server.master.base import CandidateSource, Id, Known
from sync_server.master.blocking import keys
from sync_server.master.decision import REVIEW, Band, Review, Veto, is_sure, veto
from sync_server.master.explanation import Explanation, explanation
from sync_server.master.frequencies import TOTALS, terms
from sync_server.master.households import of_one_household
from sync_server.master.person import Person
from sync_server.master.scoring import Evidence, Profile, Scorer, Side, probability, profile
from sync_server.master.sharing import holders_of, sharers, values
from sync_server.master.weights import Weights

BLOCK_LIMIT = 60  # a key with more captures says too little for what it costs
CANDIDATE_LIMIT = 60
MEMBER_LIMIT = 12  # captures of one customer that are looked at, half of them the newest
_HOPELESS = -12.0  # odds of the best capture below which a customer is forgotten
_RIVALS = 3
_RIVAL_BITS = 12.0  # a candidate this much less likely than the best is no rival
_BY_ENTITY, _BY_ODDS = attrgetter("entity"), attrgetter("evidence.odds")
_STEPS = 12  # a scorer for every twelfth of a doubling of the base is exact enough


class Candidate(NamedTuple):
    """A customer the capture may belong to."""

    entity: Id
    record: Id  # its capture most alike
    evidence: Evidence
    members: tuple[Known, ...]

    @property
    def odds(self) -> float:
        return self.evidence.odds


class Resolution(NamedTuple):
    """What to write for one capture."""

    band: Band
    joins: tuple[Id, ...]  # the customers it makes one, oldest first: that one stays
    best: Candidate | None  # the one it joined first, else the most likely
    reasons: Explanation | None  # of the best
    reviews: tuple[Review, ...]  # questions that stay open
    household: tuple[Id, ...]  # customers of the same household
    holds: tuple[str, ...]  # terms none of the joined customers held: one more holder of each

    @property
    def probability(self) -> float | None:
        return None if self.best is None else probability(self.best.odds)


class Engine:
    """Decisions with one set of weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._any_size = Scorer(weights, 2)
        self._scorers: dict[int, Scorer] = {}

    def resolve(
        self,
        base: CandidateSource,
        person: Person,
        belongs: Id | None = None,
        apart: Collection[Id] = (),
    ) -> Resolution:
        """Decide on one capture that is not yet in ``base``.

        ``belongs`` is the customer it was said to be of: the question is then who else that is.
        ``apart`` are customers that somebody said it is not.
        """
        case = _Case(self.scorer(base.size()), base, person, frozenset(apart))
        return case.resolution(belongs)

    def scorer(self, size: float) -> Scorer:
        """The weights made ready for a base of about ``size`` captures."""
        step = round(_STEPS * log2(max(size, 2)))
        if step not in self._scorers:
            self._scorers[step] = self._any_size.resized(2 ** (step / _STEPS))
        return self._scorers[step]


class _Case:
    """One capture on its way to a decision."""

    def __init__(
        self, scorer: Scorer, base: CandidateSource, person: Person, apart: frozenset[Id]
    ) -> None:
        self._scorer = scorer
        self._base = base
        self._apart = apart
        self._found = base.known(self._records(keys(person)))
        self._everybody = [person, *(known.person for known in self._found)]
        self._own = self._sides([person])
        self._group = list(self._own)  # the capture and all it joined, once it joined something
        self._joined: list[Candidate] = []
        self._reviews: dict[Id, Review] = {}

    @cached_property
    def _own_profile(self) -> Profile:
        return profile(self._own)

    def resolution(self, belongs: Id | None) -> Resolution:
        if belongs is not None:
            self._start_from(belongs)
        candidates = self._candidates(self._apart if belongs is None else self._apart | {belongs})
        for candidate in candidates:
            if candidate.odds < REVIEW:
                break
            self._judge(candidate, candidates)
        if self._joined:
            self._reconsider()
        best = next(iter([*self._joined, *candidates]), None)
        return Resolution(
            band=self._band(),
            joins=tuple(sorted(candidate.entity for candidate in self._joined)),
            best=best,
            reasons=best and self._reasons(best),
            reviews=tuple(self._reviews.values()),
            household=self._household(candidates),
            holds=self._new_terms(),
        )

    def _start_from(self, entity: Id) -> None:
        """Take the capture for one of ``entity``, without asking whether it is."""
        looked_at = _some(self._base.members([entity])[entity])
        if looked_at:
            evidence = self._scorer.groups(self._own_profile, _profile(looked_at))
            self._join(Candidate(entity, looked_at[-1].record, evidence, looked_at))

    def _candidates(self, without: frozenset[Id]) -> list[Candidate]:
        """The customers found under the keys, most likely first."""
        others = [known for known in self._found if known.entity not in without]
        evidence = self._scorer.pairs(self._own[0], [known.person for known in others])
        best: dict[Id, tuple[Evidence, Known]] = {}
        for pair in zip(evidence, others, strict=True):
            entity = pair[1].entity
            if entity not in best or _by_odds(pair) > _by_odds(best[entity]):
                best[entity] = pair
        hopeful = [e for e, (evidence, _) in best.items() if evidence.same >= _HOPELESS]
        members = self._base.members(hopeful)
        candidates = [self._candidate(e, best[e], members[e]) for e in hopeful]
        candidates.sort(key=_BY_ENTITY)
        candidates.sort(key=_BY_ODDS, reverse=True)  # those of the same odds stay as they are
        return candidates

    def _records(self, keys_: Sequence[str]) -> list[Id]:
        """The records with most keys in common; a crowded key is skipped."""
        shared = in_common(self._base.blocks(keys_, BLOCK_LIMIT))
        if len(shared) <= CANDIDATE_LIMIT:
            return list(shared)
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        return [record for record, _ in ranked[:CANDIDATE_LIMIT]]

    def _candidate(
        self, entity: Id, best: tuple[Evidence, Known], members: Sequence[Known]
    ) -> Candidate:
        evidence, known = best
        if len(members) == 1:  # most are: the capture that was just looked at
            return Candidate(entity, known.record, evidence, (known,))
        looked_at = _some(members)
        evidence = self._scorer.groups(self._own_profile, _profile(looked_at))
        return Candidate(entity, known.record, evidence, looked_at)

    def _judge(self, candidate: Candidate, candidates: Sequence[Candidate]) -> None:
        theirs = [member.person for member in candidate.members]
        if self._joined:
            together = self._scorer.groups(profile(self._group), _profile(candidate.members))
            sure = is_sure(together)
        else:
            sure = is_sure(candidate.evidence, self._competition(candidate, candidates))
        barrier = self._barrier(candidate.entity, theirs)
        if sure and barrier is None:
            self._join(candidate)
        else:
            self._reviews[candidate.entity] = Review(
                candidate.entity,
                candidate.record,
                candidate.odds,
                barrier,
                self._reasons(candidate),
            )

    def _competition(self, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
        """Bits lost because the capture may be of a rival, who is somebody else."""
        rivals = [
            rival
            for rival in candidates
            if rival.entity != candidate.entity and rival.odds > candidate.odds - _RIVAL_BITS
        ]
        if not rivals:
            return 0.0
        group = profile([*self._own, *self._sides(m.person for m in candidate.members)])
        weight = 1.0
        for rival in rivals[:_RIVALS]:
            together = self._scorer.groups(group, _profile(rival.members))
            weight += _power(rival.odds) * (1.0 - together.probability)
        return log2(weight)

    def _barrier(self, entity: Id, theirs: Sequence[Person]) -> Veto | None:
        ours = [side.person for side in self._group]
        joined = {candidate.entity for candidate in self._joined}
        if joined and joined & set(self._base.kept_apart(entity)):
            return Veto.KEPT_APART
        if found := veto(ours, theirs):
            return found
        if joined and any(self._scorer.contradicts(a, b) for a in ours for b in theirs):
            return Veto.CROSS_PAIR
        return None

    def _join(self, candidate: Candidate) -> None:
        self._joined.append(candidate)
        self._group.extend(self._sides(member.person for member in candidate.members))
        self._reviews.pop(candidate.entity, None)

    def _reconsider(self) -> None:
        """Look again at the open questions of what was joined: the capture may answer them."""
        waiting = {
            e for candidate in self._joined for e in self._base.open_reviews(candidate.entity)
        }
        waiting |= set(self._reviews)
        waiting -= self._apart
        waiting -= {candidate.entity for candidate in self._joined}
        for entity, members in sorted(self._base.members(waiting).items()):
            looked_at = _some(members)
            evidence = self._scorer.groups(profile(self._group), _profile(looked_at))
            candidate = Candidate(entity, looked_at[-1].record, evidence, looked_at)
            people = [member.person for member in looked_at]
            if is_sure(evidence) and self._barrier(entity, people) is None:
                self._join(candidate)

    def _band(self) -> Band:
        if self._joined:
            return Band.AUTO
        return Band.REVIEW if self._reviews else Band.NEW

    def _reasons(self, best: Candidate) -> Explanation:
        return explanation(self._scorer, best.evidence, self._own[0].rarity)

    def _household(self, candidates: Sequence[Candidate]) -> tuple[Id, ...]:
        joined = {candidate.entity for candidate in self._joined}
        seen = {id(candidate.evidence): candidate.evidence for candidate in candidates}  # few
        kin = {key for key, evidence in seen.items() if of_one_household(self._scorer, evidence)}
        return tuple(
            candidate.entity
            for candidate in candidates
            if id(candidate.evidence) in kin and candidate.entity not in joined
        )

    def _new_terms(self) -> tuple[str, ...]:
        held = {
            term
            for candidate in self._joined
            for member in candidate.members
            for term in terms(member.person)
        }
        return tuple(t for t in terms(self._own[0].person) if t and t not in held)

    def _sides(self, people: Iterable[Person]) -> list[Side]:
        """People with the rarity of their values, read from the base in one go."""
        listed = list(people)
        given_by = holders_of(self._everybody, {v for person in listed for v in values(person)})
        rows = [terms(person) for person in listed]
        told = (pair for row in rows for pair in zip(row, TOTALS, strict=True) if pair[0])
        wanted = list(dict.fromkeys(chain.from_iterable(told)))
        holders = dict(zip(wanted, self._base.holders(wanted), strict=True))
        return [
            Side(
                person,
                self._scorer.rarity(
                    [holders[term] if term else 0 for term in row],
                    [
                        holders[of_all] if term else 0
                        for term, of_all in zip(row, TOTALS, strict=True)
                    ],
                ),
                sharers(given_by, person),
            )
            for person, row in zip(listed, rows, strict=True)
        ]


def in_common(blocks: Iterable[Sequence[Id]]) -> Counter[Id]:
    """In how many of the blocks each record is; a crowded one is skipped."""
    return Counter(chain.from_iterable(block for block in blocks if len(block) <= BLOCK_LIMIT))


def _bare(known: Known) -> Side:
    return Side(known.person, ())


def _profile(members: Iterable[Known]) -> Profile:
    return profile([_bare(member) for member in members])


def _by_odds(pair: tuple[Evidence, Known]) -> tuple[float, Id]:
    return pair[0].odds, pair[1].record


def _some(members: Sequence[Known]) -> tuple[Known, ...]:
    if len(members) <= MEMBER_LIMIT:
        return tuple(members)
    half = MEMBER_LIMIT // 2
    return (*members[:half], *members[-half:])


def _power(odds: float) -> float:
    return exp2(min(200.0, odds))
