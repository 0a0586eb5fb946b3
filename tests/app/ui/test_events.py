"""The screens of an event, run without a browser: made, signed up, the door, and the kiosk."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import flet as ft
import pytest

from app.domain.doors import DoorWord
from app.domain.events import DoorMark, Overruled
from app.domain.passes import short_code
from app.ui.app import page_main
from app.ui.screens import unattended
from tests.app.fakes import FakeServer
from tests.app.rig import PIN, Rig, open_branch
from tests.app.test_hosting import FAIR, LAURA, Stand, qr
from tests.app.ui.headless import Headless, sign_in
from tests.builders import NUNOA, HandClock
from tests.domain.event_builders import event

NOON = 1_772_463_600_000  # 2 March 2026, 12:00 in Santiago


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    clock = HandClock()
    server = FakeServer(clock)
    open_branch(server)
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    found = Stand(made, server)
    found.publish_fair()
    found.publish_pass()
    made.sync()
    yield found
    made.store.close()


async def at_event(ui: Headless, person: str = "carla") -> None:
    await sign_in(ui, person)
    await ui.tap("nav-event")
    await ui.there("event-today")


async def cancel(stand: Stand) -> None:
    stand.publish_fair(cancelled=True)
    await asyncio.to_thread(stand.rig.sync)


async def test_a_name_or_a_gift_that_is_too_long_is_told_so_and_stays_on_the_screen(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui, "marta")
        await ui.tap("new-event")
        await ui.type("event-name", "a" * 81)
        await ui.type("event-place", "Sucursal")
        await ui.type("event-ends", "23:00")
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["A lo más 80 letras"])
        await ui.type("event-name", "Noche")
        await ui.type("event-gift", "b" * 201)
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["A lo más 200 letras"])


async def test_a_chief_makes_an_event_and_sees_that_its_qr_is_still_to_come(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui, "marta")
        await ui.tap("new-event")
        await ui.tap("save-event")
        await ui.until(lambda: "Póngale un nombre" in ui.errors())
        await ui.type("event-name", "Noche de exhibición")
        await ui.type("event-place", "Sucursal")
        await ui.type("event-ends", "25:00")
        await ui.tap("save-event")
        await ui.until(lambda: "Una hora como 20:00, después del comienzo" in ui.errors())
        await ui.type("event-ends", "23:00")
        await ui.tap("event-kind-night_show")
        for n, (question, answers) in enumerate(
            (("¿Vuelve?", "Sí\nNo"), ("¿Y?", "A\nB"), ("¿Qué?", "C"))
        ):
            if n:
                await ui.tap("event-more")
            await ui.type(f"event-question-{n + 1}", question)
            await ui.type(f"event-answers-{n + 1}", answers)
        assert ui.named("event-more") is None
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["De dos a seis respuestas, una por línea"])
        await ui.type("event-answers-3", "C\nD")
        await ui.tap("save-event")
        await ui.until(lambda: ui.shows("Su QR aparece cuando el servidor tenga el evento"))
        assert ui.named("event-qr") is None
    assert stand.rig.states() == ["queued"]


async def test_an_event_may_end_on_a_later_day(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui, "marta")
        await ui.tap("new-event")
        await ui.type("event-name", "Noche de exhibición")
        await ui.type("event-place", "Sucursal")
        await ui.type("event-day", "06-03-2026")
        await ui.type("event-starts", "20:00")
        await ui.type("event-ends", "02:00")
        await ui.type("event-last", "mañana")
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["Un día como 05-12-2026"])
        await ui.type("event-last", "05-03-2026")
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["Una hora como 20:00, después del comienzo"])
        await ui.type("event-day", "01-03-2026")
        await ui.type("event-last", "02-03-2026")
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["A esa hora ya habría terminado"])
        await ui.type("event-day", "06-03-2026")
        await ui.type("event-last", "07-03-2026")
        await ui.tap("save-event")
        await ui.there("event-hint")
    [made] = stand.rig.store.captures.live("event")
    body = made.doc["body"]
    assert (body["starts_at"], body["ends_at"]) == (
        "2026-03-06T20:00:00-03:00",
        "2026-03-07T02:00:00-03:00",
    )


async def test_a_chief_changes_an_event_and_a_seller_does_not(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui, "marta")
        await ui.tap("edit-event")
        await ui.there("save-event")
        assert ui.value("event-name") == "Feria de Primavera"
        assert ui.value("event-day") == "02-03-2026"
        assert ui.value("event-starts") == "09:00"
        assert ui.value("event-answers-1") == "Este mes\nSolo miro"
        await ui.type("event-day", "2 de marzo")
        await ui.tap("save-event")
        await ui.until(lambda: ui.errors() == ["Un día como 05-12-2026"])
        await ui.type("event-day", "02-03-2026")
        await ui.type("event-name", "Feria de Otoño")
        await ui.tap("save-event")
        await ui.until(lambda: ui.shows("Feria de Otoño"))
        mark = await ui.there("event-qr")
        assert mark.label == "http://127.0.0.1:1/e/t"
    [made] = stand.rig.store.captures.live("event")
    assert made.doc["refs"] == {"event": str(FAIR)}
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        assert ui.named("edit-event") is None


async def test_an_event_that_was_cancelled_meanwhile_is_not_there_to_be_changed(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui, "marta")
        await ui.there("edit-event")
        await cancel(stand)
        await ui.tap("edit-event")
        await ui.until(lambda: ui.shows("No hay eventos"))


async def test_what_gave_way_to_a_newer_word_is_told(stand: Stand):
    gone = [
        Overruled(field="place", value="Parque Norte", by="marta", at=NOON, newer_by="carla"),
        Overruled(
            field="starts_at", value="2026-03-02T13:00:00Z", by="marta", at=NOON, newer_by="x"
        ),
        Overruled(field="capacity", value="", by="marta", at=NOON, newer_by="carla"),
    ]
    stand.publish_fair(overruled=tuple(gone))
    await asyncio.to_thread(stand.rig.sync)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        told = [ui.words(await ui.there(f"overruled-{one.field}")) for one in gone]
    gave_way = "lo cambió sin saberlo. Vale lo último."
    assert told == [
        f"Lugar: Marta J. había puesto «Parque Norte» (12:00) y Carla M. {gave_way}",
        f"Comienzo: Marta J. había puesto «2 mar 10:00» (12:00) y x {gave_way}",
        f"Cupos: Marta J. había puesto «nada» (12:00) y Carla M. {gave_way}",
    ]


async def test_a_person_with_two_gifts_on_two_passes_is_shown_as_a_conflict(stand: Stand):
    who, second = UUID(int=8), UUID("019caf10-3180-7000-8000-0000000000dd")
    for id_, door in ((LAURA, "T01"), (second, "T02")):
        gift = DoorMark(record=id_, at=NOON, by="carla", door=door)
        stand.publish_pass(id=id_, code=short_code(id_), customer=who, gifts=(gift,))
    await asyncio.to_thread(stand.rig.sync)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        told = "Laura E.: 2 regalos entregados en T01, T02. Revíselo."
        await ui.until(lambda: ui.shows(told))


async def test_the_door_says_for_which_day_a_pass_is_and_lets_in_who_is_let_in(stand: Stand):
    day = timedelta(days=1)
    later = event(starts_at=event().starts_at + day, ends_at=event().ends_at + day)
    stand.publish_fair(event=later)
    await asyncio.to_thread(stand.rig.sync)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        await ui.type("scanned", qr())
        await ui.tap("door-look")
        await ui.until(lambda: ui.shows("Este pase es para el martes 3 de marzo"))
        assert ui.named("door-gift") is None
        await ui.tap("door-admit")
        await ui.until(lambda: ui.shows("Adelante, Laura E."))
        assert ui.named("door-admit") is None
        await ui.there("door-gift")
    assert len(stand.rig.store.captures.live("check_in")) == 1


async def test_the_qr_of_a_known_event_is_on_the_screen_and_a_seller_makes_none(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        mark = await ui.there("event-qr")
        assert mark.label == "http://127.0.0.1:1/e/t"
        assert ui.named("new-event") is None
        assert ui.shows("Laura E.")


async def test_somebody_is_signed_up_at_the_stand_with_two_fields_and_a_tap(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-sign-up")
        await ui.there("heat-hot")
        await ui.tap("save-sign-up")
        await ui.until(lambda: "Falta el nombre" in ui.errors())
        await ui.type("name", "Tomás Prueba")
        await ui.type("phone", "9 5550 0001")
        await ui.tap("heat-hot")
        await ui.tap("q0-0")
        await ui.tap("marketing-whatsapp")
        await ui.tap("save-sign-up")
        await ui.until(lambda: ui.shows("elija una"))
        await ui.tap("of-age-yes")
        await ui.tap("save-sign-up")
        await ui.until(lambda: ui.shows("1 hoy, 1 por enviar"))
        assert ui.value("name") == ""
    [made] = stand.rig.store.captures.live("sign_up")
    body = made.doc["body"]
    assert (body["heat"], body["intent"], body["way"]) == ("hot", 8, "staff")
    assert body["answers"][0]["answer"] == "Este mes"
    assert len(body["consents"]) == 1


async def test_the_pass_of_the_stand_is_shown_until_the_next_one_begins(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-sign-up")
        await ui.type("name", "Tomás Prueba")
        await ui.tap("save-sign-up")
        mark = (await ui.there("given-pass")).label
        own = (await ui.there("given-own")).label
        assert own is not None
        assert own.startswith("http://127.0.0.1:1/m/")
        assert mark is not None
        assert stand.hosting.scan(FAIR, mark).word is DoorWord.WELCOME
        assert ui.shows("Tomás Prueba")
        await ui.type("name", "R")
        await ui.until(lambda: ui.named("given-pass") is None)


async def test_the_door_is_green_then_amber_and_hands_over_one_gift(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        await ui.type("scanned", qr())
        await ui.tap("door-look")
        await ui.until(lambda: ui.shows("Adelante, Laura E."))
        assert ui.shows("Pase válido · 2 personas")
        assert ui.shows("Entregue 1 regalo: Vale de lavado")
        await ui.tap("door-heat-warm")
        await ui.tap("door-heat-hot")
        await ui.tap("door-gift")
        await ui.until(lambda: ui.shows("Regalo entregado: Vale de lavado"))
        assert ui.named("door-gift") is None
        await ui.tap("door-again")
        await ui.type("scanned", short_code(LAURA))
        await ui.tap("door-look")
        await ui.until(lambda: ui.shows("Este pase ya entró"))
        assert ui.shows("Regalo ya entregado 12:00 por T01")
        assert ui.named("door-gift") is None
    made = stand.rig.store.captures.live("check_in")
    acts = [(one.doc["body"]["act"], one.doc["body"].get("heat")) for one in made]
    assert acts == [("arrived", None), ("rated", "warm"), ("rated", "hot"), ("gift", None)]


async def test_the_hand_feels_the_answer_and_the_camera_opens_beside_the_door(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        for _twice in range(2):
            await ui.type("scanned", qr())
            await ui.tap("door-look")
            await ui.tap("door-again")
        await ui.until(lambda: "vibrate" in dict(ui.conn.invoked))
        assert "light_impact" in dict(ui.conn.invoked)
        await ui.tap("door-camera")
        opened = await ui.until(lambda: dict(ui.conn.invoked).get("launch_url"))
        assert opened["url"].startswith("http://127.0.0.1:")
    stand.rig.tablet.door_camera.close()


async def test_the_door_finds_a_name_and_refuses_what_is_no_pass(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        await ui.tap("door-look")
        await ui.until(lambda: "Todavía no hay nada escaneado ni escrito." in ui.errors())
        await ui.type("scanned", "laura")
        await ui.tap("door-look")
        await ui.tap(f"found-{LAURA}")
        await ui.until(lambda: ui.shows("Adelante, Laura E."))
        await ui.tap("door-again")
        await ui.type("scanned", qr()[:-2] + "AA")
        await ui.tap("door-look")
        await ui.until(lambda: ui.shows("Este pase no es nuestro"))
        await ui.tap("back")
        await ui.there("event-today")


async def test_a_withdrawn_pass_is_red_by_its_code_too_though_that_looks_like_a_name(stand: Stand):
    lettered = UUID("019caf10-3180-7000-8000-000000000009")
    assert short_code(lettered) == "HZBFPH"
    stand.publish_pass(id=lettered, code="HZBFPH", withdrawn=True)
    stand.rig.sync()
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        await ui.type("scanned", "HZB FPH")
        await ui.tap("door-look")
        await ui.until(lambda: ui.shows("Inscripción anulada"))


async def test_the_kiosk_asks_one_question_after_the_other_and_gives_a_code(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.there("kiosk-name")
        assert ui.named("nav-home") is None
        assert not ui.shows("Laura E.")
        await ui.type("kiosk-name", "Nicolás Prueba")
        await ui.tap("kiosk-onward")
        await ui.there("kiosk-phone")
        await ui.tap("kiosk-onward")
        await ui.tap("kiosk-answer-1")
        await ui.tap("kiosk-onward")
        await ui.tap("kiosk-offers-email")
        await ui.tap("kiosk-onward")
        await ui.tap("kiosk-age-no")
        await ui.tap("kiosk-onward")
        await ui.there("kiosk-code")
        await ui.tap("kiosk-done")
        await ui.there("kiosk-name")
        assert ui.value("kiosk-name") == ""
    [made] = stand.rig.store.captures.live("sign_up")
    body = made.doc["body"]
    assert (body["way"], body["consents"]) == ("kiosk", [])


async def fill(stand: Stand, places: int) -> None:
    """Give the event so many places; two people are to come."""
    stand.publish_fair(event=event().model_copy(update={"capacity": places}))
    await asyncio.to_thread(stand.rig.sync)


async def test_the_event_says_how_many_of_its_places_are_taken(stand: Stand):
    await fill(stand, 3)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        assert ui.shows("2 de 3 cupos")
        await ui.tap("open-sign-up")
        await ui.there("heat-hot")
        assert ui.named("event-full") is None


async def test_the_stand_warns_that_no_place_is_left_and_still_keeps_who_signs_up(stand: Stand):
    await fill(stand, 2)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-sign-up")
        full = await ui.there("event-full")
        assert ui.words(full) == "Los 2 cupos están tomados: inscriba solo si queda lugar."
        await ui.type("name", "Tomás Prueba")
        await ui.type("phone", "9 5550 0001")
        await ui.tap("save-sign-up")
        await ui.until(lambda: stand.rig.store.captures.live("sign_up"))


async def test_a_kiosk_of_a_full_event_asks_nothing(stand: Stand):
    await fill(stand, 2)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.until(lambda: ui.shows("No quedan lugares"))
        assert ui.named("kiosk-name") is None
        await ui.there("kiosk-leave")


async def test_the_boxes_of_the_kiosk_are_sixty_high(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.type("kiosk-name", "Nicolás Prueba")
        for _question in ("name", "phone", "q0"):
            await ui.tap("kiosk-onward")
        box = (await ui.there("kiosk-offers-email")).content
        assert isinstance(box, ft.Container)
        assert isinstance(box.padding, ft.Padding)
        assert 28 + box.padding.top + box.padding.bottom >= 60  # the square, and the room around


async def test_the_pass_that_the_kiosk_shows_opens_the_door(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.type("kiosk-name", "Nicolás Prueba")
        for _question in ("name", "phone", "q0", "offers"):
            await ui.tap("kiosk-onward")
        mark = (await ui.there("kiosk-pass")).label
        own = (await ui.there("kiosk-own")).label
        assert own is not None
        assert own.startswith("http://127.0.0.1:1/m/")
        assert mark != own
        assert mark is not None
        answer = stand.hosting.scan(FAIR, mark)
    assert answer.word is DoorWord.WELCOME
    assert answer.known is not None
    assert answer.known.name == "Nicolás P."


async def test_a_kiosk_left_alone_asks_and_then_forgets(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unattended, "ASKS", 0.6)
    monkeypatch.setattr(unattended, "WIPES", 1.2)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.type("kiosk-name", "Nicolás Prueba")
        await ui.tap("kiosk-onward")
        await ui.there("kiosk-still-there")
        await ui.until(lambda: ui.named("kiosk-name") and not ui.named("kiosk-still-there"))
        assert ui.value("kiosk-name") == ""
    assert stand.rig.store.captures.live("sign_up") == []


async def test_a_kiosk_whose_event_ends_forgets_who_was_writing_and_says_so(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unattended, "ASKS", 0.6)
    monkeypatch.setattr(unattended, "WIPES", 1.2)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.type("kiosk-name", "Nicolás Prueba")
        await ui.tap("kiosk-onward")
        await ui.there("kiosk-phone")
        await cancel(stand)
        await ui.until(lambda: ui.shows("El evento terminó"))
        assert ui.named("kiosk-phone") is None
        assert ui.named("kiosk-onward") is None
        await ui.there("kiosk-leave")


async def test_a_form_at_the_stand_whose_event_is_cancelled_stays_and_says_so(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-sign-up")
        await ui.type("name", "Tomás Prueba")
        await cancel(stand)
        await ui.tap("save-sign-up")
        await ui.until(lambda: ui.shows("Ya no está en este tablet"))
        assert ui.value("name") == "Tomás Prueba"
        assert ui.conn.crashes == []


async def test_a_door_whose_event_was_cancelled_is_red_in_words(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-door")
        await ui.there("door-look")
        await cancel(stand)
        for shown in (qr(), short_code(LAURA)):
            await ui.type("scanned", shown)
            await ui.tap("door-look")
            await ui.until(lambda: ui.shows("El evento se canceló"))
            await ui.tap("door-again")


async def test_somebody_leaves_a_praise_in_the_mailbox_without_a_name(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-complaints")
        await ui.tap("open-mailbox")
        await ui.there("mailbox-praise")
        assert ui.named("nav-home") is None
        await ui.tap("kiosk-onward")
        await ui.until(lambda: ui.shows("elija una"))
        await ui.tap("mailbox-praise")
        await ui.tap("kiosk-onward")
        await ui.there("mailbox-words")
        await ui.tap("kiosk-onward")
        await ui.until(lambda: "Escriba algo" in ui.errors())
        await ui.type("mailbox-words", "Me atendieron muy bien")
        await ui.tap("kiosk-onward")
        await ui.there("mailbox-name")
        await ui.tap("kiosk-onward")
        await ui.until(lambda: ui.shows("Gracias"))
        await ui.tap("kiosk-done")
        await ui.there("mailbox-praise")
    [made] = stand.rig.store.captures.live("complaint")
    body = made.doc["body"]
    assert (body["kind"], body["entry"], body["detail"]) == (
        "praise",
        "mailbox",
        "Me atendieron muy bien",
    )
    assert "name" not in body["consumer"]


async def test_the_mailbox_shows_its_qr_once_the_server_told_of_it(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-complaints")
        await ui.tap("open-mailbox")
        await ui.there("mailbox-praise")
        assert ui.named("mailbox-qr") is None
    told = NUNOA.model_copy(update={"mailbox": "box"})
    stand.server.publish("setting", "branch", told)
    stand.rig.sync()
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-complaints")
        await ui.tap("open-mailbox")
        mark = await ui.there("mailbox-qr")
        assert mark.label == "http://127.0.0.1:1/b/box"


async def test_a_mailbox_left_alone_forgets_what_was_begun(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unattended, "ASKS", 0.6)
    monkeypatch.setattr(unattended, "WIPES", 1.2)
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await sign_in(ui, "carla")
        await ui.tap("nav-complaints")
        await ui.tap("open-mailbox")
        await ui.tap("mailbox-suggestion")
        await ui.tap("kiosk-onward")
        await ui.type("mailbox-words", "Abran el sábado")
        await ui.there("kiosk-still-there")
        await ui.until(lambda: ui.named("mailbox-suggestion"))
        await ui.tap("mailbox-suggestion")
        await ui.tap("kiosk-onward")
        assert ui.value("mailbox-words") == ""
    assert stand.rig.store.captures.live("complaint") == []


async def test_nobody_leaves_the_kiosk_without_the_pin(stand: Stand):
    async with Headless(page_main(stand.rig.tablet)) as ui:
        await at_event(ui)
        await ui.tap("open-kiosk")
        await ui.there("kiosk-name")
        await ui.tap("kiosk-leave")
        for digit in "000111":
            await ui.tap(f"pin-{digit}")
        await ui.until(lambda: ui.shows("No es ese PIN."))
        for digit in PIN:
            await ui.tap(f"pin-{digit}")
        await ui.there("event-today")
