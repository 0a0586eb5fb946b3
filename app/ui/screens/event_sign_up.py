"""«Registrar aquí»: the short form at the stand, one line of qualifiers, caliente, tibio or frío."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

import flet as ft

from app.domain.consent import Channel
from app.domain.events import Heat, KnownEvent
from app.domain.passes import short_code
from app.domain.people import Country
from app.domain.privacy_texts import Topic, current_text
from app.services.event_book import Figures
from app.services.hosting import SignUpForm
from app.ui.frame import frame
from app.ui.hooks import held, kept, state
from app.ui.pulse import Pulse
from app.ui.scene import Message, Place, Route, Shift, ask
from app.ui.screens.visit_fields import PREFIX
from app.ui.theme import ACTION_COLUMN
from app.ui.widgets.buttons import icon_button, main_button
from app.ui.widgets.chips import Choice, chips, group
from app.ui.widgets.consent_strip import consent_strip
from app.ui.widgets.fields import field
from app.ui.widgets.layout import flow, page, side_by_side
from app.ui.widgets.qr import qr
from app.ui.widgets.sheet import sheet
from app.ui.widgets.surfaces import card, note
from app.ui.widgets.tap import Handler
from app.ui.widgets.text import soft, text

YES, NO = "yes", "no"
PASS_SIDE = 168
OWN_SIDE = 168
MOST_PEOPLE = 6  # on a chip; larger parties sign up on their own phones


class Given(NamedTuple):
    """The pass of whoever signed up last, to be photographed: its name, its code, its QR.

    ``own`` is the address at which its holder corrects or withdraws.
    """

    name: str
    code: str
    qr: str
    own: str


@dataclass(frozen=True)
class SignUpView:
    form: SignUpForm | None = None
    given: Given | None = None
    known: KnownEvent | None = None
    figures: Figures | None = None
    missing: str = ""
    saving: bool = False
    reading: bool = False


class SignUpDesk:
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[SignUpView], None], event: UUID
    ) -> None:
        self.shift = shift
        self.view = SignUpView()
        self._pulse = pulse
        self._show = show
        self._event = event

    async def load(self) -> None:
        tablet = self.shift.scene.tablet
        known = await ask(tablet.event_book.event, self._event)
        figures = await ask(tablet.event_book.figures, self._event)
        form = self.view.form
        if form is None:
            form = await ask(tablet.hosting.start, self._event)
        elif form.asked != known.event.qualifiers:
            form = form._replace(asked=known.event.qualifiers, answers=())
        self._put(replace(self.view, form=form, known=known, figures=figures))

    def change(self, **told: Any) -> None:
        if self.view.form is not None:
            self._put(replace(self.view, form=self.view.form._replace(**told), missing=""))

    async def choose(self, **told: Any) -> None:
        self.change(**told)

    async def toggle(self, channel: Channel) -> None:
        if self.view.form is not None:
            self.change(offers=self.view.form.offers ^ {channel})

    async def answer(self, index: int, answer: str) -> None:
        """Take an answer, or take it back at the second tap."""
        form, known = self.view.form, self.view.known
        if form is None or known is None:
            return
        asked = len(known.event.qualifiers)
        answers = [*form.answers, *[""] * asked][:asked]
        answers[index] = "" if answers[index] == answer else answer
        self.change(answers=tuple(answers))

    async def read_notice(self) -> None:
        self._put(replace(self.view, reading=True))

    def close_notice(self) -> None:
        self._put(replace(self.view, reading=False))

    async def back(self) -> None:
        self.shift.scene.go(Place(Route.EVENT, event=self._event))

    async def save(self) -> None:
        scene, form = self.shift.scene, self.view.form
        if form is None or self.view.saving:
            return
        hosting, actor = scene.tablet.hosting, self.shift.actor
        if (missing := hosting.missing(form)) is not None:
            self._put(replace(self.view, missing=missing))
            return
        self._put(replace(self.view, saving=True))
        try:
            saved = await ask(hosting.sign_up, actor, form)
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        mark = await ask(hosting.pass_of, self._event, saved.record)
        own = await ask(hosting.own_page, saved.record)
        given = Given(form.name.strip(), short_code(saved.record), mark, own)
        self._put(SignUpView(known=self.view.known, figures=self.view.figures, given=given))
        await self.load()

        async def undo() -> None:
            await ask(hosting.undo, actor, saved.record)
            self._put(replace(self.view, given=None))
            await self.load()
            await self._pulse.refresh(scene.tablet, actor)

        scene.say(Message(scene.words("Saved on this tablet"), form.name.strip(), undo=undo))
        await self._pulse.refresh(scene.tablet, actor)

    def _put(self, view: SignUpView) -> None:
        self.view = view
        self._show(view)


def _full(desk: SignUpDesk, view: SignUpView, known: KnownEvent) -> list[ft.Control]:
    """Warn that all places are taken: whoever stands there decides, and nothing is lost."""
    scene, capacity = desk.shift.scene, known.event.capacity
    if view.figures is None or not view.figures.fill(known.event):
        return []
    said = scene.words("All {n} places are taken: sign up only if there is room.", n=capacity or 0)
    look = scene.look
    icon = ft.Icons.EVENT_BUSY_ROUNDED
    return [note(look, look.colors.here, icon, said, identifier="event-full")]


@kept
def SignUpScreen(shift: Shift, pulse: Pulse, event: UUID) -> ft.Control:
    view, show = state(SignUpView())
    desk = held(lambda: SignUpDesk(shift, pulse, show, event))
    desk.shift = shift
    ft.use_effect(desk.load, [pulse.status, event])
    ft.use_dialog(_notice(desk) if view.reading else None)
    words, figures = shift.scene.words, view.figures
    content: ft.Control = ft.Container()
    if view.form is not None and view.known is not None:
        content = _content(desk, view, view.form, view.known)
    counted = ""
    if figures is not None:
        counted = words("{n} today, {unsent} to send", n=figures.today, unsent=figures.unsent)
    name = view.known.event.name if view.known else ""
    back = icon_button(
        shift.scene.look,
        ft.Icons.ARROW_BACK_ROUNDED,
        words("Back"),
        shift.scene.act(desk.back),
        identifier="back",
    )
    subtitle = f"{name} · {counted}" if counted else name
    return frame(shift, pulse, words("Sign up here"), subtitle, content, lead=back)


def _content(desk: SignUpDesk, view: SignUpView, form: SignUpForm, known: KnownEvent) -> ft.Control:
    scene = desk.shift.scene
    look, words = scene.look, scene.words
    heats = [
        Choice(Heat.HOT, words.of(Heat.HOT), ft.Icons.LOCAL_FIRE_DEPARTMENT_ROUNDED),
        Choice(Heat.WARM, words.of(Heat.WARM)),
        Choice(Heat.COLD, words.of(Heat.COLD)),
    ]

    def heat(value: str) -> Handler:
        return scene.act(desk.choose, heat=None if form.heat == value else Heat(value))

    def people(value: str) -> Handler:
        return scene.act(desk.choose, people=int(value))

    party = [Choice(str(n), str(n)) for n in range(1, MOST_PEOPLE + 1)]
    asked: list[ft.Control] = [
        *_full(desk, view, known),
        *_fields(desk, view, form),
        *(_question(desk, form, known, index) for index in range(len(known.event.qualifiers))),
        group(
            look,
            words("How interested?"),
            chips(look, heats, [form.heat or ""], heat, identifier="heat"),
            hint=words("optional"),
        ),
        group(
            look,
            words("How many come?"),
            chips(look, party, [str(form.people)], people, identifier="people"),
        ),
    ]
    strip = consent_strip(
        look,
        words,
        form.offers,
        lambda channel: scene.act(desk.toggle, channel),
        scene.act(desk.read_notice),
        promise=words("We use it for the pass and this event only."),
    )
    given = [_given(desk, view.given)] if view.given and form.is_empty() else []
    beside = [*given, strip, *_age(desk, view, form)]
    save = main_button(
        look,
        words("Save"),
        ft.Icons.CHECK_ROUNDED,
        scene.act(desk.save),
        identifier="save-sign-up",
        busy=view.saving,
    )
    if not look.columns:
        return page(look, [*asked, *beside], spacing=18, top=8, pinned=save)
    column = ft.Column(
        [
            ft.Column(
                beside,
                spacing=16,
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            save,
        ],
        spacing=12,
        width=ACTION_COLUMN,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    left = flow(asked, spacing=20)
    return side_by_side(look, left, column)


def _fields(desk: SignUpDesk, view: SignUpView, form: SignUpForm) -> list[ft.Control]:
    scene = desk.shift.scene
    words, country = scene.words, desk.shift.branch.country
    name = field(
        scene.look,
        words("Name and surname"),
        form.name,
        scene.typed(lambda typed: desk.change(name=typed)),
        identifier="name",
        sentence=words("The name is missing") if view.missing == "name" else None,
        capitalization=ft.TextCapitalization.WORDS,
    )
    phone = field(
        scene.look,
        words("Mobile"),
        form.phone,
        scene.typed(lambda typed: desk.change(phone=typed)),
        identifier="phone",
        prefix=PREFIX.get(country, PREFIX[Country.CL]),
        keyboard_type=ft.KeyboardType.PHONE,
    )
    email = field(
        scene.look,
        words("E-mail, optional"),
        form.email,
        scene.typed(lambda typed: desk.change(email=typed)),
        identifier="email",
        keyboard_type=ft.KeyboardType.EMAIL,
    )
    return [name, phone, email]


def _question(desk: SignUpDesk, form: SignUpForm, known: KnownEvent, index: int) -> ft.Control:
    scene, asked = desk.shift.scene, known.event.qualifiers[index]
    chosen = form.answers[index] if index < len(form.answers) else ""
    choices = [Choice(str(place), answer) for place, answer in enumerate(asked.answers)]
    mark = [str(asked.answers.index(chosen))] if chosen in asked.answers else []

    def pick(value: str) -> Handler:
        return scene.act(desk.answer, index, asked.answers[int(value)])

    row = chips(scene.look, choices, mark, pick, identifier=f"q{index}")
    return group(scene.look, asked.question, row, hint=scene.words("optional"))


def _age(desk: SignUpDesk, view: SignUpView, form: SignUpForm) -> list[ft.Control]:
    """Asked only of who wants offers."""
    if not form.offers:
        return []
    scene = desk.shift.scene
    words = scene.words
    choices = [Choice(YES, words("Yes")), Choice(NO, words("No"))]
    chosen = {True: YES, False: NO}.get(form.of_age) if form.of_age is not None else ""

    def pick(value: str) -> Handler:
        return scene.act(desk.choose, of_age=value == YES)

    row = chips(scene.look, choices, [chosen or ""], pick, identifier="of-age")
    hint = words("choose one") if view.missing == "of_age" else ""
    return [group(scene.look, words("18 years or older?"), row, hint=hint)]


def _given(desk: SignUpDesk, given: Given) -> ft.Control:
    """The pass of the one before, until somebody begins to type for the next."""
    look, words = desk.shift.scene.look, desk.shift.scene.words
    code = f"{given.code[:3]} {given.code[3:]}"
    told = ft.Column(
        [
            text(look, given.name, "name"),
            text(look, code, "title", weight=700),
            soft(look, words("A picture of it opens the door.")),
        ],
        spacing=4,
        expand=True,
        tight=True,
    )
    own = ft.Row(
        [
            qr(given.own, OWN_SIDE, identifier="given-own"),
            soft(look, words("To correct or withdraw, with one's own phone"), expand=True),
        ],
        spacing=16,
    )
    mark = ft.Row([qr(given.qr, PASS_SIDE, identifier="given-pass"), told], spacing=16)
    return card(look, ft.Column([mark, own], spacing=16, tight=True))


def _notice(desk: SignUpDesk) -> ft.AlertDialog:
    scene, country = desk.shift.scene, desk.shift.branch.country
    told = (current_text(topic, country) for topic in (Topic.MARKETING, Topic.PRIVACY))
    texts = [text(scene.look, one.text.strip(), "second") for one in told]
    return sheet(scene, scene.words("Privacy notice"), texts, desk.close_notice)
