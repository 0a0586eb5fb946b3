"""Photos on the screens of a complaint: chosen, told why not, taken away, and seen by the chief."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import flet as ft
import pytest
from PIL import Image

from app.domain.complaints import Photo
from app.ui.app import page_main
from tests.app.desk_rig import LUCHO, desk, filled, office
from tests.app.rig import Rig
from tests.app.ui.headless import PATIENCE, Headless
from tests.app.ui.test_service_desk import known_pins, signed_in
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet")
    known_pins(made)
    yield made
    made.store.close()


def file(path: Path, **told: object) -> dict[str, object]:
    return {"id": 1, "name": path.name, "size": path.stat().st_size, "path": str(path), **told}


def pictures(folder: Path, count: int) -> list[dict[str, object]]:
    """Files of as many different pictures."""
    made = []
    for number in range(count):
        path = folder / f"foto{number}.png"
        Image.new("RGB", (300, 200), (40 * number, 90, 120)).save(path)
        made.append(file(path))
    return made


async def choose(ui: Headless, files: list[dict[str, object]]) -> None:
    ui.conn.answers["pick_files"] = files
    await ui.tap("add-photos")
    await ui.until(lambda: not ui.shows("Un momento"))


async def test_photos_are_chosen_seen_large_and_taken_away(rig: Rig, tmp_path: Path):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await choose(ui, pictures(tmp_path, 2))
        await ui.there("photo-2")
        await choose(ui, pictures(tmp_path, 1))  # the first one again is no third photo
        assert ui.named("photo-3") is None
        await ui.tap("photo-1")
        await ui.there("photo-whole")
        await ui.tap("close-sheet")
        await ui.tap("photo-remove-1")
        await ui.until(lambda: ui.named("photo-2") is None)
        assert ui.named("photo-1") is not None


async def test_a_sixth_photo_is_not_kept_and_the_button_is_gone_at_five(rig: Rig, tmp_path: Path):
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await choose(ui, pictures(tmp_path, 6))
        await ui.there("photo-5")
        assert ui.shows("Se guardan hasta 5 fotos.")
        assert ui.named("photo-6") is None
        assert ui.named("add-photos") is None


async def test_forty_megabytes_and_a_broken_image_are_told_in_a_sentence(rig: Rig, tmp_path: Path):
    broken = tmp_path / "rota.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await choose(ui, [file(broken, size=40 << 20)])
        await ui.until(lambda: ui.shows("La foto es demasiado grande"))
        await choose(ui, [file(broken)])
        await ui.until(lambda: ui.shows("Esta imagen no se puede leer"))
        await choose(ui, [{**file(broken), "path": str(tmp_path / "borrada.jpg")}])
        await ui.until(lambda: ui.shows("Esta imagen no se puede leer"))
        await choose(ui, pictures(tmp_path, 1))
        await ui.there("photo-1")
        assert not ui.shows("Esta imagen no se puede leer")


async def test_a_heic_of_an_iphone_is_told_with_what_to_do(rig: Rig, tmp_path: Path):
    taken = tmp_path / "IMG_0001.HEIC"
    taken.write_bytes(b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic")
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await choose(ui, [file(taken)])
        await ui.until(lambda: ui.shows("guárdela o compártala como JPG"))


async def test_a_photo_on_its_way_is_waited_for_before_the_next_step(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    reading, read = threading.Event(), rig.tablet.album.add

    def slowly(raw: bytes) -> Photo:
        assert reading.wait(PATIENCE)
        return read(raw)

    monkeypatch.setattr(rig.tablet.album, "add", slowly)
    async with Headless(page_main(rig.tablet)) as ui:
        await signed_in(ui, "lucho")
        await ui.tap("tile-complaint")
        await ui.tap("kind-queja")
        await ui.type("detail", "Nadie me saludó.")
        ui.conn.answers["pick_files"] = pictures(tmp_path, 1)
        taking = asyncio.create_task(ui.tap("add-photos"))
        await ui.until(lambda: ui.shows("Un momento"))
        await ui.type("amount", "180.00")
        await ui.tap("next")
        assert ui.named("document") is None
        reading.set()
        await taking
        await ui.there("photo-1")
        assert ui.value("amount") == "180.00"
        await ui.tap("next")
        await ui.there("document")


async def test_the_chief_sees_the_photo_on_another_tablet_once_it_was_sent(
    rig: Rig, server: Server, tmp_path: Path
):
    raw = (tmp_path / str(pictures(tmp_path, 1)[0]["name"])).read_bytes()
    photo = rig.tablet.album.add(raw)
    rig.tablet.complaining.save(LUCHO, form := filled(rig, photos=(photo,)))
    assert rig.tablet.outgoing.status().queued == 2  # the record and its photo
    chiefs = desk(server, tmp_path / "chief")
    known_pins(chiefs)
    rig.store.file.execute("UPDATE photo SET state = 'draft'")  # it waits on its tablet
    rig.sync()
    chiefs.sync()
    known_pins(chiefs)
    async with Headless(page_main(chiefs.tablet)) as ui:
        await signed_in(ui, "julia")
        await ui.tap("nav-complaints")
        await ui.tap(f"case-{form.record}")
        await ui.until(lambda: ui.shows("aún no llega"))
        rig.store.file.execute("UPDATE photo SET state = 'queued'")
        rig.sync()
        await ui.tap(f"case-{form.record}")
        await ui.until(lambda: not ui.shows("aún no llega"))
        mark = await ui.there("photo-1")
        (seen,) = [part for part in ui.walk(mark) if isinstance(part, ft.Image)]
        assert seen.src == chiefs.tablet.album.shown(photo.sha256).thumb
    assert rig.tablet.outgoing.status().queued == 0
    chiefs.store.close()
