"""Words and icons in the type scale."""

import flet as ft

from app.ui.theme import Look, Role, Weight


def text(
    look: Look,
    value: str,
    role: Role = "body",
    *,
    weight: Weight | None = None,
    color: str | None = None,
    align: ft.TextAlign = ft.TextAlign.START,
    lines: int | None = None,
    expand: bool | int | None = None,
) -> ft.Text:
    return ft.Text(
        value,
        style=look.style(role, weight, color),
        text_align=align,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.CLIP,
        expand=expand,
    )


def soft(
    look: Look,
    value: str,
    role: Role = "second",
    *,
    align: ft.TextAlign = ft.TextAlign.START,
    lines: int | None = None,
    expand: bool | int | None = None,
) -> ft.Text:
    """Second lines, hints and legal lines."""
    return text(
        look, value, role, color=look.colors.ink_soft, align=align, lines=lines, expand=expand
    )


def caption(look: Look, value: str, color: str | None = None) -> ft.Text:
    """A short title in capitals over a group."""
    return text(look, value.upper(), "third", weight=700, color=color or look.colors.ink_soft)


def heading(content: ft.Control, level: int = 2, *, live: bool = False) -> ft.Control:
    return ft.MergeSemantics(
        content=ft.Semantics(
            header=True, heading_level=level, live_region=live or None, content=content
        )
    )


def symbol(look: Look, icon: ft.IconData, size: float = 24, color: str | None = None) -> ft.Icon:
    return ft.Icon(icon, size=look.icon(size), color=color or look.colors.ink)


def silent(content: ft.Control, *, expand: bool | int | None = None) -> ft.Semantics:
    """Keep a picture of something already named out of the reading order."""
    return ft.Semantics(content=content, exclude_semantics=True, expand=expand)
