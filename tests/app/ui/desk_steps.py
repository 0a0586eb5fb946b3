"""The ways to the pictures of the complaints desk and of the workshop desk."""

from tests.app.rig import PIN
from tests.browser.screen import Screen
from tests.browser.walking import reach


def complaints(screen: Screen) -> None:
    screen.sign_in("julia", PIN)
    screen.go("complaints")
    screen.first("case-")


def case(screen: Screen) -> None:
    complaints(screen)
    screen.tap(screen.named("case-0", "Norma"))
    screen.find("case-state").wait_for(state="attached")


def paper_sheet(screen: Screen) -> None:
    """A sheet of the paper book, written the day before yesterday."""
    screen.sign_in("julia", PIN)
    screen.tap(reach(screen, "tile-complaint"))
    screen.tap(screen.first("kind-queja"))
    screen.tap(reach(screen, "paper-yes"))
    reach(screen, "paper-day")
    screen.type("paper-book", "LIMA-R01")
    screen.type("paper-number", "4")
    screen.type("paper-day", "03-12-2026")


def workshop(screen: Screen) -> None:
    screen.sign_in("marta", PIN)
    screen.go("workshop")
    screen.type("plate", "RKLP48")
    screen.type("km", "48.310")
    screen.tap("motive-maintenance")
    screen.first("recall-FR-2026")


def delivery(screen: Screen) -> None:
    screen.sign_in("marta", PIN)
    screen.go("workshop")
    screen.tap(screen.named("inside-", "RKLP48"))
    screen.type("done", "Mantención de 50.000 km")
    screen.tap("rating-good")
