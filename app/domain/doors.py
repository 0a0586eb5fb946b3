"""Green, amber or red: may this pass come in, and is there a gift to hand over?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.events import DoorMark, KnownEvent, KnownPass


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class DoorWord(StrEnum):
    """What the door says. Closed list."""

    WELCOME = "welcome"
    WELCOME_UNLISTED = "welcome_unlisted"  # genuine, and not pulled by this tablet yet
    ALREADY_IN = "already_in"
    TWIN = "twin"  # the same person holds another pass
    NOT_YET = "not_yet"  # a pass for a day to come
    EVENT_OVER = "event_over"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    OTHER_EVENT = "other_event"
    FORGED = "forged"
    UNCHECKED = "unchecked"  # signed by a tablet whose key did not come here, and not listed
    NOT_A_PASS = "not_a_pass"  # noqa: S105 - no password
    UNKNOWN_CODE = "unknown_code"


_LIGHTS = {
    DoorWord.WELCOME: Light.GREEN,
    DoorWord.WELCOME_UNLISTED: Light.GREEN,
    DoorWord.ALREADY_IN: Light.AMBER,
    DoorWord.TWIN: Light.AMBER,
    DoorWord.NOT_YET: Light.AMBER,
    DoorWord.EVENT_OVER: Light.AMBER,
}
OFF_DAY = frozenset({DoorWord.NOT_YET, DoorWord.EVENT_OVER})
"""The pass is good, its day is another: whoever stands at the door decides."""


class DoorAnswer(NamedTuple):
    """``known`` as this tablet sees it, ``mark`` the earlier arrival that makes it amber."""

    word: DoorWord
    known: KnownPass | None = None
    mark: DoorMark | None = None

    @property
    def light(self) -> Light:
        return _LIGHTS.get(self.word, Light.RED)


class Conflict(NamedTuple):
    """One person of whom the same was done twice; ``gifts`` counts them where there are several."""

    passes: tuple[KnownPass, ...]
    doors: tuple[str, ...]
    gifts: int = 0


def judge_pass(
    event: KnownEvent, known: KnownPass, others: Iterable[KnownPass], now: datetime
) -> DoorAnswer:
    """Say what the door says to a listed pass at a moment (branch time); ``others`` are of the same event."""
    if known.withdrawn:
        return DoorAnswer(DoorWord.WITHDRAWN, known)
    if event.cancelled:
        return DoorAnswer(DoorWord.CANCELLED, known)
    if known.arrivals:
        return DoorAnswer(DoorWord.ALREADY_IN, known, known.arrivals[0])
    twins = (one for one in others if one.id != known.id and _same_person(one, known))
    for twin in twins:
        if twin.arrivals:
            return DoorAnswer(DoorWord.TWIN, known, twin.arrivals[0])
    if now.date() < event.event.starts_at.astimezone(now.tzinfo).date():
        return DoorAnswer(DoorWord.NOT_YET, known)
    over = now > event.event.ends_at
    return DoorAnswer(DoorWord.EVENT_OVER if over else DoorWord.WELCOME, known)


def gift_given(known: KnownPass, others: Iterable[KnownPass]) -> DoorMark | None:
    """Return when the gift of this person was handed over, on this pass or a twin of it."""
    marks = [*known.gifts]
    for one in others:
        if one.id != known.id and _same_person(one, known):
            marks += one.gifts
    return min(marks, key=lambda mark: (mark.at, str(mark.record)), default=None)


def conflicts(passes: Iterable[KnownPass]) -> list[Conflict]:
    """Return whom two doors, or one twice, did what is done once for a person."""
    persons = defaultdict[UUID, list[KnownPass]](list)
    for one in passes:
        persons[one.customer or one.id].append(one)
    found = []
    for held in persons.values():
        came = [one for one in held if one.arrivals]
        given = [one for one in held if one.gifts]
        gifts = [mark for one in given for mark in one.gifts]
        doors = {mark.door for one in came for mark in one.arrivals}
        twice = len(gifts) > 1
        if twice or len(doors) > 1:
            about = tuple(one for one in held if one in (*came, *given))
            marks = {*doors, *(mark.door for mark in gifts)}
            found.append(Conflict(about, tuple(sorted(marks)), gifts=len(gifts) if twice else 0))
    return found


def _same_person(one: KnownPass, other: KnownPass) -> bool:
    return one.customer is not None and one.customer == other.customer
