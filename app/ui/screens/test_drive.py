"""«Prueba de manejo»: which car, at what time, the licence seen, and how it went."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.catalogue import CarModel
from app.domain.received import DriveNext, DriveOutcome, DriveRoute, TrialDrive
from app.services.fichas import Ficha
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.customer_parts import back_button, columns, hour_said, nobody, person_card
from app.ui.texts import Words
from app.ui.widgets.buttons import main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.surfaces import note
from app.ui.widgets.tap import State, selectable_box, tap
from app.ui.widgets.text import soft, symbol, text

NOW = "now"
SHOWN = 6


@dataclass(frozen=True)
class DriveView:
    ficha: Ficha | None = None
    loaded: bool = False
    models: tuple[CarModel, ...] = ()
    hours: tuple[datetime, ...] = ()
    model: str | None = None
    hour: str = NOW
    license_seen: bool = False
    license_until: str = ""
    route: DriveRoute | None = None
    outcome: DriveOutcome | None = None
    next: DriveNext | None = None
    fault: str = ""


class DriveDesk:
    def __init__(self, shift: Shift, pulse: Pulse, show: Any, customer: UUID) -> None:
        self.shift = shift
        self.view = DriveView()
        self._pulse = pulse
        self._show = show
        self._customer = customer

    async def load(self) -> None:
        tablet = self.shift.scene.tablet
        ficha = await ask(tablet.fichas.ficha, self.shift.actor, self._customer)
        models = tuple(await ask(tablet.showroom.models))[:SHOWN]
        hours = await ask(tablet.touches.drive_hours)
        looked_at = (
            next((m for touch in ficha.touches for m in touch.models), None) if ficha else None
        )
        self.put(
            replace(
                self.view, ficha=ficha, models=models, hours=hours, loaded=True, model=looked_at
            )
        )

    async def pick(self, name: str, value: object) -> None:
        now = getattr(self.view, name)
        answer: dict[str, Any] = {name: None if now == value else value}
        self.put(replace(self.view, fault="", **answer))

    async def pick_hour(self, value: str) -> None:
        self.put(replace(self.view, hour=value, fault=""))

    async def toggle_license(self) -> None:
        self.put(replace(self.view, license_seen=not self.view.license_seen, fault=""))

    def type_expiry(self, typed: str) -> None:
        self.put(replace(self.view, license_until=typed, fault=""))

    async def save(self) -> None:
        """Save the drive; what is missing is said beside the question, and nothing is lost."""
        view, scene = self.view, self.shift.scene
        fault, until = self._fault()
        if fault:
            self.put(replace(view, fault=fault))
            return
        drive = TrialDrive(
            model=view.model or "",
            at=self._at(),
            license_seen=view.license_seen,
            license_until=until,
            route=view.route,
            outcome=view.outcome,
            next=view.next,
        )
        touches = scene.tablet.touches
        saved = await ask(touches.drive, self.shift.actor, self._customer, drive)

        async def undo() -> None:
            await ask(touches.undo, self.shift.actor, saved.record)
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        scene.say(Message(scene.words("Saved on this tablet"), undo=undo))
        quoting = view.next is DriveNext.QUOTE
        scene.go(Place(Route.QUOTE if quoting else Route.FICHA, customer=self._customer))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    def _at(self) -> datetime:
        now = self.shift.scene.tablet.showroom.now()
        return now if self.view.hour == NOW else datetime.fromisoformat(self.view.hour)

    def _fault(self) -> tuple[str, date | None]:
        view = self.view
        until = read_month(view.license_until)
        if not view.model:
            return "model", None
        if view.license_until.strip() and until is None:
            return "license_until", None
        if until is not None and until < self._at().date():
            return "license_over", None
        absent = view.outcome is DriveOutcome.NO_SHOW
        if view.hour == NOW and not view.license_seen and not absent:
            return "license_seen", None
        return "", until

    def put(self, view: DriveView) -> None:
        self.view = view
        self._show(view)


def read_month(typed: str) -> date | None:
    """Read «08-2028» as the last day of that month, ``None`` for anything else."""
    month, _, year = typed.strip().replace("/", "-").partition("-")
    if not (month.isdecimal() and year.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12):  # noqa: PLR2004 - a month
        return None
    following = date(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@kept
def Drive(shift: Shift, pulse: Pulse, place: Place) -> ft.Control:
    scene, words = shift.scene, shift.scene.words
    customer = place.customer or UUID(int=0)
    view, show = state(DriveView())
    desk = held(lambda: DriveDesk(shift, pulse, show, customer))
    desk.shift = shift
    ft.use_effect(desk.load, [])
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
    now = scene.tablet.showroom.now()
    names = list(
        dict.fromkeys([*([view.model] if view.model else []), *(m.name for m in view.models)])
    )
    hours = [Choice(NOW, words("Now"))]
    hours += [Choice(at.isoformat(), hour_said(words, at, now)) for at in view.hours]
    return [
        group(
            look,
            words("Demo car"),
            chips(
                look,
                [Choice(name, name) for name in names],
                [view.model] if view.model else [],
                lambda it: scene.act(desk.pick, "model", it),
                identifier="drive-model",
            ),
        ),
        group(
            look,
            words("At what time?"),
            chips(
                look,
                hours,
                [view.hour],
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
                [view.route] if view.route else [],
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
                [view.outcome] if view.outcome else [],
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
                [view.next] if view.next else [],
                lambda it: scene.act(desk.pick, "next", DriveNext(it)),
                identifier="drive-next",
            ),
            hint=words("optional"),
        ),
    ]


def _license(desk: DriveDesk, view: DriveView) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    seen = view.license_seen
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
        view.license_until,
        scene.typed(desk.type_expiry),
        identifier="license-until",
        sentence=sentences.get(view.fault),
    )
    return ft.Column([box, until], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _beside(desk: DriveDesk, view: DriveView, ficha: Ficha) -> list[ft.Control]:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    cars = [
        (ft.Icons.DIRECTIONS_CAR_ROUNDED, f"{c.model} {c.year or ''}".strip()) for c in ficha.cars
    ]
    parts = [person_card(scene, ficha, *cars[:2])]
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
    gives_keys = view.hour == NOW and view.outcome is None
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
