"""Who works here: a card for each person, by initials, and what waits on this tablet."""

import flet as ft

from app.domain.staff import Person
from app.ui.pulse import Pulse
from app.ui.scene import Message, Scene
from app.ui.screens.sign_in_desk import Entry, SignInDesk
from app.ui.texts import short_name
from app.ui.widgets.brand import demo_badge, logo
from app.ui.widgets.buttons import button
from app.ui.widgets.surfaces import avatar
from app.ui.widgets.sync_pill import sending
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text


def people_side(
    scene: Scene, pulse: Pulse, desk: SignInDesk, people: tuple[Person, ...], entry: Entry
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


def _person(scene: Scene, desk: SignInDesk, person: Person, entry: Entry) -> ft.Control:
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
