"""A visitor's own phone: a small touch screen, by default without any script."""

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.screen import PICTURES

PHONE = (390, 844)
WAITS = 30.0


@contextmanager
def phone(chromium: Browser, *, scripts: bool = False) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        has_touch=True,
        java_script_enabled=scripts,
        locale="es-CL",
    )
    yield context.new_page()
    context.close()


def assert_axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []


def qr_seen(page: Page, begins: str = "") -> str:
    """Return what the one QR reads that stands on the screen and begins so, as a camera would."""
    until = time.monotonic() + WAITS
    while not (codes := [one for one in _codes(page) if one.startswith(begins)]):
        assert time.monotonic() < until, "no QR is on the screen"
    [code] = codes
    return code


def _codes(page: Page) -> list[str]:
    image = Image.open(io.BytesIO(page.screenshot()))
    return [code.text for code in zxingcpp.read_barcodes(image)]


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page, where a run was asked for pictures."""
    if folder := os.environ.get(PICTURES):
        page.screenshot(path=Path(folder) / f"{name}.png")
