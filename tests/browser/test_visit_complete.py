"""The visit, complete, with the network off from start to sync."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.processes import RealServer, TabletProcess
from tests.browser.screen import Screen, loopback_only

PIN = "604813"
WAITS = 120.0  # seconds
DRAWN_WITHIN = 1200  # milliseconds
ANA, BERTA = "9 5550 7701", "9 5550 7702"
PLACES = {"NUNOA": ("nina", "Nina Recién"), "MAIPU": ("otto", "Otto Otro")}


class Company(NamedTuple):
    """Two branches with a tablet each; Ana is known in Maipú, Berta in Ñuñoa."""

    server: RealServer
    tablet: TabletProcess
    nina: Screen
    folder: Path

    def sight(self, name: str) -> None:
        """Keep what the screen shows."""
        self.nina.page.wait_for_timeout(DRAWN_WITHIN)
        self.nina.page.screenshot(path=self.folder / f"{name}.png")


@pytest.fixture
def company(tmp_path: Path, chromium: Browser) -> Iterator[Company]:
    def opened(url: str) -> Screen:
        context = loopback_only(chromium)
        ending.callback(context.close)
        screen = Screen(context.new_page(), url)
        screen.open()
        return screen

    with ExitStack() as ending, RealServer(tmp_path / "office", None) as server:
        pins = {branch: opened_branch(server, branch) for branch in PLACES}
        tablets = {
            branch: ending.enter_context(
                TabletProcess(
                    tmp_path / branch, *joining(server, branch), environment=server.environment()
                )
            )
            for branch in PLACES
        }
        for branch, phone, name in (("MAIPU", ANA, "Ana Prueba"), ("NUNOA", BERTA, "Berta Éxito")):
            screen = seated(opened(tablets[branch].url), PLACES[branch][0], pins[branch])
            save_visit(screen, phone, name)
            screen.see("sync-pill", "Todo enviado")
        mine = tablets["NUNOA"]
        until(lambda: len(mine.rows("SELECT id FROM mirror WHERE kind = 'index_entry'")) == 2)
        until(lambda: mine.rows("SELECT id FROM customer_text"))
        yield Company(server, mine, screen, tmp_path)
        screen.page.screenshot(path=tmp_path / "last.png")


def test_all_of_a_visit_without_a_network_from_start_to_sync(company: Company):
    nina = company.nina
    company.server.stop()
    recognise(company)
    know_better(company)
    count_without_data(nina)
    find_and_note(company)
    company.server.start()
    nina.tap("sync-pill")
    until(lambda: not waiting(company.tablet))

    sent = company.tablet.rows("SELECT kind FROM record")
    kinds = sorted(str(kind) for (kind,) in sent)
    assert kinds.count("visit") == 4  # Berta's was saved before
    assert {"profile", "contact_received"} <= set(kinds)
    until(lambda: customer_of(company.server, "+56955507701")["visits"] == 2)
    berta = customer_of(company.server, "+56955507702")
    shown = json.loads(
        company.server.run("customers", "show", berta["id"], "--format", "json").stdout
    )
    programmes = [due["programme"] for due in shown["due_contacts"]]
    assert "SOLICITUD" in programmes


def recognise(company: Company) -> None:
    """Who was seen in another branch is known here by initials and month, and no more."""
    nina = company.nina
    nina.tap("another-visit")
    nina.type("phone", ANA)
    nina.see("known", "Ya lo conocemos")
    company.sight("known")
    nina.see("known", "O. O.")
    assert "Ana" not in str(nina.find("known").inner_text())
    nina.tap("use-card")
    nina.see("known", "Va en su ficha")
    nina.type("name", "Ana Prueba")
    nina.tap("reason-renewal")
    nina.tap("save")
    nina.see("saved", "Guardado en este tablet")


def know_better(company: Company) -> None:
    nina = company.nina
    nina.tap("another-visit")
    nina.type("phone", "9 5550 7703")
    nina.type("name", "Carla Nueva")
    nina.tap("save")
    nina.see("saved", "Guardado en este tablet")
    nina.tap("to-know")
    nina.see("percent", "25 %")
    nina.type("profile-document", "12.345.678-5")
    nina.type("profile-place", "nuno")
    nina.tap("place-13120")
    nina.see("percent", "45 %")
    company.sight("profile")
    nina.tap("save-profile")
    nina.see("ficha-name", "Carla Nueva")
    nina.read("12.345.678-5")
    nina.read("Ñuñoa")


def count_without_data(nina: Screen) -> None:
    """«Sin datos» in three taps."""
    nina.go("new_visit")
    nina.taps = 0
    nina.tap("anonymous")
    nina.tap("reason-new_car")
    nina.tap("save")
    nina.see("saved", "Guardado en este tablet")
    assert nina.taps == 3


def find_and_note(company: Company) -> None:
    """A customer is found by a part of the name, and a contact of theirs noted in three taps."""
    nina = company.nina
    nina.go("contacts")
    nina.tap("open-search")
    nina.type("search", "exit")
    row = nina.first("found-")
    company.sight("search")
    nina.tap(row)
    nina.see("ficha-name", "Berta Éxito")
    nina.tap("to-received")
    nina.find("channel-whatsapp").wait_for(state="attached")
    nina.taps = 0
    nina.tap("channel-whatsapp")
    nina.tap("wanted-price")
    nina.tap(nina.first("hour-2"))
    nina.see("noted", "Quedó anotado")
    company.sight("contact_received")
    assert nina.taps == 3
    nina.tap("received-done")
    nina.see("due-SOLICITUD", "Respuesta pedida")
    company.sight("ficha")


def opened_branch(server: RealServer, branch: str) -> str:
    """Open a branch with one seller and return the one-time PIN."""
    code, name = PLACES[branch]
    place = ("--country", "CL", "--zone", "America/Santiago")
    server.run("branches", "add", branch, "--name", f"Sucursal {branch}", *place)
    about = ("--name", name, "--role", "seller", "--branch", branch)
    return found(rf"PIN of {name}: (\d{{6}})", server.run("people", "add", code, *about).stdout)


def joining(server: RealServer, branch: str) -> tuple[str, ...]:
    printed = server.run("enrol", "--branch", branch).stdout
    code = found(r"Code +(\w{5}-\w{5})", printed)
    return ("--server", f"http://127.0.0.1:{server.server_port}", "--code", code)


def seated(screen: Screen, person: str, one_time_pin: str) -> Screen:
    screen.tap(f"person-{person}")
    screen.see("pin-sentence", "Seis números")
    screen.enter_pin(one_time_pin)
    screen.read("Elija su PIN")
    screen.enter_pin(PIN)
    screen.read("Una vez más")
    screen.enter_pin(PIN)
    screen.find("tile-new-visit").wait_for(state="attached")
    return screen


def save_visit(screen: Screen, phone: str, name: str) -> None:
    screen.tap("tile-new-visit")
    screen.type("phone", phone)
    screen.type("name", name)
    screen.tap("save")
    screen.see("saved", "Guardado en este tablet")


def waiting(tablet: TabletProcess) -> list[Any]:
    return tablet.rows("SELECT seq FROM outbox WHERE state IN ('queued', 'sending')")


def customer_of(server: RealServer, phone: str) -> dict[str, Any]:
    listed = json.loads(server.run("customers", "list", "--format", "json").stdout)
    [customer] = [one for one in listed if one["phone"] == phone]
    return dict(customer)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAITS
    while not holds():
        assert time.monotonic() < deadline, "never true"
        time.sleep(0.2)
