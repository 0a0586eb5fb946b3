"""The profile form behind the screen: changes, the draft, doubts, the places sought, saving."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.domain.people import DocumentType
from app.domain.places import PlaceChoice
from app.services.forms import Remark
from app.services.profiling import MOST_MATTERS, CarForm, ProfileCard, ProfileForm
from app.ui.drafting import Pen
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask


@dataclass(frozen=True)
class ProfileView:
    card: ProfileCard | None = None
    place_name: str = ""
    sought: str | None = None  # what is typed in the comuna, while it is being sought
    places: tuple[PlaceChoice, ...] = ()
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    section: str | None = None  # which of the three groups beside is open
    saving: bool = False


class ProfileDesk:
    def __init__(self, shift: Shift, pulse: Pulse, show: Any, customer: UUID) -> None:
        self.shift = shift
        self.view = ProfileView()
        self._pulse = pulse
        self._show = show
        self._customer = customer
        self._pen = Pen(self._keep_draft)
        self._measuring: asyncio.Task[None] | None = None

    @property
    def form(self) -> ProfileForm:
        assert self.view.card is not None  # noqa: S101 - drawn only once it is there
        return self.view.card.form

    async def load(self) -> None:
        profiling = self.shift.scene.tablet.profiling
        card = await ask(profiling.open, self.shift.actor, self._customer)
        name = await ask(profiling.place_name, card.form.place)
        self.put(replace(self.view, card=card, place_name=name))

    def change(self, **values: Any) -> None:
        form = self.form.model_copy(update=values)
        card = self.view.card
        assert card is not None  # noqa: S101 - as above
        remarks = {key: said for key, said in self.view.remarks.items() if key not in values}
        self.put(replace(self.view, card=card._replace(form=form), remarks=remarks))
        self._pen.changed()
        if self._measuring is None or self._measuring.done():
            self._measuring = asyncio.get_running_loop().create_task(self._measure())

    async def choose(self, name: str, value: object) -> None:
        """Choose the one answer of a question, or take it back."""
        now = getattr(self.form, name)
        self.change(**{name: None if now == value else value})

    async def toggle(self, name: str, value: object) -> None:
        """Add an answer or take it away; what matters most is three things."""
        now = getattr(self.form, name)
        rest = tuple(one for one in now if one != value)
        if value not in now and name == "matters" and len(now) >= MOST_MATTERS:
            rest = now[1:]
        self.change(**{name: rest if value in now else (*rest, value)})

    async def choose_document(self, kind: str) -> None:
        self.change(document_type=DocumentType(kind))
        await self.check()

    def seek_place(self, typed: str) -> None:
        places = self.shift.scene.tablet.profiling.places(typed)
        self.put(replace(self.view, sought=typed, places=places))

    async def take_place(self, choice: PlaceChoice) -> None:
        self.put(replace(self.view, sought=None, places=(), place_name=choice.label))
        self.change(place=choice.place.code)

    async def add_car(self) -> None:
        self.change(cars=(*self.form.cars, CarForm()))

    async def remove_car(self, index: int) -> None:
        cars = self.form.cars
        self.change(cars=(*cars[:index], *cars[index + 1 :]))

    def type_car(self, index: int, name: str, typed: str) -> None:
        cars = self.form.cars
        car = cars[index].model_copy(update={name: typed})
        self.change(cars=(*cars[:index], car, *cars[index + 1 :]))

    async def open_section(self, name: str) -> None:
        self.put(replace(self.view, section=None if self.view.section == name else name))

    async def check(self) -> None:
        """Look at what was typed so far; called when a field is left."""
        form = self.form
        remarks = await ask(self.shift.scene.tablet.profiling.check, form)
        if form is self.form:
            self.put(replace(self.view, remarks=dict(remarks)))

    async def take_suggestion(self, name: str, value: str) -> None:
        kind, _, index = name.partition("-")
        if index:
            self.type_car(int(index), kind, value)
        else:
            self.change(**{name: value})
        await self.check()

    async def save(self) -> None:
        if self.view.saving:
            return
        scene = self.shift.scene
        self.put(replace(self.view, saving=True))
        try:
            async with self._pen.resting():
                saved = await ask(scene.tablet.profiling.save, self.shift.actor, self.form)
        except BaseException:
            self.put(replace(self.view, saving=False))
            raise
        if saved is None:
            scene.say(Message(scene.words("Nothing changed")))
        else:
            scene.say(Message(scene.words("Saved on this tablet")))
        scene.go(Place(Route.FICHA, customer=self._customer))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    async def _keep_draft(self) -> None:
        await ask(self.shift.scene.tablet.profiling.save_draft, self.shift.actor, self.form)

    async def _measure(self) -> None:
        form = None
        while form is not self.form:
            form = self.form
            card = await ask(self.shift.scene.tablet.profiling.measure, form)
        self.put(replace(self.view, card=card))

    def put(self, view: ProfileView) -> None:
        self.view = view
        self._show(view)
