"""A text field with its sentence beside it."""

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.hooks import held
from app.ui.theme import Look
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import text

Typed = Callable[[ft.Event[ft.TextField]], None]


class Echo:
    """Keeps a screen that is drawn late from taking back the letters typed since.

    A letter reaches the control before its handler reaches the form: a field that is drawn in
    between, with the form's older text, would put that text over what the person sees.
    """

    def __init__(self) -> None:
        self.control = ft.Ref[ft.TextField]()
        self._drawn: str | None = None
        self._heard: list[str] = []

    def hears(self, on_change: Typed) -> Typed:
        def handler(event: ft.Event[ft.TextField]) -> None:
            self._heard.append(event.control.value)
            on_change(event)

        return handler

    def text(self, value: str) -> str:
        """Return what to draw: the form's text if the form changed it, else what stands there."""
        control, is_echo = self.control.current, value == self._drawn or value in self._heard
        self._drawn, self._heard = value, []
        return control.value if control is not None and is_echo else value


@ft.component
def Entry(value: str, on_change: Typed, **properties: Any) -> ft.Control:
    echo = held(Echo)
    return ft.TextField(
        value=echo.text(value),
        on_change=echo.hears(on_change),
        ref=echo.control,
        **properties,
    )


def field(
    look: Look,
    label: str,
    value: str,
    on_change: Typed,
    *,
    identifier: str,
    sentence: str | None = None,
    prefix: str | None = None,
    on_blur: Handler | None = None,
    expand: bool | int | None = None,
    size: float = 22,
    **more: Any,
) -> ft.Control:
    """Return a named field; ``sentence`` says what is doubtful, in red and in words.

    ``size`` are the pixels of its letters at 100 %.
    """
    c = look.colors
    entry = Entry(
        value,
        on_change,
        label=label,
        on_blur=on_blur,
        error=sentence,
        error_style=look.style("second", 500, c.attention.icon),
        error_max_lines=3,
        filled=True,
        fill_color=c.card,
        bgcolor=c.card,
        focused_bgcolor=c.card,
        hover_color=c.card,
        border=_borders(look),
        text_style=ft.TextStyle(
            size=size * look.scale, height=28 / 22, font_family="Hanken 500", color=c.ink
        ),
        label_style=look.style("body", 500, c.ink_soft),
        prefix_icon=_prefix(look, prefix) if prefix else None,
        cursor_color=c.primary,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=18),
        **more,
    )
    return ft.Semantics(identifier=identifier, content=entry, expand=expand)


def _prefix(look: Look, prefix: str) -> ft.Control:
    c = look.colors
    return ft.Container(
        ft.Row(
            [
                text(look, prefix, "body", weight=500, color=c.ink_soft),
                ft.Container(width=1.5, height=28 * look.scale, bgcolor=c.hairline),
            ],
            tight=True,
            spacing=12,
        ),
        padding=ft.Padding.only(left=16, right=12),
    )


def _borders(look: Look) -> dict[ft.ControlState, ft.InputBorder]:
    c = look.colors

    def line(width: float, color: str) -> ft.OutlineInputBorder:
        return ft.OutlineInputBorder(
            border_radius=14, gap_padding=6, side=ft.BorderSide(width, color)
        )

    return {
        ft.ControlState.DEFAULT: line(1.5, c.outline),
        ft.ControlState.FOCUSED: line(2.5, c.primary),
        ft.ControlState.ERROR: line(2.5, c.attention.icon),
    }
