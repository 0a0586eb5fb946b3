"""«Entrega de auto»: what was done, what to talk about, one tap of rating, a complaint one tap away."""

from typing import Any

import flet as ft

from app.domain.complaint_acts import Rating
from app.domain.workshop import Interest
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.palette import Tone
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.screens.customer_parts import back_button
from app.ui.screens.workshop_desk import DeliveryDesk, DeliveryView
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.layout import flow, page, side_by_side
from app.ui.widgets.signature import SignaturePad
from app.ui.widgets.surfaces import card, tag
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import heading, soft, symbol, text

FACES = {
    Rating.BAD: ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED,
    Rating.FAIR: ft.Icons.SENTIMENT_NEUTRAL_ROUNDED,
    Rating.GOOD: ft.Icons.SENTIMENT_SATISFIED_ROUNDED,
}


@kept
def Delivery(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    view, show = state(DeliveryView())
    desk = held(lambda: DeliveryDesk(shift, pulse, show, place))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    words = shift.scene.words
    content: ft.Control = ft.Container()
    subtitle = shift.branch.name
    if view.visit is not None and view.form is not None:
        content = _content(desk, view)
        promised, now = view.visit.visit.promised_at, shift.scene.tablet.showroom.now()
        day = words.coming_day(promised.date(), now.date())
        hours = {"promised": f"{day} {words.clock(promised)}", "now": words.clock(now)}
        subtitle = words("Promised {promised} · now {now}", **hours)
    back = back_button(shift.scene, Place(Route.WORKSHOP))
    return frame(shift, pulse, words("Delivery"), subtitle, content, lead=back)


def _content(desk: DeliveryDesk, view: DeliveryView) -> ft.Control:
    scene = desk.shift.scene
    look = scene.look
    told, km, actions = _told(desk, view), _km(desk, view), _actions(desk, view)
    pad = ACTION_COLUMN - 40 if look.columns else min(560, look.width - 120)
    signature = view.form.signature if view.form else None
    label = scene.words("Signature on receipt")
    signing = SignaturePad(scene, desk.sign, signature, pad, label)
    if not look.columns:
        foot = ft.Column([signing, actions[-1]], spacing=8, tight=True)
        return page(look, [*told, *km, *actions[:-1]], spacing=18, pinned=foot)
    column = ft.Column(
        [_stacked(km), signing, ft.Container(expand=True), *actions],
        spacing=12,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return side_by_side(look, flow(told), column)


def _stacked(parts: list[ft.Control]) -> ft.Control:
    return ft.Column(
        parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def _told(desk: DeliveryDesk, view: DeliveryView) -> list[Any]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    assert form is not None  # noqa: S101 - for the type checker: the screen waits for it
    interests = [Choice(one, words.of(one)) for one in Interest if one is not Interest.UNKNOWN]
    return [
        _vehicle(desk, view),
        field(
            look,
            words("What was done, one a line"),
            form.done,
            scene.typed(lambda typed: desk.change(done=typed)),
            identifier="done",
            multiline=True,
            min_lines=2,
            max_lines=6,
            capitalization=ft.TextCapitalization.SENTENCES,
        ),
        *_talking_points(desk, view),
        group(
            look,
            words("Interested in something?"),
            chips(
                look,
                interests,
                list(form.interests),
                lambda value: scene.act(desk.toggle_interest, Interest(value)),
                identifier="interest",
                several=True,
            ),
            hint=words("optional"),
        ),
        _rating(desk, view),
    ]


def _vehicle(desk: DeliveryDesk, view: DeliveryView) -> ft.Control:
    scene, visit = desk.shift.scene, view.visit
    look, words = scene.look, scene.words
    assert visit is not None  # noqa: S101 - for the type checker: the screen waits for it
    on_time = scene.tablet.showroom.now() <= visit.visit.promised_at
    tone = look.colors.sent if on_time else look.colors.here
    said = words("On time") if on_time else words("Later than promised")
    icon = ft.Icons.CHECK_CIRCLE_ROUNDED if on_time else ft.Icons.SCHEDULE_ROUNDED
    at = scene.tablet.showroom.at(visit.at)
    came = words(
        "came in {moment} with {km} km",
        moment=words.moment(at, scene.tablet.showroom.now().date()),
        km=words.thousands(visit.visit.reading.km),
    )
    return card(
        look,
        ft.Row(
            [
                ft.Container(
                    text(look, visit.visit.plate.typed.upper(), "title"),
                    border=ft.Border.all(2.5, look.colors.ink),
                    border_radius=12,
                    padding=ft.Padding.symmetric(horizontal=20, vertical=10),
                ),
                ft.Column(
                    [text(look, view.name, weight=600), soft(look, came)],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
                tag(look, tone, icon, said),
            ],
            spacing=20,
        ),
        padding=16,
    )


def _talking_points(desk: DeliveryDesk, view: DeliveryView) -> list[ft.Control]:
    """The repairs that were recommended at reception (R029)."""
    scene, visit = desk.shift.scene, view.visit
    look = scene.look
    points = visit.visit.recommendations if visit else ()
    if not points:
        return []
    lines: list[ft.Control] = [
        ft.Row(
            [
                symbol(look, ft.Icons.BUILD_ROUNDED, 22, look.colors.here.icon),
                text(look, one.text, expand=True),
            ],
            spacing=12,
        )
        for one in points
    ]
    title = heading(text(look, scene.words("Tell them on delivery"), weight=600))
    return [card(look, ft.Column([title, *lines], spacing=12, tight=True), padding=20)]


def _rating(desk: DeliveryDesk, view: DeliveryView) -> ft.Control:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    c = look.colors
    tones: dict[Rating, Tone] = {
        Rating.BAD: c.attention,
        Rating.FAIR: c.here,
        Rating.GOOD: c.sent,
    }
    faces: list[ft.Control] = []
    for rating, icon in FACES.items():
        selected = bool(form and form.rating is rating)
        faces.append(
            tap(
                ft.Column(
                    [
                        symbol(look, icon, 48, tones[rating].icon),
                        text(look, words.of(rating), "name"),
                    ],
                    spacing=4,
                    tight=True,
                    horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                scene.act(desk.rate, rating),
                identifier=f"rating-{rating}",
                state=State(selected=selected),
                expand=True,
                border_radius=16,
                padding=ft.Padding.symmetric(vertical=16),
                **selectable_box(look, selected=selected),
            )
        )
    hint = words("Show the tablet: one tap is enough")
    return group(look, words("How was it with us today?"), ft.Row(faces, spacing=12), hint=hint)


def _km(desk: DeliveryDesk, view: DeliveryView) -> list[ft.Control]:
    scene, form = desk.shift.scene, view.form
    look, words = scene.look, scene.words
    parts: list[ft.Control] = [
        field(
            look,
            words("Km going out"),
            form.km if form else "",
            scene.typed(lambda typed: desk.change(km=typed, km_confirmed=False)),
            identifier="km-out",
            sentence=words.of(view.km) if view.km else None,
            on_blur=scene.act(desk.check),
            keyboard_type=ft.KeyboardType.NUMBER,
        )
    ]
    if view.km is not None:
        label = words("I looked again, it is right")
        sure = scene.act(desk.confirm_km)
        parts.append(ft.Row([button(look, label, sure, identifier="km-sure", kind="tonal")]))
    return parts


def _actions(desk: DeliveryDesk, view: DeliveryView) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    problem = button(
        look,
        words("There is a problem"),
        scene.act(desk.complain),
        identifier="complain",
        icon=ft.Icons.FEEDBACK_ROUNDED,
        height=56,
    )
    deliver = main_button(
        look,
        words("Deliver the vehicle"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.deliver),
        identifier="deliver",
        busy=view.saving,
    )
    return [problem, deliver]
