"""Kilometres to correct on the tablet: seen by who can, one number, without a network too."""

from datetime import date
from uuid import UUID

import pytest

from app.domain.odd_readings import OddReading, Reading
from app.domain.odometer import KmDoubt
from app.domain.problems import Problem
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA, MARTA, ROSA

EARLIER = Reading(on=date(2026, 2, 10), km=9_000, order=UUID(int=2))
LATER = Reading(on=date(2026, 2, 20), km=900, order=UUID(int=3))


def odd(n: int = 1, **parts: object) -> OddReading:
    told: dict[str, object] = {
        "id": UUID(int=n),
        "customer": UUID(int=50 + n),
        "branch": "NUNOA",
        "owner": "carla",
        "name": "Ana Prueba",
        "vehicle": "ABCD12",
        "earlier": EARLIER,
        "later": LATER,
    }
    return OddReading.model_validate({**told, **parts})


@pytest.fixture
def known(rig: Rig, server: FakeServer) -> OddReading:
    made = odd()
    later = LATER.model_copy(update={"order": UUID(int=4)})
    earlier = EARLIER.model_copy(update={"order": UUID(int=5)})
    other = odd(2, owner="luis", name="Eva Dos", earlier=earlier, later=later)
    server.publish("odd_reading", made.id, made)
    server.publish("odd_reading", UUID(int=2), other)
    rig.sync()
    return made


def names(rig: Rig, who: object) -> list[str]:
    return [one.name for one in rig.tablet.odd_readings.to_correct(who)]  # type: ignore[arg-type]


@pytest.mark.usefixtures("known")
def test_a_seller_sees_her_customers_chief_and_reception_all(rig: Rig):
    assert names(rig, CARLA) == ["Ana Prueba"]
    assert names(rig, MARTA) == names(rig, ROSA) == ["Ana Prueba", "Eva Dos"]


def test_a_number_puts_it_right_offline_and_taken_back_it_stands_again(rig: Rig, known: OddReading):
    saved = rig.tablet.odd_readings.correct(ROSA, known, LATER, "9.900")

    assert names(rig, ROSA) == ["Eva Dos"]
    [made] = rig.store.captures.live("km_correction")
    assert made.doc["body"] == {"km": 9_900, "sure": False}
    assert made.doc["refs"] == {"order": str(LATER.order), "customer": str(known.customer)}
    rig.tablet.odd_readings.undo(ROSA, saved.record)
    assert names(rig, ROSA) == ["Ana Prueba", "Eva Dos"]


def test_the_newer_one_is_confirmed_offline_as_it_stands(rig: Rig, known: OddReading):
    saved = rig.tablet.odd_readings.confirm(ROSA, known)

    assert names(rig, ROSA) == ["Eva Dos"]
    [made] = rig.store.captures.live("km_correction")
    assert made.doc["body"] == {"km": 900, "sure": True}
    assert made.doc["refs"] == {"order": str(LATER.order), "customer": str(known.customer)}
    rig.tablet.odd_readings.undo(ROSA, saved.record)
    assert names(rig, ROSA) == ["Ana Prueba", "Eva Dos"]


def test_the_older_one_may_be_wrong(rig: Rig, known: OddReading):
    rig.tablet.odd_readings.correct(CARLA, known, EARLIER, "800 km")
    assert names(rig, CARLA) == []


@pytest.mark.parametrize(
    ("wrong", "typed", "detail"),
    [
        (LATER, "nueve mil", ""),
        (LATER, "", ""),
        (LATER, "8.999", KmDoubt.IMPLAUSIBLE),
        (LATER, "900.000", KmDoubt.IMPLAUSIBLE),
        (EARLIER, "901", KmDoubt.IMPLAUSIBLE),
        (Reading(on=date(2026, 1, 10), km=0), "5", ""),
    ],
)
def test_what_is_no_number_or_fits_as_little_is_refused(
    rig: Rig, known: OddReading, wrong: Reading, typed: str, detail: str
):
    with pytest.raises(Problem) as refused:
        rig.tablet.odd_readings.correct(CARLA, known, wrong, typed)
    assert (refused.value.field, refused.value.detail) == ("km", detail)
    assert rig.store.captures.live("km_correction") == []
