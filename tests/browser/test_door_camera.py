"""The camera at the door: Chromium holds a made-up picture of a pass before it, or has no camera."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.phones import assert_axe_finds_nothing, phone, picture
from tests.browser.processes import ClockedDemo
from tests.browser.screen import DESK, DRAWN, UPRIGHT, Screen, chromium_running, loopback_only
from tests.browser.test_events import CARLA, passes_of, sign_up, the_fair, until
from tests.browser.walking import reach

FAKE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
FRAMES = 20  # a second


@contextmanager
def door(demo: ClockedDemo, browser: Browser, size: tuple[int, int] = DESK) -> Iterator[Page]:
    """Open the camera from the door of the demo's fair."""
    context = loopback_only(browser, size)
    screen = Screen(context.new_page(), demo.tablet_url)
    screen.open()
    screen.sign_in("carla", CARLA)
    screen.go("outgoing")
    screen.tap("send-now")
    screen.go("event")
    screen.tap("open-door")
    screen.find("door-camera").wait_for(state="attached")
    with context.expect_page() as opened:
        screen.tap("door-camera")
    opened.value.set_viewport_size({"width": size[0], "height": size[1]})
    yield opened.value
    context.close()


def film(folder: Path, *shown: tuple[str, float]) -> Path:
    """Film codes, each for so many seconds, empty ones as an empty table; the film begins anew."""
    file = folder / "camera.mjpeg"
    with file.open("wb") as made:
        for text, seconds in shown:
            frame = io.BytesIO()
            _frame(text).save(frame, "JPEG", quality=85)
            made.write(frame.getvalue() * round(seconds * FRAMES))
    return file


def _frame(text: str) -> Image.Image:
    """Draw a phone held a little askew, as a camera of 640 by 480 points sees it."""
    table = Image.new("RGB", (640, 480), "#8a8f94")
    if text:
        code = qrcode.make(text, box_size=5, border=4).get_image().convert("RGB")
        held = code.resize((300, 300)).rotate(7, expand=True, fillcolor="#8a8f94")
        table.paste(held, (150, 70))
    return table


@pytest.fixture(scope="module")
def scanned(demo: ClockedDemo) -> str:
    """What the pass reads of somebody who signed up on her own phone."""
    fair = the_fair(demo)
    with chromium_running() as browser, phone(browser) as page:
        return sign_up(page, fair["address"], "Úrsula Ejemplo", "9 5550 7303")


def test_the_camera_reads_a_pass_once_and_hands_over_its_gift(
    demo: ClockedDemo, scanned: str, tmp_path: Path
):
    fair = the_fair(demo)
    file = film(tmp_path, ("", 6), (scanned, 8), ("", 4))
    shows = f"--use-file-for-fake-video-capture={file}"
    with chromium_running(FAKE, ALLOWED, shows) as browser, door(demo, browser) as page:
        page.get_by_text("Ponga el pase frente a la cámara").wait_for()
        picture(page, "camera_waiting")
        assert_axe_finds_nothing(page)
        page.get_by_role("heading", name="Adelante, Úrsula E.").wait_for()
        assert page.locator("body.green").count() == 1
        page.wait_for_timeout(DRAWN)  # the same pass is still held there
        page.get_by_text("Entregue 1 regalo").wait_for()
        picture(page, "camera_green")
        assert_axe_finds_nothing(page)
        page.get_by_role("button", name="Regalo entregado").tap()
        page.get_by_text("Regalo entregado: ").wait_for()

        page.get_by_role("heading", name="Este pase ya entró").wait_for()
        assert "Regalo ya entregado" in page.inner_text("#lines")
        assert not page.locator("#gift").is_visible()
        picture(page, "camera_amber")
        assert_axe_finds_nothing(page)
        page.get_by_role("button", name="Volver").tap()
        until(page.is_closed)
    mine = "Úrsula E."  # others of this demo hand over gifts too
    found = until(
        lambda: [it for it in passes_of(demo, fair["id"]) if it["name"] == mine and it["gifts"]]
    )
    assert [(it["gifts"], bool(it["arrived"])) for it in found] == [(1, True)]


def test_the_camera_says_red_to_what_is_no_pass(demo: ClockedDemo, tmp_path: Path):
    file = film(tmp_path, ("https://example.com/menu", 5))
    shows = f"--use-file-for-fake-video-capture={file}"
    with chromium_running(FAKE, ALLOWED, shows) as browser, door(demo, browser, UPRIGHT) as page:
        page.get_by_role("heading", name="Esto no es un pase").wait_for()
        assert page.locator("body.red").count() == 1
        picture(page, "camera_red_portrait")
        page.get_by_role("button", name="Escanear otro").tap()
        page.locator("body.waiting").wait_for()


@pytest.mark.parametrize(
    ("switches", "says"),
    [
        ((FAKE, "--deny-permission-prompts"), "No se autorizó la cámara"),
        ((ALLOWED,), "No se encontró una cámara"),
    ],
    ids=["refused", "none"],
)
def test_without_a_camera_the_page_says_what_to_do(demo: ClockedDemo, switches, says: str):
    with chromium_running(*switches) as browser, door(demo, browser) as page:
        page.get_by_text(says).wait_for()
        page.get_by_text("vuelva y use el escáner").or_(
            page.get_by_text("Vuelva y use el escáner")
        ).wait_for()
        assert_axe_finds_nothing(page)


def test_the_camera_ends_when_its_person_signs_out(demo: ClockedDemo, tmp_path: Path):
    file = film(tmp_path, ("", 9), ("https://example.com/menu", 4))
    shows = f"--use-file-for-fake-video-capture={file}"
    with chromium_running(FAKE, ALLOWED, shows) as browser, door(demo, browser) as page:
        page.get_by_text("Ponga el pase frente a la cámara").wait_for()
        tablet = page.context.pages[0]
        screen = Screen(tablet, demo.tablet_url)
        screen.tap("back")
        screen.tap("person")
        screen.tap(reach(screen, "sign-out"))
        page.bring_to_front()
        page.get_by_role("heading", name="Esta página terminó").wait_for()
