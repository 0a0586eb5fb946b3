"""«Prueba de manejo»: which car, at what time, the licence seen, and how it went."""

from typing import Any
from uuid import UUID

import flet as ft

from app.domain.received import DriveNext, DriveOutcome, DriveRoute
from app.services.fichas import Ficha
from app.services.touch_forms import NOW, DriveForm
from app.services.touches import OfferedCar
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift
from app.ui.screens.customer_parts import back_button, columns, hour_said, nobody
from app.ui.screens.drive_desk import DriveDesk, DriveView
from app.ui.screens.touch_desk import another_hour, hour_choices, whose
from app.ui.texts import Words
from app.ui.widgets.buttons import main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import note, quiet, tag
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import soft, symbol, text

UNTIL_WIDTH = 232


@kept
def Drive(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(DriveView(DriveForm(customer=customer)))
    desk = held(lambda: DriveDesk(shift, pulse, show, view))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    ft.use_dialog(another_hour(desk, words("At what time?")))
    title = words("Test drive")
    back = back_button(scene, Place(Route.FICHA, customer=customer))
    if view.ficha is None:
        content = nobody(scene) if view.loaded else ft.Container()
        return frame(shift, pulse, title, "", content, lead=back)
    content = columns(
        shift, _questions(desk, view), _beside(desk, view, view.ficha), _save(desk, view)
    )
    return frame(shift, pulse, title, view.ficha.name, content, lead=back)


def _questions(desk: DriveDesk, view: DriveView) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    hours = [Choice(NOW, words("Now"))]
    hours += hour_choices(desk)
    return [
        group(look, words("Demo car"), _cars(desk, view)),
        group(
            look,
            words("At what time?"),
            chips(
                look,
                hours,
                [view.form.hour or NOW],
                lambda it: scene.act(desk.pick_hour, it),
                identifier="drive-hour",
            ),
        ),
        _license(desk, view),
        group(
            look,
            words("Route"),
            chips(
                look,
                _choices(words, DriveRoute),
                [view.form.route] if view.form.route else [],
                lambda it: scene.act(desk.pick, "route", DriveRoute(it)),
                identifier="drive-route",
            ),
            hint=words("optional"),
        ),
        group(
            look,
            words("Back again, how did they like it?"),
            chips(
                look,
                _choices(words, DriveOutcome),
                [view.form.outcome] if view.form.outcome else [],
                lambda it: scene.act(desk.pick, "outcome", DriveOutcome(it)),
                identifier="drive-outcome",
            ),
        ),
        group(
            look,
            words("What follows?"),
            chips(
                look,
                _choices(words, DriveNext),
                [view.form.next] if view.form.next else [],
                lambda it: scene.act(desk.pick, "next", DriveNext(it)),
                identifier="drive-next",
            ),
            hint=words("optional"),
        ),
    ]


def _cars(desk: DriveDesk, view: DriveView) -> ft.Control:
    """Return the cars of the branch, or the models on show where it lists no cars."""
    scene, form = desk.shift.scene, view.form
    look = scene.look
    if view.cars:
        width = 3 if look.columns and look.scale <= 1.3 else 2  # noqa: PLR2004 - larger words
        tiles = [_car(desk, offered, form.car) for offered in view.cars]
        fill = [ft.Container(expand=True)] * (-len(tiles) % width)
        rows = [*tiles, *fill]
        return ft.Column(
            [
                ft.Row(
                    rows[at : at + width],
                    spacing=12,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                )
                for at in range(0, len(rows), width)
            ],
            spacing=12,
        )
    named = [*([form.model] if form.model else []), *(m.name for m in view.models)]
    return chips(
        look,
        [Choice(name, name) for name in dict.fromkeys(named)],
        [form.model] if form.model else [],
        lambda it: scene.act(desk.pick, "model", it),
        identifier="drive-model",
    )


def _car(desk: DriveDesk, offered: OfferedCar, chosen: str | None) -> ft.Control:
    """Return a car with when it is free; one that is not there cannot be chosen."""
    scene, car = desk.shift.scene, offered.car
    look = scene.look
    selected, away = chosen == car.name(), offered.away_until is not None
    ink = look.colors.ink_soft if away else look.colors.on_pale if selected else look.colors.ink
    mark = [symbol(look, ft.Icons.CHECK_CIRCLE_ROUNDED, 22, ink)] if selected else []
    told = " · ".join(part for part in (car.plate.typed, car.color) if part)
    lines = ft.Column(
        [
            ft.Row([text(look, car.model, "name", color=ink, expand=True), *mark]),
            soft(look, told),
            ft.Row([_when_free(desk, offered)], wrap=True),
        ],
        spacing=6,
        tight=True,
    )
    box: dict[str, Any] = {
        "border_radius": 18,
        "padding": ft.Padding.symmetric(horizontal=18, vertical=14),
    }
    if away:
        return ft.MergeSemantics(
            expand=True,
            content=ft.Semantics(
                identifier=f"drive-car-{car.name()}",
                content=ft.Container(
                    lines,
                    bgcolor=look.colors.quiet,
                    border=ft.Border.all(1.5, look.colors.hairline),
                    **box,
                ),
            ),
        )
    return tap(
        lines,
        scene.act(desk.pick_car, offered),
        identifier=f"drive-car-{car.name()}",
        state=State(selected=selected),
        expand=True,
        **box,
        **selectable_box(look, selected=selected),
    )


def _when_free(desk: DriveDesk, offered: OfferedCar) -> ft.Control:
    scene = desk.shift.scene
    look, words, now = scene.look, scene.words, scene.tablet.showroom.now()
    if offered.away_until is not None:
        day = words.coming_day(offered.away_until, now.date())
        return tag(look, quiet(look), ft.Icons.BUILD_ROUNDED, words("Away until {day}", day=day))
    if offered.taken_at is not None:
        hour = hour_said(words, offered.taken_at, now)
        said = words("Promised: {hour}", hour=hour)
        return tag(look, look.colors.here, ft.Icons.SCHEDULE_ROUNDED, said)
    return tag(look, look.colors.sent, ft.Icons.CHECK_CIRCLE_ROUNDED, words("At the branch"))


def _license(desk: DriveDesk, view: DriveView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    seen = view.form.license_seen
    icon = ft.Icons.CHECK_BOX_ROUNDED if seen else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    box = tap(
        ft.Row(
            [
                symbol(look, icon, 28, look.colors.primary),
                ft.Column(
                    [
                        text(look, words("I saw the licence and it is valid"), weight=600),
                        soft(look, words("No copy, no photo")),
                    ],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=14,
        ),
        scene.act(desk.toggle_license),
        identifier="license-seen",
        state=State(checked=seen),
        border_radius=18,
        padding=ft.Padding.symmetric(horizontal=18, vertical=16),
        **selectable_box(look, selected=seen),
    )
    sentences = {
        "license_until": words("Write month and year: 08-2028."),
        "license_over": words("That licence is over."),
    }
    until = field(
        look,
        words("Valid until (08-2028)"),
        view.form.license_until,
        scene.typed(desk.type_expiry),
        identifier="license-until",
        sentence=sentences.get(view.fault),
    )
    if look.columns:
        beside = ft.Container(until, width=UNTIL_WIDTH * look.scale)
        return ft.Row([ft.Container(box, expand=True), beside], spacing=12)
    return ft.Column([box, until], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _beside(desk: DriveDesk, view: DriveView, ficha: Ficha) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    cars = [
        (ft.Icons.DIRECTIONS_CAR_ROUNDED, f"{c.model} {c.year or ''}".strip()) for c in ficha.cars
    ]
    parts = [whose(desk, ficha, *cars[:2])]
    sentences = {
        "model": words("Choose the car."),
        "license_seen": words("Nobody drives without a licence that was seen."),
    }
    if said := sentences.get(view.fault):
        tone = look.colors.attention
        parts.append(note(look, tone, ft.Icons.ERROR_ROUNDED, said, identifier="drive-fault"))
    return parts


def _save(desk: DriveDesk, view: DriveView) -> ft.Control:
    scene = desk.shift.scene
    gives_keys = view.form.hour == NOW and view.form.outcome is None
    said = scene.words("Hand over the keys") if gives_keys else scene.words("Save")
    return main_button(
        scene.look,
        said,
        ft.Icons.KEY_ROUNDED if gives_keys else ft.Icons.CHECK_ROUNDED,
        scene.act(desk.save),
        identifier="save-drive",
        busy=False,
    )


def _choices(words: Words, codes: Any) -> list[Choice]:
    return [Choice(code, words.of(code)) for code in codes if code.value != "unknown"]
