"""The server is away, the tablet's process is killed: nothing is lost, nothing arrives twice."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.processes import RealServer, TabletProcess
from tests.browser.screen import Screen, chromium_running, loopback_only

PIN = "604813"
ARRIVES_WITHIN = 180  # seconds; a wait between two tries may take its time
OFFLINE = range(20)


class Shop(NamedTuple):
    """A real branch with one tablet, on which one seller is signed in."""

    server: RealServer
    tablet: TabletProcess
    context: BrowserContext
    screen: Screen


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_running() as browser:
        yield browser


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Shop]:
    url = None
    if request.param == "postgresql":
        fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
        url = fresh()
    server = RealServer(tmp_path / "server", url)
    pin = opened_branch(server)
    server.start()
    joining = ("--server", f"http://127.0.0.1:{server.server_port}", "--code", invitation(server))
    with TabletProcess(tmp_path / "tablet", *joining) as tablet:
        context = loopback_only(chromium)
        screen = shown(context, tablet)
        choose_pin(screen, pin)
        yield Shop(server, tablet, context, screen)
        screen.page.screenshot(path=tmp_path / "last.png")
        context.close()
    server.stop()


def test_visits_saved_without_a_server_outlive_a_kill_and_arrive_exactly_once(shop: Shop):
    shop.server.stop()
    shop.screen.tap("tile-new-visit")
    for number in OFFLINE:
        save_visit(shop.screen, number)
    begin_visit(shop.screen, "9 5550 8120", "Teresa Inconclusa")
    draft_written(shop.tablet)

    shop.tablet.kill()
    shop.tablet.start()

    after = shown(shop.context, shop.tablet)
    after.sign_in("nina", PIN)
    after.tap("draft-resume")
    assert after.read_field("phone") == "9 5550 8120"
    assert after.read_field("name") == "Teresa Inconclusa"
    after.see("sync-pill", "20 por enviar")
    shop.server.start()
    nothing_waits(shop.tablet)
    arrived = customers(shop.server)
    assert sorted(one["phone"] for one in arrived) == [f"+569555081{n:02}" for n in OFFLINE]
    assert {one["visits"] for one in arrived} == {1}
    assert records(shop.server) == len(OFFLINE) + 1  # and the change of PIN


def test_a_consent_is_withdrawn_in_two_taps_while_the_server_is_away(shop: Shop):
    visit_with_whatsapp(shop.screen)
    shop.screen.see("sync-pill", "Todo enviado")
    [customer] = customers(shop.server)
    shop.server.stop()
    shop.screen.tap("to-contacts")
    shop.screen.see("card-name", "Rosario Prudente")
    shop.screen.see("consents", "Ofertas: WhatsApp sí")

    shop.screen.taps = 0
    shop.screen.tap("consents")
    shop.screen.tap("withdraw-marketing-whatsapp")
    shop.screen.gone("withdraw-marketing-whatsapp")
    assert shop.screen.taps == 2

    shop.screen.tap("close-sheet")
    shop.screen.see("consents", "Ofertas: WhatsApp no")
    shop.server.start()
    nothing_waits(shop.tablet)
    shown = run(shop.server, "customers", "show", customer["id"], "--format", "json")
    assert decision(json.loads(shown), "marketing", "whatsapp") == "withdraw"


def test_a_drive_half_answered_outlives_a_kill(shop: Shop, tmp_path: Path):
    half_drive(shop, tmp_path)

    shop.tablet.kill()
    shop.tablet.start()

    after = shown(shop.context, shop.tablet)
    after.sign_in("nina", PIN)
    after.read("Prueba de manejo sin terminar")
    after.tap("draft-resume")
    after.see("start-over", "Empezar de cero")
    after.tap("save-drive")
    after.read("Ana Manejada")
    shop.server.start()
    nothing_waits(shop.tablet)
    [(drive,)] = shop.tablet.rows("SELECT doc FROM record WHERE kind = 'test_drive'")
    assert json.loads(str(drive))["body"]["plate"]["value"] == "GHLP21"
    assert records(shop.server) == 3  # the visit, the drive, and the change of PIN


def half_drive(shop: Shop, folder: Path) -> None:
    """Save a visit without the server, and begin the drive of the branch's one demo car."""
    file = folder / "autos.csv"
    file.write_text("plate,model,color,away_until\nGHLP21,Terra 5,gris,\n")
    run(shop.server, "demo-cars", "import", str(file), "--branch", "MAIPU", "--apply")
    until(lambda: bool(shop.tablet.rows("SELECT id FROM mirror WHERE kind = 'demo_car'")))
    shop.server.stop()
    shop.screen.tap("tile-new-visit")
    begin_visit(shop.screen, "9 5550 8301", "Ana Manejada")
    shop.screen.tap("save")
    shop.screen.see("saved", "Guardado en este tablet")
    shop.screen.tap("to-drive")
    shop.screen.tap("drive-car-GHLP21")
    shop.screen.tap("license-seen")
    until(lambda: '"license_seen":true' in str(shop.tablet.rows("SELECT body FROM draft")))


def opened_branch(server: RealServer) -> str:
    """Open a branch with one seller and return the one-time PIN."""
    place = ("--country", "CL", "--zone", "America/Santiago")
    run(server, "branches", "add", "MAIPU", "--name", "Sucursal Maipú", *place)
    about = ("--name", "Nina Recién", "--role", "seller", "--branch", "MAIPU")
    return found(r"PIN of Nina Recién: (\d{6})", run(server, "people", "add", "nina", *about))


def invitation(server: RealServer) -> str:
    return found(r"Code +(\w{5}-\w{5})", run(server, "enrol", "--branch", "MAIPU"))


def shown(context: BrowserContext, tablet: TabletProcess) -> Screen:
    screen = Screen(context.new_page(), tablet.url)
    screen.open()
    return screen


def choose_pin(screen: Screen, one_time_pin: str) -> None:
    screen.tap("person-nina")
    screen.see("pin-sentence", "Seis números")
    screen.enter_pin(one_time_pin)
    screen.read("Elija su PIN, Nina")
    screen.enter_pin(PIN)
    screen.read("Una vez más")
    screen.enter_pin(PIN)
    screen.find("tile-new-visit").wait_for(state="attached")


def save_visit(screen: Screen, number: int) -> None:
    """The shortest visit there is: a phone."""
    screen.type("phone", f"9 5550 81{number:02}")
    screen.tap("save")
    screen.see("saved", "Guardado en este tablet")
    screen.tap("another-visit")


def begin_visit(screen: Screen, phone: str, name: str) -> None:
    screen.type("phone", phone)
    screen.type("name", name)


def visit_with_whatsapp(screen: Screen) -> None:
    screen.tap("tile-new-visit")
    begin_visit(screen, "9 5550 8201", "Rosario Prudente")
    screen.tap("intent-9")
    screen.tap("marketing-whatsapp")
    screen.tap("save")
    screen.see("saved", "Guardado en este tablet")


def draft_written(tablet: TabletProcess) -> None:
    until(lambda: "Teresa Inconclusa" in str(tablet.rows("SELECT body FROM draft")))


def nothing_waits(tablet: TabletProcess) -> None:
    """Wait until the server has answered every record; nobody touches the tablet meanwhile."""
    waiting = "SELECT count(*) FROM outbox WHERE state <> 'sent'"
    until(lambda: tablet.rows(waiting) == [(0,)])


def customers(server: RealServer) -> list[dict[str, Any]]:
    return list(json.loads(run(server, "customers", "list", "--format", "json")))


def records(server: RealServer) -> int:
    return int(found(r"records: +(\d+)", run(server, "status")))


def decision(customer: dict[str, Any], purpose: str, channel: str) -> str:
    """Return the newest decision of a customer on one purpose by one channel."""
    newest = max(
        (
            dated
            for dated in customer["consents"]
            if (dated["decision"]["purpose"], dated["decision"]["channel"]) == (purpose, channel)
        ),
        key=lambda dated: dated["at"],
    )
    return str(newest["decision"]["decision"])


def run(server: RealServer, *command: str) -> str:
    done = server.run(*command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ARRIVES_WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)
