"""PINs on a shared tablet: the right one opens, wrong ones wait longer and longer."""

from datetime import timedelta

import pytest

from app.domain.problems import Code, Problem
from app.domain.staff import Person, Role
from app.services.session import MustChangePin, PinRefused, SignedIn
from tests.app.fakes import FakeServer
from tests.app.rig import PIN, Rig, staff
from tests.builders import CARLA, HandClock


def test_the_people_of_the_branch_are_listed_by_name_without_those_who_left(
    rig: Rig, server: FakeServer
) -> None:
    server.publish("person", "zoe", staff(CARLA, code="zoe", name="ana Zoe"))
    server.publish("person", "marta", staff(CARLA, code="marta", active=False))
    rig.sync()
    assert [person.code for person in rig.tablet.session.people()] == ["zoe", "carla", "rosa"]


def test_the_right_pin_signs_in(rig: Rig) -> None:
    assert rig.tablet.session.sign_in("carla", PIN) == SignedIn(staff(CARLA))


def test_somebody_unknown_or_without_a_pin_is_refused(rig: Rig, server: FakeServer) -> None:
    server.publish("person", "nadie", CARLA.model_copy(update={"code": "nadie"}))
    rig.sync()
    assert rig.tablet.session.sign_in("nadie", PIN) == PinRefused(0)
    assert rig.tablet.session.sign_in("fantasma", PIN) == PinRefused(0)


def test_a_one_time_pin_must_be_changed_first(rig: Rig, server: FakeServer) -> None:
    server.publish("person", "carla", staff(CARLA, must_change_pin=True))
    rig.sync()
    opened = rig.tablet.session.sign_in("carla", PIN)
    assert isinstance(opened, MustChangePin)


def test_a_new_pin_works_at_once_offline_and_the_old_one_no_more(
    rig: Rig, server: FakeServer
) -> None:
    server.publish("person", "carla", staff(CARLA, must_change_pin=True))
    rig.sync()
    [carla] = [person for person in rig.tablet.session.people() if person.code == "carla"]

    changed = rig.tablet.session.change_pin(carla, "739164")

    assert not changed.must_change_pin
    assert isinstance(rig.tablet.session.sign_in("carla", "739164"), SignedIn)
    assert isinstance(rig.tablet.session.sign_in("carla", PIN), PinRefused)
    rig.sync()
    [record] = server.records
    assert record["kind"] == "pin_change"
    assert record["body"]["person"] == "carla"
    assert "739164" not in str(record)


def test_a_pull_that_does_not_know_the_new_pin_yet_does_not_bring_back_the_old_one(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.session.change_pin(staff(CARLA), "739164")
    server.pull_faults = [Problem(Code.UNREACHABLE)]
    rig.sync()
    assert isinstance(rig.tablet.session.sign_in("carla", "739164"), SignedIn)


def test_what_the_server_says_after_it_heard_of_the_new_pin_holds(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.session.change_pin(staff(CARLA), "739164")
    rig.sync()
    server.publish("person", "carla", staff(CARLA, must_change_pin=True))
    rig.sync()
    assert isinstance(rig.tablet.session.sign_in("carla", PIN), MustChangePin)


@pytest.mark.parametrize("weak", ["111111", "123456", "12345", "1234567", "abcdef", PIN])
def test_a_weak_pin_or_the_same_again_is_refused(rig: Rig, weak: str) -> None:
    with pytest.raises(Problem) as refused:
        rig.tablet.session.change_pin(staff(CARLA), weak)
    assert refused.value.code is Code.PIN_TOO_WEAK
    assert rig.states() == []


def test_five_wrong_pins_lock_for_a_minute_and_each_further_one_doubles_it(
    rig: Rig, clock: HandClock
) -> None:
    session = rig.tablet.session
    left = [session.sign_in("carla", "000001") for _ in range(4)]
    assert left == [PinRefused(4), PinRefused(3), PinRefused(2), PinRefused(1)]
    minutes = []
    for _ in range(12):
        refused = session.sign_in("carla", "000001")
        assert isinstance(refused, PinRefused)
        assert refused.tries_left == 0
        assert refused.locked_until is not None
        wait = refused.locked_until - rig.tablet.showroom.now()
        minutes.append(wait // timedelta(minutes=1))
        clock.at += wait
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]


def test_while_locked_even_the_right_pin_is_refused_and_nothing_is_counted(
    rig: Rig, clock: HandClock
) -> None:
    for _ in range(5):
        rig.tablet.session.sign_in("carla", "000001")
    locked = rig.tablet.session.sign_in("carla", PIN)
    assert isinstance(locked, PinRefused)
    assert locked.locked_until == rig.tablet.showroom.now() + timedelta(minutes=1)
    clock.pass_by(seconds=61)
    assert isinstance(rig.tablet.session.sign_in("carla", PIN), SignedIn)
    assert rig.tablet.session.sign_in("carla", "000001") == PinRefused(4)


def test_a_lock_survives_the_end_of_the_process_and_a_clock_set_forward(
    rig: Rig, clock: HandClock
) -> None:
    for _ in range(5):
        rig.tablet.session.sign_in("carla", "000001")
    rig.reopen()
    rig.sync()
    kept = clock.monotonic_ms
    still = kept()
    clock.monotonic_ms = lambda: still + 1_000  # type: ignore[method-assign]
    clock.pass_by(hours=5)
    assert isinstance(rig.tablet.session.sign_in("carla", PIN), PinRefused)


def test_a_lock_is_one_persons(rig: Rig) -> None:
    for _ in range(5):
        rig.tablet.session.sign_in("carla", "000001")
    assert isinstance(rig.tablet.session.sign_in("marta", PIN), SignedIn)


def test_a_person_whose_role_is_not_known_here_records_nothing(rig: Rig) -> None:
    stranger = Person(code="x", name="X", role=Role.UNKNOWN, branch="NUNOA")
    with pytest.raises(Problem) as refused:
        rig.tablet.session.change_pin(stranger, "739164")
    assert refused.value.code is Code.NOT_ALLOWED
