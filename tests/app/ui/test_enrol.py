from pathlib import Path

import pytest

from app.domain.problems import Code, Problem
from app.ui.app import page_main
from app.ui.widgets.code_boxes import read_code
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.app.ui.headless import Headless
from tests.builders import HandClock

CODE = "7Q4KM2X9AB"


@pytest.fixture
def server(clock: HandClock) -> FakeServer:
    made = FakeServer(clock)
    open_branch(made)
    return made


def new_page(folder: Path, clock: HandClock, server: FakeServer) -> tuple[Rig, Headless]:
    rig = Rig(folder / "tablet", clock, lambda _url: server, "http://127.0.0.1:1")
    return rig, Headless(page_main(rig.tablet))


async def test_ten_characters_make_the_tablet_one_of_the_branch(
    tmp_path: Path, clock: HandClock, server: FakeServer
) -> None:
    rig, ui = new_page(tmp_path, clock, server)
    async with ui:
        await ui.type("code", CODE)
        await ui.type("tablet-name", "Mesón 1")
        await ui.tap("enrol")
        await ui.until(lambda: ui.shows("¿Quién va a usar el tablet?"))
        assert ui.shows("Automotriz Demo · Sucursal Ñuñoa · T01")
    assert server.enrolments[0].name == "Mesón 1"
    rig.store.close()


async def test_it_says_how_many_characters_are_missing(
    tmp_path: Path, clock: HandClock, server: FakeServer
) -> None:
    rig, ui = new_page(tmp_path, clock, server)
    async with ui:
        await ui.type("code", "7Q4KM-2X9A")
        await ui.tap("enrol")
        await ui.until(lambda: ui.shows("Falta 1 carácter."))
    assert not server.enrolments
    rig.store.close()


async def test_the_content_of_the_qr_fills_code_and_address(
    tmp_path: Path, clock: HandClock, server: FakeServer
) -> None:
    rig, ui = new_page(tmp_path, clock, server)
    async with ui:
        await ui.type("pasted", '{"url": "https://crm.example", "code": "7Q4KM2X9AB"}')
        await ui.until(lambda: ui.value("code") == CODE)
        assert ui.value("url") == "https://crm.example"
    rig.store.close()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (Code.ENROLMENT_UNKNOWN, "No reconocemos ese código. Revíselo o pida otro."),
        (Code.ENROLMENT_USED, "Ese código ya se usó. Pida otro."),
        (Code.ENROLMENT_EXPIRED, "Ese código venció. Pida otro."),
        (Code.UNREACHABLE, "Sin red con el servidor."),
    ],
)
async def test_a_refused_code_is_told_in_words(
    tmp_path: Path, clock: HandClock, server: FakeServer, code: Code, sentence: str
) -> None:
    server.enrol_faults = [Problem(code)]
    rig, ui = new_page(tmp_path, clock, server)
    async with ui:
        await ui.type("code", CODE)
        await ui.tap("enrol")
        await ui.until(lambda: ui.shows(sentence))
        assert ui.value("code") == CODE
    rig.store.close()


async def test_an_address_without_tls_is_refused(
    tmp_path: Path, clock: HandClock, server: FakeServer
) -> None:
    rig, ui = new_page(tmp_path, clock, server)
    async with ui:
        await ui.type("code", CODE)
        await ui.type("url", "http://crm.example")
        await ui.tap("enrol")
        await ui.until(lambda: ui.shows("La dirección empieza con https://"))
    rig.store.close()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7q4km-2x9ab", "7Q4KM2X9AB"),
        ("O1ILo0", "011100"),
        ("7Q4KM 2X9AB 99", "7Q4KM2X9AB"),
        ("Ñ@u", ""),
    ],
)
def test_a_code_is_read_as_crockford_wrote_it(typed: str, read: str) -> None:
    assert read_code(typed) == read
