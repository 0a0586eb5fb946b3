"""Main, tonal, outlined and quiet buttons; their heights are minimums, so large text fits."""

from typing import Any, Literal

import flet as ft

from app.ui.theme import Look
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import silent, symbol, text

Kind = Literal["main", "tonal", "outlined", "quiet", "danger"]


def main_button(
    look: Look, label: str, icon: ft.IconData, on_click: Handler, *, identifier: str, busy: bool
) -> ft.Control:
    """The one button that shouts: 72 high, the whole width of its column."""
    c = look.colors
    mark: ft.Control = symbol(look, icon, 28, c.on_primary)
    if busy:
        # The ring would make a progress bar of the button, and the button would lose its name.
        mark = silent(ft.ProgressRing(width=24, height=24, stroke_width=3, color=c.on_primary))
    words = ft.Text(label, style=_large(look, c.on_primary), text_align=ft.TextAlign.CENTER)
    return tap(
        _centred(mark, words, tight=False),
        on_click,
        identifier=identifier,
        bgcolor=c.primary,
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=24, vertical=max(10, (72 - 28 * look.scale) / 2)),
    )


def button(
    look: Look,
    label: str,
    on_click: Handler,
    *,
    identifier: str,
    kind: Kind = "outlined",
    icon: ft.IconData | None = None,
    height: float = 48,
    expand: bool | int | None = None,
    name: str | None = None,
) -> ft.Control:
    """A button of 56 or 48; ``name`` tells a screen reader more than the words on it."""
    ink, box = _kind(look, kind)
    role: Literal["body", "second"] = "body" if height > 48 else "second"  # noqa: PLR2004 - the small size
    words = text(look, label, role, weight=600, color=ink, align=ft.TextAlign.CENTER)
    mark = [symbol(look, icon, 22, ink)] if icon else []
    return tap(
        _centred(*mark, words, tight=not expand),
        on_click,
        identifier=identifier,
        label=name,
        expand=expand,
        border_radius=16 if height > 48 else 14,  # noqa: PLR2004 - as above
        padding=ft.Padding.symmetric(
            horizontal=14 if kind == "quiet" else 18, vertical=look.room_around(role, height)
        ),
        **box,
    )


def icon_button(
    look: Look, icon: ft.IconData, label: str, on_click: Handler, *, identifier: str
) -> ft.Control:
    """An icon alone (back, backspace): named, 48 by 48."""
    side = max(48, look.icon(48))
    return tap(
        symbol(look, icon, 28),
        on_click,
        identifier=identifier,
        label=label,
        width=side,
        height=side,
        border_radius=side / 2,
        alignment=ft.Alignment.CENTER,
    )


def _kind(look: Look, kind: Kind) -> tuple[str, dict[str, Any]]:
    c = look.colors
    match kind:
        case "main":
            return c.on_primary, {"bgcolor": c.primary}
        case "tonal":
            return c.on_pale, {"bgcolor": c.pale, "border": _edge(look, c.on_pale)}
        case "outlined":
            return c.ink, {"bgcolor": c.card, "border": ft.Border.all(1.5, c.outline)}
        case "danger":
            red = c.attention.icon
            return red, {"bgcolor": c.card, "border": ft.Border.all(1.5, red)}
        case "quiet":
            return c.primary, {}


def _edge(look: Look, color: str) -> ft.Border | None:
    return ft.Border.all(1.5, color) if look.contrast else None


def _large(look: Look, color: str) -> ft.TextStyle:
    return ft.TextStyle(size=22 * look.scale, height=28 / 22, font_family="Hanken 600", color=color)


def _centred(*controls: ft.Control, tight: bool) -> ft.Row:
    return ft.Row(
        list(controls),
        spacing=10,
        tight=tight,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
