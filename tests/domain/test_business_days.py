"""Terms of business days: when they end, which days they skip and why."""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_days import (
    BusinessCalendar,
    DayOff,
    LocalHoliday,
    SkippedDay,
    business_days_after,
    calendar_for,
    national_holidays,
    read_local_holidays,
    term,
)
from app.domain.people import Country

CL, PE = Country.CL, Country.PE
PERU, CHILE = BusinessCalendar(PE), BusinessCalendar(CL)
DAYS = st.dates(date(2017, 1, 1), date(2035, 12, 31))
CALENDARS = st.sampled_from([PERU, CHILE])


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "suspended", "due"),
    [
        ("2026-11-23", 0, "2026-12-16"),
        ("2026-10-05", 0, "2026-10-27"),
        ("2026-10-05", 2, "2026-10-29"),
        ("2026-10-05", 5, "2026-11-03"),
        ("2026-10-05", 9, "2026-11-03"),
        ("2026-12-18", 0, "2027-01-12"),
        ("2026-12-31", 0, "2027-01-22"),
    ],
)
def test_fifteen_business_days_in_peru_end_here(start, suspended, due):
    assert term(PERU, day(start), 15, suspended).due_on == day(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-09-11", "2026-09-28"), ("2026-12-18", "2027-01-05"), ("2026-10-30", "2026-11-13")],
)
def test_ten_business_days_in_chile_end_here(start, due):
    assert term(CHILE, day(start), 10).due_on == day(due)


def test_the_days_skipped_are_named_with_their_reason():
    counted = term(PERU, day("2026-11-23"), 15)
    assert counted.day_one == day("2026-11-24")
    assert counted.skipped == (
        SkippedDay(day("2026-11-28"), DayOff.SATURDAY),
        SkippedDay(day("2026-11-29"), DayOff.SUNDAY),
        SkippedDay(day("2026-12-05"), DayOff.SATURDAY),
        SkippedDay(day("2026-12-06"), DayOff.SUNDAY),
        SkippedDay(day("2026-12-08"), DayOff.HOLIDAY, "Inmaculada Concepción"),
        SkippedDay(day("2026-12-09"), DayOff.HOLIDAY, "Batalla de Ayacucho"),
        SkippedDay(day("2026-12-12"), DayOff.SATURDAY),
        SkippedDay(day("2026-12-13"), DayOff.SUNDAY),
    )


@pytest.mark.parametrize(
    ("start", "day_one"),
    [
        ("2026-11-27", "2026-11-30"),
        ("2026-11-28", "2026-11-30"),
        ("2026-11-29", "2026-11-30"),
        ("2026-12-07", "2026-12-10"),
        ("2026-12-08", "2026-12-10"),
    ],
)
def test_a_start_on_a_day_off_counts_from_the_next_business_day_as_day_one(start, day_one):
    assert term(PERU, day(start), 1).due_on == day(day_one)
    assert term(PERU, day(start), 15).day_one == day(day_one)


@pytest.mark.parametrize("country", [PE, CL])
def test_ten_years_of_terms_agree_with_the_holidays_library(country):
    table = holidays.country_holidays(country.value, years=range(2020, 2032), language="es")
    calendar = BusinessCalendar(country)
    first = date(2020, 1, 1)
    for offset in range(3653):
        start = first + timedelta(days=offset)
        assert term(calendar, start, 15).due_on == table.get_nth_working_day(start, 15)
        assert term(calendar, start, 10, 2).due_on == table.get_nth_working_day(start, 12)


@pytest.mark.parametrize("country", [PE, CL])
def test_ten_years_with_local_holidays_agree_with_counting_each_day(country):
    table = holidays.country_holidays(country.value, years=range(2020, 2032), language="es")
    local = {date(year, 1, 20): "Aniversario" for year in range(2020, 2032)}
    calendar = BusinessCalendar(country, local)
    working = [
        day
        for day in (date(2020, 1, 1) + timedelta(days=n) for n in range(4300))
        if day.weekday() < 5 and day not in table and day not in local
    ]
    for start in (date(2020, 1, 1) + timedelta(days=n) for n in range(0, 3653, 3)):
        after = [day for day in working if day > start][:15]
        assert term(calendar, start, 15).due_on == after[-1]


def test_a_holiday_declared_late_changes_only_what_is_counted_after_it_was_known():
    late = LocalHoliday(PE, day("2026-12-14"), "Feriado decretado", declared_on=day("2026-12-01"))
    before = calendar_for(PE, [late], known_on=day("2026-11-23"))
    after = calendar_for(PE, [late], known_on=day("2026-12-01"))
    assert term(before, day("2026-11-23"), 15).due_on == day("2026-12-16")
    assert term(after, day("2026-11-23"), 15).due_on == day("2026-12-17")
    assert SkippedDay(day("2026-12-14"), DayOff.LOCAL_HOLIDAY, "Feriado decretado") in (
        term(after, day("2026-11-23"), 15).skipped
    )


def test_a_holiday_of_one_branch_or_country_is_not_one_elsewhere():
    town = LocalHoliday(CL, day("2026-11-25"), "Aniversario", day("2026-01-01"), branch="ARICA")
    start, known = day("2026-11-24"), day("2026-11-24")
    assert term(calendar_for(CL, [town], known, "ARICA"), start, 1).due_on == day("2026-11-26")
    assert term(calendar_for(CL, [town], known, "TALCA"), start, 1).due_on == day("2026-11-25")
    assert term(calendar_for(PE, [town], known, "ARICA"), start, 1).due_on == day("2026-11-25")


def test_the_local_table_is_read_with_its_comments_and_its_faults_are_named():
    text = "country,day,name,declared_on,branch\n# nota\nPE,2027-01-04,Decretado,2026-12-30,\n"
    assert read_local_holidays(text) == (
        LocalHoliday(PE, day("2027-01-04"), "Decretado", day("2026-12-30")),
    )
    with pytest.raises(ValueError, match="row 1 of the local holidays"):
        read_local_holidays("country,day,name,declared_on,branch\nPE,04-01-2027,X,2026-12-30,\n")
    with pytest.raises(ValueError, match="row 1 of the local holidays"):
        read_local_holidays("country,day,name,declared_on,branch\nAR,2027-01-04,X,2026-12-30,\n")


def test_the_table_we_ship_can_be_read():
    shipped = Path(__file__).parents[2] / "assets" / "reference" / "holidays_local.csv"
    assert read_local_holidays(shipped.read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize(
    ("today", "left"),
    [("2026-11-23", 15), ("2026-12-16", 0), ("2026-12-17", -1), ("2026-12-12", 3)],
)
def test_days_left_are_business_days(today, left):
    assert business_days_after(PERU, day(today), day("2026-12-16")) == left


@given(CALENDARS, DAYS, st.integers(1, 40), st.integers(0, 5))
def test_the_due_date_is_the_nth_business_day_and_suspending_only_adds(calendar, start, n, more):
    counted = term(calendar, start, n, more)
    assert calendar.day_off(counted.due_on) is None
    assert business_days_after(calendar, start, counted.due_on) == n + more
    assert term(calendar, start, n).due_on <= counted.due_on
    assert (counted.due_on - start).days == n + more + len(counted.skipped)


@given(CALENDARS, DAYS, st.integers(1, 30))
def test_a_later_start_is_never_due_earlier(calendar, start, days):
    tomorrow = start + timedelta(days=1)
    assert term(calendar, start, days).due_on <= term(calendar, tomorrow, days).due_on


@pytest.mark.parametrize(("days", "suspended"), [(0, 0), (-1, 0), (15, -1)])
def test_a_term_that_cannot_be_counted_is_refused(days, suspended):
    with pytest.raises(ValueError, match="cannot be counted"):
        term(PERU, day("2026-11-23"), days, suspended)


def test_a_year_without_a_known_table_is_refused_instead_of_having_no_holidays():
    with pytest.raises(ValueError, match="no holidays are known"):
        national_holidays(PE, 2150)
    with pytest.raises(ValueError, match="no holidays are known"):
        national_holidays(Country.UNKNOWN, 2026)
