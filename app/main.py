"""The composition root: settings → database → services → engine → screens."""

import random
import secrets
import shutil
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import flet as ft

from app.domain.clock import Clock, FileClock, SystemClock
from app.domain.contract import SyncApi
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from app.logs import start_logging
from app.services import demo
from app.services.calling import Calling, Lists
from app.services.calls import Calls
from app.services.capture import Capture
from app.services.car_care import CarCare
from app.services.case_book import CaseBook
from app.services.casework import Casework
from app.services.complaining import Complaining
from app.services.consents import Consents
from app.services.contact_list import ContactList
from app.services.day_close import DayClose
from app.services.deciding import Deciding
from app.services.door_camera import DoorCamera
from app.services.enrolment import Enrolling
from app.services.event_book import EventBook
from app.services.fichas import Fichas
from app.services.form_drafts import FormDrafts
from app.services.home import Home, Unsaved
from app.services.hosting import Hosting
from app.services.knowledge import Knowledge
from app.services.linking import side
from app.services.lookup import Lookup
from app.services.mailbox import Mailbox
from app.services.odd_readings import OddReadings
from app.services.outgoing import Outgoing, Sending
from app.services.photos import PhotoAlbum
from app.services.preferences import Preferences
from app.services.print_tray import PrintTray
from app.services.profiling import Profiling
from app.services.quote_book import QuoteBook
from app.services.quote_verifying import QuoteVerifying
from app.services.quoting import Quoting
from app.services.recording import Recorder
from app.services.redeeming import Redeeming
from app.services.salvaging import Salvaging
from app.services.searching import Searching
from app.services.session import Session
from app.services.showroom import Showroom
from app.services.steps import Steps
from app.services.tablet import Tablet
from app.services.touches import Touches
from app.services.voucher_book import VoucherBook
from app.services.workshop import Workshop
from app.services.workshop_queue import WorkshopQueue
from app.settings import VERSION, Settings
from app.storage.lock import FolderLock
from app.storage.state import State
from app.storage.store import Store, open_store
from app.sync.client import HttpSync
from app.sync.engine import Engine
from app.sync.worker import Worker
from app.ui.app import page_main

APP = f"vitrina {VERSION}"
UPLOADS = Path("uploads")  # in the tablet's folder: what a browser hands over


@dataclass(frozen=True)
class Running:
    """A tablet at work: its use cases, and what must be stopped in the end."""

    tablet: Tablet
    engine: Engine
    worker: Worker
    ending: ExitStack

    def close(self) -> None:
        self.ending.close()


class BranchClock:
    """The machine's clock; in a demo branch the clock file, where there is one."""

    def __init__(self, state: State, system: Clock, file: FileClock) -> None:
        self._state = state
        self._system = system
        self._file = file
        self._is_demo = False

    def now(self) -> datetime:
        return self._current().now()

    def monotonic_ms(self) -> int:
        return self._current().monotonic_ms()

    def boot(self) -> str:
        return self._current().boot()

    def _current(self) -> Clock:
        if not self._is_demo:
            identity = self._state.identity()
            self._is_demo = identity is not None and identity.branch.demo
        return self._file if self._is_demo else self._system


@cache
def running_tablet(settings: Settings) -> Running:
    """Start the tablet in its folder, once per process.

    Android may start the screens again in a living process. Raises ``Problem``: ``database_in_use``
    where another process has the folder, ``real_database`` where a clock file is set in a real
    branch.
    """
    start_logging(settings.home)
    ending = ExitStack()
    try:
        lock = FolderLock(settings.home)
        ending.callback(lock.release)
        store = open_store(settings.home, lambda state: _clock(settings.clock_file, state))
        ending.callback(store.close)
        _refuse_clock_file(settings, store)
        connections = ending.enter_context(ExitStack())
        uploads = settings.home / UPLOADS
        shutil.rmtree(uploads, ignore_errors=True)  # what an upload left that nobody took
        return wired(store, _connections(connections), ending, settings.server_url, uploads)
    except BaseException:
        ending.close()
        raise


def make_main(running: Running) -> Callable[[ft.Page], Awaitable[None]]:
    """Return what Flet runs for each page; Android may run it again in a living process."""
    draw = page_main(running.tablet)

    async def main(page: ft.Page) -> None:
        Awakening(page, running.worker.wake)
        await draw(page)

    return main


class Awakening:
    """Has the tablet send as soon as it is picked up again or finds another network."""

    def __init__(self, page: ft.Page, wake: Callable[[], None]) -> None:
        self._wake = wake
        # Flet drops a service that nobody holds; the page holds this object by its handler.
        self._network = ft.Connectivity(on_change=self._changed)
        page.on_app_lifecycle_state_change = self._changed

    def _changed(self, event: object) -> None:
        hidden = {ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE}
        if getattr(event, "state", None) not in hidden:
            self._wake()


def seed_demo(running: Running) -> None:
    """Read the branch once, then give the demo's tablet something to show."""
    running.engine.run_once()
    demo.seed(running.tablet)


def wired(
    store: Store,
    connect: Callable[[str], SyncApi],
    ending: ExitStack,
    server_url: str = "",
    uploads: Path = UPLOADS,
) -> Running:
    """Build the use cases over an open store and a way to reach a server; nothing starts yet."""
    ids = IdSource(store.time, secrets.token_bytes)
    engine = Engine(side(store), connect, ids, random.SystemRandom().uniform, APP)
    worker = Worker(engine, lambda: store.outbox.unsent() > 0, time.monotonic)
    ending.callback(worker.stop)
    showroom, knowledge = Showroom(store), Knowledge(store)
    recorder = Recorder(store, ids, worker.wake)
    deciding = Deciding(store, recorder)
    capture = Capture(store, showroom, recorder)
    enrolling = Enrolling(store, connect, ids, APP, server_url)
    enrolling.on_joined = worker.wake
    book, cases = QuoteBook(store, showroom), CaseBook(store, showroom)
    calls = Calls(knowledge, showroom, WorkshopQueue(store, showroom))
    contacts = ContactList(knowledge, showroom, calls)
    event_book = EventBook(store, showroom)
    print_tray = PrintTray(secrets.token_bytes)
    ending.callback(print_tray.close)
    door_camera = DoorCamera(secrets.token_bytes)
    ending.callback(door_camera.close)
    complaining = Complaining(cases, knowledge, recorder, ids.new)
    engine.subscribe(complaining.renumber_refused)
    lookup = Lookup(store, knowledge, showroom, recorder)
    consents = Consents(knowledge, showroom, recorder)
    drafts = FormDrafts(store, knowledge, showroom)
    tablet = Tablet(
        showroom=showroom,
        session=Session(store, knowledge, showroom, recorder, secrets.token_bytes),
        enrolling=enrolling,
        capture=capture,
        contacts=contacts,
        odd_readings=OddReadings(store, recorder),
        calling=Calling(
            knowledge, showroom, recorder, cases, Lists(calls, contacts, CarCare(store, showroom))
        ),
        steps=Steps(knowledge, showroom, recorder),
        consents=consents,
        outgoing=Outgoing(store, showroom, capture, recorder, Sending(engine, worker.wake)),
        day_close=DayClose(store, showroom, ids, APP),
        home=Home(store, knowledge, showroom, contacts, Unsaved(capture, drafts)),
        lookup=lookup,
        searching=Searching(store, knowledge, showroom, lookup),
        profiling=Profiling(store, knowledge, showroom, recorder),
        fichas=Fichas(store, knowledge, showroom, consents),
        touches=Touches(store, showroom, recorder, drafts),
        preferences=Preferences(store),
        quoting=Quoting(book, knowledge, recorder, secrets.token_bytes),
        quote_book=book,
        quote_verifying=QuoteVerifying(store, showroom),
        print_tray=print_tray,
        door_camera=door_camera,
        case_book=cases,
        complaining=complaining,
        casework=Casework(cases, knowledge, recorder),
        workshop=Workshop(cases, knowledge, recorder, ids.new),
        album=PhotoAlbum(store, connect, ids.new, uploads),
        event_book=event_book,
        hosting=Hosting(event_book, recorder, ids.new),
        redeeming=Redeeming(VoucherBook(store, showroom), knowledge, recorder),
        mailbox=Mailbox(showroom, recorder, ids.new),
        deciding=deciding,
        salvaging=Salvaging(store),
    )
    return Running(tablet, engine, worker, ending)


def _connections(ending: ExitStack) -> Callable[[str], SyncApi]:
    @cache
    def connect(url: str) -> HttpSync:
        api = HttpSync(url)
        ending.callback(api.close)
        return api

    return connect


def _clock(clock_file: Path | None, state: State) -> Clock:
    system = SystemClock(_boot())
    return (
        system if clock_file is None else BranchClock(state, system, FileClock(clock_file, _boot()))
    )


def _boot() -> UUID:
    return UUID(bytes=secrets.token_bytes(16))


def _refuse_clock_file(settings: Settings, store: Store) -> None:
    identity = store.state.identity()
    if settings.clock_file is not None and identity is not None and not identity.branch.demo:
        raise Problem(Code.REAL_DATABASE, detail="VITRINA_CLOCK_FILE moves days in a demo only")
