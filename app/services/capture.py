"""«Nueva visita»: check, save, undo, and the draft of a form that is not finished."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.catalogue import Branch
from app.domain.consent import Channel
from app.domain.identifiers import Doubt
from app.domain.people import DocumentType
from app.domain.staff import Person
from app.domain.visits import LifeStage, Origin, Reason
from app.services.notices import Notice

UNDO_SECONDS = 10
MARKETING_CHANNELS = (Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL)


class VisitForm(BaseModel):
    """The form as it stands on screen, typed strings as typed; JSON-able, so a draft is one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phone: str = ""
    name: str = ""
    email: str = ""
    document: str = ""
    document_type: DocumentType | None = None
    place: str | None = None  # comuna (CUT) or distrito (ubigeo)
    reason: Reason | None = None
    models: tuple[str, ...] = ()
    intent: int | None = None
    intent_unsaid: bool = False  # «No sé» was tapped, which is not 0
    life_stage: LifeStage | None = None
    origin: Origin | None = None
    marketing: frozenset[Channel] = frozenset()
    note: str = ""
    anonymous: bool = False  # «Sin datos»
    owner: str | None = None  # who attends; the person signed in where none is named


class Remark(NamedTuple):
    """What is doubtful in a field and, where there is one, the value that was perhaps meant."""

    doubt: Doubt
    suggestion: str | None = None


class Saved(NamedTuple):
    record: UUID
    at: datetime  # branch time


class Draft(NamedTuple):
    form: VisitForm
    saved_at: datetime  # branch time


class Capture:
    def check(self, form: VisitForm, branch: Branch) -> Mapping[str, Remark]:
        """Return what is doubtful, by field of the form; saving is possible all the same."""
        raise NotImplementedError

    def notice(self) -> Notice:
        """Return the words of the consent boxes, which each tick is proof of."""
        raise NotImplementedError

    def save_visit(self, actor: Person, form: VisitForm) -> Saved:
        """Save the visit and drop the actor's draft; raises ``Problem(DISK_FULL)``."""
        raise NotImplementedError

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract a record within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        raise NotImplementedError

    def save_draft(self, actor: Person, form: VisitForm) -> None:
        raise NotImplementedError

    def draft(self, actor: Person) -> Draft | None:
        raise NotImplementedError

    def discard_draft(self, actor: Person) -> None:
        raise NotImplementedError
