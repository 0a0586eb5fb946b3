"""A screen that people of the street use alone: it asks whether they are there, and forgets them."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.domain.staff import PIN_LENGTH
from app.services.session import SignedIn
from app.ui.pulse import Pulse
from app.ui.scene import Place, Shift, ask
from app.ui.widgets.pin_pad import ERASE

ASKS = 30.0  # seconds without a touch until «¿Sigue ahí?»
WIPES = 45.0  # seconds until all is forgotten
_LOOKS = 0.25  # of the shorter one, between two looks at the clock


@dataclass(frozen=True)
class Stage(ABC):
    """``step`` is the place of the question; ``leaving`` while the PIN is asked."""

    step: int = 0
    missing: bool = False
    saving: bool = False
    asking: bool = False
    leaving: bool = False
    digits: str = ""
    sentence: str = ""

    @abstractmethod
    def steps(self) -> list[str]:
        """Return the questions in order."""

    @abstractmethod
    def title(self) -> str:
        """Return what stands at the top of each page."""

    @abstractmethod
    def is_done(self) -> bool:
        """Say whether all was said and is kept."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Say whether nothing was written or chosen."""

    def is_clean(self) -> bool:
        """Say whether the next person would see nothing of the one before."""
        return self.is_empty() and not (self.step or self.is_done() or self.leaving)


S = TypeVar("S", bound=Stage)


class Unattended(ABC, Generic[S]):
    """Moves through the questions; only the PIN of who opened it leads out."""

    def __init__(self, shift: Shift, pulse: Pulse, show: Callable[[S], None], first: S) -> None:
        self.shift = shift
        self.view = first
        self.closed = False
        self._pulse = pulse
        self._show = show
        self._touched = 0.0

    @abstractmethod
    async def load(self) -> None:
        """Begin anew, for the next person."""

    @abstractmethod
    def home(self) -> Place:
        """Return where the way out leads."""

    @abstractmethod
    def unsaid(self, question: str) -> bool:
        """Say whether a question wants an answer before the next one."""

    @abstractmethod
    async def keep(self) -> None:
        """Record what was said."""

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

    async def back(self) -> None:
        self.touch()
        self._put(replace(self.view, step=max(0, self.view.step - 1), missing=False))

    async def onward(self) -> None:
        """Go to the next question, or keep what was said after the last one."""
        self.touch()
        view = self.view
        if view.saving:
            return
        if self.unsaid(view.steps()[view.step]):
            self._put(replace(view, missing=True))
        elif view.step + 1 < len(view.steps()):
            self._put(replace(view, step=view.step + 1, missing=False))
        else:
            await self._keep()

    async def again(self) -> None:
        self.touch()
        await self.load()

    async def leave(self) -> None:
        """Ask the PIN: nobody else leaves."""
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
            scene.go(self.home())
        else:
            sentence = scene.words("It is not that PIN.")
            self._put(replace(self.view, digits="", sentence=sentence))

    async def _keep(self) -> None:
        self._put(replace(self.view, saving=True))
        try:
            await self.keep()
        except BaseException:
            self._put(replace(self.view, saving=False))
            raise
        await self._pulse.refresh(self.shift.scene.tablet, self.shift.actor)

    def _put(self, view: S) -> None:
        self.view = view
        self._show(view)
