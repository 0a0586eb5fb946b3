import asyncio

from app.domain.problems import Code
from app.sync.engine import Progress
from tests.app.rig import Rig
from tests.app.ui.headless import Headless, sign_in
from tests.builders import CARLA


async def open_outgoing(ui: Headless) -> None:
    await sign_in(ui)
    await ui.tap("nav-outgoing")
    await ui.there("send-now")


def refused(rig: Rig) -> str:
    [row] = rig.tablet.outgoing.lists().attention
    return str(row.record)


async def test_what_waits_what_arrived_and_what_was_refused_are_counted(ui: Headless) -> None:
    async with ui:
        await open_outgoing(ui)
        assert ui.shows("por enviar: 1 visita")
        assert ui.shows("Visita · Ana Prueba")
        assert ui.shows("Visita · Hugo Supuesto")
        assert ui.shows("1 por revisar")


async def test_a_refused_record_says_why_in_words(ui: Headless) -> None:
    async with ui:
        await open_outgoing(ui)
        await ui.until(lambda: ui.shows("el servidor no conoce a quien lo guardó."))
        assert ui.shows("Sigue guardado en este tablet; nada se perdió.")


async def test_what_is_about_somebody_erased_is_only_given_up(ui: Headless, shown: Rig) -> None:
    shown.store.file.execute("UPDATE outbox SET code = 'erased' WHERE state = 'attention'")
    async with ui:
        await open_outgoing(ui)
        record = refused(shown)
        await ui.there(f"discard-{record}")
        assert ui.shows("esta persona pidió borrar sus datos.")
        assert ui.named(f"correct-{record}") is None
        assert ui.named(f"resend-{record}") is None


async def test_a_refused_visit_is_corrected_in_its_form(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_outgoing(ui)
        record = refused(shown)
        await ui.tap(f"correct-{record}")
        await ui.until(lambda: ui.value("name") == "Rodrigo Prueba")
        assert ui.shows("Corregir la visita")
        await ui.type("name", "Rodrigo Corregido")
        await ui.tap("save")
        await ui.there("saved")
    assert shown.tablet.outgoing.status().attention == 0
    newest = shown.tablet.outgoing.lists().queued[0]
    assert newest.name == "Rodrigo Corregido"
    sealed = shown.store.captures.find(newest.record)
    assert sealed
    assert sealed.doc["supersedes"] == record


async def test_the_draft_of_another_visit_survives_a_correction(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_outgoing(ui)
        await ui.tap(f"correct-{refused(shown)}")
        await ui.type("name", "Rodrigo Corregido")
        await ui.settle(1.3)
    draft = shown.tablet.capture.draft(CARLA)
    assert draft
    assert draft.form.name == "Rodrigo Pendiente"


async def test_sending_again_makes_a_new_record(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_outgoing(ui)
        await ui.tap(f"resend-{refused(shown)}")
        await ui.until(lambda: ui.shows("Todo enviado") or ui.shows("2 por enviar"))
    assert shown.tablet.outgoing.status().attention == 0


async def test_discarding_asks_for_the_code_to_be_typed(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_outgoing(ui)
        [row] = shown.tablet.outgoing.lists().attention
        await ui.tap(f"discard-{row.record}")
        await ui.type("discard-confirmation", "sí")
        await ui.tap("discard-confirm")
        await ui.until(lambda: f"No es lo que se pide: {row.confirmation}" in ui.errors())
        await ui.type("discard-confirmation", row.confirmation)
        await ui.tap("discard-confirm")
        await ui.until(lambda: ui.shows("Queda anotado, con su nombre."))
    assert shown.tablet.outgoing.status().attention == 0


async def test_offline_is_grey_told_in_words_and_everything_still_works(
    ui: Headless, shown: Rig
) -> None:
    async with ui:
        await open_outgoing(ui)
        await ui.tap(f"resend-{refused(shown)}")
        shown.engine.progress = Progress(online=False, problem=Code.UNREACHABLE)
        await ui.tap("send-now")
        await ui.until(lambda: ui.shows("Sin conexión"))
        await ui.until(lambda: ui.shows("Sin red con el servidor."))


async def test_a_change_told_by_the_engine_reaches_the_screen(ui: Headless, shown: Rig) -> None:
    async with ui:
        await open_outgoing(ui)
        await asyncio.to_thread(shown.sync)
        await ui.until(lambda: ui.shows("Nada espera en este tablet."))
