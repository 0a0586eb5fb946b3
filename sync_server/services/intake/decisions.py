"""What chiefs decide on their tablets: which questions a batch answers, and which it asks again.

The first answer to a question holds; one that says the opposite later is refused, so that whoever
gave it hears of it.
"""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.contract import Retraction
from app.domain.problems import Code
from app.domain.records import Envelope
from app.domain.reviews import Answer, ReviewDecision
from sync_server.master.facts import Fact
from sync_server.services.intake import decide
from sync_server.services.intake.read import ACCEPTED, Sent, Verdict
from sync_server.storage import customers, ledger, reviews
from sync_server.storage.feed import Change
from sync_server.storage.reviews import KnownReview

KIND = "review_decision"
_REF = "review"


class Decisions:
    """The questions that these facts are about, and what has been answered."""

    def __init__(self, connection: Connection, facts: Collection[Fact]) -> None:
        """Find out which they are: that never changes, so nothing is locked yet."""
        self._batch = [fact for fact in facts if isinstance(fact.body, ReviewDecision)]
        undone = [str(f.refs["record"]) for f in facts if isinstance(f.body, Retraction)]
        self._earlier = {  # decisions that are taken back: the question of each
            row.id: str(Envelope.model_validate(orjson.loads(row.raw)).refs[_REF])
            for row in ledger.of_kind(connection, KIND, undone)
        }
        self._known: dict[str, KnownReview] = {}
        self._branches: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Say whether there are any: then nobody else may change the base meanwhile."""
        return bool(self._batch or self._earlier)

    def load(self, connection: Connection) -> None:
        """Read the questions, once everything is locked."""
        if not self:
            return
        asked = {str(fact.refs[_REF]) for fact in self._batch} | {*self._earlier.values()}
        self._known = {one.id: one for one in reviews.known(connection, asked)}
        whose = {c for one in self._known.values() for c in (one.one, one.two)}
        self._branches = customers.branches_of(connection, whose)

    def judged(self, sents: list[Sent]) -> list[Sent]:
        """Return the records with the verdict on each decision among them."""
        if not self._batch:
            return sents
        said: dict[str, Answer] = {}
        judged = []
        for sent in sents:
            verdict = sent.verdict
            if verdict == ACCEPTED and sent.fact is not None:
                verdict = self.verdict(sent.fact, said)
            judged.append(sent if verdict == sent.verdict else sent._replace(verdict=verdict))
        return judged

    def verdict(self, fact: Fact, said: dict[str, Answer]) -> Verdict:
        """Judge one record; ``said`` are the answers of the batch before it, to be added to."""
        body = fact.body
        if not isinstance(body, ReviewDecision):
            return ACCEPTED
        if body.answer is Answer.UNKNOWN:
            return Verdict(Code.INVALID_FIELD, "body.answer")
        known = self._known.get(str(fact.refs[_REF]))
        if known is None:
            return Verdict(Code.MISSING_REF, "refs.review")
        if fact.branch not in {self._branches.get(known.one), self._branches.get(known.two)}:
            return Verdict(Code.NOT_ALLOWED, "refs.review")
        before = said.setdefault(known.id, _answer(known) or body.answer)
        return ACCEPTED if before is body.answer else Verdict(Code.ALREADY_DECIDED, "refs.review")

    def carry_out(self, connection: Connection, facts: Collection[Fact], now: int) -> list[Change]:
        """Do what the accepted facts decide, once they are written; return what to publish.

        What is taken back in the same batch was never decided.
        """
        if not self:
            return []
        undone = {f.refs["record"]: f for f in facts if isinstance(f.body, Retraction)}
        changes: list[Change] = []
        for fact in facts:
            if isinstance(fact.body, ReviewDecision) and not _is_undone(fact, undone):
                known = self._known[str(fact.refs[_REF])]
                if _answer(known) is None:
                    changes += decide.answered(connection, known.id, fact.body, fact.actor, now)
        for record, fact in undone.items():
            if (review := self._earlier.get(str(record))) is not None:
                changes += decide.asked_again(connection, review, fact.actor, now)
        return changes


def _answer(known: KnownReview) -> Answer | None:
    """Return what holds of a question, by a person or because the engine found out itself."""
    if known.answer is not None:
        return Answer(known.answer)
    return Answer.JOIN if known.one == known.two else None


def _is_undone(fact: Fact, undone: dict[UUID, Fact]) -> bool:
    by = undone.get(fact.id)
    return by is not None and by.branch == fact.branch
