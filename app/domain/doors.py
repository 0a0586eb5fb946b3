"""Green, amber or red: may this pass come in, and is there a gift to hand over?"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from app.domain.clock import epoch_ms
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
    EVENT_OVER = "event_over"
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
}


class DoorAnswer(NamedTuple):
    """``known`` as this tablet sees it, ``mark`` the earlier arrival that makes it amber."""

    word: DoorWord
    known: KnownPass | None = None
    mark: DoorMark | None = None

    @property
    def light(self) -> Light:
        return _LIGHTS.get(self.word, Light.RED)


def judge_pass(
    event: KnownEvent, known: KnownPass, others: Iterable[KnownPass], now: int
) -> DoorAnswer:
    """Say what the door says to a listed pass at a moment (ms); ``others`` are of the same event."""
    if known.withdrawn:
        return DoorAnswer(DoorWord.WITHDRAWN, known)
    if event.cancelled or now > epoch_ms(event.event.ends_at):
        return DoorAnswer(DoorWord.EVENT_OVER, known)
    if known.arrivals:
        return DoorAnswer(DoorWord.ALREADY_IN, known, known.arrivals[0])
    twins = (one for one in others if one.id != known.id and _same_person(one, known))
    for twin in twins:
        if twin.arrivals:
            return DoorAnswer(DoorWord.TWIN, known, twin.arrivals[0])
    return DoorAnswer(DoorWord.WELCOME, known)


def gift_given(known: KnownPass, others: Iterable[KnownPass]) -> DoorMark | None:
    """Return when the gift of this person was handed over, on this pass or a twin of it."""
    marks = [*known.gifts]
    for one in others:
        if one.id != known.id and _same_person(one, known):
            marks += one.gifts
    return min(marks, key=lambda mark: (mark.at, str(mark.record)), default=None)


def conflicts(passes: Iterable[KnownPass]) -> list[KnownPass]:
    """Return the passes on which two doors did the same that is done once."""
    return [
        one for one in passes if len(one.gifts) > 1 or len({mark.door for mark in one.arrivals}) > 1
    ]


def _same_person(one: KnownPass, other: KnownPass) -> bool:
    return one.customer is not None and one.customer == other.customer
