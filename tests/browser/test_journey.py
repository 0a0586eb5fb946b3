"""The main job: a walk-in saved on a tablet comes back as a due contact and its call counts."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from tests.browser.conftest import Opens, Starts
from tests.browser.processes import ClockedDemo
from tests.browser.screen import Screen
from tests.browser.walking import reach

NEW_PIN = "604813"
NAME = "Fernanda Recorrido Ejemplo"
SHOWN = "Fernanda Recorrido"
PHONE = "9 5550 7001"

# Asked for by Flutter's engine and not needed: every screen is drawn without it.
NOT_NEEDED = re.compile(r"https://cdn\.jsdelivr\.net/npm/@rive-app/\S+\.js")


def test_a_walk_in_comes_back_as_a_due_contact_whose_call_counts_on_another_tablet(
    demo: ClockedDemo, start_tablet: Starts, open_tablet: Opens
):
    one_time_pin = add_person(demo)
    tablet = open_tablet(start_tablet().url)
    enrol(tablet, demo)
    choose_pin(tablet, one_time_pin)
    save_walk_in(tablet)
    everything_sent(tablet)
    customer = customer_of(demo, "+56955507001")
    call(tablet)
    everything_sent(tablet)

    assert customer["name"] == NAME
    shown = json.loads(demo.run("customers", "show", customer["id"], "--format", "json").stdout)
    [due] = shown["due_contacts"]
    assert [attempt["outcome"] for attempt in due["attempts"]] == ["no_answer"]
    other = open_tablet(demo.tablet_url)
    see_attempt(other)
    for screen in (tablet, other):
        assert_nothing_left_the_machine(screen)


def add_person(demo: ClockedDemo) -> str:
    """Add a seller as the office does and return the one-time PIN that is printed."""
    about = ("--name", "Nina Recién", "--role", "seller", "--branch", "NUNOA")
    added = demo.run("people", "add", "nina", *about)
    found = re.search(r"One-time PIN of Nina Recién: (\d{6})\n", added.stdout)
    assert found, added.stderr
    return found[1]


def enrol(tablet: Screen, demo: ClockedDemo) -> None:
    """Type the one-time code on the screen of a tablet that knows nothing."""
    printed = demo.run("enrol", "--branch", "NUNOA").stdout
    code = re.search(r"Code +(\w{5})-(\w{5})", printed)
    assert code, printed
    tablet.type("code", code[1] + code[2])
    tablet.type("url", f"http://127.0.0.1:{demo.server_port}")
    tablet.type("tablet-name", "Tablet de prueba")
    tablet.tap("enrol")


def choose_pin(tablet: Screen, one_time_pin: str) -> None:
    """Sign in with the one-time PIN; the tablet goes on only with a new one, typed twice."""
    tablet.tap("person-nina")
    tablet.see("pin-sentence", "Seis números")
    tablet.enter_pin(one_time_pin)
    tablet.read("Elija su PIN, Nina")
    tablet.enter_pin("123456")
    tablet.read("Una vez más")
    tablet.enter_pin("123456")
    tablet.see("pin-sentence", "Ese PIN es muy fácil")
    tablet.enter_pin(NEW_PIN)
    tablet.read("Una vez más")
    tablet.enter_pin(NEW_PIN)
    tablet.read("Buenos días, Nina")


def save_walk_in(tablet: Screen) -> None:
    """Two typed fields and at most six taps from home to the confirmation."""
    tablet.taps = tablet.typed = 0
    tablet.tap("tile-new-visit")
    tablet.type("phone", PHONE)
    tablet.type("name", NAME)
    tablet.tap("reason-new_car")
    tablet.tap("model-Terra 5")
    tablet.tap("intent-9")
    tablet.tap("marketing-whatsapp")
    tablet.tap("save")
    tablet.see("saved", "Guardado en este tablet")

    assert tablet.typed == 2
    assert tablet.taps <= 6


def everything_sent(tablet: Screen) -> None:
    tablet.see("sync-pill", "Todo enviado")


def customer_of(demo: ClockedDemo, phone: str) -> dict[str, Any]:
    listed = json.loads(demo.run("customers", "list", "--format", "json").stdout)
    [customer] = [one for one in listed if one["phone"] == phone]
    return dict(customer)


def call(tablet: Screen) -> None:
    """Call whom the server says is due; nobody answers."""
    tablet.go("contacts")
    tablet.tap(tablet.named("contact-", SHOWN))
    tablet.see("card-name", SHOWN)
    tablet.read("Intento 1 de 3")
    tablet.tap("dial")
    tablet.read_alone(PHONE)  # large, in the place of the hint
    tablet.tap("outcome-no_answer")
    tablet.see("message", "Guardado en este tablet")


def see_attempt(other: Screen) -> None:
    """The chief, on the other tablet of the branch, sees that it was tried once."""
    other.sign_in("marta", "369147")
    other.go("contacts")
    other.first("contact-")
    other.tap(reach(other, "contact-", SHOWN))
    other.see("card-name", SHOWN)
    other.read("Intento 2 de 3")
    other.read("No contestó")


def assert_nothing_left_the_machine(screen: Screen) -> None:
    """What is not of this machine was refused, and the journey did not need it."""
    assert screen.requested
    away = [url for url in screen.requested if urlsplit(url).hostname not in {"127.0.0.1", None}]
    assert [url for url in away if not NOT_NEEDED.fullmatch(url)] == []
