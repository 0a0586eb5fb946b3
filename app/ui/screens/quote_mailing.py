"""A saved quote by e-mail: where it shall go, and how it fares."""

import flet as ft

from app.ui.screens.quote_desk import QuoteDesk, QuoteView
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.mail_state import mail_state


def mailing(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    """Return the way to an e-mail: one tap asks where it shall go, another one sends it."""
    scene, doubt = desk.shift.scene, view.address_doubt
    look, words = scene.look, scene.words
    if not view.asks_address:
        return [
            button(
                look,
                words("E-mail"),
                scene.act(desk.ask_address),
                identifier="quote-mail",
                icon=ft.Icons.MAIL_ROUNDED,
                height=56,
            )
        ]
    return [
        field(
            look,
            words("E-mail"),
            desk.address,
            scene.typed(desk.type_address),
            identifier="mail-to",
            sentence=words.of(doubt) if doubt else None,
            on_submit=scene.act(desk.send_mail),
            keyboard_type=ft.KeyboardType.EMAIL,
        ),
        button(
            look,
            words("Send by e-mail"),
            scene.act(desk.send_mail),
            identifier="mail-send",
            kind="tonal",
            icon=ft.Icons.SEND_ROUNDED,
            height=56,
        ),
    ]


def mail_tag(desk: QuoteDesk, view: QuoteView) -> list[ft.Control]:
    scene, mail = desk.shift.scene, view.mail
    look, words = scene.look, scene.words
    if mail is None:
        return []
    return [mail_state(look, words, mail, "quote-mailed")]
