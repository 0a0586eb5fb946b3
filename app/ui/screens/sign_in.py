"""«¿Quién va a usar el tablet?»: a person, six digits; the first time a PIN of one's own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

import flet as ft

from app.domain.problems import Problem
from app.domain.staff import PIN_LENGTH, Person
from app.services.session import MustChangePin, PinRefused, SignedIn
from app.ui.hooks import held, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Scene, ask
from app.ui.texts import first_name, short_name
from app.ui.widgets.brand import demo_badge, logo
from app.ui.widgets.buttons import button
from app.ui.widgets.pin_pad import ERASE, PinKeys, pin_dots
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.sync_pill import sending
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text

PANEL = 480
PAD_HEIGHT = 640


class Step(Enum):
    PIN = auto()
    NEW_PIN = auto()
    REPEAT = auto()


@dataclass(frozen=True)
class Entry:
    """Who is signing in, how far they are, and what went wrong last."""

    person: Person | None = None
    step: Step = Step.PIN
    digits: str = ""
    chosen_pin: str = ""
    sentence: str = ""


class Desk:
    """Turns the keys pressed into a person signed in; one for each time the screen opens."""

    def __init__(
        self,
        scene: Scene,
        show: Callable[[Entry], None],
        on_signed_in: Callable[[Person], None],
        person: Person | None,
    ) -> None:
        self.scene = scene
        self.entry = Entry(person)
        self._show = show
        self._on_signed_in = on_signed_in

    def choose(self, person: Person | None) -> None:
        self._put(Entry(person))

    async def press(self, key: str) -> None:
        entry = self.entry
        if key == ERASE:
            self._put(replace(entry, digits=entry.digits[:-1], sentence=""))
            return
        if len(entry.digits) >= PIN_LENGTH:
            return
        self._put(replace(entry, digits=entry.digits + key, sentence=""))
        if len(self.entry.digits) == PIN_LENGTH:
            await self._complete()

    async def _complete(self) -> None:
        entry = self.entry
        if entry.person is None:
            return
        match entry.step:
            case Step.PIN:
                await self._sign_in(entry.person, entry.digits)
            case Step.NEW_PIN:
                self._put(replace(entry, step=Step.REPEAT, digits="", chosen_pin=entry.digits))
            case Step.REPEAT:
                await self._change(entry.person)

    async def _sign_in(self, person: Person, pin: str) -> None:
        match await ask(self.scene.tablet.session.sign_in, person.code, pin):
            case SignedIn(signed_in):
                self._on_signed_in(signed_in)
            case MustChangePin(somebody):
                self._put(Entry(somebody, Step.NEW_PIN))
            case PinRefused(tries_left, locked_until):
                self._put(Entry(person, sentence=self._refusal(tries_left, locked_until)))

    async def _change(self, person: Person) -> None:
        words = self.scene.words
        if self.entry.digits != self.entry.chosen_pin:
            sentence = words("The two PINs differ. Choose again.")
            self._put(Entry(person, Step.NEW_PIN, sentence=sentence))
            return
        try:
            changed = await ask(self.scene.tablet.session.change_pin, person, self.entry.digits)
        except Problem as problem:
            self._put(Entry(person, Step.NEW_PIN, sentence=words.problem(problem)))
            return
        self._on_signed_in(changed)

    def _refusal(self, tries_left: int, locked_until: datetime | None) -> str:
        words = self.scene.words
        if locked_until:
            return words("Locked until {time}", time=words.clock(locked_until))
        return words.count(
            "It is not that PIN. {n} try left.", "It is not that PIN. {n} tries left.", tries_left
        )

    def _put(self, entry: Entry) -> None:
        self.entry = entry
        self._show(entry)


@ft.component
def SignIn(
    scene: Scene,
    pulse: Pulse,
    on_signed_in: Callable[[Person], None],
    locked: Person | None,
) -> ft.Control:
    look = scene.look
    people, set_people = state(tuple[Person, ...]())
    entry, show = state(Entry(locked))
    desk = held(lambda: Desk(scene, show, on_signed_in, locked))
    desk.scene = scene

    async def load() -> None:
        set_people(tuple(await ask(scene.tablet.session.people)))

    ft.use_effect(load, [pulse.beat])
    if look.columns:
        sides = [
            _people(scene, pulse, desk, people, entry),
            ft.Container(
                _pad(scene, desk, entry),
                width=PANEL,
                bgcolor=look.colors.card,
                border=ft.Border(left=ft.BorderSide(look.colors.edge, look.colors.hairline)),
                padding=ft.Padding.only(left=64, right=64, top=56, bottom=48),
            ),
        ]
        return ft.Row(
            sides[::-1] if look.left_handed else sides,
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    if entry.person is None:
        return _people(scene, pulse, desk, people, entry)
    pad = ft.Container(_pad(scene, desk, entry), width=min(look.width - 64, 480 * look.scale))
    above = max(0, (look.height - PAD_HEIGHT * look.scale) / 3)
    return ft.ListView(
        [
            _back(scene, desk),
            ft.Container(height=above),
            ft.Row([pad], alignment=ft.MainAxisAlignment.CENTER),
        ],
        expand=True,
        padding=ft.Padding.symmetric(horizontal=32, vertical=24),
        spacing=16,
    )


def _back(scene: Scene, desk: Desk) -> ft.Control:
    async def back() -> None:
        desk.choose(None)

    return ft.Row(
        [
            button(
                scene.look,
                scene.words("Someone else"),
                scene.act(back),
                identifier="someone-else",
                kind="quiet",
                icon=ft.Icons.ARROW_BACK_ROUNDED,
            )
        ]
    )


def _people(
    scene: Scene, pulse: Pulse, desk: Desk, people: tuple[Person, ...], entry: Entry
) -> ft.Control:
    look, words = scene.look, scene.words
    cards = [_person(scene, desk, person, entry) for person in people]
    columns = 2 if look.room >= 700 else 1  # noqa: PLR2004 - two names side by side
    rows: list[ft.Control] = [
        ft.Row(
            [*cards[start : start + columns]]
            + [ft.Container(expand=True)] * (columns - len(cards[start : start + columns])),
            spacing=16,
        )
        for start in range(0, len(cards), columns)
    ]

    async def forgotten() -> None:
        scene.say(
            Message(
                words("Ask your chief for a one-time PIN"), words("With it you choose a new one.")
            )
        )

    foot = ft.Row(
        [
            _pill(scene, pulse),
            button(
                look,
                words("Forgot your PIN?"),
                scene.act(forgotten),
                identifier="forgot-pin",
                kind="quiet",
            ),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
    )
    return ft.Container(
        ft.Column(
            [
                _brand(scene),
                ft.Container(height=48 if look.columns else 24),
                heading(text(look, words("Who will use the tablet?"), "headline"), 1),
                ft.Container(height=24),
                ft.ListView(rows, spacing=16, expand=True),
                foot,
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding.only(left=56 if look.columns else 32, right=40, top=40, bottom=40),
        expand=True,
    )


def _brand(scene: Scene) -> ft.Control:
    look = scene.look
    branch = scene.branch
    where = ""
    if branch:
        where = f"{branch.dealer} · {branch.name} · {scene.tablet.showroom.device()}"
    return ft.Row(
        [
            logo(56),
            ft.Column(
                [text(look, "Vitrina", "name"), soft(look, where)],
                spacing=0,
                expand=True,
                tight=True,
            ),
            *([demo_badge(look)] if branch and branch.demo else []),
        ],
        spacing=16,
    )


def _pill(scene: Scene, pulse: Pulse) -> ft.Control:
    """What waits on this tablet, to read only: «Envíos» is behind the PIN."""
    look = scene.look
    if pulse.status is None:
        return ft.Container()
    said = sending(look, scene.words, pulse.status, scene.tablet.showroom.now().date())
    detail = f" · {said.detail}" if said.detail else ""
    return ft.Container(
        ft.Row(
            [
                symbol(look, said.icon, 24, said.tone.text),
                text(look, f"{said.words}{detail}", "second", weight=600, color=said.tone.text),
            ],
            spacing=10,
            tight=True,
        ),
        bgcolor=said.tone.container,
        border_radius=60,
        padding=ft.Padding.only(left=14, right=18, top=12, bottom=12),
    )


def _person(scene: Scene, desk: Desk, person: Person, entry: Entry) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    selected = entry.person is not None and entry.person.code == person.code
    ink = c.on_pale if selected else c.ink_soft

    async def choose() -> None:
        desk.choose(person)

    mark = [symbol(look, ft.Icons.CHECK_CIRCLE_ROUNDED, 28, c.on_pale)] if selected else []
    edge = 1 if selected else 0
    box = selectable_box(look, selected=selected)
    if not selected:
        box["border"] = ft.Border.all(1.5, c.hairline)
    return tap(
        ft.Row(
            [
                avatar(look, person.name, person.code, size=64, on_selected=selected),
                ft.Column(
                    [
                        text(
                            look,
                            short_name(person.name),
                            "name",
                            color=c.on_pale if selected else c.ink,
                        ),
                        text(look, words.of(person.role), "second", color=ink),
                    ],
                    spacing=0,
                    expand=True,
                    tight=True,
                ),
                *mark,
            ],
            spacing=16,
        ),
        scene.act(choose),
        identifier=f"person-{person.code}",
        label=f"{short_name(person.name)}, {words.of(person.role)}",
        state=State(selected=selected),
        expand=True,
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=20 - edge, vertical=17 - edge),
        **box,
    )


def _pad(scene: Scene, desk: Desk, entry: Entry) -> ft.Control:
    look, words = scene.look, scene.words
    c = look.colors
    if entry.person is None:
        return ft.Column(
            [
                symbol(look, ft.Icons.TOUCH_APP_ROUNDED, 40, c.ink_soft),
                soft(look, words("Tap your name first"), align=ft.TextAlign.CENTER),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=12,
        )
    title, second = _title(scene, entry)
    sentence = text(
        look,
        entry.sentence or second,
        "second",
        weight=600 if entry.sentence else 400,
        color=c.attention.icon if entry.sentence else c.ink_soft,
        align=ft.TextAlign.CENTER,
    )
    return ft.Column(
        [
            heading(text(look, title, "title", align=ft.TextAlign.CENTER)),
            ft.Container(height=4),
            ft.Semantics(identifier="pin-sentence", live_region=True, content=sentence),
            ft.Container(height=28 if look.columns else 16),
            pin_dots(look, words, len(entry.digits)),
            ft.Container(height=36 if look.columns else 20),
            PinKeys(scene, desk.press),
            ft.Container(expand=look.columns, height=None if look.columns else 16),
            ft.Row(
                [
                    symbol(look, ft.Icons.LOCK_CLOCK_ROUNDED, 20, c.ink_soft),
                    soft(look, words("Locks after 3 minutes without use")),
                ],
                spacing=8,
                wrap=True,
                alignment=ft.MainAxisAlignment.CENTER,
            ),
        ],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _title(scene: Scene, entry: Entry) -> tuple[str, str]:
    words = scene.words
    name = first_name(entry.person.name) if entry.person else ""
    match entry.step:
        case Step.PIN:
            return words("PIN of {name}", name=name), words("Six digits")
        case Step.NEW_PIN:
            return words("Choose your PIN, {name}", name=name), words("Six digits only you know")
        case Step.REPEAT:
            return words("Once more"), words("The same six digits")
