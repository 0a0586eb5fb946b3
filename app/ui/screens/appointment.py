"""«Agendar»: an hour agreed with the customer: a call, a visit, a service."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.appointments import Appointment, AppointmentKind
from app.services.fichas import Ficha
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.customer_parts import (
    back_button,
    big_choices,
    columns,
    hour_said,
    nobody,
    numbered,
    person_card,
)
from app.ui.widgets.buttons import main_button
from app.ui.widgets.chips import Choice
from app.ui.widgets.surfaces import note

_KINDS = {
    AppointmentKind.CALL: ft.Icons.CALL_ROUNDED,
    AppointmentKind.VISIT: ft.Icons.STOREFRONT_ROUNDED,
    AppointmentKind.SERVICE: ft.Icons.CAR_REPAIR_ROUNDED,
}


@dataclass(frozen=True)
class BookView:
    ficha: Ficha | None = None
    loaded: bool = False
    hours: tuple[datetime, ...] = ()
    kind: AppointmentKind = AppointmentKind.CALL
    hour: str | None = None
    missing: bool = False


class BookDesk:
    def __init__(self, shift: Shift, pulse: Pulse, show: Any, customer: UUID) -> None:
        self.shift = shift
        self.view = BookView()
        self._pulse = pulse
        self._show = show
        self._customer = customer

    async def load(self) -> None:
        tablet = self.shift.scene.tablet
        ficha = await ask(tablet.fichas.ficha, self.shift.actor, self._customer)
        hours = await ask(tablet.touches.drive_hours)
        self.put(replace(self.view, ficha=ficha, hours=hours, loaded=True))

    async def pick_kind(self, value: str) -> None:
        self.put(replace(self.view, kind=AppointmentKind(value)))

    async def pick_hour(self, value: str) -> None:
        self.put(replace(self.view, hour=value, missing=False))

    async def save(self) -> None:
        view, scene = self.view, self.shift.scene
        if view.hour is None:
            self.put(replace(view, missing=True))
            return
        agreed = Appointment(kind=view.kind, at=datetime.fromisoformat(view.hour))
        touches = scene.tablet.touches
        saved = await ask(touches.book, self.shift.actor, self._customer, agreed)

        async def undo() -> None:
            await ask(touches.undo, self.shift.actor, saved.record)
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        scene.say(Message(scene.words("Saved on this tablet"), undo=undo))
        scene.go(Place(Route.FICHA, customer=self._customer))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    def put(self, view: BookView) -> None:
        self.view = view
        self._show(view)


@kept
def AppointmentScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(BookView())
    desk = held(lambda: BookDesk(shift, pulse, show, customer))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    title = words("Book an hour")
    back = back_button(scene, Place(Route.FICHA, customer=customer))
    if view.ficha is None:
        content = nobody(scene) if view.loaded else ft.Container()
        return frame(shift, pulse, title, "", content, lead=back)
    content = columns(shift, _questions(desk, view), _beside(desk, view, view.ficha), _save(desk))
    return frame(shift, pulse, title, view.ficha.name, content, lead=back)


def _questions(desk: BookDesk, view: BookView) -> list[ft.Control]:
    scene = desk.shift.scene
    words, now = scene.words, scene.tablet.showroom.now()
    kinds = [Choice(kind, words.of(kind), icon) for kind, icon in _KINDS.items()]
    hours = [
        Choice(at.isoformat(), hour_said(words, at, now), ft.Icons.SCHEDULE_ROUNDED)
        for at in view.hours
    ]
    return [
        numbered(
            scene,
            1,
            words("What for?"),
            big_choices(
                scene,
                kinds,
                view.kind,
                3,
                pick=lambda it: scene.act(desk.pick_kind, it),
                identifier="book",
            ),
        ),
        numbered(
            scene,
            2,
            words("At what time?"),
            big_choices(
                scene,
                hours,
                view.hour,
                4,
                pick=lambda it: scene.act(desk.pick_hour, it),
                identifier="at",
            ),
        ),
    ]


def _beside(desk: BookDesk, view: BookView, ficha: Ficha) -> list[ft.Control]:
    scene = desk.shift.scene
    parts = [person_card(scene, ficha)]
    if view.missing:
        said = scene.words("Choose an hour.")
        tone = scene.look.colors.attention
        parts.append(note(scene.look, tone, ft.Icons.SCHEDULE_ROUNDED, said, identifier="missing"))
    return parts


def _save(desk: BookDesk) -> ft.Control:
    scene = desk.shift.scene
    return main_button(
        scene.look,
        scene.words("Book"),
        ft.Icons.EVENT_AVAILABLE_ROUNDED,
        scene.act(desk.save),
        identifier="save-appointment",
        busy=False,
    )
