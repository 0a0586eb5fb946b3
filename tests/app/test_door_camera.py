"""The camera's page is for one door and this machine: what it asks, what it is told, when it ends."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.events import DoorMark
from app.domain.passes import short_code
from app.services import door_camera
from app.ui.screens.door_camera import open_camera
from app.ui.texts import Words
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, open_branch
from tests.app.test_hosting import FAIR, LAURA, Stand, qr
from tests.builders import CARLA, HandClock
from tests.domain.event_builders import event


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
    made.tablet.door_camera.close()
    made.store.close()


@pytest.fixture
def page(stand: Stand) -> str:
    return opened(stand)


def opened(stand: Stand) -> str:
    words = Words(stand.rig.tablet.showroom.branch().country)
    return open_camera(stand.rig.tablet, words, CARLA, FAIR)


def ask(page: str, **asked: Any) -> dict[str, Any]:
    shown: dict[str, Any] = httpx.post(f"{page}ask", json=asked).json()
    return shown


def test_a_pass_is_green_with_its_gift_once_and_amber_the_second_time(stand: Stand, page: str):
    assert ask(page, scanned=qr()) == {
        "light": "green",
        "title": "Adelante, Laura E.",
        "lines": ["Pase válido · 2 personas", "Entregue 1 regalo: Vale de lavado"],
        "gives": True,
        "admits": False,
    }
    given = ask(page, gift=True)
    assert given["lines"][1:] == ["Regalo entregado: Vale de lavado"]
    assert given["gives"] is False
    assert ask(page, scanned=qr()) == {
        "light": "amber",
        "title": "Este pase ya entró",
        "lines": [
            "Laura E.",
            "Entró a las 12:00, T01",
            "Regalo ya entregado 12:00 por T01",
        ],
        "gives": False,
        "admits": False,
    }
    made = stand.rig.store.captures.live("check_in")
    assert [one.doc["body"]["act"] for one in made] == ["arrived", "gift"]
    assert {one.doc["actor"] for one in made} == {"carla"}


def test_the_camera_asks_before_it_lets_in_a_pass_of_another_day(stand: Stand):
    tomorrow = timedelta(days=1)
    stand.publish_fair(
        event=event(starts_at=event().starts_at + tomorrow, ends_at=event().ends_at + tomorrow)
    )
    stand.rig.sync()
    page = opened(stand)
    assert ask(page, scanned=qr()) == {
        "light": "amber",
        "title": "Este pase es para el martes 3 de marzo",
        "lines": ["Laura E.", "El pase es válido, pero de otro día: usted decide."],
        "gives": False,
        "admits": True,
    }
    assert ask(page, admit=True)["title"] == "Adelante, Laura E."
    assert ask(page, scanned=qr())["title"] == "Este pase ya entró"
    assert len(stand.rig.store.captures.live("check_in")) == 1


def test_what_the_camera_reads_elsewhere_is_red_and_recorded_nowhere(stand: Stand, page: str):
    for text, title in (
        (qr()[:-2] + "AA", "Este pase no es nuestro"),
        ("https://example.com/menu", "Esto no es un pase"),
        ("", "Esto no es un pase"),
    ):
        shown = ask(page, scanned=text)
        assert (shown["light"], shown["title"], shown["gives"]) == ("red", title, False)
    assert ask(page, gift=True)["light"] == "red"
    assert ask(page, scanned=short_code(LAURA))["light"] == "green"
    assert len(stand.rig.store.captures.live("check_in")) == 1


def test_a_gift_handed_over_at_another_door_meanwhile_is_not_handed_over_again(
    stand: Stand, page: str
):
    assert ask(page, scanned=qr())["gives"] is True
    there = DoorMark(record=FAIR, at=1_772_463_600_000, by="julia", door="T03")
    stand.publish_pass(gifts=(there,))
    stand.rig.sync()
    assert ask(page, gift=True)["lines"][-1] == "Regalo ya entregado 12:00 por T03"
    assert stand.rig.store.captures.live("check_in") == []  # the arrival is sent, no gift was made


def test_the_page_and_its_parts_come_from_this_machine_alone(page: str):
    assert page.startswith("http://127.0.0.1:")
    assert len(page.rstrip("/").rpartition("/")[2]) == 32
    answer = httpx.get(page)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["permissions-policy"] == "camera=(self)"
    for part in ("", "camera.css", "camera.js", "decode.js", "index.js", "bold.ttf"):
        got = httpx.get(page + part)
        assert got.status_code == 200
        if part.startswith("camera") or not part:
            assert "://" not in got.text
    words = httpx.get(f"{page}words.json").json()
    assert words["title"] == "Puerta · Feria de Primavera"
    assert all(words[name] for name in words if name != "demo")


@pytest.mark.parametrize("path", ["../x/", "nothing.js", "../../etc/passwd", "ask"])
def test_no_other_path_gives_anything(page: str, path: str):
    assert httpx.get(page + path).status_code == 404


def test_only_a_small_question_of_the_page_itself_is_heard(page: str):
    assert httpx.post(f"{page}ask", content=b"[]").status_code == 404
    assert httpx.post(f"{page}ask", content=b"no").status_code == 404
    assert httpx.post(page, json={"scanned": "x"}).status_code == 404
    assert httpx.post(f"{page}ask", content=b"x" * 5_000).status_code == 413


def test_who_leaves_the_tablet_or_opens_another_page_ends_the_first(stand: Stand, page: str):
    second = opened(stand)
    assert httpx.get(page).status_code == 404
    assert httpx.get(second).status_code == 200
    stand.rig.tablet.door_camera.shut()
    assert httpx.post(f"{second}ask", json={"scanned": qr()}).status_code == 404
    assert stand.rig.store.captures.live("check_in") == []


def test_a_page_that_nobody_used_for_half_an_hour_has_ended(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(door_camera, "SECONDS", -1.0)
    assert httpx.get(opened(stand)).status_code == 404


def test_a_pass_whose_event_is_over_is_amber_and_says_until_when_it_was(stand: Stand, page: str):
    stand.rig.clock.pass_by(days=2)
    shown = ask(page, scanned=qr())
    assert shown["light"] == "amber"
    assert shown["title"] == "Este pase era hasta el lunes 2 de marzo, 21:00"
    assert shown["admits"] is True
