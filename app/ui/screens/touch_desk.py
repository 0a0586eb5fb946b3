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
from app.ui.screens.customer_parts import hour_said, person_card
from app.ui.screens.draft_card import draft_card
from app.ui.screens.hour_picker import HourPicker
from app.ui.widgets.chips import Choice
from app.ui.widgets.layout import under
from app.ui.widgets.sheet import sheet
from app.ui.widgets.tap import Handler

OTHER = "other"  # an hour that is not offered

Form = TypeVar("Form", bound=TouchForm)


@dataclass(frozen=True)
class TouchView(Generic[Form]):
    """The form, whom it is about once that is read, and when it was left if it was left open."""

    form: Form
    ficha: Ficha | None = None
    loaded: bool = False
    resumed_at: datetime | None = None
    hours: tuple[datetime, ...] = ()  # that are offered
    asks_hour: bool = False  # another one


View = TypeVar("View", bound=TouchView[Any])


def whose(desk: "TouchDesk[Any]", ficha: Ficha, *lines: tuple[ft.IconData, str]) -> ft.Control:
    """Return whom the form is about, under what says that it was left open, where it was."""
    scene, left_at = desk.shift.scene, desk.view.resumed_at
    left = [draft_card(scene, left_at, scene.act(desk.start_over))] if left_at else []
    return under(left, person_card(scene, ficha, *lines), spacing=16)


def another_hour(desk: "TouchDesk[Any]", question: str) -> ft.AlertDialog | None:
    """Return the sheet that asks for an hour that is not offered, while it is open."""
    scene = desk.shift.scene

    def pick(at: datetime) -> Handler:
        return scene.act(desk.pick_hour, at.isoformat())

    if not desk.view.asks_hour:
        return None
    return sheet(scene, question, [HourPicker(scene, pick)], desk.close_hours)


def hour_choices(desk: "TouchDesk[Any]", icon: ft.IconData | None = None) -> list[Choice]:
    """Return the hours that are offered, and the way to another."""
    scene = desk.shift.scene
    words, now = scene.words, scene.tablet.showroom.now()
    offered = [Choice(at.isoformat(), hour_said(words, at, now), icon) for at in desk.view.hours]
    more = ft.Icons.MORE_TIME_ROUNDED if icon else ft.Icons.EVENT_ROUNDED
    return [*offered, Choice(OTHER, words("Another hour"), more)]


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

    async def read(self, hours: tuple[datetime, ...]) -> View:
        """Return the view with the ficha, the hours offered and the form as it was left.

        An hour that was chosen then is offered too, unless it is over by now.
        """
        touches, form = self.shift.scene.tablet.touches, self.view.form
        customer, actor = form.customer, self.shift.actor
        ficha = await ask(self.shift.scene.tablet.fichas.ficha, actor, customer)
        draft = await ask(touches.draft, actor, customer, type(form))
        view = replace(self.view, ficha=ficha, hours=hours, loaded=True)
        if draft is None:
            return view
        left, at = draft.form, _moment(draft.form.hour)
        if at is not None and at <= self.shift.scene.tablet.showroom.now():
            left = left.model_copy(update={"hour": self._empty.form.hour})
        elif at is not None:
            view = replace(view, hours=_with(hours, at))
        return replace(view, form=left, resumed_at=draft.saved_at)

    async def pick_hour(self, value: str) -> None:
        """Take an hour that is offered, or ask for another."""
        self.take_hour(value)

    def take_hour(self, value: str, **beside: Any) -> None:
        if value == OTHER:
            self.put(replace(self.view, asks_hour=True))
            return
        at = _moment(value)
        hours = self.view.hours if at is None else _with(self.view.hours, at)
        self.answer({"hour": value}, hours=hours, asks_hour=False, **beside)

    def close_hours(self) -> None:
        self.put(replace(self.view, asks_hour=False))

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


def _moment(hour: str | None) -> datetime | None:
    """Return the moment that a form names; «now» and «already done» are none."""
    return datetime.fromisoformat(hour) if hour and hour[:1].isdecimal() else None


def _with(hours: tuple[datetime, ...], at: datetime) -> tuple[datetime, ...]:
    return hours if at in hours else (*hours, at)
