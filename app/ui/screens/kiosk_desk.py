"""The kiosk behind its screen: one question after the other, and nothing left for the next one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.consent import Channel
from app.domain.events import KnownEvent, Way
from app.domain.passes import short_code
from app.domain.problems import Problem
from app.domain.staff import PIN_LENGTH
from app.services.hosting import SignUpForm
from app.services.session import SignedIn
from app.ui.pulse import Pulse
from app.ui.scene import Place, Route, Shift, ask
from app.ui.widgets.pin_pad import ERASE

ASKS = 30.0  # seconds without a touch until «¿Sigue ahí?»
WIPES = 45.0  # seconds until all is forgotten
_LOOKS = 0.25  # of the shorter one, between two looks at the clock

NAME, PHONE, OFFERS, AGE = "name", "phone", "offers", "age"


@dataclass(frozen=True)
class KioskView:
    """``step`` is the place of the question; ``code`` and ``qr`` the pass once all was said."""

    known: KnownEvent | None = None
    form: SignUpForm | None = None
    step: int = 0
    missing: bool = False
    saving: bool = False
    code: str = ""
    qr: str = ""
    asking: bool = False
    leaving: bool = False
    digits: str = ""
    sentence: str = ""

    def steps(self) -> list[str]:
        """Return the questions in order; the age is one only for who wants offers."""
        questions = self.known.event.qualifiers if self.known else ()
        asked = [NAME, PHONE, *(f"q{place}" for place in range(len(questions))), OFFERS]
        return [*asked, AGE] if self.form and self.form.offers else asked

    def is_clean(self) -> bool:
        """Say whether the next person would see nothing of the one before."""
        untouched = self.form is None or self.form.is_empty()
        return untouched and not (self.step or self.code or self.leaving)


class KioskDesk:
    def __init__(
        self, shift: Shift, pulse: Pulse, show: Callable[[KioskView], None], event: UUID
    ) -> None:
        self.shift = shift
        self.view = KioskView()
        self.closed = False
        self._pulse = pulse
        self._show = show
        self._event = event
        self._touched = 0.0

    async def load(self) -> None:
        tablet = self.shift.scene.tablet
        known = await ask(tablet.event_book.event, self._event)
        form = await ask(tablet.hosting.start, self._event, Way.KIOSK)
        self._put(KioskView(known=known, form=form))

    def close(self) -> None:
        self.closed = True

    async def watch(self) -> None:
        """Ask whether somebody is there, and forget who is not; until the screen is closed."""
        self.touch()
        while not self.closed:
            await asyncio.sleep(min(ASKS, WIPES) * _LOOKS / 10)
            idle = asyncio.get_running_loop().time() - self._touched
            if self.view.is_clean():
                continue
            if idle >= WIPES:
                await self.load()
            elif idle >= ASKS and not self.view.asking:
                self._put(replace(self.view, asking=True))

    def touch(self) -> None:
        self._touched = asyncio.get_running_loop().time()

    async def here(self) -> None:
        self.touch()
        self._put(replace(self.view, asking=False))

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

    async def back(self) -> None:
        self.touch()
        self._put(replace(self.view, step=max(0, self.view.step - 1), missing=False))

    async def onward(self) -> None:
        """Go to the next question, or keep what was said after the last one."""
        self.touch()
        view, form = self.view, self.view.form
        if form is None or view.saving:
            return
        question = view.steps()[view.step]
        unsaid = (question == NAME and not form.name.strip()) or (
            question == AGE and form.of_age is None
        )
        if unsaid:
            self._put(replace(view, missing=True))
        elif view.step + 1 < len(view.steps()):
            self._put(replace(view, step=view.step + 1, missing=False))
        else:
            await self._save(form)

    async def again(self) -> None:
        self.touch()
        await self.load()

    async def leave(self) -> None:
        """Ask the PIN: nobody else leaves the kiosk."""
        self.touch()
        self._put(replace(self.view, leaving=True, digits="", sentence=""))

    async def stay(self) -> None:
        self.touch()
        self._put(replace(self.view, leaving=False, digits="", sentence=""))

    async def press(self, key: str) -> None:
        self.touch()
        digits = self.view.digits[:-1] if key == ERASE else self.view.digits + key
        self._put(replace(self.view, digits=digits[:PIN_LENGTH], sentence=""))
        if len(digits) < PIN_LENGTH:
            return
        scene, actor = self.shift.scene, self.shift.actor
        checked = await ask(scene.tablet.session.sign_in, actor.code, self.view.digits)
        if isinstance(checked, SignedIn):
            self.close()
            scene.go(Place(Route.EVENT, event=self._event))
        else:
            sentence = scene.words("It is not that PIN.")
            self._put(replace(self.view, digits="", sentence=sentence))

    async def _save(self, form: SignUpForm) -> None:
        scene = self.shift.scene
        self._put(replace(self.view, saving=True))
        try:
            saved = await ask(scene.tablet.hosting.sign_up, self.shift.actor, form)
        except Problem:
            self._put(replace(self.view, saving=False))
            raise
        code = short_code(saved.record)
        mark = await ask(scene.tablet.hosting.pass_of, self._event, saved.record)
        self._put(KioskView(known=self.view.known, code=f"{code[:3]} {code[3:]}", qr=mark))
        await self._pulse.refresh(scene.tablet, self.shift.actor)

    def _put(self, view: KioskView) -> None:
        self.view = view
        self._show(view)
