"""One page of a tablet, used as a person uses it: taps and keys, read through the ARIA tree.

Flutter draws on a canvas; what a test can touch and read is the tree it keeps for screen readers.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

from tests.browser.chromium import launch_options

PATIENCE = 60_000  # milliseconds; a loaded machine is no failure
TAKEN_WITHIN = 3_000  # milliseconds until what was typed stands in the field
TRIES = 5
WEDNESDAY_MORNING = "2026-11-25T10:00:00-03:00"  # an hour at which one may call
PICTURES = "VITRINA_PICTURES"  # the folder for the pictures that a journey takes on its way
DRAWN = 3_000  # milliseconds until animations have ended
DESK = (1280, 800)
UPRIGHT = (800, 1280)
OPENED: list["Screen"] = []

_SPOKEN = """identifier => {
  const node = document.querySelector(`[flt-semantics-identifier="${identifier}"]`);
  if (!node) return null;
  const words = [node, ...node.querySelectorAll('[aria-label]')]
    .map(one => one.getAttribute('aria-label') || '');
  return (words.join(' ') + ' ' + node.textContent).trim();
}"""
_HAS = f"""([identifier, words]) => {{
  const spoken = ({_SPOKEN})(identifier);
  return spoken !== null && spoken.includes(words);
}}"""
_SAYS = """words => {
  const host = document.querySelector('flt-semantics-host');
  return host.innerText.includes(words)
    || [...host.querySelectorAll('[aria-label]')]
         .some(node => node.getAttribute('aria-label').includes(words));
}"""
_TOLD = """() => {
  const told = [...document.querySelectorAll('[flt-semantics-identifier], [aria-label]')].map(node =>
    (node.getAttribute('flt-semantics-identifier') || '')
    + (node.getAttribute('aria-current') === 'true' ? ' (here)' : '')
    + ': ' + (node.getAttribute('aria-label') || node.textContent.slice(0, 80)));
  const field = document.activeElement;
  return [...told, 'cursor: ' + field.tagName + ' «' + (field.value || '') + '»'].join('\\n');
}"""
# Flutter listens to a field a moment after the cursor came, and says so by this attribute; what is
# typed in between stands in the field and nowhere else.
_ASIDE = "field => field === document.activeElement || field.removeAttribute('autocorrect')"
_FOCUSED = """identifier => {
  const field = document.activeElement;
  return ['INPUT', 'TEXTAREA'].includes(field.tagName) && field.hasAttribute('autocorrect')
    && field.closest(`[flt-semantics-identifier="${identifier}"]`) !== null;
}"""

_FILLED = "document.activeElement.value !== ''"
_HOLDS = "text => document.activeElement.value === text"


@contextmanager
def chromium_running(*more: str) -> Iterator[Browser]:
    """Start a browser; ``more`` are switches of its own."""
    # Never for a whole session: Playwright's loop would stand in the way of asynchronous tests.
    with sync_playwright() as playwright:
        options = launch_options()
        options["args"] += more
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


def loopback_only(
    browser: Browser, size: tuple[int, int] = DESK, *, sharp: bool = PICTURES in os.environ
) -> BrowserContext:
    """Return a touch screen that reaches this machine and nothing else.

    What is measured and tapped is the same on one that is not ``sharp``: it has a quarter of the
    pixels, which costs a third less to draw where no graphics card helps.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=1 if sharp else 0.5,
        has_touch=True,
        locale="es-CL",
        reduced_motion="reduce",  # a third of the drawing, and nothing to wait for
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    context.route(
        lambda url: not url.startswith(("http://127.0.0.1:", "data:", "blob:")),
        lambda route: route.abort(),
    )
    return context


def told() -> list[str]:
    """Return what each open screen shows, for the report of a test that failed."""
    return [str(one.ask(_TOLD)) for one in OPENED if not one.page.is_closed()]


class Screen:
    """``taps`` counts the taps, but for those that put the cursor into a field that is typed in."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.taps = 0
        self.typed = 0
        self.requested: list[str] = []
        OPENED.append(self)
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("websocket", lambda socket: self.requested.append(socket.url))

    def open(self) -> None:
        """Open the tablet's page and switch on what screen readers need."""
        self.page.goto(self.url, wait_until="commit")
        self.page.wait_for_selector("flt-semantics-placeholder", state="attached")
        self.page.eval_on_selector("flt-semantics-placeholder", "node => node.click()")
        self.page.wait_for_selector("flt-semantics[role=button]", state="attached")

    # What a person does

    def tap(self, identifier: str) -> None:
        self.find(identifier).tap()
        self.taps += 1

    def type(self, identifier: str, text: str) -> None:
        """Put the cursor into a field and type over what it holds."""
        for _ in range(TRIES):
            self._focus(identifier)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
            if self._holds(text):
                self.typed += 1
                return
        raise AssertionError(f"{identifier} does not take what is typed")

    def paste(self, identifier: str, text: str) -> None:
        """Put the cursor into a field and insert all of ``text`` at once."""
        for _ in range(TRIES):
            self._focus(identifier)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
            if self._holds(text):
                return
        raise AssertionError(f"{identifier} does not take what is pasted")

    def enter_pin(self, pin: str) -> None:
        """Tap six digits; each is seen to count before the next."""
        for place, digit in enumerate(pin, 1):
            self.tap(f"pin-{digit}")
            if place < len(pin):
                self.see("pin-dots", f"{place} de 6")

    def sign_in(self, person: str, pin: str) -> None:
        self.tap(f"person-{person}")
        self.see("pin-sentence", "Seis números")
        self.enter_pin(pin)
        self.find("person").wait_for(state="attached")

    def go(self, route: str) -> None:
        """Tap a destination of the rail until it is the one shown: a tap may be lost while it draws."""
        chosen = f'[flt-semantics-identifier="nav-{route}"][aria-current="true"]'
        for _ in range(TRIES):
            self.tap(f"nav-{route}")
            with suppress(Late):
                self.page.wait_for_selector(chosen, state="attached", timeout=PATIENCE / TRIES)
                return
        raise AssertionError(f"nav-{route} leads nowhere")

    # What a person sees

    def picture(self, name: str) -> None:
        """Keep a picture of what is shown, where a run was asked for pictures."""
        folder = os.environ.get(PICTURES)
        if folder:
            self.page.wait_for_timeout(DRAWN)
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def find(self, identifier: str) -> Locator:
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]').first

    def first(self, start: str) -> str:
        """Wait for a control whose identifier begins so and return the whole identifier."""
        found = self.page.locator(f'[flt-semantics-identifier^="{start}"]').first
        found.wait_for(state="attached")
        return str(found.get_attribute("flt-semantics-identifier"))

    def named(self, start: str, words: str) -> str:
        """Wait for a control whose identifier begins so and that says ``words``; return its own."""
        found = self.page.locator(f'[flt-semantics-identifier^="{start}"]', has_text=words).first
        found.wait_for(state="attached")
        return str(found.get_attribute("flt-semantics-identifier"))

    def see(self, identifier: str, words: str) -> None:
        """Wait until the control says ``words``."""
        self.page.wait_for_function(_HAS, arg=[identifier, words])

    def read(self, words: str) -> None:
        """Wait until ``words`` stand anywhere on the screen."""
        self.page.wait_for_function(_SAYS, arg=words)

    def read_alone(self, words: str) -> None:
        """Wait until ``words`` stand somewhere by themselves."""
        self.page.get_by_text(words, exact=True).first.wait_for(state="attached")

    def shows(self, identifier: str) -> bool:
        return bool(self.find(identifier).count())

    def read_field(self, identifier: str) -> str:
        """Return what stands in a field: only one with the cursor tells the truth."""
        self._focus(identifier)
        with suppress(Late):  # Flutter fills a moment after the cursor came; or it is empty
            self.page.wait_for_function(_FILLED, timeout=TAKEN_WITHIN)
        return str(self.ask("document.activeElement.value"))

    def gone(self, identifier: str) -> None:
        self.find(identifier).wait_for(state="detached")

    def ask(self, script: str, argument: object = None) -> Any:
        return self.page.evaluate(script, argument)

    def _focus(self, identifier: str) -> None:
        """Put the cursor into a field: a tap on a list that still moves lands beside it."""
        field = self.find(identifier).locator("input, textarea")
        for _ in range(TRIES):
            field.evaluate(_ASIDE)
            field.tap()
            with suppress(Late):
                self.page.wait_for_function(_FOCUSED, arg=identifier, timeout=PATIENCE / TRIES)
                return
        raise AssertionError(f"{identifier} does not take the cursor")

    def _holds(self, text: str) -> bool:
        """Say whether the field took all of it: Flutter may miss the keys before it has the focus."""
        try:
            self.page.wait_for_function(_HOLDS, arg=text, timeout=TAKEN_WITHIN)
        except Late:
            return False
        return True
