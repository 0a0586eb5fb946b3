"""The shell of one page: who sits at the tablet, where they are, and how it looks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple, Self

import flet as ft

from app.domain.catalogue import Branch
from app.domain.people import Country
from app.domain.staff import Person
from app.services import preferences
from app.services.tablet import Tablet
from app.ui.hooks import draw_again
from app.ui.pulse import Pulse, Voice
from app.ui.salvage_words import salvaged_words
from app.ui.scene import Message, Place, Route, Scene, Shift, ask
from app.ui.texts import Words
from app.ui.theme import Look, flet_theme

IDLE_SECONDS = 180
WATCH_SECONDS = 5
SHEET_SECONDS = 0.3  # until a sheet is gone and its screen knows
FIRST_SIZE = (1280.0, 800.0)  # until the client has told its own


class Instant(NamedTuple):
    """Seconds on a clock that nobody sets, and on the wall's once the tablet is enrolled."""

    steady: float
    wall: float | None

    def asleep_since(self, earlier: Self) -> float:
        """Return the seconds that only the wall clock saw: the steady one sleeps with the tablet."""
        if self.wall is None or earlier.wall is None:
            return 0.0
        return max(0.0, self.wall - earlier.wall - (self.steady - earlier.steady))


@dataclass(frozen=True)
class Seat:
    """Who sits here and at what; ``locked`` keeps both while the PIN is asked again."""

    actor: Person | None = None
    place: Place = field(default_factory=lambda: Place(Route.HOME))
    locked: bool = False


@ft.observable
@dataclass(eq=False)
class Shell:
    """One for each page. Its public fields are drawn; the rest keeps it alive."""

    tablet: Tablet
    settings: preferences.Look
    enrolled: bool
    idle_seconds: float = IDLE_SECONDS
    size: tuple[float, float] = FIRST_SIZE
    seat: Seat = field(default_factory=Seat)
    pulse: Pulse = field(default_factory=Pulse)
    voice: Voice = field(default_factory=Voice)
    _page: ft.Page | None = None
    _stirred: float = 0.0
    _watch: Future[None] | None = None
    _stop_listening: Callable[[], None] | None = None

    def attach(self, page: ft.Page) -> None:
        """Follow the page: its size, its end, the outbox, and the time without use."""
        self._page = page
        if page.width and page.height:
            self.size = (page.width, page.height)
        page.on_resize = self._resized
        page.on_connect = self._connected
        page.on_close = self._closed
        self._dress()
        self._watch = page.run_task(self._lock_when_idle)
        if self.enrolled:
            self._listen()

    async def tell_salvaged(self) -> None:
        """Say what came through of a damaged file, until somebody has read it."""
        salvaging = self.tablet.salvaging
        told = await ask(salvaging.told)
        if told is not None:
            read = partial(ask, salvaging.put_away)
            title, detail = salvaged_words(self._words(), told, enrolled=self.enrolled)
            self.voice.say(Message(title, detail, trouble=True, read=read))

    def look(self) -> Look:
        width, height = self.size
        return Look(
            width=width,
            height=height,
            scale=self.settings.text_size / 100,
            dark=self.settings.dark,
            contrast=self.settings.high_contrast,
            left_handed=self.settings.left_handed,
        )

    def scene(self, look: Look) -> Scene:
        branch, words = self.branch(), self._words()
        return Scene(self.tablet, look, words, branch, self.go, self.voice.say, self.stir)

    def shift(self, scene: Scene) -> Shift | None:
        if self.seat.actor is None or scene.branch is None:
            return None
        return Shift(scene, self.seat.actor, scene.branch)

    def branch(self) -> Branch | None:
        return self.tablet.showroom.branch() if self.enrolled else None

    def _words(self) -> Words:
        branch = self.branch()
        return Words(branch.country if branch else Country.CL)

    # What people do

    def go(self, place: Place) -> None:
        self.seat = Seat(self.seat.actor, place)

    def enrol(self) -> None:
        self.enrolled = True
        self._listen()

    def sign_in(self, person: Person) -> None:
        """Seat a person: where they were when it locked, or at home."""
        self.stir()
        before = self.seat
        same = before.actor is not None and before.actor.code == person.code
        self.seat = Seat(person, before.place if same else Place(Route.HOME))
        self._refresh()

    def sign_out(self) -> None:
        self.voice.hush()
        self.tablet.door_camera.shut()
        self.seat = Seat()

    def lock(self) -> None:
        self.voice.hush()
        self.tablet.door_camera.shut()
        self.seat = replace(self.seat, locked=True)

    async def change(self, settings: preferences.Look) -> None:
        self.settings = settings
        self._dress()
        await ask(self.tablet.preferences.set, settings)

    def stir(self) -> None:
        """Note that somebody is using the screen."""
        self._stirred = asyncio.get_running_loop().time()

    # What happens by itself

    async def _lock_when_idle(self) -> None:
        self.stir()
        before = self._instant()
        while True:
            await asyncio.sleep(min(WATCH_SECONDS, self.idle_seconds / 4))
            now = self._instant()
            self._stirred -= now.asleep_since(before)
            before = now
            idle = asyncio.get_running_loop().time() - self._stirred
            # which wipe themselves, and ask the PIN
            at_kiosk = self.seat.place.route in {Route.KIOSK, Route.MAILBOX}
            if at_kiosk or not self.seat.actor or self.seat.locked:
                continue
            if idle >= self.idle_seconds:
                await self._close_sheets()
                self.seat = replace(self.seat, locked=True)

    async def _close_sheets(self) -> None:
        """Close what lies over the screen, or it would lie over the lock."""
        if self._page is not None:
            for _closed in iter(self._page.pop_dialog, None):
                await asyncio.sleep(SHEET_SECONDS)

    def _instant(self) -> Instant:
        wall = self.tablet.showroom.now().timestamp() if self.enrolled else None
        return Instant(asyncio.get_running_loop().time(), wall)

    def _listen(self) -> None:
        """Refresh the pulse at each change of the outbox, told from the engine's thread."""
        self._stop_listening = self.tablet.outgoing.subscribe(self._refresh)
        self._refresh()

    def _connected(self) -> None:
        """Draw all anew: Flet forgets what was to be drawn as its browser went, also the lock."""
        draw_again(self)
        self._refresh()

    def _refresh(self) -> None:
        page = self._page
        if page is not None and page.session.connection is not None:  # its browser is there
            page.run_task(self.pulse.refresh, self.tablet, self.seat.actor)

    def _dress(self) -> None:
        page, look = self._page, self.look()
        if page is None:
            return
        page.theme = page.dark_theme = flet_theme(look)
        page.theme_mode = ft.ThemeMode.DARK if look.dark else ft.ThemeMode.LIGHT
        page.bgcolor = look.colors.ground
        page.update()

    def _resized(self, event: ft.PageResizeEvent) -> None:
        self.size = (event.width, event.height)

    def _closed(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._stop_listening is not None:
            self._stop_listening()
        self._page = None
