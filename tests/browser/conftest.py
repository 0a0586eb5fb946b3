"""One demo for all browser tests, one browser for each module of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.processes import ClockedDemo, MovedClock, TabletProcess
from tests.browser.screen import DESK, WEDNESDAY_MORNING, Screen, chromium_running, loopback_only
from tests.run.demo_process import free_port

Opens = Callable[..., Screen]
Starts = Callable[..., TabletProcess]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedDemo]:
    """The processes of `make run`, on a Wednesday morning."""
    folder = tmp_path_factory.mktemp("browser")
    clock = MovedClock(folder / "clock", WEDNESDAY_MORNING)
    with ClockedDemo(folder / "home", clock) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture
def start_tablet(demo: ClockedDemo, tmp_path: Path) -> Iterator[Starts]:
    """Start one more tablet, with a folder of its own; ended after the test."""
    with ExitStack() as running:

        def started(*arguments: str) -> TabletProcess:
            home = tmp_path / f"tablet-{free_port()}"
            tablet = TabletProcess(home, *arguments, environment=demo.environment())
            return running.enter_context(tablet)

        yield started


@pytest.fixture
def open_tablet(chromium: Browser, start_tablet: Starts, tmp_path: Path) -> Iterator[Opens]:
    """Open the page of a tablet at an address; closed after the test, its last sight kept.

    Pages end before the tablets that they show.
    """
    del start_tablet  # asked for so that it ends after this
    contexts = []

    def opened(url: str, size: tuple[int, int] = DESK) -> Screen:
        context = loopback_only(chromium, size)
        contexts.append(context)
        screen = Screen(context.new_page(), url)
        screen.open()
        return screen

    yield opened
    for number, context in enumerate(contexts):
        context.pages[0].screenshot(path=tmp_path / f"last-{number}.png")
        context.close()
