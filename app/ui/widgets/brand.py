"""The mark, and the badge that says that nothing here is real."""

import flet as ft
import flet.canvas as cv

from app.ui.theme import Look


def logo(size: float = 48) -> ft.Control:
    return ft.Image(src="logo.svg", width=size, height=size, exclude_from_semantics=True)


def demo_badge(look: Look, ink: str | None = None) -> ft.Control:
    """«DEMO» in a dashed frame, drawn, since a border cannot be dashed; in ``ink`` on a colour."""
    c = look.colors
    width, height = 66 * look.scale, 28 * look.scale
    frame = cv.Rect(
        1,
        1,
        width - 2,
        height - 2,
        border_radius=8,
        paint=ft.Paint(
            style=ft.PaintingStyle.STROKE,
            stroke_width=1.5,
            color=ink or c.outline,
            stroke_dash_pattern=[4, 3],
        ),
    )
    return cv.Canvas(
        [frame],
        width=width,
        height=height,
        content=ft.Container(
            ft.Text(
                "DEMO",
                style=ft.TextStyle(
                    size=14 * look.scale,
                    height=20 / 14,
                    letter_spacing=0.8,
                    font_family="Hanken 700",
                    color=ink or c.ink_soft,
                ),
            ),
            width=width,
            height=height,
            alignment=ft.Alignment.CENTER,
        ),
    )
