"""The workshop desk behind its screens: what a plate tells, and the forms of both ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.complaint_acts import Rating
from app.domain.complaints import Signature
from app.domain.odometer import KmDoubt
from app.domain.workshop import Interest, Motive
from app.domain.workshop_standing import KnownWorkshopVisit
from app.services.workshop import Found, ReceptionCheck
from app.services.workshop_forms import DeliveryForm, ReceptionForm
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask

NOTHING = Found()


@dataclass(frozen=True)
class ReceptionView:
    form: ReceptionForm | None = None
    found: Found = NOTHING
    check: ReceptionCheck | None = None
    waiting: tuple[tuple[KnownWorkshopVisit, str], ...] = ()  # with whose each is
    insisted: bool = False
    saving: bool = False


class ReceptionDesk:
    """One for each time the screen opens; ``show`` draws the view."""

    def __init__(self, shift: Shift, pulse: Pulse, show: Callable[[ReceptionView], None]) -> None:
        self.shift = shift
        self.view = ReceptionView()
        self._pulse = pulse
        self._show = show

    async def load(self) -> None:
        workshop = self.shift.scene.tablet.workshop
        waiting = await ask(workshop.waiting)
        named = tuple([(visit, await ask(workshop.name_of, visit)) for visit in waiting])
        form = self.view.form
        if form is None:
            form = await ask(workshop.start)
        self._put(replace(self.view, form=form, waiting=named))

    def change(self, **values: Any) -> None:
        if self.view.form is not None:
            form = self.view.form.model_copy(update=values)
            self._put(replace(self.view, form=form, insisted=False))

    async def look_up(self) -> None:
        """Say what is known of the plate; called when its field is left."""
        form, workshop = self.view.form, self.shift.scene.tablet.workshop
        if form is None:
            return
        found = await ask(workshop.find, form.plate, form.vin)
        customer = found.customer.id if found.customer else None
        self.change(customer=customer)
        self._put(replace(self.view, found=found))
        await self.check()

    async def take_plate(self, plate: str) -> None:
        self.change(plate=plate)
        await self.look_up()

    async def check(self) -> None:
        form, workshop = self.view.form, self.shift.scene.tablet.workshop
        if form is not None and form.km.strip():
            check = await ask(workshop.check, form, self.view.found)
            self._put(replace(self.view, check=check))

    async def confirm_km(self) -> None:
        self.change(km_confirmed=True)
        await self.check()

    async def dash_changed(self) -> None:
        self.change(dash_changed=True)
        await self.check()

    async def toggle_recall(self, code: str) -> None:
        if self.view.form is not None:
            self.change(recalls=_toggled(self.view.form.recalls, code))

    async def toggle_motive(self, motive: Motive) -> None:
        if self.view.form is not None:
            self.change(motives=_toggled(self.view.form.motives, motive))

    async def toggle_interest(self, interest: Interest) -> None:
        if self.view.form is not None:
            self.change(interests=_toggled(self.view.form.interests, interest))

    async def promise(self, at: datetime) -> None:
        self.change(promised_at=at)

    def sign(self, signature: Signature | None) -> None:
        self.change(signature=signature)

    def missing(self) -> bool:
        """Say whether plate, kilometres or promised hour are still to be told."""
        form, check = self.view.form, self.view.check
        if form is None or not form.plate.strip() or form.promised_at is None:
            return True
        return check is None or check.service is None or check.km is not None

    async def receive(self) -> None:
        view, scene = self.view, self.shift.scene
        await self.check()
        if view.form is None or view.saving or self.missing():
            self._put(replace(self.view, insisted=True))
            return
        self._put(replace(self.view, saving=True))
        try:
            saved = await ask(scene.tablet.workshop.receive, self.shift.actor, view.form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        self._put(ReceptionView())
        await self.load()

        async def undo() -> None:
            await ask(scene.tablet.workshop.undo, self.shift.actor, saved.record)
            await self.load()
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        title = scene.words("Saved on this tablet")
        scene.say(Message(title, view.form.plate.upper(), undo=undo))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    async def deliver(self, visit: UUID) -> None:
        self.shift.scene.go(Place(Route.DELIVERY, workshop_visit=visit))

    def _put(self, view: ReceptionView) -> None:
        self.view = view
        self._show(view)


@dataclass(frozen=True)
class DeliveryView:
    visit: KnownWorkshopVisit | None = None
    name: str = ""
    form: DeliveryForm | None = None
    km: KmDoubt | None = None
    saving: bool = False


class DeliveryDesk:
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[DeliveryView], None], place: Place
    ) -> None:
        self.shift = shift
        self.view = DeliveryView()
        self._pulse = pulse
        self._show = show
        self._place = place

    async def load(self) -> None:
        workshop, visit = self.shift.scene.tablet.workshop, self._place.workshop_visit
        if visit is None:
            return
        known = await ask(workshop.visit, visit)
        form = await ask(workshop.start_delivery, visit)
        self._put(DeliveryView(known, await ask(workshop.name_of, known), form))

    def change(self, **values: Any) -> None:
        if self.view.form is not None:
            form = self.view.form.model_copy(update=values)
            self._put(replace(self.view, form=form))

    async def check(self) -> None:
        if self.view.form is not None:
            workshop = self.shift.scene.tablet.workshop
            km = await ask(workshop.km_going_out, self.view.form)
            self._put(replace(self.view, km=km))

    async def confirm_km(self) -> None:
        self.change(km_confirmed=True)
        await self.check()

    async def toggle_interest(self, interest: Interest) -> None:
        if self.view.form is not None:
            self.change(interests=_toggled(self.view.form.interests, interest))

    async def rate(self, rating: Rating) -> None:
        form = self.view.form
        if form is not None:
            self.change(rating=None if form.rating is rating else rating)

    def sign(self, signature: Signature | None) -> None:
        self.change(signature=signature)

    async def complain(self) -> None:
        """Begin a complaint with everything that is known here."""
        visit = self._place.workshop_visit
        self.shift.scene.go(Place(Route.COMPLAINT, workshop_visit=visit))

    async def deliver(self) -> None:
        view, scene = self.view, self.shift.scene
        await self.check()
        if view.form is None or view.saving or self.view.km is not None:
            return
        self._put(replace(self.view, saving=True))
        try:
            saved = await ask(scene.tablet.workshop.deliver, self.shift.actor, view.form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise

        async def undo() -> None:
            await ask(scene.tablet.workshop.undo, self.shift.actor, saved.record)
            scene.go(self._place)
            await self._pulse.refresh(scene.tablet, self.shift.actor)

        scene.go(Place(Route.WORKSHOP))
        plate = view.visit.visit.plate.typed if view.visit else ""
        scene.say(Message(scene.words("Saved on this tablet"), plate, undo=undo))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    def _put(self, view: DeliveryView) -> None:
        self.view = view
        self._show(view)


def _toggled(chosen: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    return tuple(it for it in chosen if it is not one) if one in chosen else (*chosen, one)
