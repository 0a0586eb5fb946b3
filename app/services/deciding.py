"""«Por decidir»: two customers that may be one, those that were joined, and what a chief says."""

from uuid import UUID

from app.domain.reviews import Answer, KnownMerger, KnownReview, ReviewDecision, Separation
from app.domain.staff import Person, may_record
from app.services.recording import Draught, Recorder, Saved
from app.storage.store import Store

KIND = "review_decision"
SEPARATION = "separation"


class Deciding:
    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def waiting(self, actor: Person) -> list[KnownReview]:
        """Return what this person may decide and nobody decided here, the longest waiting first."""
        if not may_record(actor.role, KIND):
            return []
        decided = self._named_here(KIND, "review")
        asked = self._store.mirror.documents("review", KnownReview)
        return sorted(
            (one for one in asked if one.id not in decided), key=lambda one: (one.at, one.id)
        )

    def decide(self, actor: Person, review: UUID, answer: Answer) -> Saved:
        """Record the answer; raises ``Problem(NOT_ALLOWED)`` for who is no chief."""
        return self._recorder.record(
            actor, Draught(KIND, ReviewDecision(answer=answer), {"review": review})
        )

    def joined(self, actor: Person) -> list[KnownMerger]:
        """Return what this person may separate and nobody separated here, the newest first."""
        if not may_record(actor.role, SEPARATION):
            return []
        separated = self._named_here(SEPARATION, "merger")
        known = self._store.mirror.documents("merger", KnownMerger)
        return sorted(
            (one for one in known if one.id not in separated),
            key=lambda one: (one.at, one.id),
            reverse=True,
        )

    def separate(self, actor: Person, merger: UUID) -> Saved:
        """Record that they are two; raises ``Problem(NOT_ALLOWED)`` for who is no chief."""
        return self._recorder.record(actor, Draught(SEPARATION, Separation(), {"merger": merger}))

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    def _named_here(self, kind: str, ref: str) -> set[UUID]:
        """Return what records of this tablet are about that the server may not know yet."""
        retracted = self._store.captures.retracted()
        return {
            UUID(kept.doc["refs"][ref])
            for kept in self._store.captures.live(kind)
            if UUID(kept.doc["id"]) not in retracted
        }
