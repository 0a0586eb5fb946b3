"""Waits that grow without end and never in step, and a thread that is always there."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync.backoff import LONGEST_SECONDS, Pause, pause
from app.sync.worker import Worker


@given(failures=st.integers(1, 10_000), draw=st.floats(0, 1))
def test_a_wait_lies_between_nothing_and_its_limit(failures: int, draw: float) -> None:
    waits = pause(failures, None, lambda low, high: low + draw * (high - low))
    assert 0 <= waits.seconds <= 900
    assert not waits.firm


def test_the_limit_doubles_from_two_seconds_to_a_quarter_of_an_hour() -> None:
    limits = [pause(failures, None, lambda _low, high: high).seconds for failures in range(1, 12)]
    assert limits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


@given(asked=st.integers(0, 10**9))
def test_what_the_server_asks_for_is_obeyed_but_never_longer_than_the_longest_wait(
    asked: int,
) -> None:
    waits = pause(1, asked, lambda _low, _high: 0.0)
    assert waits == Pause(min(asked, LONGEST_SECONDS), firm=True)


class Attempting:
    """An engine that counts, and does in each attempt what the test says."""

    def __init__(self) -> None:
        self.attempts = 0
        self.recoveries = 0
        self.encouraged = 0
        self.pause = Pause(600)
        self.attempted = threading.Event()
        self.hang = threading.Event()
        self.hang.set()

    def run_once(self) -> Pause:
        self.attempts += 1
        self.attempted.set()
        self.hang.wait(30)
        return self.pause

    def recover(self) -> None:
        self.recoveries += 1

    def encourage(self) -> None:
        self.encouraged += 1

    def wait_for(self, attempts: int) -> None:
        deadline = time.monotonic() + 10
        while self.attempts < attempts and time.monotonic() < deadline:
            time.sleep(0.002)
        assert self.attempts >= attempts


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def attempting() -> Attempting:
    return Attempting()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def worker(attempting: Attempting, seconds: Seconds) -> Iterator[Worker]:
    made = Worker(attempting, lambda: True, seconds)
    yield made
    attempting.hang.set()
    made.stop()


def test_a_tap_is_answered_at_once_however_long_the_wait(
    worker: Worker, attempting: Attempting
) -> None:
    worker.start()
    attempting.wait_for(1)
    worker.wake()
    attempting.wait_for(2)
    assert attempting.encouraged == 1


def test_a_wait_the_server_asked_for_is_not_cut_by_a_tap(
    worker: Worker, attempting: Attempting
) -> None:
    attempting.pause = Pause(600, firm=True)
    worker.start()
    attempting.wait_for(1)
    worker.wake()
    time.sleep(0.05)
    assert attempting.attempts == 1


def test_a_tap_during_an_attempt_leads_to_another_one(
    worker: Worker, attempting: Attempting
) -> None:
    attempting.hang.clear()
    worker.start()
    attempting.wait_for(1)
    worker.wake()
    attempting.hang.set()
    attempting.wait_for(2)


def test_starting_twice_starts_one_thread(worker: Worker, attempting: Attempting) -> None:
    worker.start()
    worker.start()
    attempting.wait_for(1)
    time.sleep(0.02)
    assert attempting.recoveries == 1


def test_a_thread_that_hangs_for_twenty_minutes_is_replaced(
    worker: Worker, attempting: Attempting, seconds: Seconds
) -> None:
    attempting.hang.clear()
    worker.start()
    attempting.wait_for(1)
    seconds.now = 19 * 60
    assert not worker.check()
    seconds.now = 20 * 60
    assert worker.check()
    attempting.wait_for(2)
    assert attempting.recoveries == 2


def test_a_thread_that_hangs_with_nothing_to_send_is_left_alone(
    attempting: Attempting, seconds: Seconds
) -> None:
    idle = Worker(attempting, lambda: False, seconds)
    idle.start()
    attempting.wait_for(1)
    seconds.now = 3_600
    assert not idle.check()
    idle.stop()


def test_a_stopped_worker_stays_stopped(worker: Worker, attempting: Attempting) -> None:
    worker.start()
    attempting.wait_for(1)
    worker.stop()
    worker.wake()
    assert not worker.check()
    assert attempting.attempts == 1
