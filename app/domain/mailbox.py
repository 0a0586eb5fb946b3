"""The mailbox (R089): what somebody wants to say, a suggestion or a praise, the name if they like.

It arrives as a complaint record of that kind: it is on the same board and has no term. In Perú too:
it is no sheet of the Libro de Reclamaciones, which knows reclamo and queja alone.
"""

from datetime import datetime
from typing import NamedTuple

from app.domain.complaints import Area, Complaint, ComplaintKind
from app.domain.names import read_name
from app.domain.people import Country, Visitor
from app.domain.reading import clean
from app.domain.sheets import Entry

KINDS = (ComplaintKind.SUGGESTION, ComplaintKind.PRAISE)
MOST = 4000  # characters


class Told(NamedTuple):
    """What was written; no kind before one was chosen."""

    kind: ComplaintKind | None = None
    words: str = ""
    name: str = ""

    def missing(self) -> str | None:
        """Return the field without which it says nothing, ``None`` when all is there."""
        if self.kind not in KINDS:
            return "kind"
        return None if clean(self.words) else "words"


def as_complaint(told: Told, country: Country, at: datetime) -> Complaint:
    """Return the record of what was told; ``at`` is branch time."""
    return Complaint(
        country=country,
        kind=told.kind or ComplaintKind.SUGGESTION,
        registered_at=at,
        entry=Entry.MAILBOX,
        area=Area.OTHER,
        detail=clean(told.words)[:MOST],
        fact_on=at.date(),
        consumer=Visitor(name=read_name(told.name) if told.name.strip() else None),
    )
