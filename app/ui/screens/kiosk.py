"""«Quiosco»: full screen, one question on each page, wiped when nobody touches it any more."""

from uuid import UUID

import flet as ft

from app.domain.doors import DoorWord
from app.domain.people import Country
from app.services.forms import MARKETING_CHANNELS
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Shift
from app.ui.screens.kiosk_desk import AGE, NAME, OFFERS, PHONE, KioskDesk, KioskView
from app.ui.screens.unattended_parts import alone, grid, tile, title
from app.ui.screens.visit_fields import PREFIX
from app.ui.widgets.consent_strip import check_row
from app.ui.widgets.fields import field
from app.ui.widgets.qr import qr
from app.ui.widgets.surfaces import card
from app.ui.widgets.text import text

PASS_SIDE = 320
OWN_SIDE = 220


@kept
def Kiosk(shift: Shift, pulse: Pulse, event: UUID) -> ft.Control:
    view, show = state(KioskView())
    desk = held(lambda: KioskDesk(shift, pulse, show, event))
    desk.shift = shift

    def start() -> None:
        ft.context.page.run_task(desk.watch)

    ft.use_effect(desk.load, [event])
    ft.use_effect(start, [], desk.close)
    if view.known is None and not view.over:
        return ft.Container(expand=True, bgcolor=shift.scene.look.colors.ground)
    return alone(desk, view, lambda: _question(desk, view), lambda: _thanks(desk, view))


def _question(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    question = view.steps()[view.step]
    if question in {NAME, PHONE}:
        return _written(desk, view, question)
    if question == OFFERS:
        return _offers(desk, view)
    if question == AGE:
        return _age(desk, view)
    return _answers(desk, view, int(question.removeprefix("q")))


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
    return [*title(desk, asked, hint), entry]


def _answers(desk: KioskDesk, view: KioskView, index: int) -> list[ft.Control]:
    scene, known, form = desk.shift.scene, view.known, view.form
    words = scene.words
    if known is None or form is None:
        return []
    asked = known.event.qualifiers[index]
    chosen = form.answers[index] if index < len(form.answers) else ""
    tiles = [
        tile(
            desk, answer, scene.act(desk.answer, index, answer), f"kiosk-answer-{place}",
            selected=answer == chosen,
        )
        for place, answer in enumerate(asked.answers)
    ]  # fmt: skip
    hint = words("Touch an answer. Nobody else will see it on this screen.")
    return [*title(desk, asked.question, hint), grid(desk, tiles)]


def _age(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    scene = desk.shift.scene
    words, of_age = scene.words, view.form.of_age if view.form else None
    tiles = [
        tile(
            desk,
            words("Yes"),
            scene.act(desk.choose, of_age=True),
            "kiosk-age-yes",
            selected=of_age is True,
        ),
        tile(
            desk,
            words("No"),
            scene.act(desk.choose, of_age=False),
            "kiosk-age-no",
            selected=of_age is False,
        ),
    ]
    hint = words("choose one") if view.missing else words("Offers are for adults only.")
    return [*title(desk, words("18 years or older?"), hint), grid(desk, tiles)]


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
            height=60,
        )
        for channel in MARKETING_CHANNELS
    ]
    hint = words("Mark only what you want. You can take it back whenever you like.")
    return [
        *title(desk, words("Do you want offers?"), hint),
        card(look, ft.Column(boxes, spacing=12)),
    ]


def _thanks(desk: KioskDesk, view: KioskView) -> list[ft.Control]:
    look, words = desk.shift.scene.look, desk.shift.scene.words
    if view.over:
        return title(desk, words.of(DoorWord.EVENT_OVER), words("Thank you"))
    if view.full:
        hint = words("Please ask at the stand: at times a place becomes free.")
        return title(desk, words("No places are left"), hint)
    to_correct = words("To correct your data or withdraw, scan this one with your phone")
    return [
        *title(
            desk,
            words("Thank you, you are signed up"),
            words("Take a picture of your pass, or say this code at the door:"),
        ),
        ft.Semantics(
            identifier="kiosk-code", live_region=True, content=text(look, view.code, "giant")
        ),
        ft.Row(
            [
                qr(view.qr, PASS_SIDE, identifier="kiosk-pass"),
                ft.Column(
                    [
                        qr(view.own, OWN_SIDE, identifier="kiosk-own"),
                        ft.Container(text(look, to_correct, weight=600), width=PASS_SIDE),
                    ],
                    spacing=12,
                    tight=True,
                ),
            ],
            spacing=40,
            wrap=True,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    ]
