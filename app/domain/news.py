"""What a dealer has to tell: a new model, a notice, an event, a maker's recall (R046-R060)."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field

from app.domain.fields import Frozen, OpenEnum, Slug, Text
from app.domain.people import Country
from app.domain.recalls import VehicleKey

_NEWS = UUID("7d0e0f52-9d3c-5b7a-8f0e-2f7a4f2b9c11")


class NewsKind(OpenEnum):
    LAUNCH = "launch"
    NOTICE = "notice"
    EVENT = "event"
    RECALL = "recall"
    UNKNOWN = "unknown"


class News(Frozen):
    """Something told to customers of a country, of one branch where it is named.

    ``on`` is the day that windows count from: of the launch, the notice, the event, the recall.
    ``models`` are those it is about (of a notice: whose owners it is for), ``known_on`` the day
    before which nobody could know of it. ``vehicles`` are the keys of those a recall calls.
    """

    kind: NewsKind
    code: Slug
    country: Country
    on: date
    title: Text
    branch: Slug | None = None
    models: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    known_on: date | None = None
    vehicles: frozenset[VehicleKey] = frozenset()

    def id(self) -> UUID:
        """Return what contacts about it are named by; an event keeps its own id."""
        if self.kind is NewsKind.EVENT:
            return UUID(self.code)
        return uuid5(_NEWS, f"{self.kind}:{self.country}:{self.code}")
