"""The clock of a demo is an instant in a file, read again at each call."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import FileClock, SystemClock, epoch_ms, moment

BOOT = UUID(int=7)


def test_the_file_clock_moves_when_the_file_does_and_stands_while_it_does_not(tmp_path):
    file = tmp_path / "clock"
    clock = FileClock(file, BOOT)

    file.write_text("2026-11-25T09:30:00-03:00\n", encoding="utf-8")
    assert clock.now() == clock.now() == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic_ms() == 1795609800000

    file.write_text("2026-11-26T09:30:00-03:00", encoding="utf-8")
    assert clock.monotonic_ms() == 1795609800000 + 86_400_000
    assert clock.boot() == str(BOOT)


@pytest.mark.parametrize("text", ["2026-11-25T09:30:00", "", "mañana"])
def test_the_file_clock_does_not_guess(tmp_path, text):
    file = tmp_path / "clock"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"without a zone|isoformat"):
        FileClock(file, BOOT).now()


def test_the_machine_s_clock_is_aware_and_never_goes_back():
    clock = SystemClock(BOOT)

    assert clock.now().tzinfo is UTC
    assert clock.monotonic_ms() <= clock.monotonic_ms()
    assert clock.boot() == "00000000-0000-0000-0000-000000000007"


@given(st.integers(0, 253_402_300_799_999))
def test_milliseconds_and_moments_are_the_same_thing(ms):
    assert epoch_ms(moment(ms)) == ms
