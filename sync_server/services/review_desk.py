"""The open questions for a chief with a personal token: list, show, decide. Those of the branch."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from app.domain.clock import Clock, epoch_ms
from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from app.domain.reviews import Answer, KnownReview, MatchedRecord, ReviewDecision
from app.domain.staff import Person, may_record
from sync_server.services.intake import decide
from sync_server.services.intake.decisions import KIND
from sync_server.services.intake.detach import attach_again, detach
from sync_server.services.intake.settle import MATCHED
from sync_server.services.review_documents import known_reviews, matched_records
from sync_server.services.sessions import token_sha256
from sync_server.storage import customers, overview, reviews, staff
from sync_server.storage.database import Database

PAGE = 200


class Page(Frozen):
    """``after`` and ``below`` are id and probability of the last question of the page before.

    Of matched records ``after`` alone.
    """

    after: str | None = None
    below: float | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE

    def last(self) -> tuple[float, str] | None:
        return None if self.after is None or self.below is None else (self.below, self.after)


class ReviewDesk:
    """Every call raises ``Problem``: ``token_unknown``, or ``not_allowed`` for who is no chief."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def page(self, token: str, page: Page) -> list[KnownReview]:
        """Return open questions about customers of the chief's branch, the most likely first."""
        with self._database.reading() as connection:
            chief = _chief(connection, token)
            found = reviews.open_reviews(connection, page.limit, page.last(), chief.branch)
            return known_reviews(connection, found)

    def one(self, token: str, id_: str) -> KnownReview:
        """Return one of them; raises ``Problem`` (``not_found``) for any other."""
        with self._database.reading() as connection:
            return _asked(connection, _chief(connection, token), id_)

    def decide(self, token: str, id_: str, decision: ReviewDecision) -> dict[str, Any]:
        """Answer one of them; return the customer that stays, or both; raises as `one` does."""
        if decision.answer is Answer.UNKNOWN:
            raise Problem(Code.INVALID_FIELD, field="answer")
        return self._database.writer.run(lambda tx: self._decided(tx, token, id_, decision.answer))

    def matched(self, token: str, page: Page) -> list[MatchedRecord]:
        """Return records that the engine gave to customers of the branch, the newest first."""
        with self._database.reading() as connection:
            chief = _chief(connection, token)
            found = reviews.matched(connection, MATCHED, chief.branch, page.limit, page.after)
            return matched_records(connection, found)

    def decide_matched(self, token: str, id_: str, decision: ReviewDecision) -> dict[str, Any]:
        """Take a matched record out of its customer (``apart``), or put it back (``join``).

        Return the customers that are there now; raises ``Problem`` (``not_found``) for a record of
        another branch, and as `detach` and `attach_again` do.
        """
        if decision.answer is Answer.UNKNOWN:
            raise Problem(Code.INVALID_FIELD, field="answer")
        return self._database.writer.run(lambda tx: self._moved(tx, token, id_, decision.answer))

    def _moved(
        self, connection: Connection, token: str, id_: str, answer: Answer
    ) -> dict[str, Any]:
        chief = _chief(connection, token)
        links = customers.links(connection, [id_])
        if chief.branch not in customers.branches_of(connection, links.values()).values():
            raise Problem(Code.NOT_FOUND, field="record")
        now = epoch_ms(self._clock.now())
        if answer is Answer.JOIN:
            return {"customers": [attach_again(connection, id_, now)]}
        return {"customers": list(detach(connection, id_, chief.code, now))}

    def _decided(
        self, connection: Connection, token: str, id_: str, answer: Answer
    ) -> dict[str, Any]:
        chief = _chief(connection, token)
        asked = _asked(connection, chief, id_)
        now = epoch_ms(self._clock.now())
        if answer is Answer.JOIN:
            return {"customers": [decide.join(connection, id_, chief.code, now)]}
        decide.keep_apart(connection, id_, chief.code, now)
        return {"customers": [str(asked.one.customer), str(asked.two.customer)]}


def _chief(connection: Connection, token: str) -> Person:
    code = overview.holder_of(connection, token_sha256(token))
    if code is None:
        raise Problem(Code.TOKEN_UNKNOWN)
    person = staff.people(connection, [code])[code]
    if not person.active or not may_record(person.role, KIND):
        raise Problem(Code.NOT_ALLOWED)
    return person


def _asked(connection: Connection, chief: Person, id_: str) -> KnownReview:
    found = [one for one in reviews.known(connection, [id_]) if one.is_open]
    whose = customers.branches_of(connection, {c for one in found for c in (one.one, one.two)})
    if chief.branch in whose.values():
        for known in known_reviews(connection, found):
            return known
    raise Problem(Code.NOT_FOUND, field="review")
