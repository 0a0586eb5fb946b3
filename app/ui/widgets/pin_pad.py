"""Six digits on keys of 88, shown as dots: never the digits themselves."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.staff import PIN_LENGTH
from app.ui.hooks import kept
from app.ui.scene import Scene
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.tap import tap
from app.ui.widgets.text import silent, symbol

Press = Callable[[str], Awaitable[None]]

ERASE = "erase"
_ROWS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("", "0", ERASE))


def pin_dots(look: Look, words: Words, typed: int) -> ft.Control:
    c = look.colors
    dots = [
        ft.Container(
            width=22,
            height=22,
            border_radius=11,
            bgcolor=c.primary if place < typed else None,
            border=ft.Border.all(2.5, c.primary if place < typed else c.outline),
        )
        for place in range(PIN_LENGTH)
    ]
    return ft.Semantics(
        identifier="pin-dots",
        label=words("{n} of 6 digits", n=typed),
        live_region=True,
        content=silent(ft.Row(list(dots), spacing=16, alignment=ft.MainAxisAlignment.CENTER)),
    )


@kept
def PinKeys(scene: Scene, press: Press) -> ft.Control:
    return ft.Column(
        [ft.Row([_key(scene, key, press) for key in row], spacing=12) for row in _ROWS],
        spacing=12,
    )


def _key(scene: Scene, key: str, press: Press) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    if not key:
        return ft.Container(expand=True)
    erases = key == ERASE
    face: ft.Control = (
        symbol(look, ft.Icons.BACKSPACE_ROUNDED, 32)
        if erases
        else ft.Text(
            key,
            style=ft.TextStyle(
                size=34 * look.scale, height=1.2, font_family="Hanken 600", color=c.ink
            ),
        )
    )
    return tap(
        ft.Row([face], alignment=ft.MainAxisAlignment.CENTER),
        scene.act(press, key),
        identifier=f"pin-{key}",
        label=words("Erase a digit") if erases else key,
        expand=True,
        height=max(88, 62 * look.scale),
        border_radius=24,
        bgcolor=c.quiet if erases else c.card,
        border=None if erases and not look.contrast else ft.Border.all(1.5, c.chip_line),
    )
