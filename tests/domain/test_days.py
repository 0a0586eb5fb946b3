from datetime import date

import pytest

from app.domain.days import read_day, typed_day


@pytest.mark.parametrize(
    "typed", ["16-12-2026", "16/12/2026", "16.12.26", " 16 12 2026 ", "2026-12-16"]
)
def test_a_day_is_read_day_first_or_iso(typed: str):
    assert read_day(typed) == date(2026, 12, 16)


@pytest.mark.parametrize("typed", ["", "mañana", "31-02-2026", "12-16-2026", "16122026", "16-12"])
def test_what_is_no_day_is_none(typed: str):
    assert read_day(typed) is None


def test_a_day_stands_in_a_field_as_it_can_be_read_again():
    assert typed_day(date(2026, 1, 5)) == "05-01-2026"
    assert read_day(typed_day(date(2026, 1, 5))) == date(2026, 1, 5)
