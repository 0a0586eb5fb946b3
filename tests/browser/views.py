"""Every view of the tablet, each opened from the one before, as a person opens it."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from playwright.sync_api import TimeoutError as Late

from tests.browser.screen import Screen
from tests.browser.walking import LEAVES_WITHIN, Sizes, faults, reach, settled, stands

CARLA = "147258"
MARTA = "369147"
ROSA = "159357"


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
    screen.find("tile-new-visit").wait_for(state="attached")  # the rail tells it a moment earlier


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


def open_decide(screen: Screen) -> None:
    """Let a chief sit down and open what only chiefs are asked."""
    seat(screen, "Marta", MARTA)
    screen.go("home")
    screen.tap(reach(screen, "tile-decide"))
    screen.find("decide-join").wait_for(state="attached")


def open_joined(screen: Screen) -> None:
    """Let a chief open it: by what there is to decide or, where nothing is left of that, from home."""
    seat(screen, "Marta", MARTA)
    screen.go("home")
    way = reach(screen, ("tile-decide", "tile-joined"))
    screen.tap(way)
    if way == "tile-decide":
        screen.tap(reach(screen, "open-joined"))
    screen.first("separate-")


def open_contacts_of_reception(screen: Screen) -> None:
    """Let the reception sit down and open what it is asked."""
    seat(screen, "Rosa", ROSA)
    screen.go("home")
    screen.go("contacts")


def open_parts(screen: Screen) -> None:
    """Open an invitation that waits for its parts."""
    open_contacts_of_reception(screen)
    screen.tap(reach(screen, "contact-"))
    screen.find("card-name").wait_for(state="attached")


def open_reading(screen: Screen) -> None:
    open_contacts_of_reception(screen)
    screen.tap(reach(screen, "reading-"))
    screen.find("correct-km").wait_for(state="attached")


def seat(screen: Screen, name: str, pin: str) -> None:
    """Let a colleague sit down where another one sits."""
    close_sheet(screen)
    if not is_seated(screen, name):
        open_settings(screen)
        open_people(screen)
        screen.sign_in(name.lower(), pin)


def is_seated(screen: Screen, name: str) -> bool:
    return any(
        part.identifier == "person" and part.name.startswith(name) for part in settled(screen).parts
    )


def open_people(screen: Screen) -> None:
    screen.tap(reach(screen, "sign-out"))
    screen.find("person-carla").wait_for(state="attached")


def open_pin(screen: Screen) -> None:
    screen.tap("person-carla")
    screen.find("pin-0").wait_for(state="attached")


def open_search(screen: Screen) -> None:
    close_sheet(screen)
    screen.go("contacts")
    screen.tap("open-search")
    screen.type("search", "an")
    screen.first("found-")


def open_ficha(screen: Screen) -> None:
    screen.tap(reach(screen, "found-"))
    screen.find("ficha-name").wait_for(state="attached")


def from_ficha(way: str, sign: str) -> Callable[[Screen], None]:
    """Return how to go on from the ficha, to which «Volver» leads back."""

    def opens(screen: Screen) -> None:
        if not stands(screen, "ficha-name"):
            screen.tap(reach(screen, "back"))
            screen.find("ficha-name").wait_for(state="attached")
        screen.tap(reach(screen, way))
        screen.first(sign)

    return opens


def open_redeem(screen: Screen) -> None:
    open_search(screen)
    screen.tap(reach(screen, "to-redeem"))
    screen.find("voucher-look").wait_for(state="attached")


def open_quotes(screen: Screen) -> None:
    close_sheet(screen)
    screen.go("home")
    screen.go("quotes")
    screen.find("check-qr").wait_for(state="attached")


def open_quote_check(screen: Screen) -> None:
    screen.tap(reach(screen, "check-qr"))
    screen.find("scanned").wait_for(state="attached")


def open_quote_who(screen: Screen) -> None:
    open_quotes(screen)
    screen.tap(reach(screen, "new-quote"))
    screen.find("who-begin").wait_for(state="attached")


def open_quote(screen: Screen) -> None:
    screen.type("who-name", "Olga Recorrido")
    screen.type("who-phone", "9 5550 7301")
    screen.tap(reach(screen, "who-begin"))
    screen.tap(reach(screen, "version-"))
    screen.find("save-quote").wait_for(state="attached")


def save_quote(screen: Screen) -> None:
    screen.tap(reach(screen, "save-quote"))
    screen.find("quote-number").wait_for(state="attached")


def open_event(screen: Screen) -> None:
    go_far(screen, "event", "event")
    screen.first("open-sign-up")


def open_sign_up(screen: Screen) -> None:
    screen.tap(reach(screen, "open-sign-up"))
    screen.find("save-sign-up").wait_for(state="attached")


def open_door(screen: Screen) -> None:
    open_event(screen)
    screen.tap(reach(screen, "open-door"))
    screen.find("door-look").wait_for(state="attached")


def open_new_event(screen: Screen) -> None:
    open_event(screen)
    screen.tap(reach(screen, "new-event"))
    screen.find("save-event").wait_for(state="attached")


def open_complaints(screen: Screen) -> None:
    go_far(screen, "complaints", "complaints")
    screen.first("case-")


def open_case(screen: Screen) -> None:
    screen.tap(reach(screen, "case-0"))
    screen.first("case-state")


def open_complaint(screen: Screen) -> None:
    open_complaints(screen)
    screen.tap(reach(screen, "new-complaint"))
    screen.first("kind-")


def open_complaint_who(screen: Screen) -> None:
    """Go on to the second step; a draft may say already what it is, and a tap would take it back."""
    kind = reach(screen, "kind-reclamo")
    if not any(part.identifier == kind and part.current for part in settled(screen).parts):
        screen.tap(kind)
    reach(screen, "detail")
    screen.type("detail", "Sigue el ruido al frenar.")
    screen.tap(reach(screen, "next"))
    screen.find("back").wait_for(state="attached")


def open_workshop(screen: Screen) -> None:
    go_far(screen, "workshop", "workshop")
    screen.find("receive").wait_for(state="attached")


def open_delivery(screen: Screen) -> None:
    screen.tap(reach(screen, "inside-"))
    screen.find("deliver").wait_for(state="attached")


def go_far(screen: Screen, route: str, tile: str) -> None:
    """Go where the rail leads or, where the bar of an upright tablet has no room, a tile."""
    close_sheet(screen)
    if not stands(screen, "nav-home"):  # a screen of one purpose has no rail
        screen.tap("back")
    screen.go("home")
    if screen.shows(f"nav-{route}"):
        screen.go(route)
    else:
        screen.tap(reach(screen, f"tile-{tile}"))


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
    "search": View(open_search),
    "customer": View(open_ficha, "search"),
    "profile": View(from_ficha("to-profile", "save-profile"), "customer"),
    "contact received": View(from_ficha("to-received", "channel-"), "customer"),
    "test drive": View(from_ficha("to-test-drive", "save-drive"), "customer"),
    "appointment": View(from_ficha("to-appointment", "save-appointment"), "customer"),
    "quotes": View(open_quotes),
    "quote check": View(open_quote_check, "quotes"),
    "quote, for whom": View(open_quote_who),
    "quote": View(open_quote, "quote, for whom"),
    "quote saved": View(save_quote, "quote"),
    "redeem a voucher": View(open_redeem),
    "event": View(open_event),
    "sign-up": View(open_sign_up, "event"),
    "door": View(open_door),
    "complaints": View(open_complaints),
    "case": View(open_case, "complaints"),
    "complaint": View(open_complaint),
    "complaint, who": View(open_complaint_who, "complaint"),
    "workshop": View(open_workshop),
    "delivery": View(open_delivery, "workshop"),
    "outgoing": View(open_outgoing),
    "discard": View(open_discard, "outgoing"),
    "to decide": View(open_decide),
    "joined lately": View(open_joined),
    "parts to confirm": View(open_parts),
    "kilometres to correct": View(open_reading),
    "settings": View(open_settings),
    "people": View(open_people, "settings"),
    "PIN": View(open_pin, "people"),
}

DESKS = {
    "quotes",
    "quote check",
    "quote, for whom",
    "quote",
    "quote saved",
    "redeem a voucher",
    "event",
    "sign-up",
    "door",
    "complaints",
    "case",
    "complaint",
    "complaint, who",
    "workshop",
    "delivery",
}


def faults_of_every_view(
    screen: Screen, size: tuple[int, int], text_size: int
) -> dict[str, list[str]]:
    """Return what is wrong with each view, opened one after the other, at a size of the text."""
    turn(screen, size)
    choose_text_size(screen, text_size)
    rail = Sizes()
    wrong = {}
    for name in VIEWS:
        open_next(screen, name)
        if found := faults(screen, rail):
            wrong[name] = found
    return wrong


def open_next(screen: Screen, name: str) -> None:
    """Open a view from the one before, or once more from anywhere: what is measured is the view."""
    try:
        VIEWS[name].open(screen)
    except (Late, AssertionError):
        open_from_anywhere(screen, name)


def open_from_anywhere(screen: Screen, name: str) -> None:
    """Open a view wherever the screen is, signing in where need be."""
    view = VIEWS[name]
    if view.base:
        open_from_anywhere(screen, view.base)
    else:
        sign_in(screen)
    view.open(screen)


def sign_in(screen: Screen) -> None:
    """See to it that Carla is signed in, no sheet is open, and no screen of one purpose."""
    close_sheet(screen)
    if screen.shows("someone-else"):
        screen.tap("someone-else")
        screen.find("person-carla").wait_for(state="attached")
    if not screen.shows("person") and screen.shows("back"):
        screen.tap("back")
        screen.find("person").wait_for(state="attached")
    either = (f'[flt-semantics-identifier="{it}"]' for it in ("person", "person-carla"))
    screen.page.wait_for_selector(", ".join(either), state="attached")  # drawn anew, or not yet
    if screen.shows("person") and not is_seated(screen, "Carla"):
        open_settings(screen)
        open_people(screen)
    if not screen.shows("person"):
        screen.sign_in("carla", CARLA)


def close_sheet(screen: Screen) -> None:
    """Close the sheet that is open, if one is and does not close already."""
    if stands(screen, "close-sheet"):
        with suppress(Late):  # it went by itself
            screen.find("close-sheet").tap(timeout=LEAVES_WITHIN)
        screen.gone("close-sheet")
