"""«Por decidir»: two customers that may be one, and what a chief says of them."""

from uuid import UUID

from app.domain.reviews import Answer, KnownReview, ReviewDecision
from app.domain.staff import Person, may_record
from app.services.recording import Draught, Recorder, Saved
from app.storage.store import Store

KIND = "review_decision"


class Deciding:
    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def waiting(self, actor: Person) -> list[KnownReview]:
        """Return what this person may decide and nobody decided here, the longest waiting first."""
        if not may_record(actor.role, KIND):
            return []
        decided = self._decided_here()
        asked = self._store.mirror.documents("review", KnownReview)
        return sorted(
            (one for one in asked if one.id not in decided), key=lambda one: (one.at, one.id)
        )

    def decide(self, actor: Person, review: UUID, answer: Answer) -> Saved:
        """Record the answer; raises ``Problem(NOT_ALLOWED)`` for who is no chief."""
        return self._recorder.record(
            actor, Draught(KIND, ReviewDecision(answer=answer), {"review": review})
        )

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    def _decided_here(self) -> set[UUID]:
        """Return the questions with an answer that the server's documents may not know yet."""
        retracted = self._store.captures.retracted()
        return {
            UUID(kept.doc["refs"]["review"])
            for kept in self._store.captures.live(KIND)
            if UUID(kept.doc["id"]) not in retracted
        }
