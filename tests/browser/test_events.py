"""An event from its poster to the gift at the door, with a network and without one the whole day."""

import base64
import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Opens
from tests.browser.desks import PIN, Desk, desk, downloaded, join
from tests.browser.phones import assert_axe_finds_nothing, phone, picture, qr_seen
from tests.browser.processes import ClockedDemo, TabletProcess
from tests.browser.screen import Screen, loopback_only
from tests.browser.walking import reach
from tests.run.demo_process import DemoProcess

CARLA = "147258"
WAITS = 60.0
FAIR = (
    *("events", "add", "--branch", "SUR", "--name", "Feria de Otoño", "--place", "Parque Demo"),
    *("--from", "2026-01-01T10:00", "--to", "2036-01-01T20:00", "--gift", "Vale de lavado"),
)


def test_from_the_poster_to_the_gift(
    demo: ClockedDemo, open_tablet: Opens, chromium: Browser, tmp_path: Path
):
    fair = the_fair(demo)
    assert poster_read(demo, chromium, fair["id"], tmp_path) == fair["address"]

    tablet = open_tablet(demo.tablet_url)
    tablet.sign_in("carla", CARLA)
    tablet.go("event")
    tablet.find("event-today").wait_for(state="attached")
    assert qr_seen(tablet.page) == fair["address"]

    demo.clock.move(minutes=1)  # the newest stand first
    with phone(chromium) as page:
        scanned = sign_up(page, fair["address"], "Ximena Ejemplo Prueba", "9 5550 7351")
    listed = json.loads(demo.run("customers", "list", "--format", "json").stdout)
    assert [one["name"] for one in listed if one["phone"] == "+56955507351"] == [
        "Ximena Ejemplo Prueba"
    ]
    tablet.go("outgoing")
    tablet.tap("send-now")  # which pulls too, and waits for no minute to pass
    tablet.go("event")
    tablet.read("Ximena E.")

    tablet.tap("open-door")
    gets_one_gift(tablet, scanned)
    [gifts] = until(lambda: gifts_of(demo, fair["id"], "Ximena E."))
    assert gifts == 1


def test_the_pages_of_a_visitor_are_light_and_axe_finds_nothing(
    demo: ClockedDemo, chromium: Browser
):
    fair = the_fair(demo)
    with phone(chromium, scripts=True) as page:
        answer = page.goto(fair["address"])
        assert answer is not None
        assert len(gzip.compress(answer.body())) < 30_000
        assert_axe_finds_nothing(page)
        page.get_by_role("button", name="Recibir mi pase").tap()
        page.fill("[name=name]", "Yolanda Ejemplo")
        page.fill("[name=phone]", "12")
        page.get_by_role("button", name="Recibir mi pase").tap()
        page.get_by_text("faltan o sobran cifras").wait_for()
        assert_axe_finds_nothing(page)
        page.fill("[name=phone]", "9 5550 7302")
        page.get_by_role("button", name="Recibir mi pase").tap()
        page.get_by_text("Su pase está listo").wait_for()
        assert_axe_finds_nothing(page)
        page.get_by_role("link", name="Abrir mi enlace").tap()
        page.get_by_role("button", name="Anular").wait_for()
        assert_axe_finds_nothing(page)
        picture(page, "phone_mine")


def test_the_mailbox_is_scanned_from_the_paper_and_written_on_a_small_phone(
    demo: ClockedDemo, chromium: Browser, tmp_path: Path
):
    file = tmp_path / "buzon.svg"
    address = demo.run("branches", "mailbox", "NUNOA", str(file)).stdout.split(": ")[1].strip()
    with phone(chromium) as page:
        page.set_content(f'<div style="width:200px">{file.read_text()}</div>')
        assert qr_seen(page) == address
        page.goto(address)  # without any script
        picture(page, "phone_mailbox")
        page.get_by_label("Felicitación").check()
        page.fill("[name=words]", "Me explicaron todo con paciencia")
        page.get_by_role("button", name="Enviar").tap()
        page.get_by_text("Gracias por contarnos").wait_for()
    with phone(chromium, scripts=True) as page:
        answer = page.goto(address)
        assert answer is not None
        assert len(gzip.compress(answer.body())) < 30_000
        assert_axe_finds_nothing(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_label("Sugerencia").check()
        page.fill("[name=words]", " ")
        page.get_by_role("button", name="Enviar").tap()
        page.get_by_text("escriba algo").wait_for()
        assert_axe_finds_nothing(page)
    told = json.loads(demo.run("complaints", "list", "--format", "json").stdout)
    assert [one["kind"] for one in told if one["kind"] == "praise"] == ["praise"]


def test_a_kiosk_that_nobody_touches_asks_and_then_forgets(demo: ClockedDemo, open_tablet: Opens):
    tablet = open_tablet(demo.tablet_url)
    tablet.sign_in("carla", CARLA)
    tablet.go("event")
    tablet.tap("open-kiosk")
    tablet.type("kiosk-name", "Zacarías Prueba")
    began = time.monotonic()
    tablet.tap("kiosk-onward")
    tablet.find("kiosk-phone").wait_for(state="attached")
    tablet.find("kiosk-still-there").wait_for(state="attached")
    assert 25 < time.monotonic() - began < 45
    tablet.find("kiosk-name").wait_for(state="attached")
    tablet.gone("kiosk-still-there")
    assert 40 < time.monotonic() - began < 65
    assert tablet.read_field("kiosk-name") == ""
    assert "Zacar" not in tablet.page.content()


class Doors(NamedTuple):
    """The stand with its tablet, and a second tablet at another door."""

    stand: Desk
    door: TabletProcess
    other: Screen
    fair: str


@pytest.fixture
def doors(tmp_path: Path, chromium: Browser) -> Iterator[Doors]:
    with desk(tmp_path, chromium, "CL") as stand:
        made = stand.office.run(*FAIR)
        fair = made.stdout.partition(": ")[2].split()[0]
        environment = stand.office.environment()
        with TabletProcess(tmp_path / "door", environment=environment) as door:
            context = loopback_only(chromium)
            other = Screen(context.new_page(), door.url)
            other.open()
            join(stand.office, other, stand.office.server_port)
            other.sign_in("julia", PIN)
            until(lambda: all(map(knows_the_event, (stand.tablet, door))))
            yield Doors(stand, door, other, fair)
            context.close()


def test_two_doors_without_a_network_the_whole_day(doors: Doors):
    stand, office, other = doors.stand.screen, doors.stand.office, doors.other
    office.stop()
    scanned, own = sign_up_at_the_stand(stand)
    assert scanned.startswith("VP2.")
    let_in(other, scanned, "Adelante")
    let_in(stand, scanned, "Adelante, Wanda E.")
    file = doors.stand.tablet.home / "respaldo.vitrina"
    file.write_bytes(saved_backup(stand))
    assert b"Wanda" not in file.read_bytes()

    office.start()
    taken = office.run("import-export-file", str(file))
    assert " 0 refused" in taken.stdout, taken.stderr
    for screen in (stand, other):
        screen.see("sync-pill", "Todo enviado")
    assert " 0 new, 3 here already" in office.run("import-export-file", str(file)).stdout
    [known] = passes_of(office, doors.fair)
    assert (known["name"], known["gifts"]) == ("Wanda E.", 2)
    assert len(json.loads(office.run("customers", "list", "--format", "json").stdout)) == 1
    assert 'value="Wanda Ejemplo"' in httpx.get(own).text
    for screen in (stand, other):
        screen.go("event")
        screen.read("Wanda E.: 2 regalos entregados en")
    stand.picture("event_conflict")


def the_fair(demo: ClockedDemo) -> dict[str, Any]:
    """Return the fair of the demo, which has another event too."""
    listed = json.loads(demo.run("events", "list", "--format", "json").stdout)
    [fair] = [one for one in listed if one["kind"] == "fair"]
    return dict(fair)


def knows_the_event(tablet: TabletProcess) -> bool:
    """Say whether a tablet pulled the event and the key of the other tablet."""
    kinds = [row[0] for row in tablet.rows("SELECT kind FROM mirror")]
    return "event" in kinds and kinds.count("device_key") > 1


def sign_up_at_the_stand(stand: Screen) -> tuple[str, str]:
    """Sign somebody up; return what the QRs read of the pass, and of the page to correct it at."""
    stand.go("event")
    stand.tap("open-sign-up")
    stand.type("name", "Wanda Ejemplo")
    stand.type("phone", "9 5550 7401")
    stand.tap("heat-hot")
    stand.tap("save-sign-up")
    stand.find("given-pass").wait_for(state="attached")
    stand.picture("stand_pass")
    scanned, own = qr_seen(stand.page, "VP2."), qr_seen(stand.page, "http")
    stand.tap("back")
    return scanned, own


def let_in(door: Screen, scanned: str, says: str) -> None:
    """Let somebody in at a door and hand the gift over."""
    door.go("event")
    door.tap("open-door")
    scan(door, scanned, says)
    door.tap("door-gift")
    door.read("Regalo entregado")
    door.tap("back")
    door.find("event-today").wait_for(state="attached")


def saved_backup(stand: Screen) -> bytes:
    """Try to sign out, which is refused, and save the file that is offered instead."""
    stand.tap("person")
    stand.tap(reach(stand, "sign-out"))
    stand.read("Aún no puede cerrar sesión")
    stand.picture("not_signed_out")
    data = downloaded(stand, "save-backup")
    stand.tap("close-sheet")
    return data


def gets_one_gift(door: Screen, scanned: str) -> None:
    """Hold one pass before the scanner twice."""
    scan(door, scanned, "Adelante, Ximena E.")
    door.read("Entregue 1 regalo")
    door.tap("door-gift")
    door.read("Regalo entregado")
    door.tap("door-again")
    scan(door, scanned, "Este pase ya entró")
    door.read("Regalo ya entregado")
    assert not door.shows("door-gift")


def passes_of(office: DemoProcess, fair: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(
        office.run("events", "passes", fair, "--format", "json").stdout
    )
    return listed


def gifts_of(office: DemoProcess, fair: str, name: str) -> list[int]:
    """Return how many gifts each pass of that name was given; none until the server knows."""
    named = [one["gifts"] for one in passes_of(office, fair) if one["name"] == name]
    return named if any(named) else []


def poster_read(demo: ClockedDemo, chromium: Browser, fair: str, folder: Path) -> str:
    """Print the poster, look at it an eighth of its size, and return what its QR reads."""
    file = folder / "afiche.png"
    assert demo.run("events", "poster", fair, str(file)).returncode == 0
    drawn = base64.b64encode(file.read_bytes()).decode()
    with phone(chromium) as page:
        style = "display:block;width:310px;height:auto"  # A4 is 2480 points wide at 300 dpi
        page.set_content(f'<img style="{style}" src="data:image/png;base64,{drawn}">')
        return qr_seen(page)


def sign_up(page: Page, address: str, name: str, number: str) -> str:
    """Fill the form in as a visitor does, and return what the QR of the pass reads."""
    page.goto(address)
    picture(page, "phone_sign_up")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", number)
    page.get_by_role("button", name="Recibir mi pase").tap()
    page.get_by_text("Su pase está listo").wait_for()
    picture(page, "phone_pass")
    return qr_seen(page)


def scan(door: Screen, scanned: str, says: str) -> None:
    """Hold a pass before a scanner, which types it and ends with Enter."""
    door.paste("scanned", scanned)
    door.page.keyboard.press("Enter")
    door.see("door-says", says)


def until(holds: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + WAITS
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found
