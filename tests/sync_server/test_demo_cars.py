"""The demo cars of a branch: taken in, told to its tablets as they change, on both databases."""

from datetime import date
from typing import Any

import pytest

from app.domain.catalogue import DemoCar
from app.domain.contract import DownKind, FeedOp
from app.domain.problems import Code, Problem
from sync_server.services.administration import administration
from sync_server.services.demo_car_files import demo_cars_text, read_demo_cars
from sync_server.storage import staff
from tests.builders import NUNOA
from tests.sync_server.offices import Mirror, Server

FILE = "plate,model,color,away_until\nGH LP 21,Terra 5,gris,\nGHLP23,Terra 7,azul,2026-11-25\n"


def take(server: Server, text: str, branch: str = "NUNOA") -> Any:
    cars = read_demo_cars(text, NUNOA.model_copy(update={"code": branch}))
    sent = [car.model_dump(mode="json") for car in cars]
    run = administration(server.database, server.office)
    return run("demo_cars_import", {"branch": branch, "cars": sent, "apply": True})


def test_the_file_is_written_as_it_was_read():
    cars = read_demo_cars(FILE, NUNOA)
    assert [(car.name(), car.color, car.away_until) for car in cars] == [
        ("GHLP21", "gris", None),
        ("GHLP23", "azul", date(2026, 11, 25)),
    ]
    assert read_demo_cars(demo_cars_text(cars), NUNOA) == cars


@pytest.mark.parametrize("row", ["1,Terra 5,,", "GHLP24,,,", "GHLP24,Terra 5,,mañana"])
def test_a_row_that_cannot_be_is_named(row: str):
    with pytest.raises(Problem) as refused:
        read_demo_cars(FILE + row, NUNOA)
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, "row 4")


def test_a_tablet_of_the_branch_pulls_what_changed_and_nothing_else(server: Server):
    ours, theirs = (Mirror(server.api, server.tablet(at).token) for at in ("NUNOA", "LIMA"))
    assert take(server, FILE) == {"new": 2, "changed": 0, "gone": 0, "same": 0, "applied": True}
    assert ours.pull() == ours.digest()
    theirs.pull()
    cars = [DemoCar.model_validate(doc) for doc in ours.documents(DownKind.DEMO_CAR)]
    assert sorted(car.model for car in cars) == ["Terra 5", "Terra 7"]
    assert theirs.documents(DownKind.DEMO_CAR) == []

    before = len(ours.seen)
    changed = FILE.replace("2026-11-25", "2026-12-01")
    assert take(server, changed) == {
        "new": 0, "changed": 1, "gone": 0, "same": 1, "applied": True,
    }  # fmt: skip
    assert ours.pull() == ours.digest()
    assert [(row.op, row.id) for row in ours.seen[before:]] == [(FeedOp.PUT, "CL-GHLP23")]


def test_a_car_that_moves_to_another_branch_leaves_the_tablets_of_the_first(server: Server):
    maipu = NUNOA.model_copy(update={"code": "MAIPU"})
    server.database.writer.run(lambda tx: staff.add_branch(tx, maipu, server.office.now()))
    take(server, FILE)
    mirror = Mirror(server.api, server.tablet().token)
    mirror.pull()
    take(server, FILE.replace("GHLP23,Terra 7,azul,2026-11-25\n", ""), "MAIPU")
    assert mirror.pull() == mirror.digest()
    assert [doc["model"] for doc in mirror.documents(DownKind.DEMO_CAR)] == ["Terra 7"]


def test_a_trial_changes_nothing_and_a_plate_comes_once(server: Server):
    run = administration(server.database, server.office)
    cars = [car.model_dump(mode="json") for car in read_demo_cars(FILE, NUNOA)]
    told = run("demo_cars_import", {"branch": "NUNOA", "cars": cars})
    assert (told["new"], told["applied"]) == (2, False)
    assert run("demo_cars", {}) == []
    with pytest.raises(Problem) as refused:
        run("demo_cars_import", {"branch": "NUNOA", "cars": [cars[0], cars[0]], "apply": True})
    assert refused.value.field == "plate"
