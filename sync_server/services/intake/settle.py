"""To which customer does each record of the batch belong, and what has a person to decide?"""

from collections.abc import Collection
from functools import lru_cache

import orjson
from sqlalchemy import Connection

from app.domain.contract import Retraction
from app.domain.ids import customer_id, review_id
from app.domain.visits import Visit
from sync_server.master.decision import Review, Veto
from sync_server.master.engine import Engine, Resolution
from sync_server.master.explanation import Explanation
from sync_server.master.facts import Fact
from sync_server.master.scoring import probability
from sync_server.master.weights import loaded, shipped
from sync_server.services.intake.base import Named, Reason, WorkingBase
from sync_server.services.intake.people import People
from sync_server.storage import captures, meta, reviews
from sync_server.storage.reviews import NewReview

NEW = "new"
MATCHED = "match"
REFERRED = "ref"

FOLLOWED = frozenset({"customer", "record"})  # refs that lead to a customer
_REFERRED = Reason(REFERRED)


WEIGHTS = "weights"  # where a base keeps those that it uses instead of the shipped ones


def engine(connection: Connection) -> Engine:
    """Return the engine with the weights of this installation."""
    return _engine(meta.said(connection, WEIGHTS) or "")


@lru_cache(maxsize=2)
def _engine(weights: str) -> Engine:
    return Engine(loaded(weights) if weights else shipped())


def named_by(facts: Collection[Fact]) -> Named:
    """Return all that these records name, so that it can be locked and read at once."""
    refs = {str(ref) for fact in facts for name, ref in fact.refs.items() if name in FOLLOWED}
    # A customer may have been named by its id before the record came that founds it.
    refs |= {str(customer_id(fact.id)) for fact in facts if isinstance(fact.body, Visit)}
    refs |= {str(other) for fact in facts for other in _apart(fact)}
    return Named({fact.text for fact in facts}, refs)


class Settling:
    """Settles records one by one; what it decided beside the links is written in the end.

    ``undone`` are (record, branch) that a retraction took back, before or in this batch.
    """

    def __init__(
        self, base: WorkingBase, people: People, undone: set[tuple[str, str]], engine: Engine
    ) -> None:
        self._engine = engine
        self._base = base
        self._people = people
        self._undone = undone
        self._reviews: list[NewReview] = []
        self._kin: set[tuple[str, str]] = set()
        self.related: set[str] = set()  # customers found to share a household
        self._parted: set[tuple[str, str]] = set()

    def settle(self, fact: Fact) -> None:
        """Link one record to its customer, opening the customer if need be."""
        if isinstance(fact.body, Retraction):
            self._touch(self._base.linked(str(fact.refs["record"])))
        elif self._people.tells_of_somebody(fact.text):
            self._meet(fact)
        elif "customer" in fact.refs:
            self._base.refer(fact.text, fact.refs["customer"], _REFERRED)
        else:  # «sin datos», unless somebody named it a customer
            self._touch(self._base.linked(fact.text))

    def asked_about(self) -> set[str]:
        """Return the customers of whom there may be questions; of a new one only if it was asked."""
        base = self._base
        asked = {one for review in self._reviews for one in (review.record, review.other)}
        known = {one for one in base.touched() if not base.is_new(one)}
        return {*known, *base.redirects, *self._people.customers_of(asked)}

    def write(self, connection: Connection) -> None:
        """Write the questions, who is kept apart and who lives together."""
        reviews.ask(connection, self._reviews, self._base.received)
        captures.write_kin(connection, self._kin)
        captures.keep_apart(connection, self._parted, self._base.by, self._base.received)

    def _meet(self, fact: Fact) -> None:
        """Link a record that tells of somebody, and merge, ask or remember what follows."""
        base, people = self._base, self._people
        if "customer" in fact.refs:
            base.refer(fact.text, fact.refs["customer"], _REFERRED)
        belongs = base.linked(fact.text)  # also when somebody named the record before it came
        apart = {base.survivor(str(one)) for one in _apart(fact)} - {belongs}
        found = self._engine.resolve(people, people.captured(fact.text).person, belongs, apart)
        if (fact.text, fact.branch) in self._undone:
            self._put(fact, found, belongs)
            return
        home = self._put(fact, found, belongs)
        people.learn(fact.text, home, found)
        self._remember(fact, found, apart)

    def _put(self, fact: Fact, found: Resolution, belongs: str | None) -> str:
        """Do what the engine found; return the customer that the record is linked to."""
        base = self._base
        joins = [base.survivor(one) for one in found.joins]
        for other in joins[1:]:
            base.absorb(other, joins[0])
        if belongs is not None:
            if joins and belongs not in found.joins:  # opened by a name alone: it gives way
                base.link(fact.text, joins[0], _REFERRED, joins[0])
            base.touch(base.survivor(belongs))
            return base.homes[fact.text]
        reason = Reason(MATCHED if joins else NEW, found.probability, _why(found.reasons))
        if not joins or found.best is None:
            return base.open(fact.id, fact.text, reason)
        home = self._people.home(found.best.record)
        base.link(fact.text, joins[0], reason, home)
        return home

    def _remember(self, fact: Fact, found: Resolution, apart: set[str]) -> None:
        entity = self._base.linked(fact.text)
        assert entity is not None  # noqa: S101 - for the type checker: it was just put
        waiting = self._people.open_reviews(entity) if found.reviews else set()
        for review in found.reviews:
            if review.veto is not Veto.KEPT_APART and review.entity not in waiting:
                self._ask(fact, review)
        for other in found.household:
            self._kin |= self._pair(self._people.oldest(entity), self._people.oldest(other))
            self.related |= {entity, other}
        for other in apart:
            pair = self._pair(fact.text, self._people.oldest(other))
            self._parted |= pair
            for record, theirs in pair:
                self._people.part(record, theirs)

    def _pair(self, record: str | None, other: str | None) -> set[tuple[str, str]]:
        return set() if record is None or other is None else {(record, other)}

    def _ask(self, fact: Fact, review: Review) -> None:
        self._people.ask(fact.text, review.record)
        self._reviews.append(
            NewReview(
                id=str(review_id(fact.id, review.record)),
                record=fact.text,
                other=review.record,
                probability=probability(review.odds),
                veto=review.veto,
                why=_why(review.reasons) or "[]",
            )
        )

    def _touch(self, customer: str | None) -> None:
        if customer is not None:
            self._base.touch(customer)


def _apart(fact: Fact) -> Collection[object]:
    return fact.body.distinct_from if isinstance(fact.body, Visit) else ()


def _why(reasons: Explanation | None) -> str | None:
    """Return what each field said, as JSON: [[field, level, bits], …], the weightiest first."""
    if reasons is None:
        return None
    return orjson.dumps([list(reason) for reason in reasons.reasons]).decode()
