"""Forms about a customer that are not finished: of each kind one for each customer and person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import ValidationError

from app.domain.staff import Person
from app.services.callcards import display_name
from app.services.knowledge import Knowledge
from app.services.showroom import Showroom
from app.services.touch_forms import BookingForm, DriveForm, ReceivedForm, TouchForm
from app.storage.store import Store

Form = TypeVar("Form", bound=TouchForm)

_NAMES: dict[type[TouchForm], str] = {
    DriveForm: "test_drive",
    BookingForm: "appointment",
    ReceivedForm: "contact_received",
}


class FormDraft(NamedTuple, Generic[Form]):
    form: Form
    saved_at: datetime  # branch time


class Unfinished(NamedTuple):
    """A form left open: ``kind`` is that of the record it would become, ``name`` of the customer."""

    kind: str
    customer: UUID
    name: str
    saved_at: datetime  # branch time


class FormDrafts:
    def __init__(self, store: Store, knowledge: Knowledge, showroom: Showroom) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom

    def keep(self, actor: Person, form: TouchForm) -> None:
        """Keep the form as it stands; one that says nothing is no draft."""
        if form == type(form)(customer=form.customer):
            self.drop(actor, form.customer, type(form))
            return
        name = _name(actor, form.customer, type(form))
        self._store.drafts.save(name, form.model_dump_json(), self._store.time.now_ms())

    def find(self, actor: Person, customer: UUID, shape: type[Form]) -> FormDraft[Form] | None:
        """Return the unfinished form; what we cannot read of another version is no draft."""
        stored = self._store.drafts.get(_name(actor, customer, shape))
        if stored is None:
            return None
        try:
            form = shape.model_validate_json(stored.body)
        except ValidationError:
            return None
        return FormDraft(form, self._showroom.at(stored.saved_at))

    def drop(self, actor: Person, customer: UUID, shape: type[TouchForm]) -> None:
        self._store.drafts.discard(_name(actor, customer, shape))

    def newest(self, actor: Person) -> Unfinished | None:
        """Return which form of the actor's, about somebody on this tablet, was left open last."""
        found = sorted(self._unfinished(actor), key=lambda one: one.saved_at)
        return found[-1] if found else None

    def drop_unfinished(self, actor: Person, left: Unfinished) -> None:
        self._store.drafts.discard(f"{left.kind}:{actor.code}:{left.customer}")

    def _unfinished(self, actor: Person) -> Iterator[Unfinished]:
        for kind in _NAMES.values():
            prefix = f"{kind}:{actor.code}:"
            for name, saved_at in self._store.drafts.named(prefix):
                customer = UUID(name.removeprefix(prefix))
                known = self._knowledge.customer(customer)
                if known is not None:
                    at = self._showroom.at(saved_at)
                    yield Unfinished(kind, customer, display_name(known), at)


def _name(actor: Person, customer: UUID, shape: type[TouchForm]) -> str:
    return f"{_NAMES[shape]}:{actor.code}:{customer}"
