"""How one record of the outbox reads: its kind, whose it is, what it says, where it is."""

import flet as ft

from app.services.outgoing import OutgoingRow, RowState
from app.ui.palette import Tone
from app.ui.scene import Shift
from app.ui.texts import Words
from app.ui.theme import Look
from app.ui.widgets.surfaces import tag
from app.ui.widgets.text import soft, symbol, text

ICONS = {
    "visit": ft.Icons.PERSON_ADD_ALT_1_ROUNDED,
    "attempt": ft.Icons.CALL_ROUNDED,
    "consent": ft.Icons.PRIVACY_TIP_ROUNDED,
    "retraction": ft.Icons.UNDO_ROUNDED,
    "pin_change": ft.Icons.PIN_ROUNDED,
    "appointment": ft.Icons.EVENT_ROUNDED,
    "profile": ft.Icons.BADGE_ROUNDED,
}
TABLES = {"reason": "Reason", "outcome": "Outcome", "purpose": "Purpose", "channel": "Channel"}


def title(words: Words, row: OutgoingRow) -> str:
    """Return «Visita · Ana Prueba»."""
    kind = words.code("Kind", row.kind) or row.kind
    name = row.name or (words("No data") if row.kind == "visit" else "")
    return f"{kind} · {name}" if name else kind


def details(words: Words, row: OutgoingRow) -> str:
    """Return «Renovación, interés 7»."""
    parts = []
    for what, code in row.details.items():
        if what == "intent":
            parts.append(words("interest {n}", n=code))
        elif what in TABLES:
            parts.append(words.code(TABLES[what], code) or code)
        else:
            parts.append(code)
    return ", ".join(part for part in parts if part)


def row_line(shift: Shift, row: OutgoingRow) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    tone, icon, state = where(look, words, row.state)
    today = scene.tablet.showroom.now().date()
    lines: list[ft.Control] = [text(look, title(words, row), weight=600)]
    if told := details(words, row):
        lines.append(soft(look, told))
    state_tag = tag(look, tone, icon, state)
    at = soft(look, words.moment(row.at, today), align=ft.TextAlign.RIGHT)
    head: list[ft.Control] = [
        symbol(look, ICONS.get(row.kind, ft.Icons.DESCRIPTION_ROUNDED), 24, tone.text),
        ft.Column(lines, spacing=0, expand=True, tight=True),
    ]
    wide = look.room >= 760  # noqa: PLR2004 - words, tag and hour in one line
    content: ft.Control = ft.Row([*head, state_tag, at], spacing=16)
    if not wide:
        content = ft.Column(
            [ft.Row(head, spacing=16), ft.Row([state_tag, at], spacing=12, wrap=True)], spacing=6
        )
    return ft.MergeSemantics(
        content=ft.Semantics(
            identifier=f"record-{row.record}",
            content=ft.Container(
                content,
                border=ft.Border(top=ft.BorderSide(c.edge, c.hairline)),
                padding=ft.Padding.symmetric(vertical=11),
            ),
        )
    )


def where(look: Look, words: Words, state: RowState) -> tuple[Tone, ft.IconData, str]:
    c = look.colors
    match state:
        case RowState.QUEUED:
            return c.here, ft.Icons.TABLET_ANDROID_ROUNDED, words("Saved here")
        case RowState.SENDING:
            return c.here, ft.Icons.SYNC_ROUNDED, words("Leaving")
        case RowState.SENT:
            return c.sent, ft.Icons.CLOUD_DONE_ROUNDED, words("Sent")
        case RowState.ATTENTION:
            return c.attention, ft.Icons.ERROR_ROUNDED, words("To review")
