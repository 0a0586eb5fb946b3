"""«Inicio»: two tiles, the day so far, and what comes next."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

import flet as ft

from app.services.capture import Draft
from app.services.contact_list import ContactRow
from app.services.form_drafts import Unfinished
from app.services.home import HomeBoard
from app.ui.frame import frame
from app.ui.hooks import kept
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene, Shift, ask
from app.ui.screens.alert_notes import alert_notes
from app.ui.screens.home_tiles import (
    contacts_tile,
    decide_strip,
    desk_tiles,
    redeem_strip,
    visit_tile,
)
from app.ui.texts import Words, first_name
from app.ui.theme import ACTION_COLUMN, Look
from app.ui.widgets.buttons import button
from app.ui.widgets.contact_lines import hour_of, reason_line
from app.ui.widgets.layout import page, side_by_side
from app.ui.widgets.surfaces import card, empty
from app.ui.widgets.tap import tap
from app.ui.widgets.text import heading, soft, symbol, text

SHOWN_NEXT = 3
FITS = 2  # strips and the row of desks beside two tiles
TILE_HEIGHT = 220
EVENING = 20
AFTERNOON = 12
_ROUTES = {
    "test_drive": Route.TEST_DRIVE,
    "appointment": Route.APPOINTMENT,
    "contact_received": Route.RECEIVED,
}


@kept
def Home(shift: Shift, pulse: Pulse) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    now = scene.tablet.showroom.now()
    board = pulse.board
    body: ft.Control = ft.Container()
    if board:
        body = _body(shift, pulse, board, now)
    return frame(
        shift,
        pulse,
        f"{_greeting(words, now)}, {first_name(shift.actor.name)}",
        f"{words.long_day(now.date())} · {shift.branch.name}",
        body,
        greeting=True,
    )


def _greeting(words: Words, now: datetime) -> str:
    if now.hour < AFTERNOON:
        return words("Good morning")
    return words("Good afternoon") if now.hour < EVENING else words("Good evening")


def _body(shift: Shift, pulse: Pulse, board: HomeBoard, now: datetime) -> ft.Control:
    look = shift.scene.look
    tiles: list[ft.Control] = [visit_tile(shift), contacts_tile(shift, board)]
    urgent = alert_notes(shift, pulse, board.alerts)
    strip = [decide_strip(shift, pulse)] if pulse.to_decide or pulse.joined else []
    strip += [redeem_strip(shift, pulse.vouchers)] if pulse.vouchers else []
    strip += _left_open(shift, pulse, board)
    today = _today(shift, board, now)
    desk = desk_tiles(shift)
    if not look.columns:
        return page(look, [*urgent, *tiles, desk, *strip, today], spacing=16, top=0)
    right = ft.Container(today, width=ACTION_COLUMN)
    return side_by_side(look, _left(look, urgent, tiles, [desk, *strip]), right, top=0)


def _left(
    look: Look, urgent: list[ft.Control], tiles: list[ft.Control], under: list[ft.Control]
) -> ft.Control:
    """Let the tiles fill what is left; where too much is said besides, the column scrolls."""
    if len(urgent) + len(under) > FITS:
        tall = [ft.Container(tile, height=TILE_HEIGHT * look.scale) for tile in tiles]
        return ft.ListView([*urgent, *tall, *under], spacing=16, expand=True)
    return ft.Column(
        [*urgent, *[ft.Container(tile, expand=True) for tile in tiles], *under],
        spacing=16,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _left_open(shift: Shift, pulse: Pulse, board: HomeBoard) -> list[ft.Control]:
    """Return the strip of the form that was left open last."""
    draft, other = board.draft, board.unfinished
    if other is not None and (draft is None or other.saved_at >= draft.saved_at):
        return [_unfinished(shift, pulse, other)]
    return [_unfinished_visit(shift, pulse, draft)] if draft else []


def _unfinished_visit(shift: Shift, pulse: Pulse, draft: Draft) -> ft.Control:
    scene, words, form = shift.scene, shift.scene.words, draft.form

    async def discard() -> None:
        await ask(scene.tablet.capture.discard_draft, shift.actor)
        await pulse.refresh(scene.tablet, shift.actor)

    about = [form.name or form.phone, words.of(form.reason) if form.reason else ""]
    title = words("Unfinished visit, {time}", time=_moment(shift, draft.saved_at))
    return _draft_strip(scene, title, about, Place(Route.NEW_VISIT), discard)


def _unfinished(shift: Shift, pulse: Pulse, left: Unfinished) -> ft.Control:
    scene, words = shift.scene, shift.scene.words

    async def discard() -> None:
        await ask(scene.tablet.touches.discard_unfinished, shift.actor, left)
        await pulse.refresh(scene.tablet, shift.actor)

    what = words.code("InteractionKind", left.kind)
    title = words("{what} not finished, {time}", what=what, time=_moment(shift, left.saved_at))
    place = Place(_ROUTES[left.kind], customer=left.customer)
    return _draft_strip(scene, title, [left.name], place, discard)


def _moment(shift: Shift, at: datetime) -> str:
    return shift.scene.words.moment(at, shift.scene.tablet.showroom.now().date())


def _draft_strip(
    scene: Scene,
    title: str,
    about: list[str],
    place: Place,
    discard: Callable[[], Awaitable[None]],
) -> ft.Control:
    look, words = scene.look, scene.words

    async def resume() -> None:
        scene.go(place)

    lines = ft.Row(
        [
            symbol(look, ft.Icons.EDIT_NOTE_ROUNDED, 28, look.colors.ink_soft),
            ft.Column(
                [
                    text(look, title, weight=600),
                    soft(look, " · ".join([part for part in about if part] + [words("draft")])),
                ],
                spacing=0,
                expand=look.columns,
                tight=True,
            ),
        ],
        spacing=16,
        expand=look.columns,
    )
    actions = ft.Row(
        [
            button(
                look, words("Discard"), scene.act(discard), identifier="draft-discard", kind="quiet"
            ),
            button(
                look, words("Continue"), scene.act(resume), identifier="draft-resume", kind="tonal"
            ),
        ],
        spacing=8,
        tight=True,
    )
    content = (
        ft.Row([lines, actions], spacing=16)
        if look.columns
        else ft.Column([lines, actions], spacing=8)
    )
    return card(look, content, padding=ft.Padding.only(left=20, right=16, top=14, bottom=14))


def _today(shift: Shift, board: HomeBoard, now: datetime) -> ft.Control:
    scene, look, words = shift.scene, shift.scene.look, shift.scene.words

    async def open_contacts() -> None:
        scene.go(Place(Route.CONTACTS))

    rows = [_next_row(shift, row, now.date()) for row in board.next[:SHOWN_NEXT]]
    all_of_them = tap(
        ft.Row(
            [
                text(
                    look,
                    words.count("See the contact", "See the {n} contacts", board.dues_count),
                    weight=600,
                    color=look.colors.primary,
                    expand=True,
                ),
                symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, look.colors.primary),
            ]
        ),
        scene.act(open_contacts),
        identifier="see-contacts",
        padding=ft.Padding.symmetric(vertical=look.room_around("body", 60)),
        border=ft.Border(top=ft.BorderSide(look.colors.edge, look.colors.hairline)),
    )
    nothing = empty(
        look,
        ft.Icons.DONE_ALL_ROUNDED,
        words("Nothing pending today"),
        words("New contacts appear here by themselves."),
    )
    following = (
        [*rows, ft.Container(expand=look.columns), all_of_them]
        if rows
        else [ft.Container(nothing, padding=24, expand=look.columns, alignment=ft.Alignment.CENTER)]
    )
    return card(
        look,
        ft.Column(
            [
                ft.Row(
                    [
                        heading(text(look, words("Today"), "name")),
                        soft(look, words("until {time}", time=words.clock(now))),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                ),
                ft.Container(height=20),
                _figures(look, words, board),
                ft.Container(height=28),
                heading(text(look, words("Coming up"), "name")),
                ft.Container(height=12),
                *following,
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=24, right=24, top=24, bottom=8),
        expand=look.columns or None,
    )


def _figures(look: Look, words: Words, board: HomeBoard) -> ft.Control:
    figures = (
        (board.visits_today, words.count("visit", "visits", board.visits_today)),
        (
            board.contacts_done_today,
            words.count("contact made", "contacts made", board.contacts_done_today),
        ),
    )
    return ft.Row(
        [
            ft.MergeSemantics(
                expand=True,
                content=ft.Column(
                    [text(look, str(figure), "figure"), soft(look, label)], spacing=2, tight=True
                ),
            )
            for figure, label in figures
        ],
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=12,
    )


def _next_row(shift: Shift, row: ContactRow, today: date) -> ft.Control:
    scene, look, words = shift.scene, shift.scene.look, shift.scene.words

    async def open_card() -> None:
        scene.go(Place(Route.CONTACTS, due=row.due))

    second = reason_line(words, row)
    if row.attempt > 1:
        programme = words.code("Programme", row.programme)
        second = f"{programme} · {words('attempt {n} of {m}', n=row.attempt, m=row.tries)}"
    return tap(
        ft.Row(
            [
                ft.Container(
                    text(look, hour_of(words, row, today), weight=700), width=60 * look.scale
                ),
                ft.Column(
                    [text(look, row.name, weight=600), soft(look, second)],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
            ],
            spacing=14,
        ),
        scene.act(open_card),
        identifier=f"next-{row.due}",
        padding=ft.Padding.symmetric(vertical=16),
        border=ft.Border(top=ft.BorderSide(look.colors.edge, look.colors.hairline)),
    )
