"""An event and who comes to it: the fair or launch, a sign-up, what happened at its door (R049-R052).

A sign-up is a visit that knows its event: it is matched, merged and followed up like one. Whoever
only wants a pass has not asked to be called, so a sign-up follows up by consent alone.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.people import PersonName
from app.domain.visits import Intent, Visit

MOST_QUALIFIERS = 3
MOST_PEOPLE = 10

MOST_NAMED = 80  # letters
Named = Annotated[Text, StringConstraints(min_length=2, max_length=MOST_NAMED)]
Short = Annotated[Text, StringConstraints(min_length=1, max_length=60)]


class EventKind(OpenEnum):
    """Kinds of event (R050)."""

    FAIR = "fair"
    TEST_DRIVE = "test_drive"
    NIGHT_SHOW = "night_show"
    SOCIAL = "social"
    SPORTS = "sports"
    DINNER = "dinner"
    UNKNOWN = "unknown"


class Qualifier(Frozen):
    """A question that the visitor may answer with one tap."""

    question: Named
    answers: Annotated[tuple[Short, ...], Field(min_length=2, max_length=6)]


class Event(Frozen):
    """What an event is.

    ``text_version`` is that of the privacy notice when it was made; ``host`` attends whoever signs
    up by phone and is not yet a customer of somebody else.
    """

    name: Named
    kind: EventKind
    place: Named
    stand: Text = ""
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    gift: Text = ""
    text_version: Annotated[int, Field(ge=1)] = 1
    qualifiers: Annotated[tuple[Qualifier, ...], Field(max_length=MOST_QUALIFIERS)] = ()
    host: Slug | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at")
        return self


WHEN = frozenset({"starts_at", "ends_at"})
"""Changed together: the beginning of one word and the end of another may be upside down."""


class EventWord(Event):
    """The body of an event record; one with the ref ``event`` is a newer word on that event.

    ``was`` is the event as its author knew it: what differs from it is what the author changed, so
    that two who changed different things without a network are both heeded.
    """

    was: Event | None = None

    def said(self) -> Event:
        """Return the event alone."""
        return Event.model_validate({name: getattr(self, name) for name in Event.model_fields})

    def changed(self) -> frozenset[str]:
        """Return the names of what its author changed; all, where nothing was known before."""
        was, names = self.was, frozenset(Event.model_fields)
        if was is None:
            return names
        changed = frozenset(n for n in names if getattr(self, n) != getattr(was, n))
        return changed | WHEN if changed & WHEN else changed

    def on(self, event: Event) -> Event:
        """Return ``event`` with what the author of this word changed."""
        return event.model_copy(update={name: getattr(self, name) for name in self.changed()})


class Way(OpenEnum):
    """How somebody signed up."""

    PHONE = "phone"
    STAFF = "staff"
    KIOSK = "kiosk"
    UNKNOWN = "unknown"


class Heat(OpenEnum):
    """Caliente, tibio, frío."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    UNKNOWN = "unknown"


INTENT: dict[Heat, Intent] = {Heat.HOT: 8, Heat.WARM: 5, Heat.COLD: 2}
"""What each is on the scale of 0 to 10."""


class QualifierAnswer(Frozen):
    question: Named
    answer: Short


class SignUp(Visit):
    """The body of a sign_up record, of the event in its ref ``event``.

    ``of_age`` is asked only of who wants offers; ``people`` come on this pass, the visitor counted.
    ``text_version`` is that of the privacy notice which was shown: a newer one than the event's,
    where another was published in the meantime. Each consent names the text of its own.
    """

    way: Way
    heat: Heat | None = None
    answers: Annotated[tuple[QualifierAnswer, ...], Field(max_length=MOST_QUALIFIERS)] = ()
    people: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 1
    of_age: bool | None = None
    text_version: Annotated[int, Field(ge=1)] | None = None


class DoorAct(OpenEnum):
    ARRIVED = "arrived"
    GIFT = "gift"
    RATED = "rated"
    UNKNOWN = "unknown"


class DoorMeans(OpenEnum):
    """How the pass was read."""

    SCAN = "scan"
    CODE = "code"
    NAME = "name"
    UNKNOWN = "unknown"


class CheckIn(Frozen):
    """The body of a check_in record about the pass in its ref ``sign_up``.

    ``door`` is the short code of the tablet, which the others name: «ya entregado 18:22 por T03».
    ``heat`` is what whoever stood there rated the visitor at; the newest holds.
    """

    act: DoorAct
    means: DoorMeans
    door: Slug
    heat: Heat | None = None


class DoorMark(Frozen):
    """Something done about a pass at a door; ``at`` in corrected ms."""

    record: UUID
    at: int
    by: Slug
    door: Slug


class Overruled(Frozen):
    """Something that somebody said of an event, and who said otherwise later without knowing it."""

    field: Slug
    value: Text
    by: Slug
    at: int
    newer_by: Slug


class KnownEvent(Frozen):
    """An event as the tablets of its branch know it.

    ``token`` names its sign-up page ``/e/{token}``, ``pass_key`` is the public key (hex, Ed25519)
    with which its passes are checked: both are there once the server knows the event. ``words``
    counts what was said about it, also what was taken back, and ``overruled`` is what of it gave
    way to a newer word whose author did not know it.
    """

    id: UUID
    branch: Slug
    by: Slug
    at: int
    event: Event
    cancelled: bool = False
    token: Text | None = None
    pass_key: Text | None = None
    words: int = 1
    overruled: tuple[Overruled, ...] = ()


class KnownPass(Frozen):
    """A sign-up as the doors know it: «Laura E.», and no more of the person than that.

    ``id`` is that of the sign-up; ``twin`` the older pass of the same customer. More than one
    arrival or gift is a conflict that two offline doors could not see.
    """

    id: UUID
    event: UUID
    customer: UUID | None = None
    branch: Slug
    name: Text
    code: Slug
    people: int = 1
    way: Way
    heat: Heat | None = None
    at: int
    by: Slug
    withdrawn: bool = False
    twin: UUID | None = None
    arrivals: tuple[DoorMark, ...] = ()
    gifts: tuple[DoorMark, ...] = ()


def plain(value: object) -> str:
    """Return what was said of an event as one line of text; days and hours as ISO writes them."""
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple():
            return " · ".join(one.question for one in value)[:200]
        case _:
            return str(value)


def short_name(name: PersonName | None) -> str:
    """Return «Laura E.», what a door may say aloud; empty for who gave no name."""
    if name is None:
        return ""
    given = (name.given or name.typed).split()
    surname = name.surname or (given[1] if len(given) > 1 else "")
    first = given[0] if given else ""
    return f"{first} {surname[0]}." if surname else first
