"""The events of the branch and who signed up, as pulled, with what was recorded here on top."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from app.domain.contract import DownKind
from app.domain.events import (
    CheckIn,
    DoorAct,
    DoorMark,
    Event,
    EventWord,
    KnownEvent,
    KnownPass,
    SignUp,
    short_name,
)
from app.domain.passes import short_code
from app.domain.problems import Code, Problem
from app.services.showroom import Showroom
from app.storage.captures import UNSENT, Capture, SendState
from app.storage.store import Store

SHOWN = 5  # of the last sign-ups
_ONCE = frozenset({DoorAct.ARRIVED, DoorAct.GIFT})


class Figures(NamedTuple):
    """Of today (branch day): passes, those not sent yet, and how many at each hour.

    ``people`` are all who are to come on any day, as far as this tablet knows.
    """

    today: int
    unsent: int
    by_hour: dict[int, int]
    last: tuple[KnownPass, ...]
    people: int = 0

    def fill(self, event: Event) -> bool:
        """Say whether no place is left; an event without a number is never full."""
        return event.capacity is not None and self.people >= event.capacity


class EventBook:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self.store = store
        self.showroom = showroom

    def events(self) -> list[KnownEvent]:
        """Return the events that are not over, the soonest first; those made here are among them."""
        now = self.showroom.now()
        coming = [
            one for one in self._known().values() if not one.cancelled and one.event.ends_at >= now
        ]
        return sorted(coming, key=lambda one: (one.event.starts_at, str(one.id)))

    def event(self, id_: UUID) -> KnownEvent:
        """Return one event that is not over; raises ``Problem(NOT_FOUND)``."""
        return _named(self.events(), id_)

    def any_event(self, id_: UUID) -> KnownEvent:
        """Return one event, also one that is over or cancelled; raises ``Problem(NOT_FOUND)``."""
        return _named(self._known().values(), id_)

    def _known(self) -> dict[UUID, KnownEvent]:
        known = {one.id: one for one in self.store.mirror.documents(DownKind.EVENT, KnownEvent)}
        undone = self.store.captures.retracted()
        for made in self._kept("event"):
            doc = made.doc
            word = EventWord.model_validate(doc["body"])
            about = UUID(doc["refs"].get("event", doc["id"]))
            if about not in known:
                known[about] = KnownEvent(
                    id=about, branch=doc["branch"], by=doc["actor"], at=made.at, event=word.said()
                )
            elif "event" in doc["refs"] and UUID(doc["id"]) not in undone:
                event = word.on(known[about].event)
                known[about] = known[about].model_copy(update={"event": event})
        for id_ in undone & known.keys():
            known[id_] = known[id_].model_copy(update={"cancelled": True})
        return known

    def passes(self, event: UUID) -> list[KnownPass]:
        """Return the passes of an event, newest first, with the marks of this tablet's door."""
        pulled = self.store.mirror.documents(DownKind.PASS, KnownPass)
        known = {one.id: one for one in pulled if one.event == event}
        for made in self._kept("sign_up"):
            if made.doc["refs"].get("event") == str(event):
                one = _signed_up(made)
                known.setdefault(one.id, one)
        for id_ in self.store.captures.retracted() & known.keys():
            known[id_] = known[id_].model_copy(update={"withdrawn": True})
        for id_, act, mark in self.marks(event):
            if id_ in known:
                known[id_] = marked(known[id_], act, mark)
        for id_, body, _mark in self._at_the_door(event):
            if id_ in known and body.heat is not None:
                known[id_] = known[id_].model_copy(update={"heat": body.heat})
        return sorted(known.values(), key=lambda one: (one.at, str(one.id)), reverse=True)

    def marks(self, event: UUID) -> Iterator[tuple[UUID, DoorAct, DoorMark]]:
        """Yield who came and was given what here, and the server has not told back yet."""
        for id_, body, mark in self._at_the_door(event):
            if body.act in _ONCE:
                yield id_, body.act, mark

    def _at_the_door(self, event: UUID) -> Iterator[tuple[UUID, CheckIn, DoorMark]]:
        """Yield what was done at this tablet's door and the server has not told back yet."""
        taken_back = self.store.captures.retracted()
        for made in self._kept("check_in"):
            doc, record = made.doc, UUID(made.doc["id"])
            if doc["refs"].get("event") != str(event) or record in taken_back:
                continue
            body = CheckIn.model_validate(doc["body"])
            mark = DoorMark(record=record, at=made.at, by=doc["actor"], door=body.door)
            yield UUID(doc["refs"]["sign_up"]), body, mark

    def figures(self, event: UUID) -> Figures:
        start = self.showroom.start_of_today()
        passes = [one for one in self.passes(event) if not one.withdrawn]
        today = [one for one in passes if one.at >= start]
        by_hour: dict[int, int] = {}
        for one in today:
            hour = self.showroom.at(one.at).hour
            by_hour[hour] = by_hour.get(hour, 0) + 1
        waiting = sum(
            made.state in UNSENT and made.doc["refs"].get("event") == str(event)
            for made in self._kept("sign_up")
        )
        people = sum(one.people for one in passes)
        return Figures(len(today), waiting, by_hour, tuple(passes[:SHOWN]), people)

    def _kept(self, kind: str) -> list[Capture]:
        live = self.store.captures.live(kind)
        return [made for made in live if made.state is not SendState.ATTENTION]


def _named(events: Iterable[KnownEvent], id_: UUID) -> KnownEvent:
    found = next((one for one in events if one.id == id_), None)
    if found is None:
        raise Problem(Code.NOT_FOUND, field="event")
    return found


def marked(known: KnownPass, act: DoorAct, mark: DoorMark) -> KnownPass:
    """Return the pass with a mark of this door; one that the server told already stays one."""
    field = "gifts" if act is DoorAct.GIFT else "arrivals"
    marks: tuple[DoorMark, ...] = getattr(known, field)
    if any(one.record == mark.record for one in marks):
        return known
    ordered = sorted((*marks, mark), key=lambda one: (one.at, str(one.record)))
    return known.model_copy(update={field: tuple(ordered)})


def _signed_up(made: Capture) -> KnownPass:
    doc, id_ = made.doc, UUID(made.doc["id"])
    body = SignUp.model_validate(doc["body"])
    return KnownPass(
        id=id_,
        event=UUID(doc["refs"]["event"]),
        branch=doc["branch"],
        name=short_name(body.visitor.name if body.visitor else None),
        code=short_code(id_),
        people=body.people,
        way=body.way,
        heat=body.heat,
        at=made.at,
        by=doc["actor"],
    )
