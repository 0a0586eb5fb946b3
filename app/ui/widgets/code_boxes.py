"""Ten boxes in two fives under one invisible field: O reads as 0, I and L as 1 (Crockford)."""

import flet as ft

from app.ui.theme import Look
from app.ui.widgets.fields import Typed
from app.ui.widgets.text import silent, text

LENGTH = 10
_ALPHABET = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read_code(typed: str) -> str:
    """Return the characters of a code in what was typed or pasted, at most ten."""
    upper = typed.upper().translate(_READ_AS)
    return "".join(char for char in upper if char in _ALPHABET)[:LENGTH]


def code_boxes(look: Look, label: str, code: str, on_change: Typed) -> ft.Control:
    c = look.colors
    boxes = [_box(look, code, place) for place in range(LENGTH)]
    dash = ft.Container(
        text(look, "-", weight=600, color=c.ink_soft), width=12, alignment=ft.Alignment.CENTER
    )
    height = 72 if look.scale == 1 else 56 * look.scale
    entry = ft.TextField(
        value=code,
        on_change=on_change,
        border=ft.NoInputBorder(),
        label=label,
        label_style=ft.TextStyle(color="#00000000", size=1),
        text_style=ft.TextStyle(color="#00000000", size=22),
        show_cursor=False,
        enable_interactive_selection=False,
        capitalization=ft.TextCapitalization.CHARACTERS,
        autocorrect=False,
        enable_suggestions=False,
        expand=True,
    )
    return ft.Semantics(
        identifier="code",
        content=ft.Stack(
            [
                silent(ft.Row([*boxes[:5], dash, *boxes[5:]], spacing=6)),
                ft.Container(entry, left=0, right=0, top=0, height=height),
            ]
        ),
    )


def _box(look: Look, code: str, place: int) -> ft.Control:
    c = look.colors
    here = place == len(code)
    face: ft.Control | None = None
    if place < len(code):
        face = ft.Text(
            code[place],
            style=ft.TextStyle(
                size=32 * min(look.scale, 1.4), height=1.2, font_family="Hanken 600", color=c.ink
            ),
        )
    elif here:
        face = ft.Container(width=2.5, height=28, bgcolor=c.primary)
    return ft.Container(
        face,
        expand=True,
        height=72 if look.scale == 1 else 56 * look.scale,
        border_radius=14,
        bgcolor=c.card,
        border=ft.Border.all(2.5, c.primary) if here else ft.Border.all(1.5, c.outline),
        alignment=ft.Alignment.CENTER,
    )
