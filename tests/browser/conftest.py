"""One demo for all browser tests, one browser for each module of them."""

import itertools
import json
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.processes import ClockedDemo, MovedClock, TabletProcess
from tests.browser.screen import (
    DESK,
    WEDNESDAY_MORNING,
    Screen,
    chromium_running,
    loopback_only,
    told,
)
from tests.browser.views import CARLA
from tests.run.demo_process import free_port

Opens = Callable[..., Screen]
Starts = Callable[..., TabletProcess]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the walks out first: the longest files, dealt out last, would leave workers with nothing."""
    items.sort(key=lambda item: not item.path.name.startswith("test_walk"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a journey that failed what its screens showed."""
    del item
    report = yield
    if report.failed and report.when == "call":
        report.sections += [("shown on a screen", shown) for shown in told()]
    return report


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


@pytest.fixture(scope="module")
def walked(demo: ClockedDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Carla on a tablet of her own, with a draft and an item to review."""
    found = re.search(r"Code +(\w{5}-\w{5})", demo.run("enrol", "--branch", "NUNOA").stdout)
    assert found
    joining = ("--server", f"http://127.0.0.1:{demo.server_port}", "--code", found[1], "--demo")
    home = tmp_path_factory.mktemp("walked")
    _alike(demo, home / "list.csv")
    tablet = TabletProcess(home / "tablet", *joining, environment=demo.environment())
    with tablet, chromium_running() as browser:
        screen = Screen(loopback_only(browser).new_page(), tablet.url)
        screen.open()
        screen.sign_in("carla", CARLA)
        yield screen
        screen.page.screenshot(path=home / "last.png")


@pytest.fixture(scope="module")
def alive() -> set[str]:
    """The buttons that were seen to do something; one that stands on every screen is tapped once."""
    return set()


def _alike(demo: ClockedDemo, file: Path) -> None:
    """Bring in two pairs of customers who may be one; the chief joins the second pair.

    Of a demo that is walked again the next pairs are others.
    """
    number = next(_walks)
    asked, joined = _SURNAMES[number]
    named = (("José", asked, 1), ("Pepe", asked, 1), ("José", joined, 2), ("Pepe", joined, 2))
    rows = [
        f"W{number}{n};{given};{name};9 5550 8{8 - number}{at}1;interes"
        for n, (given, name, at) in enumerate(named)
    ]
    file.write_text(
        "\n".join(["source_id;given_name;surname;phone;legal_basis", *rows]), encoding="utf-8"
    )
    assert demo.run("import", "customers", str(file), "--source", "DMS").returncode == 0
    pairs = json.loads(demo.run("reviews", "list", "--format", "json").stdout)
    (pair,) = [one["id"] for one in pairs if joined in one["one"]]
    assert demo.run("reviews", "join", pair).returncode == 0


_walks = itertools.count()
_SURNAMES = [
    ("Recto", "Lara"),
    ("Olmos", "Quiroga"),
    ("Barrios", "Iturra"),
    ("Cáceres", "Vidal"),
    ("Montt", "Zúñiga"),
]
