"""Green, amber or red over the whole screen, in words and large: the door's and the vouchers'."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

import flet as ft

from app.domain.doors import Light
from app.ui.pulse import Pulse
from app.ui.scene import Scene, Shift
from app.ui.widgets.brand import demo_badge
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.tap import tap
from app.ui.widgets.text import heading, symbol, text

MESSAGE = 116  # what the message at the foot takes
FEW = 2  # wide buttons beside each other on an upright tablet


class Paint(NamedTuple):
    """Ground, ink and sign of a light: three shapes, never colour alone."""

    ground: str
    ink: str
    icon: ft.IconData


PAINTS = {
    Light.GREEN: Paint("#0B5D38", "#FFFFFF", ft.Icons.CHECK_CIRCLE_ROUNDED),
    Light.AMBER: Paint("#FFB938", "#10201F", ft.Icons.HISTORY_ROUNDED),
    Light.RED: Paint("#8F1D18", "#FFFFFF", ft.Icons.BLOCK_ROUNDED),
}


class Says(NamedTuple):
    """What is said: under which name, the large words, the lines under them."""

    identifier: str
    title: str
    lines: list[str]


class ScanDesk(Protocol):
    """What takes a scanned or typed code."""

    def typed(self, value: str) -> None: ...

    async def enter(self) -> None: ...


class Way(NamedTuple):
    """A wide button: its words, its sign and its name."""

    label: str
    icon: ft.IconData
    identifier: str


async def felt(light: Light) -> None:
    """Let the hand feel the answer, where the machine can: short for green, long for the others."""
    haptics = ft.HapticFeedback()
    answer = haptics.light_impact if light is Light.GREEN else haptics.vibrate
    await answer()  # type: ignore[no-untyped-call]  # Flet's own


def scan_field(
    scene: Scene, label: str, typed: str, desk: ScanDesk, *, insisted: bool
) -> ft.Control:
    """Where a scanner types, or a person; ``insisted`` says that something is missing."""
    return field(
        scene.look,
        label,
        typed,
        scene.typed(desk.typed),
        identifier="scanned",
        sentence=scene.words("Nothing is scanned or typed yet.") if insisted else None,
        on_submit=scene.act(desk.enter),
        autofocus=True,
    )


def look_button(scene: Scene, desk: ScanDesk, identifier: str) -> ft.Control:
    """Look up what was typed."""
    return button(
        scene.look,
        scene.words("Look"),
        scene.act(desk.enter),
        identifier=identifier,
        kind="main",
        height=72,
        icon=ft.Icons.SEARCH_ROUNDED,
    )


def light_bar(
    shift: Shift, pulse: Pulse, title: str, leave: Callable[[], Awaitable[None]], ink: str
) -> ft.Control:
    """The way back, what this screen is for, and how much waits to be sent."""
    scene = shift.scene
    look, words = scene.look, scene.words
    waiting = pulse.status.queued if pulse.status else 0
    badge = [demo_badge(look, ink)] if shift.branch.demo else []
    back = tap(
        symbol(look, ft.Icons.ARROW_BACK_ROUNDED, 28, ink),
        scene.act(leave),
        identifier="back",
        label=words("Back"),
        padding=10,
        border_radius=24,
    )
    return ft.Container(
        ft.Row(
            [
                back,
                heading(text(look, title, "name", color=ink, expand=True), 1),
                ft.Container(expand=True),
                *badge,
                symbol(look, ft.Icons.TABLET_ANDROID_ROUNDED, 22, ink),
                text(
                    look,
                    words.count("{n} to send", "{n} to send", waiting),
                    "second",
                    color=ink,
                    weight=600,
                ),
            ],
            spacing=12,
        ),
        padding=ft.Padding.symmetric(horizontal=32, vertical=20),
    )


def lit(
    shift: Shift,
    light: Light,
    says: Says,
    bar: ft.Control,
    buttons: list[ft.Control],
    *,
    more: Sequence[ft.Control] = (),
    clear: bool = False,
) -> ft.Control:
    """The whole screen in the colour of its answer, with ``more`` under what is said.

    ``clear`` leaves room for the message.
    """
    look, paint = shift.scene.look, PAINTS[light]
    centred = ft.TextAlign.CENTER
    middle = ft.Column(
        [
            ft.Icon(paint.icon, size=200, color=paint.ink),
            ft.Semantics(
                identifier=says.identifier,
                live_region=True,
                content=ft.Text(
                    says.title,
                    style=ft.TextStyle(
                        size=64 * min(look.scale, 1.25),
                        font_family="Hanken 700",
                        color=paint.ink,
                        height=1.15,
                    ),
                    text_align=centred,
                ),
            ),
            *(
                text(look, line, "tile", weight=500, color=paint.ink, align=centred)
                for line in says.lines
            ),
            *more,
        ],
        spacing=14,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        alignment=ft.MainAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    side_by_side = look.columns or len(buttons) <= FEW
    bottom = MESSAGE if clear and not look.buttons_at_foot else 40  # else it stands under the bar
    foot = ft.Container(
        ft.Row(buttons, spacing=20)
        if side_by_side
        else ft.Column([ft.Row([one]) for one in buttons], spacing=12),
        padding=ft.Padding.only(left=40, right=40, bottom=bottom, top=8),
    )
    return ft.Container(
        ft.Column([bar, ft.Row([middle], expand=True), foot], spacing=0, expand=True),
        bgcolor=paint.ground,
        expand=True,
        key=f"light-{light}",
    )


def wide(
    shift: Shift, way: Way, action: Callable[[], Awaitable[None]], paint: Paint, *, filled: bool
) -> ft.Control:
    look = shift.scene.look
    ink = paint.ground if filled else paint.ink
    face = ft.Row(
        [symbol(look, way.icon, 30, ink), text(look, way.label, "tile", weight=600, color=ink)],
        spacing=14,
        alignment=ft.MainAxisAlignment.CENTER,
        wrap=True,
    )
    return tap(
        face,
        shift.scene.act(action),
        identifier=way.identifier,
        label=way.label,
        expand=True,
        bgcolor=paint.ink if filled else None,
        border=ft.Border.all(3, paint.ink),
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=20, vertical=22),
    )
