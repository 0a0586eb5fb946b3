"""«Contacto recibido»: how it came, what is wanted, when we answer; three taps (R063, R111)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import flet as ft

from app.domain.answers import programme_of
from app.domain.received import ContactReceived, ReceivedBy, Wanted
from app.services.fichas import Ficha
from app.services.touch_forms import ReceivedForm
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.customer_parts import (
    back_button,
    big_choices,
    columns,
    hour_said,
    nobody,
    numbered,
)
from app.ui.screens.touch_desk import TouchDesk, TouchView, another_hour, hour_choices, whose
from app.ui.texts import short_name
from app.ui.widgets.buttons import main_button
from app.ui.widgets.chips import Choice
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import card, note, quiet
from app.ui.widgets.text import heading, soft, symbol, text

DONE = "done"
_CHANNELS = {
    ReceivedBy.PHONE: ft.Icons.CALL_ROUNDED,
    ReceivedBy.WHATSAPP: ft.Icons.CHAT_ROUNDED,
    ReceivedBy.EMAIL: ft.Icons.MAIL_ROUNDED,
    ReceivedBy.VISIT: ft.Icons.STOREFRONT_ROUNDED,
}
_WANTED = {
    Wanted.PRICE: ft.Icons.PAYMENTS_ROUNDED,
    Wanted.WORKSHOP_HOUR: ft.Icons.EVENT_AVAILABLE_ROUNDED,
    Wanted.MY_CAR: ft.Icons.CAR_REPAIR_ROUNDED,
    Wanted.PARTS: ft.Icons.EXTENSION_ROUNDED,
    Wanted.ENQUIRY: ft.Icons.INFO_ROUNDED,
    Wanted.PROBLEM: ft.Icons.FEEDBACK_ROUNDED,
}


@dataclass(frozen=True)
class ReceivedView(TouchView[ReceivedForm]):
    saved: ContactReceived | None = None


class ReceivedDesk(TouchDesk[ReceivedView]):
    async def load(self) -> None:
        self.put(await self.read(await ask(self.shift.scene.tablet.touches.answer_hours)))

    async def pick_channel(self, value: str) -> None:
        if not self.view.saved:
            self.answer({"channel": ReceivedBy(value)})
            await self._save_when_told()

    async def pick_wanted(self, value: str) -> None:
        if not self.view.saved:
            self.answer({"wanted": Wanted(value)})
            await self._save_when_told()

    async def pick_hour(self, value: str) -> None:
        if not self.view.saved:
            self.take_hour(value)
            await self._save_when_told()

    def write_note(self, typed: str) -> None:
        self.answer({"note": typed})

    async def _save_when_told(self) -> None:
        """Save with the third answer, whichever it is."""
        form, scene = self.view.form, self.shift.scene
        if form.channel is None or form.wanted is None or form.hour is None:
            return
        promised = None if form.hour == DONE else datetime.fromisoformat(form.hour)
        contact = ContactReceived(
            channel=form.channel,
            wanted=form.wanted,
            promised_at=promised,
            note=form.note.strip()[:10_000] or None,
        )
        async with self._pen.resting():
            receive = scene.tablet.touches.receive
            saved = await ask(receive, self.shift.actor, form.customer, contact)
            self.put(replace(self.view, saved=contact, resumed_at=None))
        self.confirm(saved, self._reopen)
        await self.refresh()

    def _reopen(self) -> None:
        """Ask for the third answer again: the first two stay."""
        self.answer({"hour": None}, saved=None)

    async def leave(self) -> None:
        """Go, and keep nothing of a form that was not finished."""
        if not self.view.saved:
            await self.start_over()
        self.shift.scene.go(Place(Route.FICHA, customer=self.view.form.customer))


@kept
def Received(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(ReceivedView(ReceivedForm(customer=customer)))
    desk = held(lambda: ReceivedDesk(shift, pulse, show, view))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    ft.use_dialog(another_hour(desk, words("When do we answer?")))
    title = words("Contact received")
    back = back_button(scene, Place(Route.FICHA, customer=customer))
    if view.ficha is None:
        return frame(
            shift, pulse, title, "", nobody(scene) if view.loaded else ft.Container(), lead=back
        )
    subtitle = f"{view.ficha.name} · {words('three taps and it is noted')}"
    content = columns(
        shift, _questions(desk, view), _beside(desk, view, view.ficha), _done(desk, view)
    )
    return frame(shift, pulse, title, subtitle, content, lead=back)


def _questions(desk: ReceivedDesk, view: ReceivedView) -> list[ft.Control]:
    scene = desk.shift.scene
    words = scene.words
    hours = [Choice(DONE, words("Already done"), ft.Icons.CHECK_ROUNDED)]
    hours += hour_choices(desk, ft.Icons.SCHEDULE_ROUNDED)
    return [
        numbered(
            scene,
            1,
            words("How did it come?"),
            big_choices(
                scene,
                [Choice(it, words.of(it), icon) for it, icon in _CHANNELS.items()],
                view.form.channel,
                4,
                pick=lambda it: scene.act(desk.pick_channel, it),
                identifier="channel",
            ),
        ),
        numbered(
            scene,
            2,
            words("What do they want?"),
            big_choices(
                scene,
                [Choice(it, words.of(it), icon) for it, icon in _WANTED.items()],
                view.form.wanted,
                3,
                pick=lambda it: scene.act(desk.pick_wanted, it),
                identifier="wanted",
            ),
        ),
        numbered(
            scene,
            3,
            words("When do we answer?"),
            big_choices(
                scene,
                hours,
                view.form.hour,
                3,
                pick=lambda it: scene.act(desk.pick_hour, it),
                identifier="hour",
            ),
        ),
    ]


def _beside(desk: ReceivedDesk, view: ReceivedView, ficha: Ficha) -> list[ft.Control]:
    scene = desk.shift.scene
    if view.saved:
        return [whose(desk, ficha), _noted(desk, view.saved, ficha)]
    entry = field(
        scene.look,
        scene.words("Note (optional)"),
        view.form.note,
        scene.typed(desk.write_note),
        identifier="received-note",
        multiline=True,
        min_lines=2,
        max_lines=4,
    )
    said = scene.words("The third tap saves it.")
    hint = note(scene.look, quiet(scene.look), ft.Icons.TOUCH_APP_ROUNDED, said)
    return [whose(desk, ficha), entry, hint]


def _noted(desk: ReceivedDesk, contact: ContactReceived, ficha: Ficha) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    c, now = look.colors, scene.tablet.showroom.now()
    said = words("It is in the history of the card.")
    if contact.promised_at is not None:
        said = words(
            "{name} answers: {hour}.",
            name=short_name(ficha.owner),
            hour=hour_said(words, contact.promised_at, now),
        )
    where = []
    if contact.promised_at is not None:
        programme = words.code("Programme", programme_of(contact.wanted))
        where = [soft(look, words("It is in their contacts as “{what}”.", what=programme))]
    box = ft.Column(
        [
            ft.Row(
                [
                    symbol(look, ft.Icons.CHECK_CIRCLE_ROUNDED, 24, c.primary),
                    heading(text(look, words("Noted"), weight=600, color=c.primary), live=True),
                ],
                spacing=10,
            ),
            text(look, said),
            *where,
        ],
        spacing=8,
    )
    return ft.Semantics(identifier="noted", content=card(look, box, padding=20))


def _done(desk: ReceivedDesk, view: ReceivedView) -> ft.Control:
    scene = desk.shift.scene
    said = scene.words("Done") if view.saved else scene.words("Leave without noting")
    return main_button(
        scene.look,
        said,
        ft.Icons.CHECK_ROUNDED if view.saved else ft.Icons.ARROW_BACK_ROUNDED,
        scene.act(desk.leave),
        identifier="received-done",
        busy=False,
    )
