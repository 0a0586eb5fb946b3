"""`vitrina-server events` as an office types it, on either engine."""

import io
import json
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.sync_server.cli.conftest import Command

FAIR = (
    *("events", "add", "--branch", "NUNOA", "--name", "Feria de Otoño", "--place", "Parque Demo"),
    *("--from", "2046-12-05T10:00", "--to", "2046-12-05T20:00", "--gift", "Vale de lavado"),
    *("--capacity", "200", "--question", "¿Cuándo cambia de auto?=Este mes|Este año|Solo miro"),
)


def rows(command: Command) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(command("events", "list", "--format", "json").out)
    return listed


def the_fair(command: Command) -> dict[str, object]:
    """Return the fair of the demo, which has another event too."""
    (fair,) = [one for one in rows(command) if one["name"] == "Feria de Primavera"]
    return fair


def test_an_event_is_made_listed_shown_and_cancelled(demo: Command):
    fair = the_fair(demo)
    assert (fair["name"], fair["signed_up"], fair["people"]) == ("Feria de Primavera", 5, 10)
    made = demo(*FAIR)
    assert made.status == 0
    name, address = made.out.splitlines()
    id_ = name.removeprefix("Feria de Otoño: ")
    assert address.startswith("http://127.0.0.1:8747/e/")

    shown = json.loads(demo("events", "show", id_).out)
    assert shown["starts_at"] == "2046-12-05T10:00:00-03:00"
    assert (shown["capacity"], shown["signed_up"], shown["conflicts"]) == (200, 0, [])
    assert "cancelled" in demo("events", "cancel", id_).out
    cancelled = [one["name"] for one in rows(demo) if one["cancelled"]]
    assert cancelled == ["Feria de Otoño"]


def test_the_results_of_the_demos_fair_are_counted(demo: Command):
    fair = the_fair(demo)
    shown = json.loads(demo("events", "show", str(fair["id"])).out)
    assert shown["by_way"] == {"kiosk": 1, "phone": 3, "staff": 1}
    assert shown["by_heat"] == {"cold": 2, "hot": 1, "warm": 2}
    assert (shown["customers"], shown["new_customers"], shown["known_customers"]) == (5, 0, 5)
    listed = json.loads(demo("events", "passes", str(fair["id"]), "--format", "json").out)
    assert len(listed) == 5
    assert all(len(one["code"]) == 6 for one in listed)


def test_the_poster_is_written_in_three_forms_and_never_over_a_file(demo: Command, tmp_path: Path):
    fair = the_fair(demo)
    for form, magic in (("pdf", b"%PDF"), ("svg", b"<svg"), ("png", b"\x89PNG")):
        file = tmp_path / f"afiche.{form}"
        assert demo("events", "poster", str(fair["id"]), str(file)).status == 0
        assert file.read_bytes().startswith(magic)
    again = demo("events", "poster", str(fair["id"]), str(tmp_path / "afiche.png"))
    assert again.status == 1
    image = Image.open(io.BytesIO((tmp_path / "afiche.png").read_bytes()))
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == fair["address"]
    other = demo("events", "poster", str(fair["id"]), str(tmp_path / "afiche.gif"))
    assert "pdf, svg, png" in other.err


def test_what_cannot_be_is_said_in_one_sentence(demo: Command):
    assert demo("events", "show", "01a208cd-9320-7ac1-a73e-afbfee26cf60").status == 1
    assert "MARS" in demo(*FAIR[:2], "--branch", "MARS", *FAIR[4:]).err
    backwards = [*FAIR, "--to", "2046-12-05T09:00"]
    refused = demo(*backwards)
    assert refused.status == 1
    assert demo(*FAIR, "--kind", "party").status == 1
    past = demo(*FAIR, "--from", "2020-12-05T10:00", "--to", "2020-12-05T20:00")
    assert (past.status, past.err) == (1, "ends_at: it would be over already.")
    assert "Feria de Otoño" not in {one["name"] for one in rows(demo)}
