"""What a person reads after the tablet's file was damaged."""

import json

import flet as ft
import pytest

from app import __main__ as command
from app.domain.problems import Code, Problem
from app.settings import Settings
from app.storage.salvage import Salvaged
from app.storage.state import Key
from app.ui.salvage_words import salvaged_words
from app.ui.texts import Words
from tests.app.rig import Rig
from tests.app.ui.headless import Headless, sign_in

KEPT = "vitrina-damaged-20261123T104500Z.db"


async def test_the_person_reads_what_came_through_until_they_close_it(
    ui: Headless, shown: Rig
) -> None:
    told = Salvaged(KEPT, records=12, photos=1, lost=1)
    shown.store.state.set(Key.SALVAGED, json.dumps(told._asdict()))
    async with ui:
        await sign_in(ui)
        assert ui.shows("La memoria del tablet se dañó: se recuperaron 12 registros")
        assert ui.shows(
            f"1 no se pudo leer. El archivo dañado quedó guardado como {KEPT}:"
            " avise al administrador."
        )
        await ui.tap("close-message")
        await ui.until(lambda: shown.store.state.get(Key.SALVAGED) is None)


def test_a_tablet_of_which_nothing_was_left_says_that_it_has_to_join_again() -> None:
    title, detail = salvaged_words(Words(), Salvaged(KEPT, 0, 0, 0), enrolled=False)
    assert title == "La memoria del tablet se dañó: no se pudo recuperar nada"
    assert detail == (
        "Hay que volver a inscribir el tablet en la sucursal."
        f" El archivo dañado quedó guardado como {KEPT}: avise al administrador."
    )


async def test_the_packaged_app_says_in_words_why_it_cannot_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_settings: Settings) -> None:
        raise Problem(Code.STORAGE_FAILED)

    class Page:
        title = ""
        said = ""

        def add(self, area: ft.SafeArea) -> None:
            assert isinstance(area.content, ft.Text)
            self.said = area.content.value

    started = []
    monkeypatch.setenv("FLET_PLATFORM", "android")
    monkeypatch.setattr(command, "running_tablet", refuse)
    monkeypatch.setattr(ft, "run", lambda main, **_: started.append(main))
    command.run()
    page = Page()
    await started[0](page)
    assert page.said == (
        "La memoria del tablet falló. Reinicie el tablet y avise al administrador;"
        " no desinstale la aplicación."
    )
