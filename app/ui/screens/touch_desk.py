"""What the forms beside a visit have in common behind the screen: whom, the draft, and the undo."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

import flet as ft

from app.services.fichas import Ficha
from app.services.recording import Saved
from app.services.touch_forms import TouchForm
from app.ui.drafting import Pen
from app.ui.pulse import Pulse
from app.ui.scene import Message, Shift, ask
from app.ui.screens.customer_parts import person_card
from app.ui.screens.draft_card import draft_card
from app.ui.widgets.layout import under

Form = TypeVar("Form", bound=TouchForm)


@dataclass(frozen=True)
class TouchView(Generic[Form]):
    """The form, whom it is about once that is read, and when it was left if it was left open."""

    form: Form
    ficha: Ficha | None = None
    loaded: bool = False
    resumed_at: datetime | None = None


View = TypeVar("View", bound=TouchView[Any])


def whose(desk: "TouchDesk[Any]", ficha: Ficha, *lines: tuple[ft.IconData, str]) -> ft.Control:
    """Return whom the form is about, under what says that it was left open, where it was."""
    scene, left_at = desk.shift.scene, desk.view.resumed_at
    left = [draft_card(scene, left_at, scene.act(desk.start_over))] if left_at else []
    return under(left, person_card(scene, ficha, *lines), spacing=16)


class TouchDesk(Generic[View]):
    """One for each time a screen opens; ``show`` draws the view."""

    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[View], None], view: View
    ) -> None:
        self.shift = shift
        self.view = view
        self._pulse = pulse
        self._show = show
        self._empty = view
        self._pen = Pen(self._save_draft)

    async def read(self) -> View:
        """Return the view with the ficha and the form as it was left."""
        touches, form = self.shift.scene.tablet.touches, self.view.form
        customer, actor = form.customer, self.shift.actor
        ficha = await ask(self.shift.scene.tablet.fichas.ficha, actor, customer)
        draft = await ask(touches.draft, actor, customer, type(form))
        view = replace(self.view, ficha=ficha, loaded=True)
        return view if draft is None else replace(view, form=draft.form, resumed_at=draft.saved_at)

    def answer(self, values: dict[str, Any], **beside: Any) -> None:
        """Change the form, and what the screen says about it."""
        form = self.view.form.model_copy(update=values)
        self.put(replace(self.view, form=form, **beside))
        self._pen.changed()

    async def start_over(self) -> None:
        async with self._pen.resting():
            self.put(replace(self.view, form=self._empty.form, resumed_at=None))
            await self._discard()

    def confirm(self, saved: Saved, undone: Callable[[], None] | None = None) -> None:
        """Say that it is saved, with the way to take it back."""
        scene, actor = self.shift.scene, self.shift.actor

        async def undo() -> None:
            await ask(scene.tablet.touches.undo, actor, saved.record)
            if undone is not None:
                undone()
            await self._pulse.refresh(scene.tablet, actor)

        scene.say(Message(scene.words("Saved on this tablet"), undo=undo))

    async def refresh(self) -> None:
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    def put(self, view: View) -> None:
        self.view = view
        self._show(view)

    async def _save_draft(self) -> None:
        touches = self.shift.scene.tablet.touches
        await ask(touches.save_draft, self.shift.actor, self.view.form)

    async def _discard(self) -> None:
        touches, form = self.shift.scene.tablet.touches, self.view.form
        await ask(touches.discard_draft, self.shift.actor, form.customer, type(form))
