"""The kiosk of an event behind its screen: one question after the other, each an own page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.consent import Channel
from app.domain.events import KnownEvent, Way
from app.domain.passes import short_code
from app.domain.problems import Code, Problem
from app.services.hosting import SignUpForm
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.screens.unattended import Stage, Unattended

NAME, PHONE, OFFERS, AGE = "name", "phone", "offers", "age"


@dataclass(frozen=True)
class KioskView(Stage):
    """``code`` and ``qr`` are the pass once all was said, ``own`` the address to correct it at.

    ``over`` or ``full`` once the event takes nobody.
    """

    known: KnownEvent | None = None
    form: SignUpForm | None = None
    code: str = ""
    qr: str = ""
    own: str = ""
    over: bool = False
    full: bool = False

    def steps(self) -> list[str]:
        """Return the questions in order; the age is one only for who wants offers."""
        questions = self.known.event.qualifiers if self.known else ()
        asked = [NAME, PHONE, *(f"q{place}" for place in range(len(questions))), OFFERS]
        return [*asked, AGE] if self.form and self.form.offers else asked

    def title(self) -> str:
        return self.known.event.name if self.known else ""

    def is_done(self) -> bool:
        return self.is_shut() or bool(self.code)

    def is_shut(self) -> bool:
        return self.over or self.full

    def is_empty(self) -> bool:
        return self.form is None or self.form.is_empty()

    def is_clean(self) -> bool:
        return super().is_clean() or (self.is_shut() and not self.leaving)


class KioskDesk(Unattended[KioskView]):
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[KioskView], None], event: UUID
    ) -> None:
        super().__init__(shift, pulse, show, KioskView())
        self._event = event

    async def load(self) -> None:
        """Begin anew; once the event is over the one before is forgotten all the same."""
        tablet = self.shift.scene.tablet
        try:
            known = await ask(tablet.event_book.event, self._event)
        except Problem as problem:
            if problem.code is not Code.NOT_FOUND:
                raise
            self._put(KioskView(known=self.view.known, over=True))
            return
        figures = await ask(tablet.event_book.figures, self._event)
        if figures.fill(known.event):
            self._put(KioskView(known=known, full=True))
            return
        form = await ask(tablet.hosting.start, self._event, Way.KIOSK)
        self._put(KioskView(known=known, form=form))

    def home(self) -> Place:
        return Place(Route.EVENT, event=self._event)

    def unsaid(self, question: str) -> bool:
        form = self.view.form
        without_name = question == NAME and not (form and form.name.strip())
        return without_name or (question == AGE and (form is None or form.of_age is None))

    def change(self, **told: Any) -> None:
        self.touch()
        if self.view.form is not None:
            self.view = replace(self.view, form=self.view.form._replace(**told), missing=False)

    async def choose(self, **told: Any) -> None:
        self.change(**told)
        self._put(self.view)

    async def toggle(self, channel: Channel) -> None:
        if self.view.form is not None:
            await self.choose(offers=self.view.form.offers ^ {channel})

    async def answer(self, index: int, answer: str) -> None:
        if self.view.form is None or self.view.known is None:
            return
        asked = len(self.view.known.event.qualifiers)
        answers = [*self.view.form.answers, *[""] * asked][:asked]
        answers[index] = "" if answers[index] == answer else answer
        await self.choose(answers=tuple(answers))

    async def keep(self) -> None:
        form, hosting = self.view.form, self.shift.scene.tablet.hosting
        if form is None:
            return
        saved = await ask(hosting.sign_up, self.shift.actor, form)
        code = short_code(saved.record)
        mark = await ask(hosting.pass_of, self._event, saved.record)
        own = await ask(hosting.own_page, saved.record)
        told = f"{code[:3]} {code[3:]}"
        self._put(KioskView(known=self.view.known, code=told, qr=mark, own=own))
