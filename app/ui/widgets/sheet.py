"""A sheet over the screen: something to read or one small choice, closed by a tap."""

from collections.abc import Callable, Sequence

import flet as ft

from app.ui.scene import Scene
from app.ui.theme import rounded
from app.ui.widgets.buttons import button
from app.ui.widgets.text import heading, text

WIDTH = 560


def sheet(
    scene: Scene,
    title: str,
    content: Sequence[ft.Control],
    close: Callable[[], None],
    *actions: ft.Control,
) -> ft.AlertDialog:
    look = scene.look

    async def shut() -> None:
        close()

    def dismissed() -> None:
        close()

    away = button(
        look, scene.words("Close"), scene.act(shut), identifier="close-sheet", kind="quiet"
    )
    return ft.AlertDialog(
        title=heading(text(look, title, "title")),
        content=ft.Container(
            ft.Column(
                list(content),
                spacing=16,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            width=min(WIDTH * look.scale, look.width - 96),
        ),
        actions=[away, *actions],
        scrollable=True,
        bgcolor=look.colors.card,
        shape=rounded(28),
        content_padding=ft.Padding.only(left=24, right=24, top=16, bottom=8),
        actions_overflow_button_spacing=12,  # where they stand one below the other
        actions_padding=ft.Padding.only(left=16, right=24, top=8, bottom=20),
        on_dismiss=dismissed,
    )
