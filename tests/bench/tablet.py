"""How long does a person wait: «Guardar», the page, and the second start of the demo?"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.screen import Screen, chromium_running, loopback_only
from tests.run.demo_process import DemoProcess

SAVES = 20
CARLA = "147258"

# From the finger on the glass to the frame that shows the confirmation, on the page's own clock.
_WATCH = """() => {
  const confirmed = () => {
    const node = document.querySelector('[flt-semantics-identifier="saved"]');
    return node !== null && node.textContent.includes('Guardado');
  };
  window.confirmed = new Promise(done => {
    addEventListener('pointerdown', () => {
      const tapped = performance.now();
      const look = () => confirmed()
        ? done(performance.now() - tapped) : requestAnimationFrame(look);
      look();
    }, {once: true, capture: true});
  });
}"""


def figures() -> Iterator[dict[str, Any]]:
    """Measure on a demo of its own; the first start seeds it and is not measured."""
    with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
        home = Path(folder) / "home"
        with DemoProcess(home):
            pass
        with DemoProcess(home) as demo:
            seconds = round(demo.ready_after, 2)
            yield {"figure": "demo.second_start", "seconds": seconds, "wanted_seconds": 6}
            yield from _page(demo)


def _page(demo: DemoProcess) -> Iterator[dict[str, Any]]:
    with chromium_running() as browser:
        screen = Screen(loopback_only(browser).new_page(), f"http://127.0.0.1:{demo.tablet_port}")
        began = time.perf_counter()
        screen.open()
        yield {"figure": "tablet.open", "seconds": round(time.perf_counter() - began, 2)}
        screen.sign_in("carla", CARLA)
        waits = [_save(screen, number) for number in range(SAVES)]
        yield {
            "figure": "tablet.save",
            "median_ms": round(statistics.median(waits)),
            "slowest_ms": round(max(waits)),
            "wanted_ms": 150,
        }


def _save(screen: Screen, number: int) -> float:
    """Save one visit and return the milliseconds a person waits."""
    screen.tap("another-visit" if number else "tile-new-visit")
    screen.type("phone", f"9 5550 75{number:02}")
    screen.page.evaluate(_WATCH)
    screen.tap("save")
    return float(screen.page.evaluate("window.confirmed"))
