"""Three boxes, all off: an unticked box is no answer and writes nothing."""

from collections.abc import Callable

import flet as ft

from app.domain.consent import Channel
from app.services.capture import MARKETING_CHANNELS
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.buttons import button
from app.ui.widgets.surfaces import card
from app.ui.widgets.tap import Handler, State, tap
from app.ui.widgets.text import heading, soft, symbol, text


def consent_strip(
    look: Look,
    words: Words,
    ticked: frozenset[Channel],
    toggle: Callable[[Channel], Handler],
    read_notice: Handler,
    *,
    promise: str = "",
) -> ft.Control:
    """``promise`` says what the data are for, where it is no visit."""
    boxes = [
        check_row(
            look,
            words.of(channel),
            toggle(channel),
            checked=channel in ticked,
            identifier=f"marketing-{channel}",
            name=words("Offers by: {channel}", channel=words.of(channel)),
        )
        for channel in MARKETING_CHANNELS
    ]
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        heading(text(look, words("Permissions"), weight=600)),
                        button(
                            look,
                            words("Read the notice"),
                            read_notice,
                            identifier="read-notice",
                            kind="quiet",
                        ),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                ),
                ft.Row(
                    [
                        symbol(look, ft.Icons.INFO_ROUNDED, 20, look.colors.ink_soft),
                        soft(
                            look, promise or words("We will answer about this visit."), expand=True
                        ),
                    ],
                    spacing=10,
                ),
                ft.Container(height=8),
                text(look, words("Wants to receive offers by"), "second", weight=600),
                ft.Column(boxes, spacing=0)
                if look.columns
                else ft.Row(boxes, spacing=24, wrap=True),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=20, right=8, top=6, bottom=6),
    )


def check_row(
    look: Look,
    label: str,
    on_click: Handler,
    *,
    checked: bool,
    identifier: str,
    name: str,
    height: float = 48,
) -> ft.Control:
    """A box of 28 with its word; the whole row is the target, ``height`` its least."""
    c = look.colors
    side = look.icon(28)
    box = ft.Container(
        symbol(look, ft.Icons.CHECK_ROUNDED, 22, c.on_primary) if checked else None,
        width=side,
        height=side,
        border_radius=8,
        bgcolor=c.primary if checked else c.card,
        border=ft.Border.all(2, c.primary if checked else c.outline),
        alignment=ft.Alignment.CENTER,
    )
    return tap(
        ft.Row(
            [box, text(look, label, "second", weight=600 if checked else 500)],
            spacing=14,
            tight=not look.columns,
        ),
        on_click,
        identifier=identifier,
        label=name,
        state=State(checked=checked),
        border_radius=12,
        padding=ft.Padding.symmetric(vertical=max(10, (height - look.icon(28)) / 2)),
    )
