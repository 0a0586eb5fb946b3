"""«Agendar»: an hour agreed with the customer: a call, a visit, a service."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import flet as ft

from app.domain.appointments import Appointment, AppointmentKind
from app.services.fichas import Ficha
from app.services.touch_forms import BookingForm
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.customer_parts import (
    back_button,
    big_choices,
    columns,
    nobody,
    numbered,
)
from app.ui.screens.touch_desk import TouchDesk, TouchView, another_hour, hour_choices, whose
from app.ui.widgets.buttons import main_button
from app.ui.widgets.chips import Choice
from app.ui.widgets.surfaces import note

_KINDS = {
    AppointmentKind.CALL: ft.Icons.CALL_ROUNDED,
    AppointmentKind.VISIT: ft.Icons.STOREFRONT_ROUNDED,
    AppointmentKind.SERVICE: ft.Icons.CAR_REPAIR_ROUNDED,
}


@dataclass(frozen=True)
class BookView(TouchView[BookingForm]):
    missing: bool = False


class BookDesk(TouchDesk[BookView]):
    async def load(self) -> None:
        self.put(await self.read(await ask(self.shift.scene.tablet.touches.drive_hours)))

    async def pick_kind(self, value: str) -> None:
        self.answer({"kind": AppointmentKind(value)})

    async def pick_hour(self, value: str) -> None:
        self.take_hour(value, missing=False)

    async def save(self) -> None:
        form, scene = self.view.form, self.shift.scene
        if form.hour is None:
            self.put(replace(self.view, missing=True))
            return
        agreed = Appointment(kind=form.kind, at=datetime.fromisoformat(form.hour))
        async with self._pen.resting():
            book = scene.tablet.touches.book
            saved = await ask(book, self.shift.actor, form.customer, agreed)
        self.confirm(saved)
        scene.go(Place(Route.FICHA, customer=form.customer))
        await self.refresh()


@kept
def AppointmentScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(BookView(BookingForm(customer=customer)))
    desk = held(lambda: BookDesk(shift, pulse, show, view))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    ft.use_dialog(another_hour(desk, words("At what time?")))
    title = words("Book an hour")
    back = back_button(scene, Place(Route.FICHA, customer=customer))
    if view.ficha is None:
        content = nobody(scene) if view.loaded else ft.Container()
        return frame(shift, pulse, title, "", content, lead=back)
    content = columns(shift, _questions(desk, view), _beside(desk, view, view.ficha), _save(desk))
    return frame(shift, pulse, title, view.ficha.name, content, lead=back)


def _questions(desk: BookDesk, view: BookView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    kinds = [Choice(kind, words.of(kind), icon) for kind, icon in _KINDS.items()]
    return [
        numbered(
            scene,
            1,
            words("What for?"),
            big_choices(
                scene,
                kinds,
                view.form.kind,
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
                hour_choices(desk, ft.Icons.SCHEDULE_ROUNDED),
                view.form.hour,
                3,
                pick=lambda it: scene.act(desk.pick_hour, it),
                identifier="at",
            ),
        ),
    ]


def _beside(desk: BookDesk, view: BookView, ficha: Ficha) -> list[ft.Control]:
    scene = desk.shift.scene
    parts = [whose(desk, ficha)]
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
