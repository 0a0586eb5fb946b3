"""The tiles of «Inicio»: one for each thing that can be begun."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import flet as ft

from app.services.home import HomeBoard
from app.ui.nav import has_room
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene, Shift
from app.ui.widgets.surfaces import card, icon_tile, tag
from app.ui.widgets.tap import Handler, tap
from app.ui.widgets.text import soft, symbol, text

DESKS_FROM = 700  # room that holds three words beside their icons, none of them broken


def visit_tile(shift: Shift) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words

    async def open_form() -> None:
        shift.scene.go(Place(Route.NEW_VISIT))

    face = ft.Column(
        [
            icon_tile(look, ft.Icons.PERSON_ADD_ALT_1_ROUNDED, "#29FFFFFF", "#FFFFFF"),
            ft.Column(
                [
                    text(look, words("New visit"), "tile", color="#FFFFFF"),
                    text(look, words("Two fields and done, online or not"), color="#E6FFFFFF"),
                ],
                spacing=4,
                tight=True,
            ),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        spacing=28,
    )
    pane = ft.Image(src="glass.svg", fit=ft.BoxFit.FILL, exclude_from_semantics=True)
    glass = ft.Container(pane, right=0, top=0, bottom=0, width=260)
    picture = ft.Stack(
        [glass, ft.Container(face, padding=_tile_padding(), expand=True)], expand=True
    )
    return tap(
        picture if look.columns else ft.Container(picture, height=max(220, 200 * look.scale)),
        shift.scene.act(open_form),
        identifier="tile-new-visit",
        label=f"{words('New visit')}. {words('Two fields and done, online or not')}",
        bgcolor=look.colors.hero,
        border_radius=24,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def contacts_tile(shift: Shift, board: HomeBoard) -> ft.Control:
    look, words = shift.scene.look, shift.scene.words
    c = look.colors

    async def open_contacts() -> None:
        shift.scene.go(Place(Route.CONTACTS))

    tags: list[ft.Control] = []
    if board.due_today:
        due = words.count("{n} due today", "{n} due today", board.due_today)
        tags.append(tag(look, c.here, ft.Icons.SCHEDULE_ROUNDED, due))
    if board.due_this_week:
        tags.append(soft(look, words("{n} this week", n=board.due_this_week)))
    if not tags:
        tags.append(soft(look, words("Nothing pending today")))
    return tap(
        ft.Column(
            [
                ft.Row(
                    [
                        icon_tile(look, ft.Icons.CONTACT_PHONE_ROUNDED, c.pale, c.on_pale),
                        ft.Column(
                            [
                                text(look, str(board.dues_count), "giant"),
                                soft(look, words("to contact")),
                            ],
                            spacing=0,
                            tight=True,
                            horizontal_alignment=ft.CrossAxisAlignment.END,
                        ),
                    ],
                    alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                ),
                ft.Column(
                    [
                        text(look, words("My contacts"), "tile"),
                        ft.Row(tags, spacing=8, run_spacing=6, wrap=True),
                    ],
                    spacing=6,
                    tight=True,
                ),
            ],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            spacing=28,
        ),
        shift.scene.act(open_contacts),
        identifier="tile-contacts",
        border_radius=24,
        bgcolor=c.card,
        border=ft.Border.all(c.edge, c.hairline),
        shadow=ft.BoxShadow(blur_radius=6, color=c.shadow, offset=ft.Offset(0, 1)),
        padding=_tile_padding(),
    )


def desk_tiles(shift: Shift) -> ft.Control:
    """What else is begun here, and the list of complaints where the bar has no room for it."""
    scene, words = shift.scene, shift.scene.words
    look = scene.look

    async def open_event() -> None:
        scene.go(Place(Route.EVENT))

    async def open_complaint() -> None:
        scene.go(Place(Route.COMPLAINT))

    async def open_complaints() -> None:
        scene.go(Place(Route.COMPLAINTS))

    async def open_workshop() -> None:
        scene.go(Place(Route.WORKSHOP))

    def tile(label: str, icon: ft.IconData, action: Handler, identifier: str) -> ft.Control:
        c = look.colors
        face = ft.Row(
            [
                icon_tile(look, icon, c.pale, c.on_pale, size=56),
                text(look, label, "name", expand=True),
            ],
            spacing=16,
        )
        return tap(
            face,
            action,
            identifier=identifier,
            label=label,
            expand=True,
            border_radius=24,
            bgcolor=c.card,
            border=ft.Border.all(c.edge, c.hairline),
            padding=ft.Padding.symmetric(horizontal=20, vertical=16),
        )

    begun = [
        tile(words("Event"), ft.Icons.QR_CODE_2_ROUNDED, scene.act(open_event), "tile-event"),
        tile(
            words("Complaint"),
            ft.Icons.FEEDBACK_ROUNDED,
            scene.act(open_complaint),
            "tile-complaint",
        ),
        tile(
            words("Workshop"),
            ft.Icons.CAR_REPAIR_ROUNDED,
            scene.act(open_workshop),
            "tile-workshop",
        ),
    ]
    listed = tile(
        words("Complaints"),
        ft.Icons.LIST_ALT_ROUNDED,
        scene.act(open_complaints),
        "tile-complaints",
    )
    rows = [begun] if look.room >= DESKS_FROM else [[each] for each in begun]
    if not has_room(look):
        rows.append([listed])
    return ft.Column([ft.Row(row, spacing=16) for row in rows], spacing=16, tight=True)


def decide_strip(shift: Shift, pulse: Pulse) -> ft.Control:
    """The way to the customers of whom a chief says whether they are one person, or were."""
    scene, words = shift.scene, shift.scene.words

    async def open_questions() -> None:
        scene.go(Place(Route.DECIDE if pulse.to_decide else Route.JOINED))

    told = words.count("{n} case to decide", "{n} cases to decide", pulse.to_decide)
    asked = words("Are they the same person?")
    if not pulse.to_decide:
        told = words.count("{n} joined lately", "{n} joined lately", pulse.joined)
        asked = words("Two cards that became one")
    name = "tile-decide" if pulse.to_decide else "tile-joined"
    told_of = _Strip(told, asked, ft.Icons.PEOPLE_ALT_ROUNDED, name)
    return _strip(scene, told_of, open_questions)


def redeem_strip(shift: Shift, vouchers: int) -> ft.Control:
    """The way to the desk at which a customer fetches a gift."""
    scene, words = shift.scene, shift.scene.words

    async def open_desk() -> None:
        scene.go(Place(Route.REDEEM))

    told = words.count("{n} voucher to be collected", "{n} vouchers to be collected", vouchers)
    told_of = _Strip(words("Redeem a voucher"), told, ft.Icons.REDEEM_ROUNDED, "tile-redeem")
    return _strip(scene, told_of, open_desk)


class _Strip(NamedTuple):
    title: str
    detail: str
    icon: ft.IconData
    identifier: str


def _strip(scene: Scene, told: _Strip, action: Callable[[], Awaitable[None]]) -> ft.Control:
    look = scene.look
    face = ft.Row(
        [
            symbol(look, told.icon, 28, look.colors.ink_soft),
            ft.Column(
                [text(look, told.title, weight=600), soft(look, told.detail)],
                spacing=0,
                expand=True,
                tight=True,
            ),
            symbol(look, ft.Icons.CHEVRON_RIGHT_ROUNDED, 24, look.colors.primary),
        ],
        spacing=16,
    )
    return tap(
        card(look, face, padding=ft.Padding.symmetric(horizontal=20, vertical=14)),
        scene.act(action),
        identifier=told.identifier,
        label=f"{told.title}. {told.detail}",
        border_radius=20,
    )


def _tile_padding() -> ft.Padding:
    return ft.Padding.symmetric(horizontal=28, vertical=24)
