"""The way between screens: a rail at the side, or a bar at the foot of an upright tablet."""

import flet as ft

from app.ui.hooks import kept
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Scene
from app.ui.texts import msg
from app.ui.theme import Look
from app.ui.widgets.brand import logo
from app.ui.widgets.tap import State, tap
from app.ui.widgets.text import symbol

DESTINATIONS: tuple[tuple[Route, str, ft.IconData], ...] = (
    (Route.HOME, msg("Home"), ft.Icons.HOME_ROUNDED),
    (Route.NEW_VISIT, msg("Visit"), ft.Icons.PERSON_ADD_ALT_1_ROUNDED),
    (Route.CONTACTS, msg("Contacts"), ft.Icons.CONTACT_PHONE_ROUNDED),
    (Route.EVENT, msg("Event"), ft.Icons.QR_CODE_2_ROUNDED),
    (Route.QUOTES, msg("Quotes"), ft.Icons.REQUEST_QUOTE_ROUNDED),
    (Route.COMPLAINTS, msg("Complaints"), ft.Icons.FEEDBACK_ROUNDED),
    (Route.WORKSHOP, msg("Workshop"), ft.Icons.CAR_REPAIR_ROUNDED),
    (Route.OUTGOING, msg("Outgoing"), ft.Icons.CLOUD_SYNC_ROUNDED),
)

_UNDER = {
    Route.SEARCH: Route.HOME,
    Route.FICHA: Route.HOME,
    Route.PROFILE: Route.HOME,
    Route.RECEIVED: Route.HOME,
    Route.TEST_DRIVE: Route.HOME,
    Route.APPOINTMENT: Route.HOME,
    Route.DECIDE: Route.HOME,
    Route.JOINED: Route.HOME,
    Route.SETTINGS: Route.HOME,
    Route.QUOTE: Route.QUOTES,
    Route.QUOTE_CHECK: Route.QUOTES,
    Route.DOOR: Route.EVENT,
    Route.COMPLAINT: Route.COMPLAINTS,
    Route.DELIVERY: Route.WORKSHOP,
    Route.EVENT_NEW: Route.EVENT,
    Route.EVENT_SIGN_UP: Route.EVENT,
}
# The word under an icon of the bar where the name of the place is too long for a fifth of it.
_SHORTER = {Route.QUOTES: msg("Quoting")}
_AT_HOME = frozenset({Route.COMPLAINTS, Route.WORKSHOP, Route.EVENT})
_ITEM = 100  # what an item of the bar needs


@kept
def NavRail(scene: Scene, pulse: Pulse, route: Route) -> ft.Control:
    look = scene.look
    c = look.colors
    *first, last = _destinations(scene, pulse, route)
    side = ft.BorderSide(c.edge, c.hairline)
    return ft.Container(
        ft.Column(
            [
                ft.Container(logo(48), padding=ft.Padding.only(top=20, bottom=16)),
                ft.Column(first, spacing=0, scroll=ft.ScrollMode.AUTO, expand=True),
                last,
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        width=look.rail_width,
        bgcolor=c.card,
        border=ft.Border(left=side) if look.left_handed else ft.Border(right=side),
        padding=ft.Padding.only(bottom=12),
    )


@kept
def NavBar(scene: Scene, pulse: Pulse, route: Route) -> ft.Control:
    c = scene.look.colors
    return ft.Container(
        ft.Row(
            [ft.Container(item, expand=True) for item in _destinations(scene, pulse, route)],
            spacing=0,
        ),
        bgcolor=c.card,
        border=ft.Border(top=ft.BorderSide(c.edge, c.hairline)),
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
    )


def _destinations(scene: Scene, pulse: Pulse, route: Route) -> list[ft.Control]:
    dues = pulse.board.dues_count if pulse.board else 0
    here = place_of(route)
    return [
        _destination(
            scene, to, label, icon, here=to is here, badge=dues if to is Route.CONTACTS else 0
        )
        for to, label, icon in DESTINATIONS
        if to not in _AT_HOME or has_room(scene.look)
    ]


def place_of(route: Route) -> Route:
    """Return the destination that is marked while a screen of its is open."""
    return _UNDER.get(route, route)


def has_room(look: Look) -> bool:
    """Say whether all destinations fit: a bar of large words leaves some to the tiles at home."""
    return not look.bottom_bar or look.width >= len(DESTINATIONS) * _ITEM * look.scale


def _destination(
    scene: Scene, to: Route, label: str, icon: ft.IconData, *, here: bool, badge: int
) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors

    async def open_it() -> None:
        scene.go(Place(to))

    name = words(label)
    shown = words(_SHORTER.get(to, label)) if look.bottom_bar else name
    spoken = words.count("{name}, {n} due", "{name}, {n} due", badge, name=name) if badge else name
    ink = c.ink if here else c.ink_soft
    return tap(
        ft.Column(
            [
                _indicator(look, icon, here=here, badge=badge),
                ft.Text(
                    shown,
                    style=look.style("third", 700 if here else 500, ink),
                    text_align=ft.TextAlign.CENTER,
                    no_wrap=True,
                ),
            ],
            spacing=3,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            tight=True,
        ),
        scene.act(open_it),
        identifier=f"nav-{to}",
        label=spoken,
        state=State(selected=here),
        padding=ft.Padding.symmetric(vertical=8),
        width=None if look.bottom_bar else look.rail_width,
    )


def _indicator(look: Look, icon: ft.IconData, *, here: bool, badge: int) -> ft.Control:
    c = look.colors
    width, height = look.icon(60), look.icon(36)
    pill = ft.Container(
        symbol(look, icon, 24, c.on_pale if here else c.ink_soft),
        width=width,
        height=height,
        border_radius=height / 2,
        bgcolor=c.pale if here else None,
        border=ft.Border.all(1.5, c.on_pale) if here and look.contrast else None,
        alignment=ft.Alignment.CENTER,
    )
    if not badge:
        return pill
    count = ft.Container(
        ft.Text(
            str(badge),
            style=look.style("third", 700, "#3B0A07" if look.dark else "#FFFFFF"),
            no_wrap=True,
        ),
        bgcolor=c.attention.icon,
        border_radius=22,
        padding=ft.Padding.symmetric(horizontal=7, vertical=1),
        left=width * 0.68,  # beside the icon, also of large letters
        top=-2,
    )
    return ft.Stack([pill, count], clip_behavior=ft.ClipBehavior.NONE)
