"""«¿Quién va a usar el tablet?»: a person, six digits; the first time a PIN of one's own."""

from collections.abc import Callable

import flet as ft

from app.domain.staff import Person
from app.ui.hooks import held, state
from app.ui.pulse import Pulse
from app.ui.scene import Scene, ask
from app.ui.screens.sign_in_desk import Entry, SignInDesk, Step
from app.ui.screens.sign_in_people import people_side
from app.ui.texts import first_name
from app.ui.widgets.buttons import button
from app.ui.widgets.pin_pad import PinKeys, pin_dots
from app.ui.widgets.text import heading, soft, symbol, text

PANEL = 480
PAD_HEIGHT = 640


@ft.component
def SignIn(
    scene: Scene,
    pulse: Pulse,
    on_signed_in: Callable[[Person], None],
    locked: Person | None,
) -> ft.Control:
    look = scene.look
    people, set_people = state(tuple[Person, ...]())
    entry, show = state(Entry(locked))
    desk = held(lambda: SignInDesk(scene, show, on_signed_in, locked))
    desk.scene = scene

    async def load() -> None:
        set_people(tuple(await ask(scene.tablet.session.people)))

    ft.use_effect(load, [pulse.beat])
    if look.columns:
        sides = [
            people_side(scene, pulse, desk, people, entry),
            ft.Container(
                _pad(scene, desk, entry),
                width=PANEL,
                bgcolor=look.colors.card,
                border=ft.Border(left=ft.BorderSide(look.colors.edge, look.colors.hairline)),
                padding=ft.Padding.only(left=64, right=64, top=56, bottom=48),
            ),
        ]
        return ft.Row(
            sides[::-1] if look.left_handed else sides,
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    if entry.person is None:
        return people_side(scene, pulse, desk, people, entry)
    pad = ft.Container(_pad(scene, desk, entry), width=min(look.width - 64, 480 * look.scale))
    above = max(0, (look.height - PAD_HEIGHT * look.scale) / 3)
    return ft.ListView(
        [
            _back(scene, desk),
            ft.Container(height=above),
            ft.Row([pad], alignment=ft.MainAxisAlignment.CENTER),
        ],
        expand=True,
        padding=ft.Padding.symmetric(horizontal=32, vertical=24),
        spacing=16,
    )


def _back(scene: Scene, desk: SignInDesk) -> ft.Control:
    async def back() -> None:
        desk.choose(None)

    return ft.Row(
        [
            button(
                scene.look,
                scene.words("Someone else"),
                scene.act(back),
                identifier="someone-else",
                kind="quiet",
                icon=ft.Icons.ARROW_BACK_ROUNDED,
            )
        ]
    )


def _pad(scene: Scene, desk: SignInDesk, entry: Entry) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    if entry.person is None:
        return ft.Column(
            [
                symbol(look, ft.Icons.TOUCH_APP_ROUNDED, 40, c.ink_soft),
                soft(look, words("Tap your name first"), align=ft.TextAlign.CENTER),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=12,
        )
    title, second = _title(scene, entry)
    sentence = text(
        look,
        entry.sentence or second,
        "second",
        weight=600 if entry.sentence else 400,
        color=c.attention.icon if entry.sentence else c.ink_soft,
        align=ft.TextAlign.CENTER,
    )
    return ft.Column(
        [
            heading(text(look, title, "title", align=ft.TextAlign.CENTER)),
            ft.Container(height=4),
            ft.Semantics(identifier="pin-sentence", live_region=True, content=sentence),
            ft.Container(height=28 if look.columns else 16),
            pin_dots(look, words, len(entry.digits)),
            ft.Container(height=36 if look.columns else 20),
            PinKeys(scene, desk.press),
            ft.Container(expand=look.columns, height=None if look.columns else 16),
            ft.Row(
                [
                    symbol(look, ft.Icons.LOCK_CLOCK_ROUNDED, 20, c.ink_soft),
                    soft(look, words("Locks after 3 minutes without use")),
                ],
                spacing=8,
                wrap=True,
                alignment=ft.MainAxisAlignment.CENTER,
            ),
        ],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _title(scene: Scene, entry: Entry) -> tuple[str, str]:
    words = scene.words
    name = first_name(entry.person.name) if entry.person else ""
    match entry.step:
        case Step.PIN:
            return words("PIN of {name}", name=name), words("Six digits")
        case Step.NEW_PIN:
            return words("Choose your PIN, {name}", name=name), words("Six digits only you know")
        case Step.REPEAT:
            return words("Once more"), words("The same six digits")
