"""«Por revisar»: why the server refused a record, its value, and the way to put it right."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.problems import Code, Problem
from app.services.outgoing import OutgoingRow
from app.ui.hooks import state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.outgoing_rows import details, title
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import card
from app.ui.widgets.text import heading, soft, symbol, text


def review_card(
    shift: Shift, pulse: Pulse, row: OutgoingRow, discard: Callable[[OutgoingRow], None]
) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    c = look.colors
    today = scene.tablet.showroom.now().date()
    told = details(words, row)
    return card(
        look,
        ft.Semantics(
            identifier=f"review-{row.record}",
            content=ft.Column(
                [
                    ft.Row(
                        [
                            symbol(look, ft.Icons.ERROR_ROUNDED, 24, c.attention.icon),
                            text(look, words("To review"), weight=700, color=c.attention.icon),
                        ],
                        spacing=12,
                    ),
                    ft.Container(height=4),
                    heading(
                        text(look, f"{title(words, row)}, {words.moment(row.at, today)}", "name")
                    ),
                    *([soft(look, told)] if told else []),
                    _why(shift, row),
                    ft.Container(height=8),
                    _ways_out(shift, pulse, row, discard),
                ],
                spacing=6,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
        ),
    )


def _why(shift: Shift, row: OutgoingRow) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    reason = words.of(row.code or Code.SERVER_ERROR)
    where = words.code("Field", row.field.split(".")[-1]) if row.field else ""
    reason = f"{reason} ({where})" if where else reason
    return ft.Text(
        spans=[
            ft.TextSpan(f"{words('The server did not accept it:')} ", _plain(shift)),
            ft.TextSpan(f"{reason.rstrip('.')}.", look.style("body", 600)),
            ft.TextSpan(
                f" {words('It is still on this tablet; nothing was lost.')}", _plain(shift)
            ),
        ]
    )


def _plain(shift: Shift) -> ft.TextStyle:
    look = shift.scene.look
    return look.style("body", color=look.colors.ink_soft)


def _ways_out(
    shift: Shift, pulse: Pulse, row: OutgoingRow, discard: Callable[[OutgoingRow], None]
) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words

    async def correct() -> None:
        scene.go(Place(Route.NEW_VISIT, correcting=row.record, form=row.form))

    async def again() -> None:
        await ask(scene.tablet.outgoing.resend, shift.actor, row.record)
        scene.say(Message(words("Saved on this tablet"), title(words, row)))
        await pulse.refresh(scene.tablet, shift.actor)

    async def give_up() -> None:
        discard(row)

    ways: list[ft.Control] = []
    erased = row.code is Code.ERASED  # it can only be given up
    if row.form is not None and not erased:
        ways.append(
            button(
                look,
                words("Correct"),
                scene.act(correct),
                identifier=f"correct-{row.record}",
                kind="tonal",
                icon=ft.Icons.EDIT_ROUNDED,
                height=56,
            )
        )
    if not erased:
        ways.append(
            button(
                look,
                words("Send again"),
                scene.act(again),
                identifier=f"resend-{row.record}",
                kind="outlined" if ways else "tonal",
                icon=ft.Icons.SYNC_ROUNDED,
                height=56,
            )
        )
    ways.append(
        button(
            look,
            words("Discard"),
            scene.act(give_up),
            identifier=f"discard-{row.record}",
            kind="quiet",
            height=56,
        )
    )
    return ft.Row(ways, spacing=8, run_spacing=8, wrap=True)


@dataclass(frozen=True)
class Discard:
    """The question before a record is given up: it cannot be undone, so it is typed."""

    shift: Shift
    pulse: Pulse
    row: OutgoingRow
    close: Callable[[], None]

    def dialog(self) -> ft.AlertDialog:
        words = self.shift.scene.words
        return sheet(
            self.shift.scene,
            words("Discard {what}?", what=title(words, self.row)),
            [DiscardForm(self.shift, self.pulse, self.row, self.close)],
            self.close,
        )


@ft.component
def DiscardForm(
    shift: Shift, pulse: Pulse, row: OutgoingRow, close: Callable[[], None]
) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words
    typed, set_typed = state("")
    sentence, set_sentence = state("")

    async def discard() -> None:
        try:
            await ask(scene.tablet.outgoing.discard, shift.actor, row.record, typed)
        except Problem as problem:
            if problem.code is not Code.INVALID_FIELD:
                raise
            set_sentence(words("It is not what is asked: {asked}", asked=row.confirmation))
            return
        close()
        scene.say(Message(words("Discarded"), words("It stays noted, with your name.")))
        await pulse.refresh(scene.tablet, shift.actor)

    return ft.Column(
        [
            text(look, words("It will not reach the server. This cannot be undone.")),
            field(
                look,
                words("Type {asked}", asked=row.confirmation),
                typed,
                scene.typed(set_typed),
                identifier="discard-confirmation",
                sentence=sentence or None,
            ),
            button(
                look,
                words("Discard"),
                scene.act(discard),
                identifier="discard-confirm",
                kind="danger",
                height=56,
            ),
        ],
        spacing=16,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
