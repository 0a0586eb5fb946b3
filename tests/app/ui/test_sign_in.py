import asyncio
import json

import flet as ft
import pytest

from app.services.capture import VisitForm
from app.services.preferences import Look
from app.ui.app import page_main
from app.ui.shell import Shell
from tests.app.fakes import FakeServer
from tests.app.rig import PIN, Rig
from tests.app.ui.headless import Headless, enter, sign_in
from tests.app.ui.showcase import DIEGO
from tests.builders import CARLA, NUNOA

WRONG = "111222"


async def test_six_digits_open_the_day_of_the_person(ui: Headless) -> None:
    async with ui:
        await sign_in(ui)
        assert ui.shows("Buenos días, Carla")
        assert ui.shows("Lunes 23 de noviembre · Sucursal Ñuñoa")


async def test_the_digits_are_never_written_on_the_screen(ui: Headless) -> None:
    async with ui:
        await ui.tap("person-carla")
        await enter(ui, PIN[:3])
        dots = await ui.there("pin-dots")
        assert dots.label == "3 de 6 números"
        assert PIN[:3] not in json.dumps(ui.texts())


async def test_a_wrong_pin_tells_how_many_tries_are_left(ui: Headless) -> None:
    async with ui:
        await ui.tap("person-carla")
        await enter(ui, WRONG)
        await ui.until(lambda: ui.shows("No es ese PIN. Quedan 4 intentos."))


async def test_after_five_wrong_pins_it_says_until_when_it_is_locked(ui: Headless) -> None:
    async with ui:
        await ui.tap("person-carla")
        for _ in range(5):
            await enter(ui, WRONG)
            await ui.until(lambda: ui.shows("No es ese PIN") or ui.shows("Bloqueado"))
            await ui.settle(0.1)
        await ui.until(lambda: ui.shows("Bloqueado hasta las 10:46"))


async def test_a_one_time_pin_is_replaced_before_anything_else(ui: Headless, shown: Rig) -> None:
    async with ui:
        await ui.tap(f"person-{DIEGO.code}")
        await enter(ui, PIN)
        await ui.until(lambda: ui.shows("Elija su PIN, Diego"))
        await enter(ui, "111111")
        await ui.until(lambda: ui.shows("Una vez más"))
        await enter(ui, "111111")
        await ui.until(lambda: ui.shows("Ese PIN es muy fácil. Elija otro."))
        await enter(ui, "905182")
        await ui.until(lambda: ui.shows("Una vez más"))
        await enter(ui, "905183")
        await ui.until(lambda: ui.shows("Los dos PIN son distintos. Elija otra vez."))
        await enter(ui, "905182")
        await ui.until(lambda: ui.shows("Una vez más"))
        await enter(ui, "905182")
        await ui.there("tile-new-visit")
    kinds = [capture.doc["kind"] for capture in shown.store.captures.live("pin_change")]
    assert kinds == ["pin_change"]


async def test_it_locks_without_use_and_comes_back_to_the_same_screen(shown: Rig) -> None:
    async with Headless(page_main(shown.tablet, idle_seconds=1.5)) as ui:
        await sign_in(ui)
        await ui.tap("nav-outgoing")
        await ui.there("send-now")
        await ui.until(lambda: ui.shows("PIN de Carla"))
        assert ui.named("send-now") is None
        await enter(ui, PIN)
        await ui.there("send-now")


async def test_what_was_typed_is_still_there_after_a_lock(shown: Rig) -> None:
    [refused] = shown.tablet.outgoing.lists().attention
    async with Headless(page_main(shown.tablet, idle_seconds=3)) as ui:
        await sign_in(ui)
        await ui.tap("nav-outgoing")
        await ui.tap(f"correct-{refused.record}")
        await ui.type("name", "Rodrigo Corregido")
        await ui.until(lambda: ui.shows("PIN de Carla"))
        assert ui.named("name") is None
        await enter(ui, PIN)
        await ui.until(lambda: ui.value("name") == "Rodrigo Corregido")


async def test_a_sheet_does_not_lie_over_the_lock(shown: Rig) -> None:
    async with Headless(page_main(shown.tablet, idle_seconds=3)) as ui:
        await sign_in(ui)
        await ui.tap("nav-new_visit")
        await ui.tap("read-notice")
        await ui.there("close-sheet")
        await ui.until(lambda: ui.shows("PIN de Carla"))
        assert not any(dialog.open for dialog in ui.all(ft.AlertDialog))


async def test_after_a_lock_another_person_begins_at_home(shown: Rig) -> None:
    async with Headless(page_main(shown.tablet, idle_seconds=1.5)) as ui:
        await sign_in(ui)
        await ui.tap("nav-outgoing")
        await ui.until(lambda: ui.shows("PIN de Carla"))
        await sign_in(ui, "luis")
        assert ui.shows("Buenos días, Luis")


async def test_signing_out_shows_the_people_again(ui: Headless, shown: Rig) -> None:
    shown.sync()
    async with ui:
        await sign_in(ui)
        await ui.tap("person")
        await ui.tap("sign-out")
        await ui.until(lambda: ui.shows("¿Quién va a usar el tablet?"))
        assert ui.named("nav-home") is None


async def test_nobody_signs_out_over_what_is_not_sent_and_another_person_comes_in_all_the_same(
    ui: Headless,
) -> None:
    async with ui:
        await sign_in(ui)
        await ui.tap("person")
        await ui.tap("sign-out")
        await ui.there("not-signed-out")
        assert ui.shows("Aún no puede cerrar sesión")
        assert ui.shows("1 registro está solo en este tablet.")
        await ui.tap("lock-instead")
        await ui.until(lambda: ui.shows("PIN de Carla"))
        await ui.until(lambda: not any(dialog.open for dialog in ui.all(ft.AlertDialog)))
        await sign_in(ui, "luis")
        assert ui.shows("Buenos días, Luis")


async def test_before_the_server_told_its_key_no_backup_is_made_and_a_sentence_says_why(
    ui: Headless,
) -> None:
    async with ui:
        await sign_in(ui)
        await ui.tap("nav-outgoing")
        await ui.tap("save-backup")
        await ui.until(lambda: ui.shows("Este tablet aún no tiene la llave del servidor."))
        assert "save_file" not in {name for name, _ in ui.conn.invoked}


async def test_what_waits_is_saved_in_a_file_and_once_sent_the_way_out_is_open(
    ui: Headless, shown: Rig
) -> None:
    server = shown.connect("")
    assert isinstance(server, FakeServer)
    server.publish("setting", "branch", NUNOA.model_copy(update={"export_key": "09" * 32}))
    shown.sync()
    shown.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba", phone="955501299"))
    async with ui:
        await sign_in(ui)
        await ui.tap("person")
        await ui.tap("sign-out")
        await ui.tap("save-backup")
        await ui.until(lambda: ui.shows("1 registro en T01-20261123-1045.vitrina"))
        assert "save_file" in {name for name, _ in ui.conn.invoked}
        await ui.there("not-signed-out")
        await asyncio.to_thread(shown.sync)
        await ui.until(lambda: not any(dialog.open for dialog in ui.all(ft.AlertDialog)))
        await ui.tap("sign-out")
        await ui.until(lambda: ui.shows("¿Quién va a usar el tablet?"))


async def test_settings_hold_for_the_tablet_and_change_the_screen_at_once(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await sign_in(ui)
        await ui.tap("person")
        await ui.tap("text-size-150")
        await ui.tap("setting-dark")
        await ui.tap("setting-high_contrast")
        await ui.tap("setting-left_handed")
        await ui.until(
            lambda: (
                shown.tablet.preferences.get()
                == Look(text_size=150, high_contrast=True, left_handed=True, dark=True)
            )
        )
        assert ui.page.bgcolor == "#000000"


async def test_a_page_whose_browser_is_away_is_left_alone_and_fresh_when_it_is_back(
    ui: Headless, shown: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    async with ui:
        await sign_in(ui)
        await ui.session.disconnect(60)
        shown.tablet.capture.save_visit(CARLA, VisitForm(name="Bruno Prueba", phone="955550003"))
        await asyncio.to_thread(shown.sync)
        assert "listener_broke" not in caplog.text

        await ui.session.connect(ui.conn)
        await ui.session.dispatch_connect_event()
        await ui.until(lambda: ui.shows("1 por enviar") or ui.shows("Todo enviado"))


async def test_a_page_that_is_locked_as_its_browser_goes_is_locked_when_it_is_back(
    shown: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    shells: list[Shell] = []
    attach = Shell.attach

    def attached(shell: Shell, page: ft.Page) -> None:
        shells.append(shell)
        attach(shell, page)

    monkeypatch.setattr(Shell, "attach", attached)
    async with Headless(page_main(shown.tablet)) as ui:
        await sign_in(ui)
        shells[0].lock()
        await ui.session.disconnect(60)
        await ui.session.connect(ui.conn)
        await ui.until(lambda: ui.named("pin-1"))
