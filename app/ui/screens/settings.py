"""«Ajustes»: how this tablet looks, and «Cerrar sesión» once all is sent."""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

import flet as ft

from app.services import preferences
from app.ui.frame import frame
from app.ui.hooks import kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Shift, ask
from app.ui.screens.day_close import Ways, unsent_sheet
from app.ui.texts import msg
from app.ui.theme import ACTION_COLUMN, Look
from app.ui.widgets.buttons import button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import avatar, card, hairline
from app.ui.widgets.tap import Handler, State, tap
from app.ui.widgets.text import heading, soft, symbol, text

ASKED = True
SIZES: dict[str, Literal[100, 150, 200]] = {"100": 100, "150": 150, "200": 200}


class Leaving(NamedTuple):
    """The two ways to leave a tablet; a lock keeps person and place, and lets others in."""

    sign_out: Callable[[], None]
    lock: Callable[[], None]


@kept
def Settings(
    shift: Shift,
    pulse: Pulse,
    settings: preferences.Look,
    change: Callable[[preferences.Look], Awaitable[None]],
    leaving: Leaving,
) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    look = scene.look
    asked_to_leave, ask_to_leave = state(initial=False)

    async def leave() -> None:
        if (await ask(scene.tablet.day_close.unsent)).anything():
            await pulse.refresh(scene.tablet, shift.actor)
            ask_to_leave(ASKED)
        else:
            leaving.sign_out()

    def stay() -> None:
        ask_to_leave(not ASKED)

    status, waiting = pulse.status, pulse.status.queued if pulse.status else 0
    ft.use_effect(lambda: None if waiting else stay(), [waiting])
    ft.use_dialog(
        unsent_sheet(shift, pulse, status, Ways(stay, leaving.lock))
        if asked_to_leave and waiting and status
        else None
    )

    view = _view(shift, settings, lambda changed: scene.act(change, changed))
    person = _person(shift, scene.act(leave))
    if look.columns:
        content = side_by_side(
            look,
            ft.ListView([view], expand=True),
            ft.Column(
                [person],
                width=ACTION_COLUMN,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
        )
    else:
        content = page(look, [person, view], spacing=16)
    return frame(shift, pulse, words("Settings"), scene.tablet.showroom.device(), content)


def _view(
    shift: Shift,
    settings: preferences.Look,
    change: Callable[[preferences.Look], Handler],
) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    sizes = chips(
        look,
        [Choice(size, f"{size} %") for size in SIZES],
        [str(settings.text_size)],
        lambda size: change(settings.model_copy(update={"text_size": SIZES[size]})),
        identifier="text-size",
    )
    switches = (
        (
            "high_contrast",
            ft.Icons.CONTRAST_ROUNDED,
            msg("High contrast"),
            msg("Black on white, for the sun"),
        ),
        ("dark", ft.Icons.DARK_MODE_ROUNDED, msg("Dark"), msg("For rooms with little light")),
        (
            "left_handed",
            ft.Icons.BACK_HAND_ROUNDED,
            msg("Left hand"),
            msg("The buttons on the left side"),
        ),
    )
    rows = [
        _switch(
            look,
            icon,
            words(name),
            words(hint),
            change(settings.model_copy(update={field: not getattr(settings, field)})),
            on=getattr(settings, field),
            identifier=f"setting-{field}",
        )
        for field, icon, name, hint in switches
    ]
    return card(
        look,
        ft.Column(
            [
                heading(text(look, words("This tablet's screen"), "name")),
                ft.Container(height=16),
                group(look, words("Text size"), sizes),
                ft.Container(height=16),
                *[part for row in rows for part in (hairline(look), row)],
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=24, right=24, top=24, bottom=8),
    )


def _switch(
    look: Look,
    icon: ft.IconData,
    name: str,
    hint: str,
    on_click: Handler,
    *,
    on: bool,
    identifier: str,
) -> ft.Control:
    c = look.colors
    knob = ft.Container(
        width=24, height=24, border_radius=12, bgcolor=c.on_primary if on else c.outline
    )
    track = ft.Container(
        knob,
        width=56,
        height=32,
        border_radius=16,
        bgcolor=c.primary if on else c.quiet,
        border=ft.Border.all(2, c.primary if on else c.outline),
        padding=ft.Padding.symmetric(horizontal=2),
        alignment=ft.Alignment.CENTER_RIGHT if on else ft.Alignment.CENTER_LEFT,
    )
    return tap(
        ft.Row(
            [
                symbol(look, icon, 24, c.ink_soft),
                ft.Column(
                    [text(look, name, weight=600), soft(look, hint)],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                track,
            ],
            spacing=16,
        ),
        on_click,
        identifier=identifier,
        label=f"{name}. {hint}",
        state=State(toggled=on),
        padding=ft.Padding.symmetric(vertical=14),
    )


def _person(shift: Shift, leave: Handler) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        avatar(look, shift.actor.name, shift.actor.code, size=64),
                        ft.Column(
                            [
                                text(look, shift.actor.name, "name"),
                                soft(look, words.of(shift.actor.role)),
                            ],
                            spacing=0,
                            expand=True,
                            tight=True,
                        ),
                    ],
                    spacing=16,
                ),
                soft(look, words("What is saved stays on the tablet and leaves by itself.")),
                button(
                    look,
                    words("Sign out"),
                    leave,
                    identifier="sign-out",
                    icon=ft.Icons.LOGOUT_ROUNDED,
                    height=56,
                ),
            ],
            spacing=16,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
