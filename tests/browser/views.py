"""Every view of the tablet, each opened from the one before, as a person opens it."""

from collections.abc import Callable
from typing import NamedTuple

from tests.browser.screen import Screen
from tests.browser.walking import reach, settled, stands

CARLA = "147258"


def turn(screen: Screen, size: tuple[int, int]) -> None:
    """Turn the tablet and wait until the way between screens stands where it belongs."""
    sign_in(screen)
    width, height = size
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.page.wait_for_function(
        """([width, height]) => {
          const home = document.querySelector('[flt-semantics-identifier=nav-home]');
          const { top } = home ? home.getBoundingClientRect() : { top: NaN };
          return window.innerWidth === width && (width < height ? top > height / 2 : top < height / 2);
        }""",
        arg=[width, height],
    )


def choose_text_size(screen: Screen, text_size: int) -> None:
    sign_in(screen)
    screen.tap("person")
    screen.read("Ajustes")
    screen.tap(reach(screen, f"text-size-{text_size}"))
    screen.page.wait_for_selector(
        f'[flt-semantics-identifier="text-size-{text_size}"][aria-current="true"]', state="attached"
    )


def open_home(screen: Screen) -> None:
    screen.go("home")


def open_visit(screen: Screen) -> None:
    """Open the form; a draft may have been left without data."""
    screen.go("new_visit")
    screen.find("anonymous").wait_for(state="attached")
    if any(part.name == "Con datos" for part in settled(screen).parts):
        screen.tap("anonymous")
        screen.find("phone").wait_for(state="attached")


def open_more(screen: Screen) -> None:
    if not screen.shows("email"):
        screen.tap(reach(screen, "more"))
    screen.find("email").wait_for(state="attached")


def open_notice(screen: Screen) -> None:
    screen.tap(reach(screen, "read-notice"))
    screen.find("close-sheet").wait_for(state="attached")


def save_anonymous(screen: Screen) -> None:
    close_sheet(screen)
    screen.go("home")
    open_visit(screen)
    screen.tap(reach(screen, "anonymous"))
    screen.tap("save")
    screen.see("saved", "Guardado en este tablet")


def open_contacts(screen: Screen) -> None:
    screen.go("contacts")
    screen.first("contact-")


def open_card(screen: Screen) -> None:
    screen.tap(screen.first("contact-"))
    screen.find("card-name").wait_for(state="attached")


def open_consents(screen: Screen) -> None:
    screen.tap(reach(screen, "consents"))
    screen.find("close-sheet").wait_for(state="attached")


def open_hours(screen: Screen) -> None:
    close_sheet(screen)
    screen.tap(reach(screen, "outcome-call_later"))
    screen.first("hour-")


def open_outgoing(screen: Screen) -> None:
    close_sheet(screen)
    screen.go("outgoing")
    screen.find("send-now").wait_for(state="attached")


def open_discard(screen: Screen) -> None:
    screen.tap(reach(screen, "discard-"))
    screen.find("discard-confirm").wait_for(state="attached")


def open_settings(screen: Screen) -> None:
    close_sheet(screen)
    screen.tap("person")
    screen.read("Ajustes")


def open_people(screen: Screen) -> None:
    screen.tap(reach(screen, "sign-out"))
    screen.find("person-carla").wait_for(state="attached")


def open_pin(screen: Screen) -> None:
    screen.tap("person-carla")
    screen.find("pin-0").wait_for(state="attached")


class View(NamedTuple):
    """A view and the one from which it is opened; none for those that any screen leads to."""

    open: Callable[[Screen], None]
    base: str | None = None


VIEWS: dict[str, View] = {
    "home": View(open_home),
    "new visit": View(open_visit),
    "new visit with more data": View(open_more, "new visit"),
    "privacy notice": View(open_notice, "new visit"),
    "visit saved": View(save_anonymous),
    "contacts": View(open_contacts),
    "call card": View(open_card, "contacts"),
    "consents": View(open_consents, "call card"),
    "another hour": View(open_hours, "call card"),
    "outgoing": View(open_outgoing),
    "discard": View(open_discard, "outgoing"),
    "settings": View(open_settings),
    "people": View(open_people, "settings"),
    "PIN": View(open_pin, "people"),
}


def open_from_anywhere(screen: Screen, name: str) -> None:
    """Open a view wherever the screen is, signing in where need be."""
    view = VIEWS[name]
    if view.base:
        open_from_anywhere(screen, view.base)
    else:
        sign_in(screen)
    view.open(screen)


def sign_in(screen: Screen) -> None:
    """See to it that Carla is signed in and no sheet is open."""
    close_sheet(screen)
    if screen.shows("someone-else"):
        screen.tap("someone-else")
        screen.find("person-carla").wait_for(state="attached")
    if not screen.shows("person"):
        screen.sign_in("carla", CARLA)


def close_sheet(screen: Screen) -> None:
    """Close the sheet that is open, if one is and does not close already."""
    if stands(screen, "close-sheet"):
        screen.tap(reach(screen, "close-sheet"))
        screen.gone("close-sheet")
