"""Where are the records: sent, waiting here, offline, or in need of a person?"""

from datetime import date
from typing import NamedTuple

import flet as ft

from app.services.outgoing import SyncStatus
from app.ui.palette import Tone
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import symbol, text


class Sending(NamedTuple):
    """What the pill says: always an icon, a word and a colour."""

    tone: Tone
    icon: ft.IconData
    words: str
    detail: str


def sending(look: Look, words: Words, status: SyncStatus, today: date) -> Sending:
    c = look.colors
    waiting = words.count("{n} to send", "{n} to send", status.queued) if status.queued else ""
    last = words.moment(status.last_ok, today) if status.last_ok else ""
    if status.attention:
        to_review = words.count("{n} to review", "{n} to review", status.attention)
        return Sending(c.attention, ft.Icons.ERROR_ROUNDED, to_review, waiting)
    if not status.online:
        return Sending(c.offline, ft.Icons.CLOUD_OFF_ROUNDED, words("Offline"), waiting)
    if status.queued:
        detail = words("last sync {time}", time=last) if last else ""
        return Sending(c.here, ft.Icons.TABLET_ANDROID_ROUNDED, waiting, detail)
    return Sending(c.sent, ft.Icons.CLOUD_DONE_ROUNDED, words("All sent"), last)


def sync_pill(look: Look, said: Sending, on_click: Handler, *, short: bool) -> ft.Control:
    detail = "" if short or not said.detail else f"· {said.detail}"
    words: list[ft.Control] = [text(look, said.words, "second", weight=600, color=said.tone.text)]
    if detail:
        words.append(text(look, detail, "second", weight=500, color=said.tone.text))
    return tap(
        ft.Row(
            [symbol(look, said.icon, 24, said.tone.text), ft.Row(words, spacing=5, tight=True)],
            spacing=10,
            tight=True,
        ),
        on_click,
        identifier="sync-pill",
        label=f"{said.words}{f', {said.detail}' if said.detail else ''}",
        bgcolor=said.tone.container,
        border=ft.Border.all(1.5, said.tone.text) if look.contrast else None,
        border_radius=60,
        padding=ft.Padding.only(
            left=14,
            right=18,
            top=look.room_around("second", 48),
            bottom=look.room_around("second", 48),
        ),
    )
