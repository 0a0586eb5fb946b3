"""A real branch with one tablet, and how its complaints and workshop desks are used."""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from playwright.sync_api import Browser

from tests.browser.lines import CutLine
from tests.browser.processes import RealServer, TabletProcess
from tests.browser.screen import DESK, Screen, loopback_only
from tests.browser.walking import reach

PIN = "604813"


class Desk(NamedTuple):
    """The office, a tablet of its branch, and its screen with a chief signed in."""

    office: RealServer
    tablet: TabletProcess
    screen: Screen
    line: CutLine


@contextmanager
def desk(
    folder: Path, chromium: Browser, country: str, size: tuple[int, int] = DESK
) -> Iterator[Desk]:
    zone = {"PE": "America/Lima", "CL": "America/Santiago"}[country]
    with ExitStack() as ending:
        office = ending.enter_context(RealServer(folder / "office", None))
        told = ("--name", "Sucursal Demo", "--country", country, "--zone", zone)
        assert office.run("branches", "add", "SUR", *told).returncode == 0
        provider = ("--tax-id", "20000000001", "--address", "Av. Inventada 456")
        assert office.run("branches", "provider", "SUR", *provider).returncode == 0
        started = TabletProcess(folder / "tablet", environment=office.environment())
        tablet = ending.enter_context(started)
        context = loopback_only(chromium, size)
        ending.callback(context.close)
        screen = Screen(context.new_page(), tablet.url)
        screen.open()
        line = ending.enter_context(CutLine(office.server_port))
        _seat(office, screen, line.port)
        yield Desk(office, tablet, screen, line)


def _seat(office: RealServer, screen: Screen, port: int) -> None:
    """Add a chief, enrol the tablet and sign the chief in with a PIN of her own."""
    about = ("--name", "Julia Ejemplo", "--role", "chief", "--branch", "SUR")
    added = office.run("people", "add", "julia", *about)
    one_time = re.search(r"One-time PIN of .+: (\d{6})\n", added.stdout)
    assert one_time, added.stderr
    join(office, screen, port)
    screen.tap("person-julia")
    screen.see("pin-sentence", "Seis números")
    screen.enter_pin(one_time[1])
    screen.read("Elija su PIN, Julia")
    for _ in range(2):
        screen.enter_pin(PIN)
        if not screen.shows("nav-home"):
            screen.read("Una vez más")
    screen.find("nav-home").wait_for(state="attached")


def join(office: RealServer, screen: Screen, port: int) -> None:
    """Enrol a tablet with a code that the office prints; it reaches the server at ``port``."""
    invited = re.search(r"Code +(\w{5})-(\w{5})", office.run("enrol", "--branch", "SUR").stdout)
    assert invited
    screen.type("code", invited[1] + invited[2])
    screen.type("url", f"http://127.0.0.1:{port}")
    screen.type("tablet-name", "Tablet del mesón")
    screen.tap("enrol")


def write(screen: Screen, **fields: str) -> None:
    """Type into fields, each scrolled to first; ``document_type`` names ``document-type``."""
    for name, words in fields.items():
        identifier = name.replace("_", "-")
        if not _in_sight(screen, identifier):
            reach(screen, identifier)
        screen.type(identifier, words)


def _in_sight(screen: Screen, identifier: str) -> bool:
    """Say whether a field stands whole within the window."""
    found, size = screen.find(identifier), screen.page.viewport_size
    box = found.bounding_box() if found.count() else None
    if box is None or size is None:
        return False
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def choose(screen: Screen, *identifiers: str) -> None:
    for identifier in identifiers:
        screen.tap(reach(screen, identifier))


def sign(screen: Screen) -> None:
    """Draw on the pad with a finger that goes up and down."""
    box = screen.find("signature").bounding_box()
    assert box is not None
    mouse = screen.page.mouse
    left, middle = box["x"] + 40, box["y"] + box["height"] / 2
    mouse.move(left, middle)
    mouse.down()
    for step in range(1, 13):
        mouse.move(left + 18 * step, middle + (30 if step % 2 else -30), steps=2)
    mouse.up()
    screen.see("signature", "Con firma")


def downloaded(screen: Screen, identifier: str) -> bytes:
    """Tap what gives a file; return its bytes."""
    with screen.page.expect_download() as given:
        screen.tap(reach(screen, identifier))
    return Path(given.value.path()).read_bytes()


def text_of(paper: bytes) -> str:
    """Read a paper with another library than the one that drew it."""
    pages = pypdfium2.PdfDocument(io.BytesIO(paper))
    read = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(read.split())
