"""The form of a test drive behind the screen: the car, the hour, the licence, what is missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.domain.catalogue import CarModel
from app.domain.received import DriveNext, TrialDrive
from app.services.touch_forms import NOW, DriveForm
from app.services.touches import OfferedCar
from app.ui.scene import Place, Route, ask
from app.ui.screens.touch_desk import TouchDesk, TouchView

SHOWN = 6


@dataclass(frozen=True)
class DriveView(TouchView[DriveForm]):
    """``cars`` are the branch's own; one that lists none offers the ``models`` on show."""

    cars: tuple[OfferedCar, ...] = ()
    models: tuple[CarModel, ...] = ()
    fault: str = ""


class DriveDesk(TouchDesk[DriveView]):
    async def load(self) -> None:
        tablet = self.shift.scene.tablet
        cars = await ask(tablet.touches.demo_cars)
        models = tuple(await ask(tablet.showroom.models))[:SHOWN]
        hours = await ask(tablet.touches.drive_hours)
        view = replace(await self.read(hours), cars=cars, models=models)
        self.put(view if view.resumed_at else replace(view, form=_looked_at(view)))

    async def pick(self, name: str, value: object) -> None:
        """Choose the one answer of a question, or take it back."""
        now = getattr(self.view.form, name)
        self.answer({name: None if now == value else value}, fault="")

    async def pick_car(self, offered: OfferedCar) -> None:
        plate = offered.car.name()
        chosen = self.view.form.car != plate
        values = {"car": plate, "model": offered.car.model}
        self.answer(values if chosen else dict.fromkeys(values), fault="")

    async def pick_hour(self, value: str) -> None:
        self.take_hour(value, fault="")

    async def toggle_license(self) -> None:
        self.answer({"license_seen": not self.view.form.license_seen}, fault="")

    def type_expiry(self, typed: str) -> None:
        self.answer({"license_until": typed}, fault="")

    async def save(self) -> None:
        """Save the drive; what is missing is said beside the question, and nothing is lost."""
        view, scene = self.view, self.shift.scene
        form, customer = view.form, view.form.customer
        fault, until = self._fault()
        if fault:
            self.put(replace(view, fault=fault))
            return
        drive = TrialDrive(
            model=form.model or "",
            plate=next((o.car.plate for o in view.cars if o.car.name() == form.car), None),
            at=self._at(),
            license_seen=form.license_seen,
            license_until=until,
            route=form.route,
            outcome=form.outcome,
            next=form.next,
        )
        async with self._pen.resting():
            saved = await ask(scene.tablet.touches.drive, self.shift.actor, customer, drive)
        self.confirm(saved)
        quoting = form.next is DriveNext.QUOTE
        scene.go(Place(Route.QUOTE if quoting else Route.FICHA, customer=customer))
        await self.refresh()

    def _at(self) -> datetime:
        hour = self.view.form.hour
        if hour is None or hour == NOW:
            return self.shift.scene.tablet.showroom.now()
        return datetime.fromisoformat(hour)

    def _fault(self) -> tuple[str, date | None]:
        form = self.view.form
        until = read_month(form.license_until)
        if not form.model:
            return "model", None
        if form.license_until.strip() and until is None:
            return "license_until", None
        if until is not None and until < self._at().date():
            return "license_over", None
        absent = form.outcome == "no_show"
        if form.hour == NOW and not form.license_seen and not absent:
            return "license_seen", None
        return "", until


def _looked_at(view: DriveView) -> DriveForm:
    """Return the form with the model that the customer looked at last, in a car that is there."""
    touches: tuple[Any, ...] = view.ficha.touches if view.ficha else ()
    model = next((model for touch in touches for model in touch.models), None)
    if not view.cars:
        return view.form.model_copy(update={"model": model})
    there = (o.car for o in view.cars if o.away_until is None and o.car.model == model)
    car = next(there, None)
    return (
        view.form
        if car is None
        else view.form.model_copy(update={"car": car.name(), "model": car.model})
    )


def read_month(typed: str) -> date | None:
    """Read «08-2028» as the last day of that month, ``None`` for anything else."""
    month, _, year = typed.strip().replace("/", "-").partition("-")
    if not (month.isdecimal() and year.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12):  # noqa: PLR2004 - a month
        return None
    following = date(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
