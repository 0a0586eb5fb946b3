"""One answer among few, by a tap: chips, tiles with an icon, and short segments."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import flet as ft

from app.ui.theme import Look
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import symbol, text

LEAST = 50  # pixels: what a finger hits, and a line around it


class Choice(NamedTuple):
    """What a chip stands for, the words on it, and its icon on a tile."""

    value: str
    words: str
    icon: ft.IconData | None = None


def chips(
    look: Look,
    choices: Sequence[Choice],
    chosen: Sequence[str],
    pick: Callable[[str], Handler],
    *,
    identifier: str,
    several: bool = False,
) -> ft.Control:
    """Return chips that wrap; a second tap on a chosen one takes it back."""
    return ft.Row(
        [
            chip(
                look,
                choice,
                pick(choice.value),
                selected=choice.value in chosen,
                identifier=f"{identifier}-{choice.value}",
                several=several,
            )
            for choice in choices
        ],
        wrap=True,
        spacing=8 if look.columns else 6,  # seven reasons in one line of an upright tablet
        run_spacing=8,
    )


def chip(
    look: Look,
    choice: Choice,
    on_click: Handler,
    *,
    selected: bool,
    identifier: str,
    several: bool = False,
) -> ft.Control:
    c = look.colors
    ink = c.on_pale if selected else c.ink
    icon = ft.Icons.CHECK_ROUNDED if selected else choice.icon
    mark = [symbol(look, icon, 22, c.primary if selected else ink)] if icon else []
    words = ft.Text(
        choice.words,
        style=ft.TextStyle(
            size=17 * look.scale,
            height=24 / 17,
            font_family="Hanken 600" if selected else "Hanken 500",
            color=ink,
        ),
    )
    edge = 1 if selected else 0  # the thicker line takes its pixel from the padding
    drawn = (28 if mark else 0) + 9 * look.scale * len(choice.words)  # at least, in pixels
    return tap(
        ft.Row([*mark, words], spacing=6, tight=True),
        on_click,
        identifier=identifier,
        state=State(checked=selected) if several else State(selected=selected),
        border_radius=14,
        padding=ft.Padding.symmetric(
            horizontal=max(14, (LEAST - drawn) / 2) - edge,
            vertical=max(7, (45 - 24 * look.scale) / 2) - edge,
        ),
        **selectable_box(look, selected=selected),
    )


def tiles(
    look: Look,
    choices: Sequence[Choice],
    chosen: str | None,
    pick: Callable[[str], Handler],
    *,
    identifier: str,
) -> ft.Control:
    """Return tiles of equal width, eight in a row or four where the text needs the room."""
    columns = 8 if look.room >= 760 else 4  # noqa: PLR2004 - eight words of 15 px fit from here
    return ft.Column(
        [
            ft.Row(
                [
                    _tile(
                        look,
                        choice,
                        pick(choice.value),
                        selected=choice.value == chosen,
                        identifier=f"{identifier}-{choice.value}",
                    )
                    for choice in choices[start : start + columns]
                ],
                spacing=8,
            )
            for start in range(0, len(choices), columns)
        ],
        spacing=8,
    )


def _tile(
    look: Look, choice: Choice, on_click: Handler, *, selected: bool, identifier: str
) -> ft.Control:
    c = look.colors
    ink = c.on_pale if selected else c.ink
    words = ft.Text(
        choice.words,
        style=ft.TextStyle(
            size=15 * look.scale,
            height=18 / 15,
            font_family="Hanken 600" if selected else "Hanken 500",
            color=ink,
        ),
        text_align=ft.TextAlign.CENTER,
    )
    mark = [symbol(look, choice.icon, 24, ink)] if choice.icon else []
    edge = 1 if selected else 0
    return tap(
        ft.Column(
            [*mark, words], spacing=4, horizontal_alignment=ft.CrossAxisAlignment.CENTER, tight=True
        ),
        on_click,
        identifier=identifier,
        state=State(selected=selected),
        expand=True,
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=2, vertical=11.5 - edge),
        **selectable_box(look, selected=selected),
    )


def group(look: Look, label: str, *content: ft.Control, hint: str = "") -> ft.Control:
    """Return a question over its answers."""
    words: list[ft.Control] = [text(look, label, "second", weight=600)]
    if hint:
        words.append(text(look, hint, "second", color=look.colors.ink_soft))
    return ft.Column(
        [ft.Row(words, spacing=8, wrap=True), *content],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
