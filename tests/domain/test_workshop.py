"""The workshop desk: a reading that holds, a promised hour, a delivery with one tap."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.complaint_acts import Rating
from app.domain.fields import Checked
from app.domain.odometer import (
    KmDoubt,
    KnownReading,
    NextService,
    km_doubt,
    next_service,
    read_km,
)
from app.domain.people import Country
from app.domain.vehicles import read_plate
from app.domain.workshop import (
    Interest,
    Motive,
    OdometerReading,
    ReceptionDefect,
    Recommendation,
    WorkshopDelivery,
    WorkshopVisit,
    on_time,
    reception_defects,
)

SANTIAGO = timezone(timedelta(hours=-3))
LAST = KnownReading(38_412, date(2026, 6, 12))
TODAY = date(2026, 11, 23)


def reception(**changed) -> WorkshopVisit:
    fields = {
        "country": Country.CL,
        "plate": read_plate("RK LP 48", Country.CL).field,
        "reading": OdometerReading(km=49_310),
        "motives": (Motive.MAINTENANCE, Motive.NOISE),
        "told": "Ruido al frenar adelante.",
        "received_at": datetime(2026, 11, 23, 9, 5, tzinfo=SANTIAGO),
        "promised_at": datetime(2026, 11, 23, 17, 30, tzinfo=SANTIAGO),
        "recommendations": (Recommendation(text="Neumáticos delanteros", km_left=8_000),),
    }
    return WorkshopVisit(**{**fields, **changed})


@pytest.mark.parametrize(
    ("typed", "km"),
    [("49310", 49_310), ("49.310", 49_310), ("49,310 km", 49_310), (" 49 310 ", 49_310), ("0", 0)],
)
def test_kilometres_are_read_with_the_separators_of_either_country(typed, km):
    assert read_km(typed) == km


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("", KmDoubt.UNREADABLE),
        ("49,31", KmDoubt.UNREADABLE),
        ("49310,5", KmDoubt.UNREADABLE),
        ("-5", KmDoubt.UNREADABLE),
        ("49.310,100", KmDoubt.UNREADABLE),
        ("49O10", KmDoubt.UNREADABLE),
        ("1.000.000", KmDoubt.TOO_LARGE),
        ("99999999", KmDoubt.TOO_LARGE),
    ],
)
def test_kilometres_that_may_mean_something_else_are_not_read(typed, doubt):
    assert read_km(typed) is doubt


@pytest.mark.parametrize(
    ("km", "doubt"),
    [
        (49_310, None),
        (38_412, None),
        (38_411, KmDoubt.BELOW_LAST),
        (999_999, KmDoubt.IMPLAUSIBLE),
        (1_000_000, KmDoubt.TOO_LARGE),
        (499_310, KmDoubt.IMPLAUSIBLE),
    ],
)
def test_a_reading_does_not_fall_nor_jump(km, doubt):
    assert km_doubt(km, TODAY, LAST) is doubt


def test_a_changed_dashboard_may_start_again():
    assert km_doubt(12, TODAY, LAST, dash_changed=True) is None
    assert km_doubt(999_999, TODAY, LAST, dash_changed=True) is KmDoubt.IMPLAUSIBLE


def test_the_first_reading_of_a_vehicle_has_nothing_to_compare_with():
    assert km_doubt(0, TODAY, None) is None


def test_two_readings_of_one_day_may_differ_by_a_test_drive():
    assert km_doubt(38_430, LAST.on, LAST) is None


@given(st.integers(0, 999_998), st.integers(0, 999_998), st.integers(0, 4000))
def test_a_lower_reading_is_always_doubted_and_never_with_a_changed_dashboard(last, km, days):
    known = KnownReading(last, TODAY - timedelta(days=days))
    doubt = km_doubt(km, TODAY, known)
    assert (doubt is KmDoubt.BELOW_LAST) == (km < last)
    assert km_doubt(km, TODAY, known, dash_changed=True) is None


@pytest.mark.parametrize(
    ("km", "service"),
    [
        (49_310, NextService(50_000, 690)),
        (50_000, NextService(60_000, 10_000)),
        (0, NextService(10_000, 10_000)),
    ],
)
def test_the_next_service_is_the_next_ten_thousand(km, service):
    assert next_service(km) == service


def test_a_reading_out_of_the_six_digits_is_no_record():
    for km in (-1, 1_000_000):
        with pytest.raises(ValidationError):
            OdometerReading(km=km)


def test_a_reception_needs_a_plate_and_an_hour_that_is_still_to_come():
    assert reception_defects(reception()) == ()
    assert reception_defects(reception(plate=Checked(typed=""))) == (ReceptionDefect.NO_PLATE,)
    early = datetime(2026, 11, 23, 9, 4, tzinfo=SANTIAGO)
    assert reception_defects(reception(promised_at=early)) == (
        ReceptionDefect.PROMISED_BEFORE_RECEIVED,
    )


def test_a_doubtful_plate_does_not_stop_a_reception():
    odd = read_plate("RKLPO8", Country.CL)
    assert odd.suggestion == "RKLP08"
    assert reception_defects(reception(plate=odd.field)) == ()


def test_a_delivery_knows_whether_the_promised_hour_was_kept():
    visit = reception()
    assert on_time(visit, datetime(2026, 11, 23, 17, 30, tzinfo=SANTIAGO))
    assert not on_time(visit, datetime(2026, 11, 23, 17, 31, tzinfo=SANTIAGO))


def test_both_records_survive_the_wire_unchanged():
    visit = reception(interests=(Interest.NEW_CAR,))
    delivery = WorkshopDelivery(
        reading=OdometerReading(km=49_316),
        delivered_at=datetime(2026, 11, 23, 17, 12, tzinfo=SANTIAGO),
        done=("Mantención de 50.000 km",),
        rating=Rating.GOOD,
    )
    assert WorkshopVisit.model_validate_json(visit.model_dump_json()) == visit
    assert WorkshopDelivery.model_validate_json(delivery.model_dump_json()) == delivery
