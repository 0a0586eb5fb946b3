"""Lists come in; the server plans, a tablet works for days without a network, both agree."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.processes import ClockedDemo, MovedClock, TabletProcess
from tests.browser.screen import WEDNESDAY_MORNING, Screen, loopback_only
from tests.browser.test_journey import enrol
from tests.browser.views import close_sheet
from tests.browser.walking import reach

SALES = """\
sale_id,given_name,surname,phone,vin,model,sold_on,delivered_on,seller
S1,Rosario,Ausente,955507101,3MZBPABL6KM107901,Terra 5,2026-11-15,2026-11-20,carla
S2,Regina,Rechazo,955507102,3MZBPABL6KM107902,Terra 5,2026-11-16,2026-11-21,carla
S3,Emilia,Despacio,955507103,3MZBPABL6KM107903,Terra 7,2026-11-16,2026-11-21,carla
S4,Ofelia,Doble,955507104,3MZBPABL6KM107904,Aura 3,2026-10-28,2026-10-28,carla
"""
CUSTOMERS = """\
source_id,given_name,surname,phone,birth_date,consent_marketing_whatsapp,legal_basis,owner
C1,Vera,Cumple,955507105,1990-11-27,si,consentimiento,carla
"""
PLANNED_WITHIN = 60  # seconds, on a machine that does other things too


@pytest.fixture
def dealer(tmp_path: Path) -> Iterator[ClockedDemo]:
    """A dealer of its own: this journey takes days."""
    clock = MovedClock(tmp_path / "clock", WEDNESDAY_MORNING)
    with ClockedDemo(tmp_path / "home", clock) as running:
        yield running


def test_calls_of_days_without_a_network_end_on_the_server_as_they_did_on_the_tablet(
    dealer: ClockedDemo, chromium: Browser, tmp_path: Path
):
    import_lists(dealer, tmp_path)
    code = voucher(dealer)["code"]
    environment = dealer.environment()
    context = loopback_only(chromium)
    with TabletProcess(tmp_path / "tablet", environment=environment) as tablet:
        screen = Screen(context.new_page(), tablet.url)
        screen.open()
        enrol(screen, dealer)
        screen.sign_in("carla", "147258")
        screen.see("sync-pill", "Todo enviado")
        dealer.press_ctrl_c()  # no network from here on
        refuse(screen)
        call_later(screen)
        one_call(screen)
        redeem_once(screen, code)
        miss_on_three_days(screen, dealer.clock)
        dealer.__enter__()
        screen.see("sync-pill", "Todo enviado")
        told, redeemed = due(dealer), voucher(dealer)
    context.close()
    assert (redeemed["state"], redeemed["by"]) == ("redeemed", "carla")
    assert told["S1", "POSTVENTA"] == ("closed", "not_insisting", 3)
    assert told["S2", "POSTVENTA"] == ("closed", "refused", 0)
    assert told["S3", "POSTVENTA"] == ("open", "late", 0)
    assert told["S4", "MSI"] == told["S4", "MANT"] == ("closed", "answered", 0)


def invite_without_parts(dealer: ClockedDemo, folder: Path) -> None:
    """Drop the demo's rule that parts are confirmed first: what waits for them is no call yet."""
    rules = folder / "rules.csv"
    rules.write_text("rule,country,branch,value,since\nparts_first,CL,,no,2026-01-01\n")
    told = dealer.run("rules", "import", str(rules), "--country", "CL", "--apply")
    assert told.returncode == 0, told.stderr


def import_lists(dealer: ClockedDemo, folder: Path) -> None:
    """Bring the lists as the office does; wait until the server planned them by itself."""
    invite_without_parts(dealer, folder)
    for kind, rows in (("customers", CUSTOMERS), ("sales", SALES)):
        (folder / kind).with_suffix(".csv").write_text(rows)
        told = dealer.run("import", kind, str(folder / f"{kind}.csv"), "--source", "DMS")
        assert told.returncode == 0, told.stderr
    deadline = time.monotonic() + PLANNED_WITHIN
    sold = "SELECT count(*) FROM programme_due WHERE programme = 'POSTVENTA' AND state = 'open'"
    promised = "SELECT count(*) FROM voucher WHERE doc LIKE '%Vera C.%'"
    while True:
        with closing(sqlite3.connect(dealer.home / "vitrina-server.db")) as connection:
            calls, vouchers = (connection.execute(q).fetchone()[0] for q in (sold, promised))
        if calls >= 3 and vouchers == 1:
            return
        assert time.monotonic() < deadline, "the server did not plan"
        time.sleep(0.2)


def refuse(screen: Screen) -> None:
    open_card(screen, "Regina Rechazo")
    screen.tap("outcome-refused")
    screen.read("¿Solo esto o ningún contacto?")
    screen.tap("refuse-this")
    screen.see("message", "Guardado en este tablet")


def call_later(screen: Screen) -> None:
    open_card(screen, "Emilia Despacio")
    screen.tap("outcome-call_later")
    screen.tap("day-1")
    screen.tap("hour-16")
    screen.see("message", "Pide otra hora")


def one_call(screen: Screen) -> None:
    """Two contacts of one customer are one line; what comes of the call holds for both."""
    open_card(screen, "Ofelia Doble")
    screen.read("En la misma llamada".upper())
    screen.tap("outcome-talked_ok")
    screen.see("message", "Guardado en este tablet")


def redeem_once(screen: Screen, code: str) -> None:
    """Hand over the gift of a birthday; the same voucher is worth nothing a moment later."""
    screen.go("home")
    screen.tap(reach(screen, "tile-redeem"))
    look_up(screen, code)
    screen.tap("redeem")
    screen.see("voucher-says", "Presente los modelos nuevos")
    screen.tap("voucher-again")
    look_up(screen, code)
    screen.see("voucher-says", "Este vale ya se canjeó")
    assert not screen.shows("redeem")
    screen.tap("back")


def look_up(screen: Screen, code: str) -> None:
    screen.type("scanned", code)
    screen.tap("voucher-look")
    screen.find("voucher-says").wait_for(state="attached")


def miss_on_three_days(screen: Screen, clock: MovedClock) -> None:
    """Try at another hour of each day; after the third the contact is over."""
    for number in (1, 2, 3):
        miss(screen, f"Intento {number} de 3")
        if number < 3:
            clock.move(days=1, hours=3)
            next_morning(screen)
    screen.see("message", "No insistir")


def next_morning(screen: Screen) -> None:
    """Sign in on a new page.

    One that is loaded again may stand still on a slow machine: Flet takes the end of the connection
    before for that of the new one.
    """
    before = screen.page
    screen.page = before.context.new_page()
    before.close()
    screen.open()
    screen.sign_in("carla", "147258")


def miss(screen: Screen, attempt: str) -> None:
    open_card(screen, "Rosario Ausente")
    screen.read(attempt)
    screen.read("¿Le satisfizo la experiencia con nuestro concesionario?")
    screen.see("not-asked", "No pregunte por el auto ni por la reparación")
    screen.tap("outcome-no_answer")
    screen.see("message", "Rosario Ausente")


def open_card(screen: Screen, name: str) -> None:
    close_sheet(screen)
    screen.go("home")
    screen.go("contacts")
    screen.first("contact-")
    screen.tap(reach(screen, "contact-", name))
    screen.see("card-name", name)


def voucher(dealer: ClockedDemo) -> dict[str, Any]:
    """Return the voucher of the birthday, as the server has it."""
    rows: list[dict[str, Any]] = json.loads(
        dealer.run("vouchers", "list", "--format", "json").stdout
    )
    [one] = [row for row in rows if row["name"] == "Vera C."]
    return one


def due(dealer: ClockedDemo) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Return state, reason and misses by sale and programme, as the server has them."""
    printed = dealer.run("due", "--all", "--seller", "carla", "--format", "json")
    rows: list[dict[str, Any]] = json.loads(printed.stdout)
    return {
        (row["source_id"], row["programme"]): (row["state"], row["reason"], row["attempts_missed"])
        for row in rows
        if row["source_id"]
    }
