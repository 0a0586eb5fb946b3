"""The complaint behind the screen: its three steps, the draft, and registering it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import flet as ft

from app.domain.complaints import (
    MAX_PHOTOS,
    Annoyance,
    AnnoyanceDetail,
    Cost,
    ReplyChannel,
    Signature,
)
from app.domain.customers import Customer
from app.domain.hoja import Defect
from app.domain.people import DocumentType
from app.services.complaining import ComplaintCheck
from app.services.complaint_forms import ComplaintForm
from app.services.photos import ShownPhoto
from app.services.pictures import PictureDoubt, UnfitPictureError
from app.ui.picking import chosen_photos
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask

DRAFT_SECONDS = 1.0
LAST_STEP = 3


@dataclass(frozen=True)
class ComplaintView:
    """The form, how it would stand if it were registered now, and the step on screen."""

    form: ComplaintForm | None = None
    check: ComplaintCheck | None = None
    step: int = 1
    known: Customer | None = None  # perhaps this customer
    refused_known: bool = False  # «Es otra persona»
    picking_day: bool = False
    photo: bytes | None = None  # shown large
    photo_doubt: PictureDoubt | None = None
    taking_photos: bool = False
    insisted: bool = False  # the step was left with something missing
    saving: bool = False
    registered: bool = False


class ComplaintDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[ComplaintView], None], place: Place
    ) -> None:
        self.shift = shift
        self.view = ComplaintView()
        self._pulse = pulse
        self._show = show
        self._place = place
        self._draft: asyncio.Task[None] | None = None
        self._began: float | None = None

    async def load(self) -> None:
        """Open what comes from the workshop or a call, the unfinished complaint, or an empty one."""
        tablet = self.shift.scene.tablet
        self._began = asyncio.get_running_loop().time()
        if self._place.workshop_visit is not None:
            carried = await ask(tablet.workshop.carried, self._place.workshop_visit)
            form = await ask(tablet.complaining.start, **carried)
            if form.customer is not None:
                form = await ask(tablet.complaining.with_customer, form, form.customer)
        else:
            draft = await ask(tablet.complaining.draft, self.shift.actor)
            form = await ask(tablet.complaining.start) if draft is None else draft
            caller = self._place.customer
            if caller is not None and form.customer != caller:
                form = await ask(tablet.complaining.start)
                form = await ask(tablet.complaining.with_customer, form, caller)
        await self._checked(form)

    def listened(self) -> int:
        """Return the seconds given to listening so far."""
        if self._began is None or self.view.form is None:
            return 0
        now = asyncio.get_running_loop().time()
        return self.view.form.listened_s + int(now - self._began)

    # What the screen does to the form

    def change(self, **values: Any) -> None:
        """Take what is typed; it is judged when the field is left."""
        form = self.view.form
        if form is not None:
            self._put(replace(self.view, form=form.model_copy(update=values)))
            self._keep_draft()

    async def set(self, **values: Any) -> None:
        """Take an answer and judge the form with it."""
        form = self.view.form
        if form is not None:
            await self._checked(form.model_copy(update=values))
            self._keep_draft()

    async def toggle(self, name: str, value: object) -> None:
        form = self.view.form
        if form is not None:
            await self.set(**{name: None if getattr(form, name) == value else value})

    async def choose_document(self, kind: DocumentType) -> None:
        await self.set(document_type=kind)

    async def say_minor(self, answer: str) -> None:
        await self.set(minor=answer == "yes")

    async def toggle_interno(self) -> None:
        if self.view.form is not None:
            await self.set(interno=not self.view.form.interno)

    async def toggle_cost(self, annoyance: Annoyance) -> None:
        form = self.view.form
        if form is None:
            return
        kept = tuple(cost for cost in form.costs if cost.annoyance is not annoyance)
        added = () if len(kept) < len(form.costs) else (Cost(annoyance=annoyance),)
        await self.set(costs=kept + added)

    async def detail_cost(self, annoyance: Annoyance, detail: AnnoyanceDetail) -> None:
        form = self.view.form
        if form is None:
            return
        before = next((c.detail for c in form.costs if c.annoyance is annoyance), None)
        told = Cost(annoyance=annoyance, detail=None if before is detail else detail)
        costs = tuple(told if c.annoyance is annoyance else c for c in form.costs)
        await self.set(costs=costs)

    async def toggle_reply(self, channel: ReplyChannel) -> None:
        form = self.view.form
        if form is None:
            return
        kept = tuple(one for one in form.reply_by if one is not channel)
        await self.set(reply_by=kept if channel in form.reply_by else (*kept, channel))

    # Photos

    def photos(self) -> list[ShownPhoto]:
        form, album = self.view.form, self.shift.scene.tablet.album
        return [album.shown(photo.sha256) for photo in form.photos] if form else []

    async def add_photos(self) -> None:
        """Take what a person chooses; the first doubt is told, the others are kept."""
        album = self.shift.scene.tablet.album
        self._put(replace(self.view, photo_doubt=None))
        try:
            for chosen in await chosen_photos(album, self._photos_on_their_way):
                await self._take_photo(chosen)
        finally:
            self._put(replace(self.view, taking_photos=False))
        self._keep_draft()

    def _photos_on_their_way(self) -> None:
        self._put(replace(self.view, taking_photos=True))

    async def _take_photo(self, chosen: bytes | PictureDoubt) -> None:
        form, album = self.view.form, self.shift.scene.tablet.album
        if form is None:
            return
        doubt = chosen if isinstance(chosen, PictureDoubt) else None
        if not isinstance(chosen, PictureDoubt):
            try:
                photo = await ask(album.add, chosen)
                form = self.view.form or form
                if photo not in form.photos and len(form.photos) >= MAX_PHOTOS:
                    doubt = PictureDoubt.TOO_MANY
                elif photo not in form.photos:
                    self.change(photos=(*form.photos, photo))
            except UnfitPictureError as unfit:
                doubt = unfit.doubt
        if doubt is not None:
            self._put(replace(self.view, photo_doubt=self.view.photo_doubt or doubt))

    async def remove_photo(self, sha256: str) -> None:
        form = self.view.form
        if form is not None:
            self._put(replace(self.view, photo_doubt=None))
            self.change(photos=tuple(one for one in form.photos if one.sha256 != sha256))

    async def show_photo(self, sha256: str) -> None:
        whole = await ask(self.shift.scene.tablet.album.whole, sha256)
        self._put(replace(self.view, photo=whole))

    def hide_photo(self) -> None:
        self._put(replace(self.view, photo=None))

    async def pick_day(self) -> None:
        self._put(replace(self.view, picking_day=True))

    async def set_day(self, day: date | None) -> None:
        self._put(replace(self.view, picking_day=False))
        if day is not None:
            await self.set(fact_on=day)

    def sign(self, signature: Signature | None) -> None:
        form = self.view.form
        if form is not None:
            self._put(replace(self.view, form=form.model_copy(update={"signature": signature})))

    # Who it is

    async def check(self) -> None:
        """Judge the form and look for who it may be; called when a field is left."""
        form = self.view.form
        if form is not None:
            await self._checked(form)

    async def use_known(self) -> None:
        view = self.view
        if view.form is not None and view.known is not None:
            complaining = self.shift.scene.tablet.complaining
            form = await ask(complaining.with_customer, view.form, view.known.id)
            self._put(replace(self.view, known=None))
            await self._checked(form)

    async def other_person(self) -> None:
        self._put(replace(self.view, known=None, refused_known=True))

    # The steps

    async def forward(self) -> None:
        """Go on; the first step asks for kind and detail, the second for what a hoja lacks.

        A photo that is on its way is waited for: it would come too late for the sheet.
        """
        view = self.view
        if view.form is None or view.check is None or view.taking_photos:
            return
        await self.check()
        if not self.ready():
            self._put(replace(self.view, insisted=True))
            return
        if view.step == 1:
            self.change(listened_s=self.listened())
            self._began = None
        self._put(replace(self.view, step=min(view.step + 1, LAST_STEP), insisted=False))

    async def back(self) -> None:
        self._put(replace(self.view, step=max(self.view.step - 1, 1), insisted=False))

    def ready(self) -> bool:
        """Say whether this step has all it needs."""
        view = self.view
        if view.form is None or view.check is None:
            return False
        defects = set(view.check.defects) - {Defect.UNSIGNED, Defect.MINIMUM}
        told = view.form.kind is not None and bool(view.form.detail.strip())
        first = told and not defects and view.check.remarks.amount is None
        if view.step == 1:
            return first
        return first and (view.form.interno or not view.check.missing)

    async def register(self) -> None:
        """Give the complaint its number and its term, and keep it."""
        view, scene = self.view, self.shift.scene
        if view.form is None or view.saving or view.registered:
            return
        check = await ask(scene.tablet.complaining.check, view.form)
        if check.defects:
            self._put(replace(view, check=check, insisted=True))
            return
        self._forget_draft()
        self._put(replace(view, saving=True))
        try:
            await ask(scene.tablet.complaining.save, self.shift.actor, view.form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        await self._registered(view.form)

    async def _registered(self, form: ComplaintForm) -> None:
        scene, words = self.shift.scene, self.shift.scene.words
        case = (await ask(scene.tablet.case_book.case, form.record)).case
        shown = ComplaintCheck(case, self._remarks(), (), (), None)
        self._put(replace(self.view, saving=False, registered=True, check=shown))
        sheet = case.sheet()
        about = sheet.full() if sheet else words("Internal record")
        scene.say(Message(words("Saved on this tablet"), about, undo=self._undo))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    async def copy(self) -> None:
        """Give the copy: the system's dialog on a device, a download in a browser."""
        form = self.view.form
        if form is not None:
            made = await ask(self.shift.scene.tablet.complaining.paper, form.record)
            name = f"{self.shift.scene.words('Complaint').lower()}-{str(form.record)[:13]}.pdf"
            await ft.FilePicker().save_file(file_name=name, src_bytes=made)

    async def print_copy(self) -> None:
        """Open the copy in a new tab of the browser, whose viewer prints."""
        form, tablet = self.view.form, self.shift.scene.tablet
        if form is not None:
            made = await ask(tablet.complaining.paper, form.record)
            address = await ask(tablet.print_tray.lay, made)
            await ft.UrlLauncher().launch_url(address, web_only_window_name="_blank")

    async def another(self) -> None:
        self.shift.scene.go(Place(Route.HOME))

    async def _undo(self) -> None:
        form, scene = self.view.form, self.shift.scene
        if form is not None:
            await ask(scene.tablet.complaining.undo, self.shift.actor, form.record)
            scene.go(Place(Route.HOME))
            await self._pulse.refresh(scene.tablet, self.shift.actor)

    def _remarks(self) -> Any:
        assert self.view.check is not None  # noqa: S101 - for the type checker: it was judged
        return self.view.check.remarks

    async def _checked(self, form: ComplaintForm) -> None:
        complaining = self.shift.scene.tablet.complaining
        self._put(replace(self.view, form=form))
        check = await ask(complaining.check, form)
        known = None
        if form.customer is None and not self.view.refused_known:
            known = await ask(complaining.known_customer, form)
        if self.view.form is form or self.view.check is None:  # else it was typed on meanwhile
            self._put(replace(self.view, check=check, known=known))

    def _keep_draft(self) -> None:
        if self._draft is None or self._draft.done():
            self._draft = asyncio.get_running_loop().create_task(self._save_draft())

    async def _save_draft(self) -> None:
        await asyncio.sleep(DRAFT_SECONDS)
        if self.view.form is not None and not self.view.registered:
            complaining = self.shift.scene.tablet.complaining
            await ask(complaining.save_draft, self.shift.actor, self.view.form)

    def _forget_draft(self) -> None:
        if self._draft is not None:
            self._draft.cancel()
            self._draft = None

    def _put(self, view: ComplaintView) -> None:
        self.view = view
        self._show(view)
