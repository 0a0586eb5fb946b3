"""Where things stand: content with its action column, or one column that scrolls."""

from collections.abc import Sequence

import flet as ft

from app.ui.theme import Look

LEFT, RIGHT, BOTTOM = 32, 24, 24


def side_by_side(
    look: Look, content: ft.Control, actions: ft.Control, *, top: float = 4, gap: float = 24
) -> ft.Control:
    """Content with its action column at the hand that works."""
    columns = [content, actions]
    return ft.Container(
        ft.Row(
            columns[::-1] if look.left_handed else columns,
            spacing=gap,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=LEFT, right=RIGHT, bottom=BOTTOM, top=top),
        expand=True,
    )


def flow(sections: Sequence[ft.Control], *, spacing: float = 18) -> ft.Control:
    """A column of questions that scrolls; room above and below, or its end cuts a line."""
    padding = ft.Padding.symmetric(vertical=8)
    return ft.ListView(list(sections), spacing=spacing, expand=True, padding=padding)


def under(above: Sequence[ft.Control], section: ft.Control, *, spacing: float = 18) -> ft.Control:
    """Return a section with what may come and go above it, at a place that stays.

    Flutter knows the parts of a list by their place alone: a field whose place changes is made
    anew, or taken for its neighbour, and what is being typed into it is lost.
    """
    over = ft.Container(
        ft.Column(
            list(above),
            spacing=spacing,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(bottom=spacing if above else 0),
    )
    return ft.Column(
        [over, section],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def page(
    look: Look,
    sections: Sequence[ft.Control],
    *,
    spacing: float = 24,
    top: float = 4,
    pinned: ft.Control | None = None,
) -> ft.Control:
    """One column that scrolls, with what must stay in reach pinned under it."""
    scrolled = ft.ListView(
        list(sections),
        spacing=spacing,
        padding=ft.Padding.only(left=LEFT, right=RIGHT, top=top, bottom=BOTTOM),
        expand=True,
    )
    if pinned is None:
        return scrolled
    c = look.colors
    foot = ft.Container(
        pinned,
        bgcolor=c.ground,
        border=ft.Border(top=ft.BorderSide(c.edge, c.hairline)),
        padding=ft.Padding.only(left=LEFT, right=RIGHT, top=12, bottom=16),
    )
    return ft.Column(
        [scrolled, foot], spacing=0, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
