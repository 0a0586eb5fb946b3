"""Which work a maintenance is, and which tips fit a car: the most particular row that holds."""

from datetime import date

import pytest

from app.domain.handbook import Car, CareTip, ServiceWork, Where, tips_of, work_of
from app.domain.people import Country

HERE = Where(Country.CL, "NUNOA", date(2026, 11, 26))
CX5 = Car("Mazda", "CX-5")


def work(name: str, step: str = "km10000", since: str = "2026-01-01", **parts: object):
    told = {"country": Country.CL, "step": step, "work": name, "price": 1, "minutes": 60, **parts}
    return ServiceWork.model_validate({**told, "valid_from": date.fromisoformat(since)})


def tip(text: str, **parts: object) -> CareTip:
    told = {"country": Country.CL, "valid_from": date(2026, 1, 1), "text": text, **parts}
    return CareTip.model_validate(told)


TABLE = (
    work("any"),
    work("make", make="Mazda"),
    work("model", make="Mazda", model="CX-5"),
    work("branch", make="Mazda", model="CX-5", branch="MAIPU"),
    work("newer", make="Mazda", model="CX-5", since="2026-11-26"),
    work("to come", make="Mazda", model="CX-5", since="2026-11-27"),
    work("month", "m12", make="Mazda", model="CX-30"),
    work("kilometres", "km10000", make="Mazda", model="CX-30"),
    work("Perú", country=Country.PE, make="Mazda", model="CX-5", since="2026-11-26"),
    work("first", "m1"),
    work("major", "km40000"),
)


@pytest.mark.parametrize(
    ("step", "car", "where", "found"),
    [
        ("km10000", CX5, HERE, "newer"),
        ("km10000", CX5, HERE._replace(today=date(2026, 11, 25)), "model"),
        ("km10000", CX5, HERE._replace(today=date(2026, 11, 27)), "to come"),
        ("km10000", CX5, HERE._replace(branch="MAIPU"), "branch"),
        ("m12", CX5, HERE, "newer"),  # a pair: one maintenance
        ("m12", Car("Mazda", "CX-30"), HERE, "month"),
        ("km10000", Car("mazda", "cx-30"), HERE, "kilometres"),
        ("km10000", Car("Mazda", "MX-5"), HERE, "make"),
        ("km10000", Car("", "MX-5"), HERE, "any"),
        ("km10000", Car("Toyota", "CX-5"), HERE, "any"),
        ("m1", CX5, HERE, "first"),
        ("km40000", CX5, HERE, "major"),
        ("m24", CX5, HERE, None),
        ("km50000", CX5, HERE, None),
        ("km10000", CX5, HERE._replace(today=date(2025, 12, 31)), None),
    ],
)
def test_the_most_particular_row_that_holds_counts(
    step: str, car: Car, where: Where, found: str | None
):
    row = work_of(TABLE, step, car, where)
    backwards = work_of(reversed(TABLE), step, car, where)

    assert (row and row.work) == found
    assert backwards == row


def test_tips_are_those_of_the_model_first_and_at_most_three():
    table = (
        tip("for all"),
        tip("make one", make="Mazda"),
        tip("make two", make="Mazda"),
        tip("its own", make="Mazda", model="CX-5"),
        tip("other", make="Mazda", model="CX-30"),
        tip("to come", valid_from=date(2027, 1, 1)),
    )

    assert [one.text for one in tips_of(table, CX5, HERE)] == ["its own", "make two", "make one"]
    assert [one.text for one in tips_of(table, Car("", ""), HERE)] == ["for all"]


@pytest.mark.parametrize("step", ["", "12", "m", "km", "kmx", "km1234567"])
def test_a_step_is_months_or_kilometres(step: str):
    with pytest.raises(ValueError, match="step"):
        work("amiss", step)
