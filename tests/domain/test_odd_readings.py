"""Kilometres that fall or leap are told as two readings, of which the orders that told them are known."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.history import Bought, History, Served
from app.domain.imports import ServiceType
from app.domain.odd_readings import Reading, Whose, fits, odd_readings
from app.domain.people import Country
from app.domain.planning import reaches

WHO = Whose(UUID(int=1), "NUNOA", "carla", "Ana Prueba")
CAR = "vin:3MZBPABL6KM107908"


def order(n: int, on: str, km: int | None) -> Served:
    day = date.fromisoformat(on)
    return Served(UUID(int=n), day, day, ServiceType.MAINTENANCE, CAR, "NUNOA", km)


def history(*served: Served, former: bool = False) -> History:
    sale = Bought(
        record=UUID(int=9),
        day=date(2026, 1, 10),
        vehicle=CAR,
        owner="carla",
        branch="NUNOA",
        plate="ABCD12",
        former=former,
    )
    return History(
        WHO.customer, Country.CL, "NUNOA", "carla", "marta", bought=(sale,), served=served
    )


def test_a_reading_that_falls_is_told_with_both_orders():
    told = history(order(2, "2026-03-01", 900), order(3, "2026-03-10", 90))

    [odd] = odd_readings(told, WHO)

    assert (odd.name, odd.vehicle, odd.owner) == ("Ana Prueba", "ABCD12", "carla")
    assert odd.earlier == Reading(on=date(2026, 3, 1), km=900, order=UUID(int=2))
    assert odd.later == Reading(on=date(2026, 3, 10), km=90, order=UUID(int=3))


def test_one_that_leaps_from_the_sale_has_one_order_to_correct():
    [odd] = odd_readings(history(order(2, "2026-01-12", 300_000)), WHO)

    assert odd.earlier == Reading(on=date(2026, 1, 10), km=0)
    assert odd.later.order == UUID(int=2)


def test_nothing_is_odd_about_readings_that_rise_nor_about_a_car_that_was_sold_on():
    assert list(odd_readings(history(order(2, "2026-03-01", 900)), WHO)) == []
    fallen = order(2, "2026-03-01", 900), order(3, "2026-03-10", 90)
    assert list(odd_readings(history(*fallen, former=True), WHO)) == []


def test_one_that_somebody_stands_by_is_odd_no_more_but_the_next_one_may_be():
    leapt = order(2, "2026-01-12", 300_000)._replace(sure=True)

    assert list(odd_readings(history(leapt), WHO)) == []
    assert reaches(history(leapt), CAR, 450_000) == date(2026, 1, 13)
    [odd] = odd_readings(history(leapt, order(3, "2026-01-13", 900)), WHO)
    assert (odd.earlier.km, odd.later.km) == (300_000, 900)


@given(st.integers(0, 400_000), st.integers(0, 400_000), st.integers(0, 400))
def test_two_readings_are_odd_exactly_where_they_do_not_fit(km: int, more: int, days: int):
    first = date(2026, 2, 1)
    second = date.fromordinal(first.toordinal() + days + 1)
    told = history(order(2, first.isoformat(), km), order(3, second.isoformat(), more))

    odd = list(odd_readings(told, WHO))

    assert bool(odd) is not fits(Reading(on=first, km=km), Reading(on=second, km=more))
