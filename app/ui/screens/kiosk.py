"""«Quiosco»: full screen, one question on each page, wiped when nobody touches it any more."""

from uuid import UUID

import flet as ft

from app.domain.people import Country
from app.services.forms import MARKETING_CHANNELS
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Shift
from app.ui.screens.kiosk_desk import AGE, NAME, OFFERS, PHONE, KioskDesk, KioskView
from app.ui.screens.visit_fields import PREFIX
from app.ui.widgets.brand import demo_badge, logo
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.consent_strip import check_row
from app.ui.widgets.fields import field
from app.ui.widgets.pin_pad import PinKeys, pin_dots
from app.ui.widgets.qr import qr
from app.ui.widgets.surfaces import card, note
from app.ui.widgets.tap import Handler, State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text

TILE = 104  # height of an answer
PASS_SIDE = 320


@kept
def Kiosk(shift: Shift, pulse: Pulse, event: UUID) -> ft.Control:
    view, show = state(KioskView())
    desk = held(lambda: KioskDesk(shift, pulse, show, event))
    desk.shift = shift

    def start() -> None:
        ft.context.page.run_task(desk.watch)

    ft.use_effect(desk.load, [event])
    ft.use_effect(start, [], desk.close)
    if view.known is None:
        return ft.Container(expand=True, bgcolor=shift.scene.look.colors.ground)
    if view.leaving:
        return _stage(desk, view, _leaving(desk, view), [])
    if view.code:
        return _stage(desk, view, _thanks(desk, view), [_again(desk)])
    return _stage(desk, view, _question(desk, view), _foot(desk, view))


def _stage(
    desk: KioskDesk, view: KioskView, content: list[ft.Control], foot: list[ft.Control]
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
            ft.Container(ft.Row(foot, spacing=20), padding=ft.Padding.all(32)),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        ft.Stack([page, *over], expand=True), bgcolor=look.colors.ground, expand=True
    )


def _head(desk: KioskDesk, view: KioskView) -> ft.Control:
    scene = desk.shift.scene
    look, words, c = scene.look, scene.words, scene.look.colors
    steps = view.steps()
    progress: list[ft.Control] = []
    if not view.code and not view.leaving:
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
    name = view.known.event.name if view.known else ""
    return ft.Container(
        ft.Row([mark, text(look, name, "name", expand=True), *badge, *progress], spacing=10),
        padding=ft.Padding.symmetric(horizontal=48, vertical=20),
    )


def _question(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    question = view.steps()[view.step]
    if question in {NAME, PHONE}:
        return _written(desk, view, question)
    if question == OFFERS:
        return _offers(desk, view)
    if question == AGE:
        return _age(desk, view)
    return _answers(desk, view, int(question.removeprefix("q")))


def _title(desk: KioskDesk, asked: str, hint: str) -> list[ft.Control]:
    look = desk.shift.scene.look
    return [heading(text(look, asked, "giant"), 1), soft(look, hint, "name")]


def _written(desk: KioskDesk, view: KioskView, question: str) -> list[ft.Control]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    is_name = question == NAME
    asked = words("What is your name?") if is_name else words("Your mobile number?")
    hint = (
        words("Nobody sees it on this screen afterwards.")
        if is_name
        else words("If you want to leave it.")
    )
    value = (form.name if is_name else form.phone) if form else ""
    prefix = None if is_name else PREFIX.get(desk.shift.branch.country, PREFIX[Country.CL])
    entry = field(
        look,
        words("Name and surname") if is_name else words("Mobile"),
        value,
        scene.typed(lambda typed: desk.change(**{question: typed})),
        identifier=f"kiosk-{question}",
        sentence=words("The name is missing") if view.missing else None,
        prefix=prefix,
        on_submit=scene.act(desk.onward),
        autofocus=True,
        autocorrect=False,
        enable_suggestions=False,
        keyboard_type=ft.KeyboardType.NAME if is_name else ft.KeyboardType.PHONE,
        key=f"kiosk-{question}-{form.record if form else ''}",
    )
    return [*_title(desk, asked, hint), entry]


def _answers(desk: KioskDesk, view: KioskView, index: int) -> list[ft.Control]:
    scene, known, form = desk.shift.scene, view.known, view.form
    words = scene.words
    if known is None or form is None:
        return []
    asked = known.event.qualifiers[index]
    chosen = form.answers[index] if index < len(form.answers) else ""
    tiles = [
        _tile(
            desk, answer, scene.act(desk.answer, index, answer), f"kiosk-answer-{place}",
            selected=answer == chosen,
        )
        for place, answer in enumerate(asked.answers)
    ]  # fmt: skip
    hint = words("Touch an answer. Nobody else will see it on this screen.")
    return [*_title(desk, asked.question, hint), _grid(desk, tiles)]


def _age(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    scene = desk.shift.scene
    words, of_age = scene.words, view.form.of_age if view.form else None
    tiles = [
        _tile(
            desk,
            words("Yes"),
            scene.act(desk.choose, of_age=True),
            "kiosk-age-yes",
            selected=of_age is True,
        ),
        _tile(
            desk,
            words("No"),
            scene.act(desk.choose, of_age=False),
            "kiosk-age-no",
            selected=of_age is False,
        ),
    ]
    hint = words("choose one") if view.missing else words("Offers are for adults only.")
    return [*_title(desk, words("18 years or older?"), hint), _grid(desk, tiles)]


def _offers(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    ticked = view.form.offers if view.form else frozenset()
    boxes = [
        check_row(
            look,
            words.of(channel),
            scene.act(desk.toggle, channel),
            checked=channel in ticked,
            identifier=f"kiosk-offers-{channel}",
            name=words("Offers by: {channel}", channel=words.of(channel)),
        )
        for channel in MARKETING_CHANNELS
    ]
    hint = words("Mark only what you want. You can take it back whenever you like.")
    return [
        *_title(desk, words("Do you want offers?"), hint),
        card(look, ft.Column(boxes, spacing=12)),
    ]


def _grid(desk: KioskDesk, tiles: list[ft.Control]) -> ft.Control:
    across = 6 if desk.shift.scene.look.columns else 12
    return ft.ResponsiveRow(
        [ft.Container(tile, col=across) for tile in tiles], spacing=20, run_spacing=20
    )


def _tile(
    desk: KioskDesk, label: str, on_click: Handler, identifier: str, *, selected: bool
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


def _foot(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
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
    return [
        *back,
        soft(look, told, expand=True, align=ft.TextAlign.CENTER),
        ft.Container(onward, width=320),
    ]


def _thanks(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    return [
        *_title(
            desk,
            words("Thank you, you are signed up"),
            words("Take a picture of your pass, or say this code at the door:"),
        ),
        ft.Semantics(
            identifier="kiosk-code", live_region=True, content=text(look, view.code, "giant")
        ),
        ft.Row([qr(view.qr, PASS_SIDE, identifier="kiosk-pass")]),
    ]


def _again(desk: KioskDesk) -> ft.Control:
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


def _still_there(desk: KioskDesk) -> ft.Control:
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


def _leaving(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
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
