"""«Puerta»: a pass is scanned, typed or found by name; green, amber or red, in words and large."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

import flet as ft

from app.domain.doors import DoorAnswer, Light
from app.domain.events import DoorMark, DoorMeans, KnownEvent, KnownPass
from app.domain.passes import CODE_LENGTH, read_pass
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.door_camera import open_camera
from app.ui.screens.door_words import DoorSpeech
from app.ui.widgets.brand import demo_badge
from app.ui.widgets.buttons import button
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.tap import tap
from app.ui.widgets.text import heading, soft, symbol, text


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


@dataclass(frozen=True)
class DoorView:
    """``gift`` is when the gift was handed over; ``means`` how the answer was asked for."""

    known: KnownEvent | None = None
    answer: DoorAnswer | None = None
    means: DoorMeans = DoorMeans.SCAN
    gift: DoorMark | None = None
    just_given: bool = False
    typed: str = ""
    found: tuple[KnownPass, ...] = ()
    insisted: bool = False


class DoorDesk:
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[DoorView], None], event: UUID
    ) -> None:
        self.shift = shift
        self.view = DoorView()
        self._pulse = pulse
        self._show = show
        self._event = event

    async def load(self) -> None:
        known = await ask(self.shift.scene.tablet.event_book.event, self._event)
        self._put(replace(self.view, known=known))

    def typed(self, value: str) -> None:
        self.view = replace(self.view, typed=value)

    async def enter(self) -> None:
        """Take what the scanner or a person typed: a pass, its code, else a name."""
        typed, hosting = self.view.typed.strip(), self.shift.scene.tablet.hosting
        if not typed:
            self._put(replace(self.view, insisted=True))
            return
        is_pass = read_pass(typed) is not None
        answer = await ask(hosting.scan, self._event, typed)
        if not is_pass and answer.light is Light.RED:
            found = await ask(hosting.find, self._event, typed)
            if found or _is_name(typed):
                self._put(replace(self.view, found=tuple(found), answer=None, insisted=False))
                return
        await self._answered(answer, DoorMeans.SCAN if is_pass else DoorMeans.CODE)

    async def choose(self, who: UUID) -> None:
        answer = await ask(self.shift.scene.tablet.hosting.judge, self._event, who)
        await self._answered(answer, DoorMeans.NAME)

    async def give(self) -> None:
        view, hosting = self.view, self.shift.scene.tablet.hosting
        if view.answer is None or view.answer.known is None:
            return
        before = await ask(hosting.give, self.shift.actor, view.answer.known, view.means)
        gift = before or await ask(hosting.gift, self._event, view.answer.known.id)
        self._put(replace(self.view, gift=gift, just_given=before is None))
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    async def camera(self) -> None:
        """Open the door in a tab of the browser, which has a camera where the machine has one."""
        scene = self.shift.scene
        opened = await ask(open_camera, scene.tablet, scene.words, self.shift.actor, self._event)
        await ft.UrlLauncher().launch_url(opened, web_only_window_name="_blank")

    async def again(self) -> None:
        self._put(DoorView(known=self.view.known))

    async def leave(self) -> None:
        self.shift.scene.go(Place(Route.EVENT, event=self._event))

    async def _answered(self, answer: DoorAnswer, means: DoorMeans) -> None:
        hosting = self.shift.scene.tablet.hosting
        await ask(hosting.arrive, self.shift.actor, answer, means)
        gift = await ask(hosting.gift, self._event, answer.known.id) if answer.known else None
        self._put(DoorView(known=self.view.known, answer=answer, means=means, gift=gift))
        await _felt(answer.light)
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    def _put(self, view: DoorView) -> None:
        self.view = view
        self._show(view)


async def _felt(light: Light) -> None:
    """Let the hand feel the answer, where the machine can: short for green, long for the others."""
    haptics = ft.HapticFeedback()
    answer = haptics.light_impact if light is Light.GREEN else haptics.vibrate
    await answer()  # type: ignore[no-untyped-call]  # Flet's own


def _is_name(typed: str) -> bool:
    return not any(char.isdigit() for char in typed) and len(typed) != CODE_LENGTH


@kept
def Door(shift: Shift, pulse: Pulse, event: UUID) -> ft.Control:
    view, show = state(DoorView())
    desk = held(lambda: DoorDesk(shift, pulse, show, event))
    desk.shift = shift
    ft.use_effect(desk.load, [event])
    if view.answer is not None:
        return _answer(desk, pulse, view, view.answer)
    return _waiting(desk, pulse, view)


def _bar(desk: DoorDesk, pulse: Pulse, view: DoorView, ink: str) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    name = view.known.event.name if view.known else ""
    waiting = pulse.status.queued if pulse.status else 0
    badge = [demo_badge(look, ink)] if desk.shift.branch.demo else []
    back = tap(
        symbol(look, ft.Icons.ARROW_BACK_ROUNDED, 28, ink),
        scene.act(desk.leave),
        identifier="back",
        label=words("Back"),
        padding=10,
        border_radius=24,
    )
    return ft.Container(
        ft.Row(
            [
                back,
                heading(
                    text(look, words("Door · {event}", event=name), "name", color=ink, expand=True),
                    1,
                ),
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


def _waiting(desk: DoorDesk, pulse: Pulse, view: DoorView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    entry = field(
        look,
        words("Scan the pass, or type its code or the name"),
        view.typed,
        scene.typed(desk.typed),
        identifier="scanned",
        sentence=words("Nothing is scanned or typed yet.") if view.insisted else None,
        on_submit=scene.act(desk.enter),
        autofocus=True,
    )
    look_up = button(
        look,
        words("Look"),
        scene.act(desk.enter),
        identifier="door-look",
        kind="main",
        height=72,
        icon=ft.Icons.SEARCH_ROUNDED,
    )
    camera = button(
        look,
        words("Use the camera"),
        scene.act(desk.camera),
        identifier="door-camera",
        height=72,
        icon=ft.Icons.PHOTO_CAMERA_ROUNDED,
    )
    rows = [_found(desk, one) for one in view.found]
    if view.typed.strip() and not rows:
        rows = [soft(look, words("Nobody by that name or code"))]
    return ft.Container(
        ft.Column(
            [
                _bar(desk, pulse, view, look.colors.ink),
                ft.Container(
                    ft.ListView(
                        [
                            ft.Row(
                                [
                                    symbol(
                                        look,
                                        ft.Icons.QR_CODE_SCANNER_ROUNDED,
                                        96,
                                        look.colors.primary,
                                    )
                                ],
                                alignment=ft.MainAxisAlignment.CENTER,
                            ),
                            entry,
                            ft.Row([look_up, camera], spacing=16, wrap=True),
                            *rows,
                        ],
                        spacing=18,
                    ),
                    expand=True,
                    padding=ft.Padding.symmetric(horizontal=max(32, (look.width - 900) / 2)),
                ),
            ],
            expand=True,
        ),
        bgcolor=look.colors.ground,
        expand=True,
    )


def _found(desk: DoorDesk, one: KnownPass) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    code = f"{one.code[:3]} {one.code[3:]}"
    people = words.count("{n} person", "{n} people", one.people)
    return tap(
        ft.Row(
            [
                avatar(look, one.name or code, str(one.id)),
                text(look, one.name or code, weight=600, expand=True),
                soft(look, f"{code} · {people}"),
            ],
            spacing=14,
        ),
        scene.act(desk.choose, one.id),
        identifier=f"found-{one.id}",
        bgcolor=look.colors.card,
        border=ft.Border.all(1.5, look.colors.hairline),
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=20, vertical=14),
    )


def _answer(desk: DoorDesk, pulse: Pulse, view: DoorView, answer: DoorAnswer) -> ft.Control:
    scene = desk.shift.scene
    look, paint = scene.look, PAINTS[answer.light]
    speech = DoorSpeech(
        scene.words, scene.tablet.showroom, view.known.event if view.known else None
    )
    said = speech.says(answer, view.gift, just_given=view.just_given)
    centred = ft.TextAlign.CENTER
    middle = ft.Column(
        [
            ft.Icon(paint.icon, size=200, color=paint.ink),
            ft.Semantics(
                identifier="door-says",
                live_region=True,
                content=ft.Text(
                    said.title,
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
                for line in said.lines
            ),
        ],
        spacing=14,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        alignment=ft.MainAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )
    foot = ft.Container(
        ft.Row(_buttons(desk, paint, gives=said.gives), spacing=20),
        padding=ft.Padding.only(left=40, right=40, bottom=40, top=8),
    )
    return ft.Container(
        ft.Column(
            [_bar(desk, pulse, view, paint.ink), ft.Row([middle], expand=True), foot],
            spacing=0,
            expand=True,
        ),
        bgcolor=paint.ground,
        expand=True,
        key=f"door-{answer.light}",
    )


def _buttons(desk: DoorDesk, paint: Paint, *, gives: bool) -> list[ft.Control]:
    words = desk.shift.scene.words
    again = Way(words("Scan another"), ft.Icons.QR_CODE_SCANNER_ROUNDED, "door-again")
    buttons = [_wide(desk, again, desk.again, paint, filled=not gives)]
    if gives:
        give = Way(words("Gift handed over"), ft.Icons.REDEEM_ROUNDED, "door-gift")
        buttons.append(_wide(desk, give, desk.give, paint, filled=True))
    return buttons


class Way(NamedTuple):
    """A button of the door: its words, its sign and its name."""

    label: str
    icon: ft.IconData
    identifier: str


def _wide(desk: DoorDesk, way: Way, action: Any, paint: Paint, *, filled: bool) -> ft.Control:
    look = desk.shift.scene.look
    ink = paint.ground if filled else paint.ink
    face = ft.Row(
        [symbol(look, way.icon, 30, ink), text(look, way.label, "tile", weight=600, color=ink)],
        spacing=14,
        alignment=ft.MainAxisAlignment.CENTER,
        wrap=True,
    )
    return tap(
        face,
        desk.shift.scene.act(action),
        identifier=way.identifier,
        label=way.label,
        expand=True,
        bgcolor=paint.ink if filled else None,
        border=ft.Border.all(3, paint.ink),
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=20, vertical=22),
    )
