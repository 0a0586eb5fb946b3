"""«Prepare este tablet»: a one-time code, typed in ten boxes or pasted from its QR."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from app.domain.problems import Problem
from app.ui.hooks import held, state
from app.ui.scene import Scene, ask
from app.ui.widgets.brand import logo
from app.ui.widgets.buttons import main_button
from app.ui.widgets.code_boxes import LENGTH, code_boxes, read_code
from app.ui.widgets.fields import field
from app.ui.widgets.layout import page
from app.ui.widgets.surfaces import icon_tile
from app.ui.widgets.text import heading, soft, symbol, text

PANEL = 560
FRAME_INK = "#8ED6D3"
PANEL_GROUND = "#14211F"


@dataclass(frozen=True)
class Form:
    pasted: str = ""
    url: str = ""
    code: str = ""
    name: str = ""
    sentence: str = ""
    joining: bool = False


class EnrolDesk:
    """What was typed so far, and joining with it."""

    def __init__(
        self, scene: Scene, show: Callable[[Form], None], on_enrolled: Callable[[], None]
    ) -> None:
        self.scene = scene
        self.form = Form()
        self._show = show
        self._on_enrolled = on_enrolled

    def change(self, **values: Any) -> None:
        self._put(replace(self.form, **values, sentence=""))

    def paste(self, text: str) -> None:
        """Take address and code from the QR content, as soon as it reads as an invitation."""
        invitation = self.scene.tablet.enrolling.read_invitation(text)
        if invitation:
            self.change(pasted=text, url=invitation.url, code=read_code(invitation.code))
        else:
            self.change(pasted=text)

    async def join(self) -> None:
        form, words = self.form, self.scene.words
        if form.joining:
            return
        if len(form.code) < LENGTH:
            missing = LENGTH - len(form.code)
            sentence = words.count(
                "{n} character is missing.", "{n} characters are missing.", missing
            )
            self._put(replace(form, sentence=sentence))
            return
        enrolling = self.scene.tablet.enrolling
        invitation = await ask(enrolling.read_invitation, form.code, form.url.strip())
        if invitation is None:
            sentence = words("The address must begin with https://")
            self._put(replace(form, sentence=sentence))
            return
        self._put(replace(form, joining=True, sentence=""))
        try:
            await ask(enrolling.enrol, invitation, form.name.strip() or words("Tablet"))
        except Problem as problem:
            self._put(replace(self.form, joining=False, sentence=words.problem(problem)))
            return
        self._on_enrolled()

    def _put(self, form: Form) -> None:
        self.form = form
        self._show(form)


@ft.component
def Enrol(scene: Scene, on_enrolled: Callable[[], None]) -> ft.Control:
    look = scene.look
    form, show = state(Form())
    desk = held(lambda: EnrolDesk(scene, show, on_enrolled))
    desk.scene = scene
    if look.columns:
        sides: list[ft.Control] = [
            ft.Container(_qr_panel(desk, form), width=PANEL),
            ft.Container(
                ft.Column(
                    [
                        ft.ListView(_fields(desk, form), spacing=0, expand=True),
                        *_foot(desk, form),
                    ],
                    spacing=20,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
                expand=True,
                padding=ft.Padding.only(left=64, right=64, top=48, bottom=48),
            ),
        ]
        return ft.Row(
            sides[::-1] if look.left_handed else sides,
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    pinned = ft.Column(
        _foot(desk, form),
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    pasting = ft.Container(_paste_field(desk, form), padding=ft.Padding.symmetric(vertical=16))
    return page(look, [*_fields(desk, form), pasting], spacing=0, top=32, pinned=pinned)


def _qr_panel(desk: EnrolDesk, form: Form) -> ft.Control:
    scene = desk.scene
    look, words = scene.look, scene.words
    white = "#FFFFFF"
    return ft.Container(
        ft.Column(
            [
                icon_tile(look, ft.Icons.QR_CODE_2_ROUNDED, "#1F302D", FRAME_INK, size=160),
                ft.Container(height=28),
                heading(
                    text(
                        look,
                        words("Paste what the QR says"),
                        "name",
                        color=white,
                        align=ft.TextAlign.CENTER,
                    )
                ),
                text(
                    look,
                    words("It serves once and expires in 15 minutes"),
                    "second",
                    color="#D9FFFFFF",
                    align=ft.TextAlign.CENTER,
                ),
                ft.Container(height=20),
                ft.Row([ft.Container(_paste_field(desk, form), expand=True)]),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=4,
        ),
        bgcolor=PANEL_GROUND,
        padding=ft.Padding.symmetric(horizontal=64, vertical=48),
        expand=True,
    )


def _paste_field(desk: EnrolDesk, form: Form) -> ft.Control:
    scene = desk.scene
    return field(
        scene.look,
        scene.words("Content of the QR"),
        form.pasted,
        scene.typed(desk.paste),
        identifier="pasted",
        autocorrect=False,
        enable_suggestions=False,
    )


def _fields(desk: EnrolDesk, form: Form) -> list[ft.Control]:
    scene = desk.scene
    look, words = scene.look, scene.words
    c = look.colors
    gap = 40 if look.columns else 20
    hint = form.sentence or words("10 characters. O, I and L are not used: they are 0 and 1.")
    return [
        ft.Row([logo(56), text(look, "Vitrina", "name")], spacing=16),
        ft.Container(height=gap),
        heading(text(look, words("Prepare this tablet"), "display"), 1),
        ft.Container(height=8),
        soft(
            look, words("Ask the CRM area for the QR. Only this time a network is needed."), "body"
        ),
        ft.Container(height=gap),
        text(look, words("Or type the code"), "second", weight=600),
        ft.Container(height=12),
        code_boxes(
            look,
            words("Code of 10 characters"),
            form.code,
            scene.typed(lambda typed: desk.change(code=read_code(typed))),
        ),
        ft.Container(height=6),
        ft.Semantics(
            identifier="enrol-sentence",
            live_region=True,
            content=ft.Row(
                [
                    symbol(
                        look,
                        ft.Icons.ERROR_ROUNDED if form.sentence else ft.Icons.INFO_ROUNDED,
                        20,
                        c.attention.icon if form.sentence else c.ink_soft,
                    ),
                    text(
                        look,
                        hint,
                        "second",
                        weight=600 if form.sentence else 400,
                        color=c.attention.icon if form.sentence else c.ink_soft,
                        expand=True,
                    ),
                ],
                spacing=6,
            ),
        ),
        ft.Container(height=24),
        field(
            look,
            words("Address of the server"),
            form.url,
            scene.typed(lambda typed: desk.change(url=typed)),
            identifier="url",
            keyboard_type=ft.KeyboardType.URL,
            autocorrect=False,
            enable_suggestions=False,
        ),
        ft.Container(height=16),
        field(
            look,
            words("Name of this tablet"),
            form.name,
            scene.typed(lambda typed: desk.change(name=typed)),
            identifier="tablet-name",
        ),
    ]


def _foot(desk: EnrolDesk, form: Form) -> list[ft.Control]:
    scene = desk.scene
    look, words = scene.look, scene.words
    return [
        ft.Row(
            [
                symbol(look, ft.Icons.PHONELINK_ERASE_ROUNDED, 20, look.colors.ink_soft),
                soft(look, words("If it is lost, the CRM area blocks it."), expand=True),
            ],
            spacing=12,
        ),
        main_button(
            look,
            words("Continue"),
            ft.Icons.ARROW_FORWARD_ROUNDED,
            scene.act(desk.join),
            identifier="enrol",
            busy=form.joining,
        ),
    ]
