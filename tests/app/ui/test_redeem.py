"""«Canjear un vale» on screen: what it is worth, handed over once, and then the new models."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import flet as ft
import pytest

from app.domain.consent import Channel, DatedDecision, Purpose
from app.domain.contact_rules import Programme
from app.domain.customers import KnownContact, Provenance
from app.domain.dues import DueContact
from app.domain.vouchers import RedemptionMark
from app.ui.app import page_main
from tests.app.rig import customer
from tests.app.ui.headless import Headless, sign_in
from tests.app.voucher_rig import HER, LAURA, OTHER_KEY, Till, signed
from tests.builders import decision, email


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = Till(tmp_path / "tablet")
    made.server.publish("customer", str(HER), customer(HER, "Laura Ejemplo"))
    made.publish()
    yield made
    made.rig.store.close()


async def at_desk(ui: Headless) -> None:
    await sign_in(ui, "carla")
    await ui.tap("tile-redeem")
    await ui.there("voucher-look")


async def scanned(ui: Headless, text: str) -> None:
    await ui.type("scanned", text)
    await ui.tap("voucher-look")
    await ui.there("voucher-says")


async def test_a_scanned_voucher_is_handed_over_and_the_new_models_are_presented(till: Till):
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await ui.tap("voucher-look")
        await ui.until(lambda: "Todavía no hay nada escaneado ni escrito." in ui.errors())
        await scanned(ui, signed())
        assert ui.shows("Lavado de cortesía")
        assert ui.shows("Laura E. · hasta el vie 03-04-2026")
        assert till.rig.store.captures.live("redemption") == []
        await ui.tap("redeem")
        await ui.until(lambda: ui.shows("Presente los modelos nuevos"))
        assert len(till.rig.store.captures.live("redemption")) == 1
        for way in ("show-visit", "show-drive", "show-quote"):
            await ui.there(way)
        await ui.tap("voucher-again")
        await scanned(ui, signed())
        assert ui.shows("Este vale ya se canjeó")
        assert ui.named("redeem") is None


async def test_from_a_redeemed_voucher_a_visit_of_that_customer_is_begun(till: Till):
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await scanned(ui, signed())
        await ui.tap("redeem")
        await ui.tap("show-visit")
        await ui.until(lambda: ui.value("name") == "Laura Ejemplo")


async def test_a_tap_by_mistake_is_taken_back(till: Till):
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await scanned(ui, signed())
        await ui.tap("redeem")
        await ui.tap("undo")
        await ui.there("redeem")
    assert len(till.rig.store.captures.retracted()) == 1


async def test_a_voucher_is_found_by_name_and_by_its_code(till: Till):
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await ui.type("scanned", "lau")
        await ui.tap("voucher-look")
        await ui.tap(f"voucher-{LAURA}")
        await ui.there("redeem")
        await ui.tap("voucher-again")
        await scanned(ui, "2s26 3g7o")
        assert ui.shows("Lavado de cortesía")


@pytest.mark.parametrize(
    ("text", "said", "then"),
    [
        (signed()[:-2] + "AA", "Este vale no es auténtico", "No entregue nada."),
        (signed(key=OTHER_KEY), "Es de otro concesionario", "Sólo lo canjea quien lo emitió."),
        (
            signed(UUID(int=5), last_day=date(2026, 3, 1)),
            "Este vale venció",
            "Valía hasta el dom 01-03-2026",
        ),
        ("https://x.example/1", "Esto no es un vale", "Busque por nombre"),
        ("7Q4K-M2X9", "Ningún vale con ese código", "Revise las ocho letras"),
    ],
)
async def test_what_is_worth_nothing_says_why_and_what_to_do(
    till: Till, text: str, said: str, then: str
):
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await scanned(ui, text)
        assert ui.shows(said)
        assert any(then in shown for shown in ui.texts())
        assert ui.named("redeem") is None


async def test_one_redeemed_on_two_tablets_is_told_with_both_hours(till: Till):
    marks = tuple(
        RedemptionMark(
            record=UUID(int=n), at=1_772_467_200_000 + n, by="carla", desk=desk, branch="NUNOA"
        )
        for n, desk in ((1, "T02"), (2, "T03"))
    )
    till.publish(redemptions=marks)
    till.publish(id=UUID(int=7), name="Otra P.")
    async with Headless(page_main(till.rig.tablet)) as ui:
        await at_desk(ui)
        await ui.there(f"conflict-{LAURA}")
        assert any("T02" in text and "T03" in text for text in ui.texts())


async def test_the_card_of_a_birthday_shows_the_voucher_with_its_qr(till: Till):
    due = DueContact(
        id=LAURA,
        programme=Programme.CUMPLE,
        customer=HER,
        trigger=HER,
        owner="carla",
        branch="NUNOA",
        purpose=Purpose.MARKETING,
        channels=(Channel.WHATSAPP,),
        opens_on=date(2026, 3, 1),
        window_to=date(2026, 3, 4),
        expires_on=date(2026, 3, 5),
        tries=1,
    )
    till.server.publish("due_contact", str(LAURA), due)
    till.rig.sync()
    async with Headless(page_main(till.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-contacts")
        await ui.there("voucher")
        assert ui.shows("Vale: Lavado de cortesía")
        assert ui.shows("hasta el vie 03-04-2026")
        assert ui.shows("Código 2S26-3G70")
        await ui.tap("show-voucher")
        mark = await ui.there("voucher-qr")
        assert mark.label == signed()
        await ui.tap("redeem-voucher")
        await ui.there("redeem")


async def test_a_voucher_is_sent_by_e_mail_from_the_ficha_where_that_is_allowed(till: Till):
    origin = Provenance(record=HER, kind="visit", by="carla", at=0)
    said = DatedDecision(decision=decision(Channel.EMAIL), at=1, record=HER, by="carla")
    address = KnownContact(value=email("laura@ejemplo.example"), origin=origin)
    known = customer(HER, "Laura Ejemplo", emails=(address,))
    till.server.publish("customer", str(HER), known)
    till.rig.sync()
    async with Headless(page_main(till.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-contacts")
        await ui.tap("open-search")
        await ui.type("search", "laura")
        await ui.tap(f"found-{HER}")
        await ui.until(lambda: ui.shows("Sin autorización para ofertas por correo"))
        allowed = known.model_copy(update={"consents": (said,)})
        till.server.publish("customer", str(HER), allowed)
        till.rig.sync()
        await ui.tap("mail-voucher")
        await ui.until(lambda: ui.shows("Correo en cola: sale cuando haya red"))
        assert ui.shows("Vale por correo a laura@ejemplo.example")
        assert ui.named("mail-voucher") is None
        await ui.tap("undo")
        await ui.there("mail-voucher")


@pytest.mark.parametrize("size", [(800, 1280), (1280, 800)], ids=["upright", "lying"])
async def test_the_message_lies_over_no_button_of_a_redeemed_voucher(
    till: Till, size: tuple[int, int]
):
    page = page_main(till.rig.tablet)
    async with Headless(page, width=size[0], height=size[1]) as ui:
        await at_desk(ui)
        await scanned(ui, signed())
        await ui.tap("redeem")
        await ui.there("undo")
        [message] = [one for one in ui.all(ft.Container) if one.key == "toast"]
    upright = size[0] < size[1]
    assert (message.top, message.bottom) == ((88, None) if upright else (None, 24))
