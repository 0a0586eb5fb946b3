"""How many records stand where, and what the three places mean."""

import flet as ft

from app.services.outgoing import SyncStatus
from app.ui.palette import Tone
from app.ui.texts import Words, msg
from app.ui.theme import Look
from app.ui.widgets.surfaces import card, icon_tile
from app.ui.widgets.text import heading, soft, symbol, text


def counters(look: Look, words: Words, status: SyncStatus) -> ft.Control:
    c = look.colors
    by_kind = ", ".join(
        f"{n} {words.code('One' if n == 1 else 'Many', kind) or kind}"
        for kind, n in status.queued_by_kind.items()
    )
    boxes = [
        _count(
            look,
            c.here,
            ft.Icons.TABLET_ANDROID_ROUNDED,
            n=status.queued,
            label=words("to send"),
            detail=by_kind,
        ),
        _count(
            look, c.attention, ft.Icons.ERROR_ROUNDED, n=status.attention, label=words("to review")
        ),
        _count(
            look,
            c.sent,
            ft.Icons.CLOUD_DONE_ROUNDED,
            n=status.sent_today,
            label=words("sent today"),
        ),
    ]
    if look.room < 620:  # noqa: PLR2004 - three numbers with their words
        return ft.Column(boxes, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    for box in boxes:
        box.expand = True
    return ft.Row(boxes, spacing=16)


def _count(
    look: Look, tone: Tone, icon: ft.IconData, *, n: int, label: str, detail: str = ""
) -> ft.Control:
    calls = tone is look.colors.attention and n > 0
    return ft.MergeSemantics(
        content=card(
            look,
            ft.Row(
                [
                    icon_tile(look, icon, tone.container, tone.text, size=56),
                    ft.Column(
                        [
                            text(look, str(n), "display"),
                            soft(look, f"{label}: {detail}" if detail else label, lines=2),
                        ],
                        spacing=0,
                        expand=True,
                        tight=True,
                    ),
                ],
                spacing=18,
            ),
            line=tone.icon if calls else None,
            padding=ft.Padding.symmetric(horizontal=24, vertical=19),
        )
    )


def meanings(look: Look, words: Words) -> ft.Control:
    c = look.colors
    lines = (
        (
            ft.Icons.TABLET_ANDROID_ROUNDED,
            c.here.icon,
            msg("Saved here."),
            msg("It is safe on this tablet."),
        ),
        (
            ft.Icons.CLOUD_DONE_ROUNDED,
            c.sent.icon,
            msg("Sent."),
            msg("The server confirmed that it has it."),
        ),
        (
            ft.Icons.ERROR_ROUNDED,
            c.attention.icon,
            msg("To review."),
            msg("A person has to decide."),
        ),
    )
    return card(
        look,
        ft.Column(
            [
                heading(text(look, words("What it means"), weight=700)),
                *[
                    ft.Row(
                        [
                            symbol(look, icon, 24, ink),
                            ft.Text(
                                spans=[
                                    ft.TextSpan(f"{words(name)} ", look.style("second", 600)),
                                    ft.TextSpan(
                                        words(meaning), look.style("second", color=c.ink_soft)
                                    ),
                                ],
                                expand=True,
                            ),
                        ],
                        spacing=12,
                        vertical_alignment=ft.CrossAxisAlignment.START,
                    )
                    for icon, ink, name, meaning in lines
                ],
            ],
            spacing=16,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
