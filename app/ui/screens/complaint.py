"""«Reclamo»: listen, ask who it is, sign. Three steps, online or not."""

from datetime import datetime, timedelta

import flet as ft

from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Shift
from app.ui.screens.complaint_desk import ComplaintDesk, ComplaintView
from app.ui.screens.complaint_sign import sign_step
from app.ui.screens.complaint_what import what_step
from app.ui.screens.complaint_who import who_step
from app.ui.texts import msg
from app.ui.theme import Look
from app.ui.widgets.photos import photo_sheet
from app.ui.widgets.text import symbol, text

STEPS = (msg("What happened?"), msg("Who complains?"), msg("Check and sign"))


@kept
def ComplaintScreen(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    view, show = state(ComplaintView())
    desk = held(lambda: ComplaintDesk(shift, pulse, show, place))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    ft.use_dialog(_dialog(desk, view))
    words = shift.scene.words
    content: ft.Control = ft.Container()
    if view.form is not None and view.check is not None:
        # The key has each step begin at its top.
        content = ft.Container(_step(desk, view), expand=True, key=f"step-{view.step}")
    title, subtitle = words(STEPS[view.step - 1]), words("Complaint, step {n} of 3", n=view.step)
    return frame(shift, pulse, title, subtitle, content, _dots(shift.scene.look, view.step))


def _step(desk: ComplaintDesk, view: ComplaintView) -> ft.Control:
    if view.step == 1:
        return what_step(desk, view)
    return who_step(desk, view) if view.step == 2 else sign_step(desk, view)  # noqa: PLR2004


def _dots(look: Look, step: int) -> ft.Control:
    """Return the three steps, those done with a tick; the title says it in words."""
    c = look.colors
    dots: list[ft.Control] = []
    for number in range(1, len(STEPS) + 1):
        done, here = number < step, number == step
        mark = (
            symbol(look, ft.Icons.CHECK_ROUNDED, 20, c.on_pale)
            if done
            else text(
                look, str(number), "second", weight=700, color=c.on_primary if here else c.ink
            )
        )
        side = look.icon(36)
        dots.append(
            ft.Container(
                mark,
                width=side,
                height=side,
                border_radius=side / 2,
                alignment=ft.Alignment.CENTER,
                bgcolor=c.primary if here else c.pale if done else c.card,
                border=None if here or done else ft.Border.all(1.5, c.outline),
            )
        )
    return ft.Semantics(content=ft.Row(dots, spacing=8, tight=True), exclude_semantics=True)


def _dialog(desk: ComplaintDesk, view: ComplaintView) -> ft.DialogControl | None:
    if view.photo is not None:
        return photo_sheet(desk.shift.scene, view.photo, desk.hide_photo)
    return _calendar(desk) if view.picking_day else None


def _calendar(desk: ComplaintDesk) -> ft.DatePicker:
    scene = desk.shift.scene
    today = scene.tablet.showroom.now()

    async def picked(event: ft.Event[ft.DatePicker]) -> None:
        value = event.control.value
        if isinstance(value, datetime):  # midnight of the device, as an instant in UTC
            value = (value + timedelta(hours=12)).date()
        await desk.set_day(value)

    async def dismissed() -> None:
        await desk.set_day(None)

    return ft.DatePicker(
        value=today,
        last_date=today,
        current_date=today,
        help_text=scene.words("Day of the fact"),
        cancel_text=scene.words("Close"),
        confirm_text=scene.words("Choose"),
        on_change=picked,
        on_dismiss=dismissed,
    )
