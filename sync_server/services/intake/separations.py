"""What chiefs take back on their tablets: which old mergers a batch undoes, and which it makes again."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import Connection

from app.domain.contract import Retraction
from app.domain.problems import Code
from app.domain.records import Envelope
from app.domain.reviews import Separation
from sync_server.master.facts import Fact
from sync_server.services.intake import decide
from sync_server.services.intake.read import ACCEPTED, Sent, Verdict
from sync_server.storage import customers, erasure, ledger, mergers
from sync_server.storage.feed import Change

KIND = "separation"
_REF = "merger"


class Separations:
    """The customers that these facts give back, and what stands in the way."""

    def __init__(self, connection: Connection, facts: Collection[Fact]) -> None:
        """Find out which they are: that never changes, so nothing is locked yet."""
        self._batch = [fact for fact in facts if isinstance(fact.body, Separation)]
        undone = [str(f.refs["record"]) for f in facts if isinstance(f.body, Retraction)]
        earlier = ledger.of_kind(connection, KIND, undone)
        self._earlier = {row.id: Envelope.model_validate(orjson.loads(row.raw)) for row in earlier}
        self._once: set[str] = set()
        self._erased: set[str] = set()
        self._branches: dict[str, set[str]] = {}

    def __bool__(self) -> bool:
        """Say whether there are any: then nobody else may change the base meanwhile."""
        return bool(self._batch or self._earlier)

    def load(self, connection: Connection) -> None:
        """Read which mergers they are about, once everything is locked."""
        named = {_absorbed(fact) for fact in self._batch}
        if not named:
            return
        self._once = mergers.ever_absorbed(connection, named)
        self._erased = erasure.erased_customers(connection, named)
        holding = {one.absorbed: one for one in mergers.known(connection, named)}
        above = {one.one for one in holding.values()}
        branches = customers.branches_of(connection, named | above)
        for id_ in named:
            pair = [id_, holding[id_].one] if id_ in holding else [id_]
            self._branches[id_] = {branches[one] for one in pair if one in branches}

    def judged(self, sents: list[Sent]) -> list[Sent]:
        """Return the records with the verdict on each separation among them."""
        if not self._batch:
            return sents
        return [
            sent._replace(verdict=self._verdict(sent.fact))
            if sent.verdict == ACCEPTED and sent.fact is not None
            else sent
            for sent in sents
        ]

    def carry_out(self, connection: Connection, facts: Collection[Fact], now: int) -> list[Change]:
        """Do what the accepted facts say, once they are written; return what to publish.

        What is taken back in the same batch was never separated; who is alone already stays so.
        """
        if not self:
            return []
        undone = {f.refs["record"]: f for f in facts if isinstance(f.body, Retraction)}
        changes: list[Change] = []
        for fact in facts:
            if isinstance(fact.body, Separation) and not _is_undone(fact, undone):
                customer = _absorbed(fact)
                if mergers.is_absorbed(connection, customer):
                    changes += decide.separated(connection, customer, fact.actor, now)[1]
        for record in undone:
            if (earlier := self._earlier.get(str(record))) is not None:
                customer = str(earlier.refs[_REF])
                changes += decide.joined_again(connection, customer, earlier.actor, now)
        return changes

    def _verdict(self, fact: Fact) -> Verdict:
        if not isinstance(fact.body, Separation):
            return ACCEPTED
        customer = _absorbed(fact)
        if customer in self._erased:
            return Verdict(Code.ERASED, "refs.merger")
        if customer not in self._once or not self._branches[customer]:
            return Verdict(Code.MISSING_REF, "refs.merger")
        if fact.branch not in self._branches[customer]:
            return Verdict(Code.NOT_ALLOWED, "refs.merger")
        return ACCEPTED


def _absorbed(fact: Fact) -> str:
    return str(fact.refs[_REF])


def _is_undone(fact: Fact, undone: dict[UUID, Fact]) -> bool:
    by = undone.get(fact.id)
    return by is not None and by.branch == fact.branch
