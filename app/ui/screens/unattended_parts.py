"""How a screen looks that people use alone: large, one question a page, and a way out by PIN."""

from collections.abc import Callable
from typing import TypeVar

import flet as ft

from app.ui.screens.unattended import Stage, Unattended
from app.ui.widgets.brand import demo_badge, logo
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.pin_pad import PinKeys, pin_dots
from app.ui.widgets.surfaces import card, note
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text

TILE = 104  # height of an answer
S = TypeVar("S", bound=Stage)


Draw = Callable[[], list[ft.Control]]


def alone(desk: Unattended[S], view: S, question: Draw, thanks: Draw) -> ft.Control:
    """Return the page: the PIN on the way out, what is said in the end, else a question."""
    if view.leaving:
        return _stage(desk, view, _leaving(desk, view), [])
    if view.is_done():
        return _stage(desk, view, thanks(), [ft.Row([_again(desk)])])
    return _stage(desk, view, question(), _foot(desk, view))


def _stage(
    desk: Unattended[S], view: S, content: list[ft.Control], foot: list[ft.Control]
) -> ft.Control:
    look = desk.shift.scene.look
    wide = min(1040.0, look.width - 64)
    asked = ft.ListView(content, spacing=20, expand=True, width=wide)
    over = [_still_there(desk)] if view.asking else []
    page = ft.Column(
        [
            _head(desk, view),
            ft.Container(
                asked,
                expand=True,
                alignment=ft.Alignment.TOP_CENTER,
                padding=ft.Padding.only(top=look.height * 0.08),
            ),
            ft.Container(ft.Column(foot, spacing=16), padding=ft.Padding.all(32)),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        ft.Stack([page, *over], expand=True), bgcolor=look.colors.ground, expand=True
    )


def _head(desk: Unattended[S], view: S) -> ft.Control:
    scene = desk.shift.scene
    look, words, c = scene.look, scene.words, scene.look.colors
    steps = view.steps()
    progress: list[ft.Control] = []
    if not view.is_done() and not view.leaving:
        bars = [
            ft.Container(
                width=min(56, 260 / len(steps)), height=10, border_radius=5,
                bgcolor=c.primary if place <= view.step else c.hairline,
            )
            for place in range(len(steps))
        ]  # fmt: skip
        told = words("{n} of {total}", n=view.step + 1, total=len(steps))
        progress = [*bars, text(look, told, "body", weight=600)]
    badge = [demo_badge(look)] if desk.shift.branch.demo else []
    mark = tap(
        logo(48), scene.act(desk.leave), identifier="kiosk-leave", label=words("Leave the kiosk")
    )
    name = text(look, view.title(), "name", expand=look.columns)
    if look.columns:
        content: ft.Control = ft.Row([mark, name, *badge, *progress], spacing=10)
        return ft.Container(content, padding=ft.Padding.symmetric(horizontal=48, vertical=20))
    row = ft.Row([mark, ft.Container(expand=True), *badge, *progress], spacing=10)
    return ft.Container(
        ft.Column([row, name], spacing=10),
        padding=ft.Padding.symmetric(horizontal=32, vertical=20),
    )


def title(desk: Unattended[S], asked: str, hint: str) -> list[ft.Control]:
    look = desk.shift.scene.look
    return [heading(text(look, asked, "giant"), 1), soft(look, hint, "name")]


def grid(desk: Unattended[S], tiles: list[ft.Control]) -> ft.Control:
    across = 6 if desk.shift.scene.look.columns else 12
    return ft.ResponsiveRow(
        [ft.Container(tile, col=across) for tile in tiles], spacing=20, run_spacing=20
    )


def tile(
    desk: Unattended[S], label: str, on_click: Handler, identifier: str, *, selected: bool
) -> ft.Control:
    look = desk.shift.scene.look
    c = look.colors
    mark = [symbol(look, ft.Icons.CHECK_CIRCLE_ROUNDED, 36, c.primary)] if selected else []
    return tap(
        ft.Row([text(look, label, "tile", weight=600, expand=True), *mark], spacing=16),
        on_click,
        identifier=identifier,
        label=label,
        state=State(selected=selected),
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=32, vertical=max(12, (TILE - 34 * look.scale) / 2)),
        **selectable_box(look, selected=selected),
    )


def _foot(desk: Unattended[S], view: S) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    last = view.step + 1 == len(view.steps())
    onward = main_button(
        look,
        words("Finish") if last else words("Go on"),
        ft.Icons.CHECK_ROUNDED if last else ft.Icons.ARROW_FORWARD_ROUNDED,
        scene.act(desk.onward),
        identifier="kiosk-onward",
        busy=view.saving,
    )
    back = [
        button(
            look, words("Back"), scene.act(desk.back), identifier="kiosk-back",
            icon=ft.Icons.ARROW_BACK_ROUNDED, height=72,
        )
    ] if view.step else []  # fmt: skip
    told = words("After 30 seconds we ask whether you are there; after 45 it is wiped")
    if not look.columns:
        row = ft.Row([*back, ft.Container(onward, expand=True)], spacing=20)
        return [soft(look, told, align=ft.TextAlign.CENTER), row]
    said = soft(look, told, expand=True, align=ft.TextAlign.CENTER)
    return [ft.Row([*back, said, ft.Container(onward, width=320)], spacing=20)]


def _again(desk: Unattended[S]) -> ft.Control:
    scene = desk.shift.scene
    done = main_button(
        scene.look,
        scene.words("Done"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.again),
        identifier="kiosk-done",
        busy=False,
    )
    return ft.Container(done, expand=True)


def _still_there(desk: Unattended[S]) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    asked = card(
        look,
        ft.Column(
            [
                ft.Semantics(
                    identifier="kiosk-still-there",
                    live_region=True,
                    content=heading(text(look, words("Are you still there?"), "giant"), 1),
                ),
                soft(look, words("What you wrote will be wiped."), "name"),
                main_button(
                    look,
                    words("I am still here"),
                    ft.Icons.TOUCH_APP_ROUNDED,
                    scene.act(desk.here),
                    identifier="kiosk-here",
                    busy=False,
                ),
            ],
            spacing=20,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        width=min(640, look.width - 48),
        padding=40,
    )
    return ft.Container(asked, alignment=ft.Alignment.CENTER, bgcolor="#CC10201F", expand=True)


def _leaving(desk: Unattended[S], view: S) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    wrong = (
        [note(look, look.colors.attention, ft.Icons.ERROR_ROUNDED, view.sentence)]
        if view.sentence
        else []
    )
    return [
        heading(text(look, words("Your PIN, to leave the kiosk"), "title"), 1),
        pin_dots(look, words, len(view.digits)),
        *wrong,
        ft.Row(
            [ft.Container(PinKeys(scene, desk.press), width=420)],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        ft.Row(
            [button(look, words("Back"), scene.act(desk.stay), identifier="kiosk-stay", height=60)],
            alignment=ft.MainAxisAlignment.CENTER,
        ),
    ]
