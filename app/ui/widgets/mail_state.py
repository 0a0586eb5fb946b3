"""How an e-mail fares that was asked for here: waiting, sent, or given up."""

import flet as ft

from app.domain.quote_mails import MailState
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.surfaces import tag


def mail_state(look: Look, words: Words, mail: MailState, identifier: str) -> ft.Control:
    tones = {MailState.SENT: look.colors.sent, MailState.FAILED: look.colors.attention}
    shown = tag(look, tones.get(mail, look.colors.here), ft.Icons.MAIL_ROUNDED, words.of(mail))
    return ft.Semantics(identifier=identifier, content=shown)
