"""«Nuevo evento» and «Cambiar evento»: on the tablet, with or without a network."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import flet as ft

from app.domain.events import MOST_NAMED, MOST_QUALIFIERS, EventKind
from app.domain.fields import MOST_TEXT
from app.domain.problems import Code, Problem
from app.services.hosting import Asking, EventForm
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.texts import msg
from app.ui.widgets.buttons import button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.fields import field
from app.ui.widgets.layout import page
from app.ui.widgets.tap import Handler

_DAY, _HOUR = "%d-%m-%Y", "%H:%M"
_SENTENCES = {
    "name": msg("Give it a name"),
    "place": msg("Say where it is"),
    "capacity": msg("A number of people, or nothing"),
    "day": msg("A day like 05-12-2026"),
    "last": msg("A day like 05-12-2026"),
    "starts": msg("An hour like 10:00"),
    "ends": msg("An hour like 20:00, after it begins"),
    "over": msg("It would be over by then"),
    "answers": msg("Two to six answers, one a line"),
    "question": msg("A question of two letters or more"),
}
_MOST = {"name": MOST_NAMED, "place": MOST_NAMED}  # letters; of other texts MOST_TEXT
_REFUSED_AS = {"ends_at": "ends", "starts_at": "starts", "qualifiers": "answers"}


@dataclass(frozen=True)
class NewEventView:
    """Days and hours as typed, ``last`` empty for one day; ``refused`` is the field that is wrong."""

    form: EventForm | None = None
    day: str = ""
    last: str = ""
    starts: str = ""
    ends: str = ""
    refused: str = ""
    saving: bool = False


class NewEventDesk:
    """Takes down a new event, or what is changed of the one that is named."""

    def __init__(
        self,
        shift: Shift,
        pulse: Pulse,
        show: Callable[[NewEventView], None],
        event: UUID | None = None,
    ) -> None:
        self.shift = shift
        self.view = NewEventView()
        self._pulse = pulse
        self._show = show
        self._event = event

    async def load(self) -> None:
        """Begin; an event that is over or cancelled by now is not there to be changed."""
        if self.view.form is not None:
            return
        scene = self.shift.scene
        try:
            if self._event is None:
                form = await ask(scene.tablet.hosting.start_event)
            else:
                form = await ask(scene.tablet.hosting.start_edit, self._event)
        except Problem as problem:
            if problem.code is not Code.NOT_FOUND:
                raise
            scene.go(Place(Route.EVENT))
            return
        at, end = form.starts_at, form.ends_at
        if at is not None and end is not None:
            last = "" if end.date() == at.date() else f"{end:{_DAY}}"
            self._put(NewEventView(form, f"{at:{_DAY}}", last, f"{at:{_HOUR}}", f"{end:{_HOUR}}"))

    def change(self, **told: Any) -> None:
        if self.view.form is not None:
            self._put(replace(self.view, form=self.view.form._replace(**told), refused=""))

    def time(self, **told: str) -> None:
        self._put(replace(self.view, refused="", **told))  # type: ignore[arg-type]  # four texts

    def ask(self, index: int, **told: str) -> None:
        """Take what is typed of one question."""
        if self.view.form is not None:
            asked = [*self.view.form.asked]
            asked[index] = asked[index]._replace(**told)
            self.change(asked=tuple(asked))

    async def one_more(self) -> None:
        if self.view.form is not None:
            self.change(asked=(*self.view.form.asked, Asking()))

    async def choose(self, kind: EventKind) -> None:
        self.change(kind=kind)

    async def save(self) -> None:
        scene = self.shift.scene
        if self.view.form is None or self.view.saving:
            return
        try:
            form = self._dated(self.view.form)
            self._put(replace(self.view, saving=True))
            saved = await ask(scene.tablet.hosting.make, self.shift.actor, form)
            about = form.known.id if form.known is not None else form.record
        except Problem as problem:
            field_ = problem.field or ""
            self._put(replace(self.view, saving=False, refused=_REFUSED_AS.get(field_, field_)))
            if problem.code is Code.INVALID_FIELD:
                return
            raise
        said = scene.words("Saved on this tablet") if saved else scene.words("Nothing changed")
        scene.say(Message(said, form.name))
        await self._pulse.refresh(scene.tablet, self.shift.actor)
        scene.go(Place(Route.EVENT, event=about))

    def _dated(self, form: EventForm) -> EventForm:
        """Return the form with its days and hours read; raises ``Problem(INVALID_FIELD)``."""
        view = self.view
        read = {"day": (view.day, _DAY), "last": (view.last.strip() or view.day, _DAY)}
        read |= {"starts": (view.starts, _HOUR), "ends": (view.ends, _HOUR)}
        values = {}
        for name, (typed, shape) in read.items():
            try:
                values[name] = datetime.strptime(typed.strip(), shape)  # noqa: DTZ007 - put into the branch's zone below
            except ValueError as exc:
                raise Problem(Code.INVALID_FIELD, field=name) from exc
        zone = self.shift.scene.tablet.showroom.now().tzinfo
        day, last = values["day"].date(), values["last"].date()
        return form._replace(
            starts_at=datetime.combine(day, values["starts"].time(), zone),
            ends_at=datetime.combine(last, values["ends"].time(), zone),
        )

    def _put(self, view: NewEventView) -> None:
        self.view = view
        self._show(view)


@kept
def NewEvent(shift: Shift, pulse: Pulse, event: UUID | None) -> ft.Control:
    view, show = state(NewEventView())
    desk = held(lambda: NewEventDesk(shift, pulse, show, event))
    desk.shift = shift
    ft.use_effect(desk.load, [])
    words = shift.scene.words
    content = ft.Container() if view.form is None else _content(desk, view, view.form)
    if event is None:
        return frame(shift, pulse, words("New event"), shift.branch.name, content)
    name = view.form.known.event.name if view.form and view.form.known else ""
    return frame(shift, pulse, words("Change the event"), name, content)


def _content(desk: NewEventDesk, view: NewEventView, form: EventForm) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    kinds = [Choice(one, words.of(one)) for one in EventKind if one is not EventKind.UNKNOWN]

    def pick(value: str) -> Handler:
        return scene.act(desk.choose, EventKind(value))

    save = main_button(
        look,
        words("Save"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.save),
        identifier="save-event",
        busy=view.saving,
    )
    times = [_time(desk, view, name, label) for name, label in _times(desk).items()]
    return page(
        look,
        [
            _typed(desk, view, "name", words("Name of the event"), form.name),
            group(
                look,
                words("Kind"),
                chips(look, kinds, [form.kind], pick, identifier="event-kind"),
            ),
            ft.Row(
                [
                    _typed(desk, view, "place", words("Place"), form.place, expand=2),
                    _typed(desk, view, "stand", words("Stand, optional"), form.stand, expand=1),
                ],
                spacing=16,
            ),
            ft.Row(times[:2], spacing=16),
            ft.Row(times[2:], spacing=16),
            ft.Row(
                [
                    _typed(desk, view, "gift", words("Gift, optional"), form.gift, expand=2),
                    _typed(
                        desk, view, "capacity", words("Capacity, optional"), form.capacity, expand=1
                    ),
                ],
                spacing=16,
            ),
            *_questions(desk, view, form),
        ],
        spacing=18,
        top=8,
        pinned=save,
    )


def _questions(desk: NewEventDesk, view: NewEventView, form: EventForm) -> list[ft.Control]:
    """Return the questions, and a way to one more while there may be."""
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    rows = [row for index in range(len(form.asked)) for row in _question(desk, view, form, index)]
    if len(form.asked) == MOST_QUALIFIERS or not form.asked[-1].question.strip():
        return rows
    more = button(
        look,
        words("One more question"),
        scene.act(desk.one_more),
        identifier="event-more",
        icon=ft.Icons.ADD_ROUNDED,
    )
    return [*rows, ft.Row([more])]


def _question(
    desk: NewEventDesk, view: NewEventView, form: EventForm, index: int
) -> list[ft.Control]:
    scene, one = desk.shift.scene, form.asked[index]
    words, typed = scene.words, one.question.strip()
    too_short = len(typed) == 1
    asking = field(
        scene.look,
        words("Question {n}, optional", n=index + 1),
        one.question,
        scene.typed(lambda told: desk.ask(index, question=told)),
        identifier=f"event-question-{index + 1}",
        sentence=_sentence(desk, view, "question") if too_short else None,
        capitalization=ft.TextCapitalization.SENTENCES,
    )
    answers = field(
        scene.look,
        words("Its answers, one a line"),
        one.answers,
        scene.typed(lambda told: desk.ask(index, answers=told)),
        identifier=f"event-answers-{index + 1}",
        sentence=_sentence(desk, view, "answers") if typed and not one.is_answerable() else None,
        capitalization=ft.TextCapitalization.SENTENCES,
        multiline=True,
        min_lines=2,
        max_lines=6,
    )
    return [asking, answers]


def _times(desk: NewEventDesk) -> dict[str, str]:
    words = desk.shift.scene.words
    return {
        "day": words("Day"),
        "last": words("Last day, if it is another"),
        "starts": words("From"),
        "ends": words("Until"),
    }


def _time(desk: NewEventDesk, view: NewEventView, name: str, label: str) -> ft.Control:
    scene, sentence = desk.shift.scene, _sentence(desk, view, name)
    if name == "ends":
        sentence = sentence or _sentence(desk, view, "over")
    return field(
        scene.look,
        label,
        getattr(view, name),
        scene.typed(lambda typed: desk.time(**{name: typed})),
        identifier=f"event-{name}",
        sentence=sentence,
        expand=1,
        keyboard_type=ft.KeyboardType.DATETIME,
    )


def _typed(
    desk: NewEventDesk, view: NewEventView, name: str, label: str, value: str, **more: Any
) -> ft.Control:
    scene = desk.shift.scene
    return field(
        scene.look,
        label,
        value,
        scene.typed(lambda typed: desk.change(**{name: typed})),
        identifier=f"event-{name}",
        sentence=_sentence(desk, view, name),
        capitalization=ft.TextCapitalization.SENTENCES,
        **more,
    )


def _sentence(desk: NewEventDesk, view: NewEventView, name: str) -> str | None:
    """Return what is wrong with a field, ``None`` while nothing is."""
    if view.refused != name:
        return None
    words, most = desk.shift.scene.words, _MOST.get(name, MOST_TEXT)
    if len(str(getattr(view.form, name, "")).strip()) > most:
        return words("At most {n} letters", n=most)
    return words(_SENTENCES[name])
