"""«Nueva visita»: check, save, undo, and the draft of a form that is not finished."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from app.domain.catalogue import Branch
from app.domain.customers import Customer
from app.domain.privacy_texts import PrivacyText, Topic, current_text
from app.domain.staff import Person
from app.services.forms import MARKETING_CHANNELS, Remark, VisitForm, remarks, visit_of
from app.services.recording import UNDO_SECONDS, Draught, Recorder, Saved
from app.services.showroom import Showroom
from app.storage.store import Store

__all__ = [
    "MARKETING_CHANNELS",
    "UNDO_SECONDS",
    "Capture",
    "Draft",
    "Remark",
    "Saved",
    "VisitForm",
]


class Draft(NamedTuple):
    form: VisitForm
    saved_at: datetime  # branch time


class Capture:
    def __init__(self, store: Store, showroom: Showroom, recorder: Recorder) -> None:
        self._store = store
        self._showroom = showroom
        self._recorder = recorder

    def check(self, form: VisitForm, branch: Branch) -> Mapping[str, Remark]:
        """Return what is doubtful, by field of the form; saving is possible all the same."""
        return remarks(form, branch)

    def notice(self) -> PrivacyText:
        """Return the words of the consent boxes, which each tick is proof of."""
        return current_text(Topic.MARKETING, self._showroom.branch().country)

    def save_visit(self, actor: Person, form: VisitForm) -> Saved:
        """Save the visit and drop the actor's draft; raises ``Problem(DISK_FULL)``."""
        return self.replace_visit(actor, form, None)

    def replace_visit(self, actor: Person, form: VisitForm, refused: UUID | None) -> Saved:
        """Save a visit, in place of a refused one where there is one."""
        with self._store.file.transaction():
            saved = self.save_beside(actor, form, refused)
            if refused is None:
                self._store.drafts.discard(actor.code)
            else:
                self._store.captures.replaced(refused)
        return saved

    def save_beside(self, actor: Person, form: VisitForm, refused: UUID | None = None) -> Saved:
        """Save a visit that another screen asked for; the draft of «Nueva visita» stays."""
        refs = {} if form.customer is None or form.anonymous else {"customer": form.customer}
        attended = form.model_copy(update={"owner": self._owner(actor, form)})
        visit = visit_of(attended, self._showroom.branch(), self.notice())
        return self._recorder.record(actor, Draught("visit", visit, refs, refused))

    def _owner(self, actor: Person, form: VisitForm) -> str | None:
        """Return who attends: whom the form names, if they are still here, else the actor.

        A customer of this branch whose ficha is used stays with who attends them: nobody is named.
        """
        named = self._store.mirror.document("person", form.owner or "", Person)
        if named is not None and named.active:
            return named.code
        return None if self._is_of_this_branch(form.customer) else actor.code

    def _is_of_this_branch(self, customer: UUID | None) -> bool:
        if customer is None:
            return False
        known = self._store.mirror.document("customer", str(customer), Customer)
        owner = self._store.mirror.document("person", known.owner if known else "", Person)
        return owner is not None and owner.active

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract a record within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def save_draft(self, actor: Person, form: VisitForm) -> None:
        """Keep the form as it stands; an empty one is no draft."""
        if form == VisitForm():
            self._store.drafts.discard(actor.code)
            return
        now = self._store.time.now_ms()
        self._store.drafts.save(actor.code, form.model_dump_json(), now)

    def draft(self, actor: Person) -> Draft | None:
        """Return the unfinished form; what a newer version left and we cannot read is no draft."""
        stored = self._store.drafts.get(actor.code)
        if stored is None:
            return None
        try:
            form = VisitForm.model_validate_json(stored.body)
        except ValidationError:
            return None
        return Draft(form, self._showroom.at(stored.saved_at))

    def discard_draft(self, actor: Person) -> None:
        self._store.drafts.discard(actor.code)
