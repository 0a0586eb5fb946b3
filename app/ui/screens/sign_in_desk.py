"""From the keys pressed to a person signed in, with the first PIN of one's own on the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from app.domain.problems import Problem
from app.domain.staff import PIN_LENGTH, Person
from app.services.session import MustChangePin, PinRefused, SignedIn
from app.ui.scene import Scene, ask
from app.ui.widgets.pin_pad import ERASE


class Step(Enum):
    PIN = auto()
    NEW_PIN = auto()
    REPEAT = auto()


@dataclass(frozen=True)
class Entry:
    """Who is signing in, how far they are, and what went wrong last."""

    person: Person | None = None
    step: Step = Step.PIN
    digits: str = ""
    chosen_pin: str = ""
    sentence: str = ""


class SignInDesk:
    """Turns the keys pressed into a person signed in; one for each time the screen opens."""

    def __init__(
        self,
        scene: Scene,
        show: Callable[[Entry], None],
        on_signed_in: Callable[[Person], None],
        person: Person | None,
    ) -> None:
        self.scene = scene
        self.entry = Entry(person)
        self._show = show
        self._on_signed_in = on_signed_in

    def choose(self, person: Person | None) -> None:
        self._put(Entry(person))

    async def press(self, key: str) -> None:
        entry = self.entry
        if key == ERASE:
            self._put(replace(entry, digits=entry.digits[:-1], sentence=""))
            return
        if len(entry.digits) >= PIN_LENGTH:
            return
        self._put(replace(entry, digits=entry.digits + key, sentence=""))
        if len(self.entry.digits) == PIN_LENGTH:
            await self._complete()

    async def _complete(self) -> None:
        entry = self.entry
        if entry.person is None:
            return
        match entry.step:
            case Step.PIN:
                await self._sign_in(entry.person, entry.digits)
            case Step.NEW_PIN:
                self._put(replace(entry, step=Step.REPEAT, digits="", chosen_pin=entry.digits))
            case Step.REPEAT:
                await self._change(entry.person)

    async def _sign_in(self, person: Person, pin: str) -> None:
        match await ask(self.scene.tablet.session.sign_in, person.code, pin):
            case SignedIn(signed_in):
                self._on_signed_in(signed_in)
            case MustChangePin(somebody):
                self._put(Entry(somebody, Step.NEW_PIN))
            case PinRefused(tries_left, locked_until):
                self._put(Entry(person, sentence=self._refusal(tries_left, locked_until)))

    async def _change(self, person: Person) -> None:
        words = self.scene.words
        if self.entry.digits != self.entry.chosen_pin:
            sentence = words("The two PINs differ. Choose again.")
            self._put(Entry(person, Step.NEW_PIN, sentence=sentence))
            return
        try:
            changed = await ask(self.scene.tablet.session.change_pin, person, self.entry.digits)
        except Problem as problem:
            self._put(Entry(person, Step.NEW_PIN, sentence=words.problem(problem)))
            return
        self._on_signed_in(changed)

    def _refusal(self, tries_left: int, locked_until: datetime | None) -> str:
        words = self.scene.words
        if locked_until:
            return words("Locked until {time}", time=words.clock(locked_until))
        return words.count(
            "It is not that PIN. {n} try left.", "It is not that PIN. {n} tries left.", tries_left
        )

    def _put(self, entry: Entry) -> None:
        self.entry = entry
        self._show(entry)
