"""What a seller meets beside the main job: a refusal, a mistake, nobody's data, a forgotten PIN."""

import json
import re

import pytest

from tests.browser.conftest import Opens
from tests.browser.processes import ClockedDemo
from tests.browser.screen import Screen
from tests.browser.walking import reach

LUIS = "258369"
CARLA = "147258"


@pytest.fixture
def tablet(demo: ClockedDemo, open_tablet: Opens) -> Screen:
    """The tablet of the demo, at the names of who may use it."""
    return open_tablet(demo.tablet_url)


def test_a_record_that_the_server_refused_says_why_and_is_corrected_on_the_screen(
    demo: ClockedDemo, tablet: Screen
):
    tablet.sign_in("luis", LUIS)
    tablet.see("sync-pill", "1 por revisar")
    tablet.tap("sync-pill")
    tablet.read("Elena Revisar (DEMO)")
    tablet.read("el servidor no conoce a quien lo guardó")
    tablet.tap(reach(tablet, "correct-"))
    tablet.read("Corregir la visita")
    tablet.type("name", "Elena Corregida Ensayo")
    tablet.tap("save")
    tablet.see("saved", "Guardado en este tablet")

    tablet.see("sync-pill", "Todo enviado")
    assert "Elena Corregida Ensayo" in names(demo)


def test_a_visit_taken_back_within_ten_seconds_makes_no_customer_and_opens_its_form_again(
    demo: ClockedDemo, tablet: Screen
):
    tablet.sign_in("luis", LUIS)
    begin_visit(tablet, "9 5550 7101", "Gaspar Equívoco Ensayo")
    tablet.tap("save")
    tablet.see("saved", "Guardado en este tablet")
    tablet.tap("undo")

    tablet.find("save").wait_for(state="attached")
    assert tablet.read_field("phone") == "9 5550 7101"
    everything_answered(demo, tablet)
    assert "Gaspar Equívoco Ensayo" not in names(demo)
    tablet.go("home")
    tablet.tap("draft-discard")
    tablet.gone("draft-discard")


def test_a_visit_without_data_counts_and_names_nobody(demo: ClockedDemo, tablet: Screen):
    before = status(demo)
    tablet.sign_in("luis", LUIS)
    tablet.tap("tile-new-visit")
    tablet.tap("anonymous")
    tablet.read("no se guardan datos de nadie")
    tablet.gone("phone")
    tablet.tap("reason-companion")
    tablet.tap("save")
    tablet.see("saved", "Guardado en este tablet")
    tablet.read("Visita sin datos")

    everything_answered(demo, tablet)
    after = status(demo)
    assert after["records"] == before["records"] + 1
    assert after["customers"] == before["customers"]


def test_five_wrong_pins_lock_a_person_out_for_a_minute(demo: ClockedDemo, tablet: Screen):
    tablet.tap("person-rosa")
    tablet.see("pin-sentence", "Seis números")
    for left in ("Quedan 4", "Quedan 3", "Quedan 2", "Queda 1", "Bloqueado hasta las"):
        tablet.enter_pin("111222")
        tablet.see("pin-sentence", left)
    tablet.enter_pin("159357")
    tablet.see("pin-sentence", "Bloqueado hasta las")

    demo.clock.move(seconds=61)

    tablet.see("pin-dots", "0 de 6")
    tablet.enter_pin("159357")
    tablet.find("person").wait_for(state="attached")


def test_after_three_minutes_without_use_the_pin_is_asked_again_and_leads_back(
    demo: ClockedDemo, tablet: Screen
):
    tablet.sign_in("luis", LUIS)
    tablet.go("outgoing")

    demo.clock.move(seconds=181)

    tablet.read("PIN de Luis")
    assert not tablet.shows("nav-outgoing")
    tablet.enter_pin(LUIS)
    tablet.read("Qué significa")


def begin_visit(tablet: Screen, phone: str, name: str) -> None:
    tablet.tap("tile-new-visit")
    tablet.type("phone", phone)
    tablet.type("name", name)


def everything_answered(demo: ClockedDemo, tablet: Screen) -> None:
    """Wait until the server has what this tablet recorded, whatever else asks for a review."""
    tablet.go("outgoing")
    tablet.read("Todo enviado")
    waiting = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"
    assert demo.tablet_rows(waiting) == [(0,)]


def names(demo: ClockedDemo) -> set[str]:
    listed = json.loads(demo.run("customers", "list", "--format", "json").stdout)
    return {customer["name"] for customer in listed}


def status(demo: ClockedDemo) -> dict[str, int]:
    printed = demo.run("status").stdout
    return {
        name: int(count) for name, count in re.findall(r"^(\w+): +(\d+)", printed, re.MULTILINE)
    }
