"""Takes the pictures of docs/screens from the showcase: ``python -m tests.app.ui.pictures``."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

import flet as ft
from playwright.sync_api import Browser

from app.domain.consent import Purpose
from app.domain.events import DoorMark, Overruled
from app.domain.passes import short_code
from app.domain.problems import Code
from app.domain.received import AlertReason, KnownAlert
from app.domain.vouchers import voucher_code
from app.services.preferences import Look
from app.settings import ASSETS
from app.sync.engine import Progress
from app.ui.app import page_main
from tests.app.fakes import FakeServer
from tests.app.rig import PIN, Rig
from tests.app.ui import desk_steps
from tests.app.ui.desk_showcase import complaints_desk, workshop_desk
from tests.app.ui.showcase import (
    MORNING,
    RITAS_VOUCHER,
    TWICE,
    called_after_a_purchase,
    due_id,
    maintenance_due,
    showcase,
    with_vouchers,
)
from tests.app.voucher_rig import signed
from tests.browser.desks import write
from tests.browser.screen import DESK, DRAWN, UPRIGHT, Screen, chromium_running, loopback_only
from tests.browser.walking import reach
from tests.builders import HandClock
from tests.run.demo_process import free_port

FOLDER = Path(__file__).parents[3] / "docs" / "screens"
RITA = due_id(3)
PAULA = UUID(int=602)  # the pass of the second visitor of the showcase
DESKS = {"complaints": complaints_desk, "workshop": workshop_desk}
BOUGHT = UUID(int=77)
DRAFT_WRITTEN = 2500  # ms


class Picture(NamedTuple):
    name: str
    steps: Callable[[Screen], None]
    size: tuple[int, int] = DESK
    state: str = ""  # new | offline | bought | survey | alert | complaints | workshop
    look: Look = Look()


def home(screen: Screen) -> None:
    screen.sign_in("carla", PIN)
    screen.find("tile-contacts").wait_for(state="attached")


def pin(screen: Screen) -> None:
    screen.tap("person-carla")
    for digit in PIN[:3]:
        screen.tap(f"pin-{digit}")


def enrol(screen: Screen) -> None:
    screen.type("code", "7Q4KM2X")


def form(screen: Screen, phone: str = "9 5550 1234") -> None:
    home(screen)
    screen.go("new_visit")
    screen.tap("start-over")
    screen.type("phone", phone)
    screen.type("name", "Ana Prueba")
    for answer in ("reason-renewal", "model-Terra 5", "intent-7", "stage-family"):
        screen.tap(answer)


def visit(screen: Screen) -> None:
    form(screen)
    screen.tap("origin-walked_by")


def doubt(screen: Screen) -> None:
    form(screen, "9 5550 12")
    screen.find("to-verify").wait_for(state="attached")


def more(screen: Screen) -> None:
    home(screen)
    screen.go("new_visit")
    screen.tap("start-over")
    screen.tap("more")
    screen.type("email", "ines@gmial.com")
    screen.type("document", "12345678-5")
    screen.find("suggestion-email").wait_for(state="attached")


def notice(screen: Screen) -> None:
    home(screen)
    screen.go("new_visit")
    screen.tap("read-notice")


def saved(screen: Screen) -> None:
    form(screen)
    screen.tap("marketing-whatsapp")
    screen.tap("save")
    screen.see("saved", "Guardado en este tablet")
    screen.find("another-visit").wait_for(state="attached")


def contacts(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap(f"contact-{RITA}")
    screen.find("dial").wait_for(state="attached")


def one_call(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap(f"contact-{BOUGHT}")
    screen.find("same-call").wait_for(state="attached")


def maintenance(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap(f"contact-{BOUGHT}")
    screen.find("script").wait_for(state="attached")
    if not screen.find("works").is_visible():
        screen.page.mouse.move(DESK[0] / 2, DESK[1] / 2)
        screen.page.mouse.wheel(0, 900)
        screen.page.wait_for_timeout(1000)


def survey(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap(f"contact-{BOUGHT}")
    screen.tap("score-9")
    screen.find("save-answer").wait_for(state="attached")


def refusal(screen: Screen) -> None:
    one_call(screen)
    screen.tap("outcome-refused")
    screen.find("refuse-all").wait_for(state="attached")


def obstacle(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.find("obstacle").wait_for(state="attached")


def other_hour(screen: Screen) -> None:
    contacts(screen)
    screen.tap("outcome-call_later")


def consents(screen: Screen) -> None:
    contacts(screen)
    screen.tap("consents")


def outgoing(screen: Screen) -> None:
    home(screen)
    screen.go("outgoing")
    screen.find("send-now").wait_for(state="attached")


def discard(screen: Screen) -> None:
    outgoing(screen)
    screen.tap(screen.first("discard-"))


def go_to(screen: Screen, route: str) -> None:
    """Go where the rail leads or, where the bar has no room for it, a tile."""
    if screen.shows(f"nav-{route}"):
        screen.go(route)
    else:
        screen.tap(reach(screen, f"tile-{route}"))


def event(screen: Screen) -> None:
    home(screen)
    go_to(screen, "event")
    screen.find("event-today").wait_for(state="attached")


def stand(screen: Screen) -> None:
    event(screen)
    screen.tap("open-sign-up")
    screen.type("name", "Tomás Prueba")
    screen.type("phone", "9 5550 0001")
    screen.tap("heat-hot")
    screen.tap("q0-0")


def stand_pass(screen: Screen) -> None:
    stand(screen)
    screen.tap("save-sign-up")
    screen.find("given-pass").wait_for(state="attached")


def kiosk(screen: Screen) -> None:
    event(screen)
    screen.tap("open-kiosk")
    screen.type("kiosk-name", "Nicolás Prueba")
    for question in ("phone", "answer-0"):
        screen.tap("kiosk-onward")
        screen.find(f"kiosk-{question}").wait_for(state="attached")
    screen.tap("kiosk-answer-0")


def kiosk_pass(screen: Screen) -> None:
    kiosk(screen)
    screen.tap("kiosk-onward")
    screen.find("kiosk-offers-email").wait_for(state="attached")
    screen.tap("kiosk-onward")
    screen.find("kiosk-pass").wait_for(state="attached")


def door(screen: Screen) -> None:
    event(screen)
    screen.tap("open-door")
    screen.find("scanned").wait_for(state="attached")


def door_green(screen: Screen) -> None:
    door(screen)
    screen.paste("scanned", short_code(PAULA))
    screen.tap("door-look")
    screen.see("door-says", "Adelante")


def voucher_card(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap(f"contact-{RITAS_VOUCHER}")
    screen.find("show-voucher").wait_for(state="attached")


def voucher_sheet(screen: Screen) -> None:
    voucher_card(screen)
    screen.tap("show-voucher")
    screen.find("voucher-qr").wait_for(state="attached")


def redeem(screen: Screen) -> None:
    home(screen)
    screen.tap("tile-redeem")
    screen.find("voucher-look").wait_for(state="attached")


def read_voucher(screen: Screen, text: str, said: str) -> None:
    redeem(screen)
    screen.paste("scanned", text)
    screen.tap("voucher-look")
    screen.see("voucher-says", said)


def redeem_green(screen: Screen) -> None:
    read_voucher(screen, voucher_code(RITAS_VOUCHER), "Cena para dos")


def redeem_done(screen: Screen) -> None:
    redeem_green(screen)
    screen.tap("redeem")
    screen.find("show-visit").wait_for(state="attached")


def redeem_amber(screen: Screen) -> None:
    read_voucher(screen, voucher_code(TWICE), "Este vale ya se canjeó")


def redeem_red(screen: Screen) -> None:
    read_voucher(screen, signed()[:-2] + "AA", "Este vale no es auténtico")


def door_amber(screen: Screen) -> None:
    door_green(screen)
    screen.tap("door-gift")
    screen.read("Regalo entregado")
    screen.tap("door-again")
    screen.paste("scanned", short_code(PAULA))
    screen.tap("door-look")
    screen.see("door-says", "Este pase ya entró")


def door_red(screen: Screen) -> None:
    door(screen)
    screen.paste("scanned", "ABC234")
    screen.tap("door-look")
    screen.find("door-says").wait_for(state="attached")


def event_new(screen: Screen) -> None:
    screen.sign_in("marta", PIN)
    screen.go("event")
    screen.tap("new-event")
    write(
        screen,
        event_name="Noche de exhibición",
        event_place="Sucursal Ñuñoa",
        event_question_1="¿Cuándo piensa cambiar de auto?",
        event_answers_1="Este mes",
    )
    screen.tap(reach(screen, "event-more"))


def event_told(screen: Screen) -> None:
    """The event of whoever may change it, with what gave way and a gift handed over twice."""
    screen.sign_in("marta", PIN)
    screen.go("event")
    screen.find("edit-event").wait_for(state="attached")


def event_edit(screen: Screen) -> None:
    event_told(screen)
    screen.tap("edit-event")
    screen.find("save-event").wait_for(state="attached")


def door_off_day(screen: Screen) -> None:
    door(screen)
    screen.type("scanned", short_code(UUID(int=601)))
    screen.tap("door-look")
    screen.see("door-says", "Este pase es para")


def mailbox_qr(screen: Screen) -> None:
    home(screen)
    go_to(screen, "complaints")
    screen.tap("open-mailbox")
    screen.find("mailbox-qr").wait_for(state="attached")


def mailbox(screen: Screen) -> None:
    mailbox_qr(screen)
    screen.tap("mailbox-praise")
    screen.tap("kiosk-onward")
    screen.type("mailbox-words", "Me atendieron muy bien, y me explicaron todo.")


def not_signed_out(screen: Screen) -> None:
    settings(screen)
    screen.tap("sign-out")
    screen.find("not-signed-out").wait_for(state="attached")


def settings(screen: Screen) -> None:
    home(screen)
    screen.tap("person")


def ficha(screen: Screen) -> None:
    home(screen)
    screen.go("contacts")
    screen.tap("open-search")
    screen.type("search", "rita")
    screen.tap(screen.first("found-"))
    screen.find("ficha-name").wait_for(state="attached")


def test_drive(screen: Screen) -> None:
    ficha(screen)
    screen.tap("to-test-drive")
    screen.tap("drive-car-DM01AA")
    screen.tap("license-seen")


def drive_left_open(screen: Screen) -> None:
    """Leave a drive half answered, and come back to it."""
    test_drive(screen)
    screen.page.wait_for_timeout(DRAFT_WRITTEN)
    screen.tap("back")
    screen.tap("to-test-drive")
    screen.find("start-over").wait_for(state="attached")


def home_left_open(screen: Screen) -> None:
    drive_left_open(screen)
    screen.go("home")
    screen.find("draft-resume").wait_for(state="attached")


def received(screen: Screen) -> None:
    ficha(screen)
    screen.tap("to-received")
    screen.tap("channel-whatsapp")


def appointment(screen: Screen) -> None:
    ficha(screen)
    screen.tap("to-appointment")
    screen.find("save-appointment").wait_for(state="attached")


def profile_top(screen: Screen) -> None:
    ficha(screen)
    screen.tap("to-profile")
    screen.find("profile-document").wait_for(state="attached")


def profile(screen: Screen) -> None:
    profile_top(screen)
    screen.tap("section-influence")
    screen.tap("influences-partner:decides")


def decide(screen: Screen) -> None:
    screen.sign_in("marta", PIN)
    screen.tap("tile-decide")
    screen.find("decide-join").wait_for(state="attached")


def joined(screen: Screen) -> None:
    decide(screen)
    screen.tap("open-joined")
    screen.first("separate-")


def people(_screen: Screen) -> None:
    """Nothing to do: it is the first screen."""


PICTURES = (
    Picture("enrol", enrol, state="new"),
    Picture("people", people),
    Picture("pin", pin),
    Picture("home", home),
    Picture("new_visit", visit),
    Picture("new_visit_doubt", doubt),
    Picture("new_visit_more", more),
    Picture("notice", notice),
    Picture("saved", saved),
    Picture("contacts", contacts),
    Picture("contacts_obstacle", obstacle),
    Picture("contacts_one_call", one_call, state="bought"),
    Picture("contacts_refusal", refusal, state="bought"),
    Picture("contacts_maintenance", maintenance, state="maintenance"),
    Picture("contacts_maintenance_200", maintenance, state="maintenance", look=Look(text_size=200)),
    Picture("contacts_survey", survey, state="survey"),
    Picture("contacts_survey_portrait", survey, UPRIGHT, state="survey"),
    Picture("other_hour", other_hour),
    Picture("consents", consents),
    Picture("outgoing", outgoing),
    Picture("outgoing_offline", outgoing, state="offline"),
    Picture("discard", discard),
    Picture("settings", settings),
    Picture("not_signed_out", not_signed_out),
    Picture("event", event),
    Picture("event_portrait", event, UPRIGHT),
    Picture("stand", stand),
    Picture("stand_pass", stand_pass),
    Picture("kiosk", kiosk),
    Picture("kiosk_pass", kiosk_pass),
    Picture("door", door),
    Picture("door_green", door_green),
    Picture("door_amber", door_amber),
    Picture("door_red", door_red),
    Picture("door_portrait", door_green, UPRIGHT),
    Picture("home_vouchers", home, state="vouchers"),
    Picture("voucher_card", voucher_card, state="vouchers"),
    Picture("voucher_sheet", voucher_sheet, state="vouchers"),
    Picture("redeem", redeem, state="vouchers"),
    Picture("redeem_green", redeem_green, state="vouchers"),
    Picture("redeem_done", redeem_done, state="vouchers"),
    Picture("redeem_done_portrait", redeem_done, UPRIGHT, "vouchers"),
    Picture("redeem_amber", redeem_amber, state="vouchers"),
    Picture("redeem_red", redeem_red, state="vouchers"),
    Picture("event_new", event_new),
    Picture("event_edit", event_edit, state="told"),
    Picture("event_told", event_told, state="told"),
    Picture("door_off_day", door_off_day, state="tomorrow"),
    Picture("mailbox", mailbox),
    Picture("mailbox_qr", mailbox_qr),
    Picture("mailbox_qr_200", mailbox_qr, UPRIGHT, look=Look(text_size=200)),
    Picture("kiosk_200", kiosk, UPRIGHT, look=Look(text_size=200)),
    Picture("decide", decide),
    Picture("joined", joined),
    Picture("joined_portrait", joined, UPRIGHT),
    Picture("new_visit_portrait", visit, UPRIGHT),
    Picture("contacts_portrait", contacts, UPRIGHT),
    Picture("home_dark", home, look=Look(dark=True)),
    Picture("contacts_dark", contacts, look=Look(dark=True)),
    Picture("new_visit_contrast_left", visit, look=Look(high_contrast=True, left_handed=True)),
    Picture("new_visit_150", visit, look=Look(text_size=150)),
    Picture("home_200", home, look=Look(text_size=200)),
    Picture("ficha_card", ficha),
    Picture("ficha_card_200", ficha, look=Look(text_size=200)),
    Picture("test_drive", test_drive),
    Picture("test_drive_portrait", test_drive, UPRIGHT),
    Picture("test_drive_200", test_drive, look=Look(text_size=200)),
    Picture("test_drive_draft", drive_left_open),
    Picture("home_draft", home_left_open),
    Picture("contact_received", received),
    Picture("received_200", received, look=Look(text_size=200)),
    Picture("appointment", appointment),
    Picture("profile_card", profile),
    Picture("profile_card_200", profile_top, look=Look(text_size=200)),
    Picture("home_alert", home, state="alert"),
    Picture("home_alert_200", home, state="alert", look=Look(text_size=200)),
    Picture("complaints", desk_steps.case, state="complaints"),
    Picture("complaints_portrait", desk_steps.complaints, UPRIGHT, "complaints"),
    Picture("complaint_case_portrait", desk_steps.case, UPRIGHT, "complaints"),
    Picture("complaint_case_200", desk_steps.case, DESK, "complaints", Look(text_size=200)),
    Picture("complaint_paper", desk_steps.paper_sheet, state="complaints"),
    Picture("workshop", desk_steps.workshop, state="workshop"),
    Picture("workshop_portrait", desk_steps.workshop, UPRIGHT, "workshop"),
    Picture("delivery", desk_steps.delivery, state="workshop"),
)


def take(chosen: list[str]) -> None:
    """Take the pictures of these names, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium_running() as browser:
        for picture in PICTURES:
            if not chosen or picture.name in chosen:
                _take(browser, picture)


def _take(browser: Browser, picture: Picture) -> None:
    with _served(picture) as url:
        context = loopback_only(browser, picture.size, sharp=True)
        screen = Screen(context.new_page(), url)
        screen.open()
        picture.steps(screen)
        screen.page.wait_for_timeout(DRAWN)
        screen.page.screenshot(path=FOLDER / f"{picture.name}.png")
        context.close()


@contextmanager
def _served(picture: Picture) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", __spec__.name, "--serve", str(port)]
    command += ["--state", picture.state, "--look", picture.look.model_dump_json()]
    environment = {**os.environ, "FLET_FORCE_WEB_SERVER": "1"}
    with subprocess.Popen(command, env=environment) as server:
        try:
            url = f"http://127.0.0.1:{port}/"
            _await(url)
            yield url
        finally:
            server.terminate()


def _await(url: str) -> None:
    for _ in range(300):
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - this machine's own server
        except (URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


def serve(port: int, state: str, look: Look) -> None:
    folder, clock = Path(tempfile.mkdtemp()), HandClock(MORNING)
    with ExitStack() as ending:
        if (opened := DESKS.get(state)) is not None:
            rig = ending.enter_context(opened(folder))
        else:
            rig = _showcase(folder, clock, state)
        rig.tablet.preferences.set(look)
        ft.run(
            page_main(rig.tablet, idle_seconds=3600),
            view=None,
            host="127.0.0.1",
            port=port,
            no_cdn=True,
            assets_dir=str(ASSETS),
        )


def _showcase(folder: Path, clock: HandClock, state: str) -> Rig:
    rig = showcase(folder, clock)
    if state == "new":
        rig = Rig(folder / "new", clock, lambda _url: FakeServer(clock))
    if state == "bought":
        called_after_a_purchase(rig)
    if state == "maintenance":
        maintenance_due(rig)
    if state == "survey":
        called_after_a_purchase(rig, programme="MSI", purpose=Purpose.SURVEY)
    if state == "vouchers":
        with_vouchers(rig)
    if state in _TOLD:
        _TOLD[state](rig)
    if state == "offline":
        rig.engine.progress = Progress(problem=Code.UNREACHABLE)
    return rig


def tell_of_the_fair(rig: Rig) -> None:
    """Let two colleagues have changed one thing without a network, and two doors given a gift."""
    server = rig.connect("")
    assert isinstance(server, FakeServer)
    now = rig.store.time.now_ms()
    (fair,) = rig.tablet.event_book.events()
    place = Overruled(field="place", value="Parque Norte", by="luis", at=now, newer_by="marta")
    server.publish("event", fair.id, fair.model_copy(update={"overruled": (place,)}))
    for held, door in zip(rig.tablet.event_book.passes(fair.id), ("T01", "T03"), strict=False):
        mark = DoorMark(record=held.id, at=now, by="carla", door=door)
        told = {"customer": UUID(int=103), "gifts": (mark,)}
        server.publish("pass", held.id, held.model_copy(update=told))
    rig.sync()


def put_off(rig: Rig) -> None:
    """Put the fair off to the next day."""
    server = rig.connect("")
    assert isinstance(server, FakeServer)
    (fair,) = rig.tablet.event_book.events()
    starts, ends = (at + timedelta(days=1) for at in (fair.event.starts_at, fair.event.ends_at))
    later = fair.event.model_copy(update={"starts_at": starts, "ends_at": ends})
    server.publish("event", fair.id, fair.model_copy(update={"event": later}))
    rig.sync()


def alert(rig: Rig) -> None:
    """Let a colleague tell that a customer of Carla's is with him."""
    server = rig.connect("")
    assert isinstance(server, FakeServer)
    told = KnownAlert(
        id=UUID(int=50),
        reason=AlertReason.HERE_NOW,
        customer=UUID(int=103),
        customer_name="Rita F.",
        by="luis",
        by_name="Luis Supuesto",
        owner="carla",
        owner_name="Carla Modelo",
        at=rig.store.time.now_ms(),
    )
    server.publish("alert", told.id, told)
    rig.sync()


_TOLD = {"alert": alert, "told": tell_of_the_fair, "tomorrow": put_off}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--serve", type=int)
    parser.add_argument("--state", default="")
    parser.add_argument("--look", default="{}")
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.state, Look.model_validate_json(asked.look))
    else:
        take(asked.names)


if __name__ == "__main__":
    main()
