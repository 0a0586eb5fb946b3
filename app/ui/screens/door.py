"""«Puerta»: a pass is scanned, typed or found by name; green, amber or red, in words and large."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import flet as ft

from app.domain.doors import DoorAnswer, DoorWord, Light
from app.domain.events import INTENT, DoorMark, DoorMeans, Heat, KnownEvent, KnownPass
from app.domain.passes import CODE_LENGTH, read_pass
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.door_camera import open_camera
from app.ui.screens.door_words import DoorSays, DoorSpeech
from app.ui.screens.lights import (
    PAINTS,
    Paint,
    Says,
    Way,
    felt,
    light_bar,
    lit,
    look_button,
    scan_field,
    wide,
)
from app.ui.widgets.buttons import button
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.tap import tap
from app.ui.widgets.text import soft, symbol, text


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
        known = await ask(self.shift.scene.tablet.event_book.any_event, self._event)
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
        if answer.word in _PERHAPS_A_NAME:
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

    async def let_in(self) -> None:
        view, hosting = self.view, self.shift.scene.tablet.hosting
        if view.answer is None or view.answer.known is None:
            return
        answer = await ask(hosting.let_in, self.shift.actor, view.answer, view.means)
        gift = await ask(hosting.gift, self._event, view.answer.known.id)
        self._put(replace(self.view, answer=answer, gift=gift))
        await felt(answer.light)
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    async def rate(self, heat: Heat) -> None:
        view, hosting = self.view, self.shift.scene.tablet.hosting
        if view.answer is None:
            return
        answer = await ask(hosting.rate, self.shift.actor, view.answer, heat, view.means)
        self._put(replace(self.view, answer=answer))
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
        await felt(answer.light)
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    def _put(self, view: DoorView) -> None:
        self.view = view
        self._show(view)


_PERHAPS_A_NAME = frozenset({DoorWord.NOT_A_PASS, DoorWord.UNKNOWN_CODE})


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
    name = view.known.event.name if view.known else ""
    title = desk.shift.scene.words("Door · {event}", event=name)
    return light_bar(desk.shift, pulse, title, desk.leave, ink)


def _waiting(desk: DoorDesk, pulse: Pulse, view: DoorView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    label = words("Scan the pass, or type its code or the name")
    entry = scan_field(scene, label, view.typed, desk, insisted=view.insisted)
    look_up = look_button(scene, desk, "door-look")
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
    paint = PAINTS[answer.light]
    speech = DoorSpeech(
        scene.words, scene.tablet.showroom, view.known.event if view.known else None
    )
    said = speech.says(answer, view.gift, just_given=view.just_given)
    says = Says("door-says", said.title, list(said.lines))
    bar = _bar(desk, pulse, view, paint.ink)
    heats = [] if said.admits or answer.light is Light.RED else [_heats(desk, paint, answer)]
    return lit(desk.shift, answer.light, says, bar, _buttons(desk, paint, said), more=heats)


def _heats(desk: DoorDesk, paint: Paint, answer: DoorAnswer) -> ft.Control:
    """How hot the visitor is: to be tapped by whoever talks to them, and changed."""
    scene, rated = desk.shift.scene, answer.known.heat if answer.known else None
    look, words = scene.look, scene.words
    pills: list[ft.Control] = []
    for heat in INTENT:
        ink = paint.ground if heat is rated else paint.ink
        pills.append(
            tap(
                text(look, words.of(heat), weight=600, color=ink),
                scene.act(desk.rate, heat),
                identifier=f"door-heat-{heat}",
                label=words("What interest? {heat}", heat=words.of(heat)),
                bgcolor=paint.ink if heat is rated else None,
                border=ft.Border.all(2, paint.ink),
                border_radius=28,
                padding=ft.Padding.symmetric(horizontal=26, vertical=14),
            )
        )
    return ft.Row(pills, spacing=14, wrap=True, alignment=ft.MainAxisAlignment.CENTER)


def _buttons(desk: DoorDesk, paint: Paint, said: DoorSays) -> list[ft.Control]:
    words = desk.shift.scene.words
    again = Way(words("Scan another"), ft.Icons.QR_CODE_SCANNER_ROUNDED, "door-again")
    buttons = [wide(desk.shift, again, desk.again, paint, filled=not said.gives)]
    if said.admits:
        admit = Way(words("Let in all the same"), ft.Icons.LOGIN_ROUNDED, "door-admit")
        buttons.append(wide(desk.shift, admit, desk.let_in, paint, filled=False))
    if said.gives:
        give = Way(words("Gift handed over"), ft.Icons.REDEEM_ROUNDED, "door-gift")
        buttons.append(wide(desk.shift, give, desk.give, paint, filled=True))
    return buttons
