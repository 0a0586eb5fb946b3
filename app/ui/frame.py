"""The frame of a screen: its title, the badge, the pill, the person, and the content below."""

import flet as ft

from app.ui.hooks import kept
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.theme import Look, Role
from app.ui.widgets.brand import demo_badge
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.sync_pill import sending, sync_pill
from app.ui.widgets.tap import tap
from app.ui.widgets.text import heading, soft, text

ONE_LINE_FROM = 700  # room for title, pill and person in one line
ONE_LINE_WITH_BUTTONS_FROM = 900
LONG_PILL_FROM = 1000


def frame(
    shift: Shift,
    pulse: Pulse,
    title: str,
    subtitle: str,
    content: ft.Control,
    *extra: ft.Control,
    greeting: bool = False,
    lead: ft.Control | None = None,
) -> ft.Control:
    """Return a screen; ``lead`` (the way back) stands before the title."""
    look = shift.scene.look
    role: Role = "headline" if greeting else "title"
    words = ft.Column(
        [heading(text(look, title, role), 1), soft(look, subtitle)],
        spacing=0,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    words.expand = words.expand_loose = True  # long words go on in a second line
    title_bar = ft.Row([lead, words], spacing=16, tight=True) if lead else words
    badge = [demo_badge(look)] if shift.branch.demo else []
    status = ft.Row([*badge, StatusPill(shift, pulse), _person(shift)], spacing=16, tight=True)
    return ft.Column(
        [
            _header(look, title_bar, status, extra, greeting=greeting),
            ft.Container(content, expand=True),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@kept
def StatusPill(shift: Shift, pulse: Pulse) -> ft.Control:
    scene = shift.scene

    async def open_outgoing() -> None:
        scene.go(Place(Route.OUTGOING))

    if pulse.status is None:
        return ft.Container()
    today = scene.tablet.showroom.now().date()
    said = sending(scene.look, scene.words, pulse.status, today)
    short = scene.look.room < LONG_PILL_FROM
    return ft.Semantics(
        live_region=True,
        content=sync_pill(scene.look, said, scene.act(open_outgoing), short=short),
    )


def _header(
    look: Look,
    words: ft.Control,
    status: ft.Control,
    extra: tuple[ft.Control, ...],
    *,
    greeting: bool,
) -> ft.Control:
    words.expand = words.expand_loose = True
    left = ft.Row([words, *extra], spacing=32 if look.columns else 24, tight=True)
    padding = ft.Padding.only(left=32, right=24, top=14, bottom=8)
    if look.room >= (ONE_LINE_FROM if not extra else ONE_LINE_WITH_BUTTONS_FROM):
        line = ft.Row([ft.Container(left, expand=True), status], spacing=16)
        height = None if look.scale > 1 else 112 if greeting else 80
        if greeting:
            padding = ft.Padding.only(left=32, right=24, top=8, bottom=0 if height else 12)
        elif height:
            padding = ft.Padding.only(left=32, right=24)
        return ft.Container(line, padding=padding, height=height)
    lines = ft.Row(
        [left, status],
        wrap=True,
        spacing=16,
        run_spacing=8,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    return ft.Container(lines, padding=padding)


def _person(shift: Shift) -> ft.Control:
    scene = shift.scene

    async def open_settings() -> None:
        scene.go(Place(Route.SETTINGS))

    return tap(
        avatar(scene.look, shift.actor.name, shift.actor.code),
        scene.act(open_settings),
        identifier="person",
        label=scene.words("{name}: settings and sign out", name=shift.actor.name),
        border_radius=40,
    )
