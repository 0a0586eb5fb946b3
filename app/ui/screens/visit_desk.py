"""The visit form behind the screen: every change, the draft, the doubts, and saving."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.complaint_acts import Rating
from app.domain.consent import Channel
from app.domain.people import DocumentType
from app.domain.visits import Relation
from app.services.capture import Draft, Remark, Saved, VisitForm
from app.services.lookup import Match
from app.ui.drafting import Pen
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask

HEAD_START = 0.01  # the confirmation leaves before the form is taken down, which takes longer
TYPED = ("phone", "name", "email", "document")
TELLING = frozenset({"phone", "email", "document", "document_type", "distinct_from", "anonymous"})


@dataclass(frozen=True)
class View:
    """The form and what the screen says about it."""

    form: VisitForm = field(default_factory=VisitForm)
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    resumed_at: datetime | None = None
    more: bool = False
    sought: str | None = None  # a model, while the search is open
    reading_notice: bool = False
    saving: bool = False
    saved: Saved | None = None
    missing_person: bool = False
    match: Match | None = None  # whom the form tells of
    alerted: bool = False
    rated: Rating | None = None  # by the visitor, once the visit is saved


class VisitDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(
        self,
        shift: Shift,
        pulse: Pulse,
        show: Callable[[View], None],
        correcting: UUID | None,
        form: VisitForm | None,
    ) -> None:
        self.shift = shift
        self.view = View(form or VisitForm(), more=bool(form and (form.email or form.document)))
        self._pulse = pulse
        self._show = show
        self.correcting = correcting
        self._looking: asyncio.Task[None] | None = None
        self._pen = Pen(self._save_draft)

    # What the screen does to the form

    def change(self, **values: Any) -> None:
        form = self.view.form.model_copy(update=values)
        remarks = {key: said for key, said in self.view.remarks.items() if key not in values}
        self._put(replace(self.view, form=form, remarks=remarks, missing_person=False))
        if not self.correcting:
            self._pen.changed()
        if not values.keys().isdisjoint(TELLING):
            self._recognise()

    def turn(self, **values: Any) -> None:
        """Change what is open on the screen, not the form."""
        self._put(replace(self.view, **values))

    async def toggle(self, name: str, value: object) -> None:
        """Choose one answer of a question, or take it back."""
        now = getattr(self.view.form, name)
        self.change(**{name: None if now == value else value})

    async def toggle_model(self, model: str) -> None:
        models = self.view.form.models
        kept = tuple(name for name in models if name != model)
        self.change(models=kept if model in models else (*models, model))

    async def toggle_companion(self, relation: Relation) -> None:
        companions = self.view.form.companions
        rest = tuple(one for one in companions if one is not relation)
        self.change(companions=rest if relation in companions else (*companions, relation))

    async def pick_intent(self, intent: int | None) -> None:
        form = self.view.form
        if intent is None:
            self.change(intent=None, intent_unsaid=not form.intent_unsaid)
        else:
            self.change(intent=None if form.intent == intent else intent, intent_unsaid=False)

    async def open_search(self) -> None:
        self.turn(sought="")

    async def open_more(self) -> None:
        self.turn(more=True)

    async def read_notice(self) -> None:
        self.turn(reading_notice=True)

    async def choose_document(self, kind: DocumentType) -> None:
        self.change(document_type=kind)
        await self.check()

    async def toggle_channel(self, channel: Channel) -> None:
        self.change(marketing=self.view.form.marketing ^ {channel})

    async def toggle_anonymous(self) -> None:
        self.change(anonymous=not self.view.form.anonymous)

    # Doubts

    async def check(self) -> None:
        """Look at what was typed so far; called when a field is left."""
        form = self.view.form
        remarks = await ask(self.shift.scene.tablet.capture.check, form, self.shift.branch)
        if form is self.view.form:
            self._put(replace(self.view, remarks=dict(remarks)))

    async def take_suggestion(self, name: str, value: str) -> None:
        self.change(**{name: value})
        await self.check()

    # Whom we know

    def _recognise(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_up())

    async def _look_up(self) -> None:
        """Look until the form stands still: one look-up at a time, typing never waits for it."""
        lookup, form = self.shift.scene.tablet.lookup, None
        while form is not self.view.form:
            form = self.view.form
            match = await ask(lookup.known, self.shift.actor, form)
        former = self.view.match
        if match is None and former is not None and former.customer == self.view.form.customer:
            return  # their card is in use: a phone that is new belongs on it
        if match != former:
            self._put(replace(self.view, match=match, alerted=False))

    async def use_card(self) -> None:
        match = self.view.match
        if match is not None:
            name = self.view.form.name or match.name
            self.change(customer=match.customer, known_as=match.name, name=name)

    async def is_another_person(self) -> None:
        match, form = self.view.match, self.view.form
        if match is not None:
            apart = (*form.distinct_from, match.customer)
            self.change(distinct_from=apart, customer=None, known_as="", closes=())

    async def toggle_close(self, due: UUID) -> None:
        closes = self.view.form.closes
        rest = tuple(one for one in closes if one != due)
        self.change(closes=rest if due in closes else (*closes, due))

    async def alert_owner(self) -> None:
        """Tell the colleague who attends; a second tap tells nothing new."""
        match, scene = self.view.match, self.shift.scene
        if match is None or self.view.alerted:
            return
        await ask(scene.tablet.lookup.alert, self.shift.actor, match.customer)
        self.turn(alerted=True)
        owner = match.owner or scene.words("their seller")
        scene.say(Message(scene.words("{name} will be told", name=owner)))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    # The draft

    async def resume(self) -> None:
        """Open the actor's unfinished form, if there is one."""
        if self.correcting:
            await self.check()
            return
        draft = await ask(self.shift.scene.tablet.capture.draft, self.shift.actor)
        if draft and self.view.form == VisitForm():
            self._put(_resumed(draft))
        self._recognise()

    def begin(self) -> None:
        """Open an empty form for the next visit."""
        self._put(View())

    async def start_over(self) -> None:
        async with self._pen.resting():
            self._put(View())
            await ask(self.shift.scene.tablet.capture.discard_draft, self.shift.actor)

    async def _save_draft(self) -> None:
        await ask(self.shift.scene.tablet.capture.save_draft, self.shift.actor, self.view.form)

    # Saving

    async def save(self) -> None:
        view = self.view
        if view.saving:
            return
        if not view.form.anonymous and not any(getattr(view.form, name) for name in TYPED):
            self._put(replace(view, missing_person=True))
            return
        self._put(replace(view, saving=True))
        try:
            async with self._pen.resting():
                saved = await self._write(view.form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        self._confirm(view.form, saved)
        await asyncio.sleep(HEAD_START)
        self._put(View(view.form, saved=saved))
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    async def _write(self, form: VisitForm) -> Saved:
        tablet, actor = self.shift.scene.tablet, self.shift.actor
        if self.correcting:
            return await ask(tablet.outgoing.correct, actor, self.correcting, form)
        return await ask(tablet.capture.save_visit, actor, form)

    def _confirm(self, form: VisitForm, saved: Saved) -> None:
        scene, words = self.shift.scene, self.shift.scene.words
        about = words("Visit of {name}", name=form.name or form.phone)
        if form.anonymous:
            about = words("Visit without data")
        undo = None if self.correcting else lambda: self._undo(form, saved)
        scene.say(Message(words("Saved on this tablet"), about, undo=undo))

    async def rate(self, rating: Rating) -> None:
        """Keep the visitor's own tap; it is asked once."""
        saved, tablet = self.view.saved, self.shift.scene.tablet
        if saved is None or self.view.rated is not None:
            return
        who = self.view.form.customer or saved.record
        await ask(tablet.touches.rate, self.shift.actor, who, saved.record, rating)
        self.turn(rated=rating)
        await self._pulse.refresh(tablet, self.shift.actor)

    async def _undo(self, form: VisitForm, saved: Saved) -> None:
        """Take the visit back and open its form again, to correct it."""
        tablet, actor = self.shift.scene.tablet, self.shift.actor
        await ask(tablet.capture.undo, actor, saved.record)
        await ask(tablet.capture.save_draft, actor, form)
        self._put(View(form))
        self.shift.scene.go(Place(Route.NEW_VISIT))
        await self._pulse.refresh(tablet, actor)

    def _put(self, view: View) -> None:
        self.view = view
        self._show(view)


def _resumed(draft: Draft) -> View:
    form = draft.form
    return View(form, resumed_at=draft.saved_at, more=bool(form.email or form.document))
