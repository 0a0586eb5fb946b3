"""Cards, notes, tags, avatars and the empty state."""

from typing import Any
from zlib import crc32

import flet as ft

from app.ui.palette import Tone
from app.ui.theme import Look
from app.ui.widgets.text import soft, symbol, text


def card(look: Look, content: ft.Control, *, line: str | None = None, **box: Any) -> ft.Container:
    """A white card with a hairline; ``line`` makes its outline speak."""
    c = look.colors
    return ft.Container(
        content=content,
        bgcolor=c.card,
        border=ft.Border.all(2 if line else c.edge, line or c.hairline),
        border_radius=box.pop("border_radius", 20),
        shadow=ft.BoxShadow(blur_radius=6, color=c.shadow, offset=ft.Offset(0, 1)),
        **({"padding": 24} | box),
    )


def note(
    look: Look, tone: Tone, icon: ft.IconData, words: str, *, identifier: str | None = None
) -> ft.Control:
    """A sentence that stays, on the colour of its meaning."""
    box = ft.Container(
        ft.Row(
            [
                symbol(look, icon, 24, tone.text),
                text(look, words, "second", weight=600, color=tone.text, expand=True),
            ],
            spacing=12,
        ),
        bgcolor=tone.container,
        border=_outlined(look, tone.text),
        border_radius=14,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
    )
    return ft.MergeSemantics(
        content=ft.Semantics(identifier=identifier, live_region=True, content=box)
    )


def tag(look: Look, tone: Tone, icon: ft.IconData | None, words: str) -> ft.Container:
    mark = [symbol(look, icon, 18, tone.text)] if icon else []
    return ft.Container(
        ft.Row(
            [*mark, text(look, words, "third", weight=600, color=tone.text)], spacing=6, tight=True
        ),
        bgcolor=tone.container,
        border=_outlined(look, tone.text),
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=10, vertical=4),
    )


def pale(look: Look) -> Tone:
    """The tone of what is merely chosen or counted."""
    c = look.colors
    return Tone(c.on_pale, c.pale, c.primary)


def quiet(look: Look) -> Tone:
    c = look.colors
    return Tone(c.ink_soft, c.quiet, c.ink_soft)


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:2]) or "·"


def avatar(
    look: Look, name: str, seed: str, *, size: float = 48, on_selected: bool = False
) -> ft.Control:
    """Initials on one of five tints, chosen by ``seed`` so that a person keeps theirs."""
    tints = look.colors.avatars
    ground, ink = tints[crc32(seed.encode()) % len(tints)]
    side = look.icon(size)
    return ft.Container(
        ft.Text(
            initials(name),
            style=ft.TextStyle(
                size=look.icon(size * 0.35), height=1.2, font_family="Hanken 700", color=ink
            ),
        ),
        width=side,
        height=side,
        border_radius=side / 2,
        bgcolor=look.colors.card if on_selected and not look.dark else ground,
        border=ft.Border.all(1.5, ink) if look.contrast else None,
        alignment=ft.Alignment.CENTER,
    )


def icon_tile(
    look: Look, icon: ft.IconData, ground: str, ink: str, *, size: float = 64
) -> ft.Control:
    side = look.icon(size)
    return ft.Container(
        symbol(look, icon, size / 2, ink),
        width=side,
        height=side,
        border_radius=side * 0.31,
        bgcolor=ground,
        alignment=ft.Alignment.CENTER,
    )


def empty(
    look: Look,
    icon: ft.IconData,
    title: str,
    words: str,
    *actions: ft.Control,
    tone: Tone | None = None,
) -> ft.Control:
    """Nothing here: one icon, what it means, and at most one thing to do."""
    shade = tone or pale(look)
    return ft.Column(
        [
            icon_tile(look, icon, shade.container, shade.text, size=96),
            ft.Container(height=10),
            text(look, title, "name", align=ft.TextAlign.CENTER),
            soft(look, words, align=ft.TextAlign.CENTER),
            *([ft.Container(height=10), *actions] if actions else []),
        ],
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=4,
        tight=True,
    )


def hairline(look: Look) -> ft.Control:
    return ft.Container(height=look.colors.edge, bgcolor=look.colors.hairline)


def _outlined(look: Look, color: str) -> ft.Border | None:
    return ft.Border.all(1.5, color) if look.contrast else None
