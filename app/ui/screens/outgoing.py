"""«Envíos»: what waits here, what needs a person, what arrived, and «Enviar ahora»."""

import flet as ft

from app.services.outgoing import Lists, OutgoingRow, SyncStatus
from app.ui.frame import frame
from app.ui.hooks import Put, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Shift, ask
from app.ui.screens.day_close import backup_button
from app.ui.screens.outgoing_legend import counters, meanings
from app.ui.screens.outgoing_review import Discard, review_card
from app.ui.screens.outgoing_rows import row_line
from app.ui.widgets.buttons import main_button
from app.ui.widgets.layout import page
from app.ui.widgets.surfaces import card, empty
from app.ui.widgets.text import heading, soft, text

SIDE = 336
NOT_READ: Lists | None = None
NOBODY: OutgoingRow | None = None


@kept
def Outgoing(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    lists, set_lists = state(NOT_READ)
    discarding, set_discarding = state(NOBODY)

    async def load() -> None:
        set_lists(await ask(scene.tablet.outgoing.lists))

    def close() -> None:
        set_discarding(None)

    ft.use_effect(load, [pulse.beat])
    ft.use_dialog(Discard(shift, pulse, discarding, close).dialog() if discarding else None)
    status = pulse.status
    where = f"{scene.tablet.showroom.device()}, {shift.branch.name}"
    subtitle = where
    if status and status.last_ok:
        today = scene.tablet.showroom.now().date()
        last = words("Last sync {time}", time=words.moment(status.last_ok, today))
        subtitle = f"{last} · {where}"
    content: ft.Control = ft.Container()
    if status and lists:
        content = _content(shift, pulse, status, lists, set_discarding)
    backup = [backup_button(shift)] if status and status.queued else []
    return frame(shift, pulse, words("Outgoing"), subtitle, content, *backup)


def _content(
    shift: Shift, pulse: Pulse, status: SyncStatus, lists: Lists, discard: Put[OutgoingRow | None]
) -> ft.Control:
    look = shift.scene.look
    counts = counters(look, shift.scene.words, status)
    reviews = [review_card(shift, pulse, row, discard) for row in lists.attention]
    waiting, sent = _waiting(shift, lists), _sent(shift, lists)
    side = [meanings(look, shift.scene.words)]
    if not look.columns:
        return page(
            look,
            [counts, *reviews, waiting, sent, *side],
            spacing=16,
            pinned=_send(shift, pulse, status),
        )
    flow = ft.ListView([*reviews, waiting, sent], spacing=16, expand=True)
    column = ft.Column(
        [*side, ft.Container(expand=True), _send(shift, pulse, status)],
        spacing=16,
        width=SIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    both: list[ft.Control] = [flow, column]
    return ft.Container(
        ft.Column(
            [
                counts,
                ft.Row(
                    both[::-1] if look.left_handed else both,
                    spacing=16,
                    expand=True,
                    vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
            ],
            spacing=16,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=32, right=24, top=4, bottom=24),
    )


def _waiting(shift: Shift, lists: Lists) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    if not lists.queued:
        return card(
            look,
            empty(
                look,
                ft.Icons.CLOUD_DONE_ROUNDED,
                words("All sent"),
                words("Nothing waits on this tablet."),
                tone=look.colors.sent,
            ),
            padding=32,
        )
    return _list(
        shift, words("To send"), words("leave by themselves when there is a network"), lists.queued
    )


def _sent(shift: Shift, lists: Lists) -> ft.Control:
    words = shift.scene.words
    if not lists.sent:
        return ft.Container()
    return _list(shift, words("Sent to the server"), words("the server has them"), lists.sent)


def _list(shift: Shift, title: str, hint: str, rows: tuple[OutgoingRow, ...]) -> ft.Control:
    look = shift.scene.look
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [heading(text(look, title, weight=700)), soft(look, hint)],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                    wrap=True,
                ),
                ft.Container(height=8),
                *[row_line(shift, row) for row in rows],
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=24, right=24, top=16, bottom=4),
    )


def _send(shift: Shift, pulse: Pulse, status: SyncStatus) -> ft.Control:
    scene = shift.scene
    look, words = scene.look, scene.words

    async def send() -> None:
        await ask(scene.tablet.outgoing.send_now)
        scene.say(Message(words("Sending"), words("This screen tells what arrives.")))
        await pulse.refresh(scene.tablet, shift.actor)

    return ft.Column(
        [
            ft.Semantics(
                identifier="sending-hint",
                live_region=True,
                content=soft(look, _hint(shift, status), align=ft.TextAlign.CENTER),
            ),
            main_button(
                look,
                words("Send now"),
                ft.Icons.SYNC_ROUNDED,
                scene.act(send),
                identifier="send-now",
                busy=status.sending,
            ),
        ],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _hint(shift: Shift, status: SyncStatus) -> str:
    words = shift.scene.words
    parts = []
    if status.sending:
        parts.append(words("Sending now"))
    elif status.problem and not status.online:
        parts.append(words.of(status.problem))
    if not status.sending and status.next_attempt:
        parts.append(words("Next try at {time}.", time=words.clock(status.next_attempt)))
    if status.clock_off_minutes:
        off = abs(status.clock_off_minutes)
        parts.append(
            words.count("The clock is {n} minute off.", "The clock is {n} minutes off.", off)
        )
    return " ".join(parts) or words("Sent by themselves, oldest first")
