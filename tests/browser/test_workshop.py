"""A vehicle comes in, a complaint begins from it, and it goes out rated, without a network."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.desks import choose, desk, sign, write
from tests.browser.screen import Screen
from tests.browser.walking import reach


def test_a_vehicle_is_received_complained_about_and_delivered_offline(
    tmp_path: Path, chromium: Browser
):
    with desk(tmp_path, chromium, "CL") as nunoa:
        screen = nunoa.screen
        nunoa.office.stop()
        receive(screen)
        complain(screen)
        deliver(screen)
        nunoa.office.start()
        screen.see("sync-pill", "Todo enviado")
        listed = nunoa.office.run("complaints", "list").stdout
        assert "Rita Ficticia" in listed
        kinds = nunoa.tablet.rows(
            "SELECT kind, count(*) FROM mirror WHERE kind IN ('workshop_visit', 'vehicle')"
            " GROUP BY kind ORDER BY kind"
        )
        assert kinds == [("vehicle", 1), ("workshop_visit", 1)]


def receive(screen: Screen) -> None:
    screen.tap("tile-workshop")
    screen.first("plate")
    write(screen, plate="RKLP48", name="Rita Ficticia", km="49.310")
    choose(screen, "motive-maintenance")
    screen.read("Le toca la mantención de 50.000 km: faltan 690 km")
    screen.tap(reach(screen, "promised-"))
    write(screen, recommendations="Neumáticos delanteros")
    sign(screen)
    screen.tap("receive")


def complain(screen: Screen) -> None:
    """Begin a complaint at the delivery: what is known is there already."""
    screen.tap(screen.first("inside-"))
    screen.read("Neumáticos delanteros")
    screen.tap("complain")
    screen.first("kind-")
    choose(screen, "kind-reclamo")
    write(screen, detail="Sigue el ruido al frenar.")
    screen.tap("next")
    screen.first("document-type-")
    assert screen.read_field("name") == "Rita Ficticia"
    screen.tap("next")
    screen.see("sheet-number", "000000001")
    sign(screen)
    screen.tap("register")
    screen.see("saved", "Guardado en este tablet")


def deliver(screen: Screen) -> None:
    screen.go("workshop")
    screen.tap(screen.first("inside-"))
    screen.first("km-out")
    screen.tap(reach(screen, "rating-good"))
    screen.tap("deliver")
    screen.first("receive")
    screen.gone("rating-good")
