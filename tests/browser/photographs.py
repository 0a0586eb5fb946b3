"""Take a picture of every view of the demo: ``python -m tests.browser.photographs [folder]``."""

import sys
import tempfile
from pathlib import Path

from tests.browser.processes import ClockedDemo, MovedClock, TabletProcess
from tests.browser.screen import WEDNESDAY_MORNING, Screen, chromium_running, loopback_only
from tests.browser.views import VIEWS, sign_in
from tests.browser.walking import settled

FOLDER = Path(__file__).parents[2] / "docs" / "screens"


def photograph(folder: Path) -> None:
    """Write one PNG of 1280 by 800 for each view, named after it."""
    with tempfile.TemporaryDirectory(prefix="vitrina-screens-") as place:
        clock = MovedClock(Path(place) / "clock", WEDNESDAY_MORNING)
        demo = ClockedDemo(Path(place) / "home", clock)
        blank = TabletProcess(Path(place) / "blank", environment=demo.environment())
        with demo, blank, chromium_running() as browser:
            context = loopback_only(browser)
            for name, url in (("enrol", blank.url), ("sign in", demo.tablet_url)):
                screen = Screen(context.new_page(), url)
                screen.open()
                _keep(screen, folder, name)
            sign_in(screen)
            for name, view in VIEWS.items():
                view.open(screen)
                _keep(screen, folder, name)


def _keep(screen: Screen, folder: Path, name: str) -> None:
    settled(screen)
    screen.page.screenshot(path=folder / f"{name.replace(' ', '_').lower()}.png")


if __name__ == "__main__":
    photograph(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
