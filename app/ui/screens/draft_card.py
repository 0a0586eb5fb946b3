"""What a form says that was left open and is here again: since when, and a way to begin anew."""

from datetime import datetime

import flet as ft

from app.ui.scene import Scene
from app.ui.widgets.buttons import button
from app.ui.widgets.surfaces import card
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import symbol, text


def draft_card(scene: Scene, saved_at: datetime, start_over: Handler) -> ft.Control:
    look, words = scene.look, scene.words
    at = words.moment(saved_at, scene.tablet.showroom.now().date())
    title = ft.Row(
        [
            symbol(look, ft.Icons.EDIT_NOTE_ROUNDED, 24, look.colors.ink_soft),
            text(look, words("Draft of {time}", time=at), weight=600, expand=True),
        ],
        spacing=12,
    )
    again = button(look, words("Start over"), start_over, identifier="start-over")
    return card(
        look,
        ft.Column([title, again], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=20,
    )
