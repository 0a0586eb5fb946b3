"""The screens of a quote, run without a browser: build, save, take another version, check a QR."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ui.app import page_main
from tests.app.fakes import FakeServer
from tests.app.quote_rig import publish_prices
from tests.app.rig import PIN, Rig, open_branch
from tests.app.ui.headless import Headless
from tests.builders import HandClock


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    clock = HandClock()
    server = FakeServer(clock)
    open_branch(server)
    publish_prices(server)
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


async def signed_in(ui: Headless) -> None:
    await ui.tap("person-carla")
    for digit in PIN:
        await ui.tap(f"pin-{digit}")
    await ui.there("nav-quotes")


async def quoted(ui: Headless) -> None:
    """Save a visit and open the builder with a version in it."""
    await ui.tap("nav-new_visit")
    await ui.type("phone", "9 5555 0001")
    await ui.type("name", "Ana Prueba")
    await ui.tap("save")
    await ui.tap("quote-visit")
    await ui.tap("version-terra-5-limited")
    await ui.there("quote-total")


async def with_credit(ui: Headless) -> None:
    await ui.tap("pay-credit")
    told = {
        "lender": "Banco Demo", "down": "4.000.000", "months": "36", "instalment": "389.900",
        "yearly_cost": "18,9", "total_cost": "14.036.400",
    }  # fmt: skip
    for field, value in told.items():
        await ui.type(f"credit-{field}", value)
    await ui.leave("credit-total_cost")


async def test_amounts_are_added_up_and_what_is_doubtful_is_said(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await ui.until(lambda: ui.shows("$17.845.000"))
        assert ui.shows("Cotización para Ana Prueba")
        assert not ui.shows("Con crédito $17.145.000")

        await ui.tap("add-laminas")
        await ui.tap("add-trade_in")
        await ui.type("amount-4", "6,400,000")
        await ui.leave("amount-4")
        await ui.until(lambda: ui.shows("Revise los montos"))
        await ui.type("amount-4", "6.400.000")
        await ui.leave("amount-4")
        await with_credit(ui)
        await ui.until(lambda: ui.shows("$11.634.345"))
        await ui.until(lambda: ui.shows("Con crédito $10.934.345"))


async def test_a_saved_quote_shows_its_qr_and_the_tablet_checks_it(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await with_credit(ui)
        await ui.tap("benefit-frenado")
        await ui.tap("valid-15")
        await ui.tap("save-quote")
        await ui.until(lambda: ui.shows("T01-000001 · versión 1"))
        assert ui.shows("Ana Prueba · vale hasta el mar 17-03-2026")
        qr = str((await ui.there("quote-qr")).label)

        await ui.tap("nav-quotes")
        await ui.until(lambda: ui.shows("Ana Prueba · T01-000001"))
        await ui.tap("check-qr")
        await ui.tap("verify")
        await ui.until(lambda: "Primero escanee el QR." in ui.errors())
        await ui.type("scanned", qr)
        await ui.tap("verify")
        await ui.until(lambda: ui.shows("Cotización verdadera"))
        await ui.type("scanned", qr.replace("CLP1", "CLP2"))
        await ui.tap("verify")
        await ui.until(lambda: ui.shows("Fue alterada"))


async def test_two_options_and_a_new_version(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await with_credit(ui)
        await ui.tap("compare")
        await ui.tap("version-aura-2-gl")
        await ui.until(lambda: ui.shows("$9.045.000"))
        await ui.tap("remove-2")
        await ui.tap("option-0")
        await ui.until(lambda: ui.shows("$17.845.000"))
        await ui.tap("save-quote")
        await ui.until(lambda: ui.shows("T01-000001 · versión 1"))
        await ui.tap("next-version")
        await ui.tap("save-quote")
        await ui.until(lambda: ui.shows("T01-000001 · versión 2"))


async def test_sharing_gives_the_pdf_to_the_system(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await with_credit(ui)
        await ui.tap("save-quote")
        await ui.tap("quote-pdf")
        await ui.until(lambda: any(name == "save_file" for name, _ in ui.conn.invoked))
        [given] = [args for name, args in ui.conn.invoked if name == "save_file"]
        assert given["file_name"] == "cotizacion-T01-000001-v1.pdf"
        assert given["src_bytes"].startswith(b"%PDF-")


async def test_an_e_mail_is_asked_for_without_a_network_and_waits(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await with_credit(ui)
        await ui.tap("save-quote")
        await ui.tap("quote-mail")
        await ui.type("mail-to", "ana arroba prueba")
        await ui.tap("mail-send")
        await ui.settle(0.2)
        assert rig.store.captures.live("quote_mail") == []
        await ui.type("mail-to", "Ana@prueba.example")
        await ui.tap("mail-send")
        await ui.until(lambda: ui.shows("Correo en cola: sale cuando haya red"))

        [wish] = rig.store.captures.live("quote_mail")
        [quote] = rig.store.captures.live("quote")
        assert wish.doc["body"]["to"]["value"] == "ana@prueba.example"
        assert wish.doc["refs"]["quote"] == quote.doc["id"]


async def test_somebody_new_is_saved_as_a_visit_before_their_quote(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await ui.tap("nav-quotes")
        await ui.tap("new-quote")
        await ui.tap("who-begin")
        await ui.until(lambda: ui.named("who-begin"))
        assert rig.store.captures.live("visit") == []
        await ui.type("who-name", "Ana Prueba")
        await ui.type("who-phone", "9 5555 0001")
        await ui.tap("who-begin")
        await ui.tap("version-terra-5-limited")
        await ui.until(lambda: ui.shows("Cotización para Ana Prueba"))
        await with_credit(ui)
        await ui.tap("save-quote")
        await ui.until(lambda: ui.shows("T01-000001 · versión 1"))

        [visit] = rig.store.captures.live("visit")
        [quote] = rig.store.captures.live("quote")
        assert quote.doc["refs"]["customer"] == visit.doc["id"]
        assert visit.doc["body"]["visitor"]["phone"]["value"] == "+56955550001"


async def test_a_device_prints_by_its_share_sheet(rig: Rig):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await with_credit(ui)
        await ui.tap("save-quote")
        await ui.until(lambda: ui.shows("Compartir o imprimir"))
        assert ui.named("quote-print") is None


async def test_what_is_typed_while_the_last_change_is_added_up_is_not_lost(rig: Rig):
    check = rig.tablet.quoting.check

    def slow_check(form):
        time.sleep(0.3)
        return check(form)

    rig.tablet.quoting.check = slow_check  # type: ignore[method-assign]
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui)
        await quoted(ui)
        await ui.tap("add-registration")
        await ui.type("amount-3", "82.230")
        await ui.settle(0.5)
        await ui.leave("amount-3")
        await ui.until(lambda: ui.shows("$17.927.230"))
