"""Money: amounts are whole minor units, written and read as each country does."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import (
    AmountDoubt,
    Currency,
    Money,
    converted,
    format_money,
    from_units,
    read_amount,
    rounded,
    scaled,
    total,
)
from app.domain.people import Country

CL, PE = Country.CL, Country.PE


def money(amount: int, currency: str) -> Money:
    return Money(amount=amount, currency=Currency(currency))


@pytest.mark.parametrize(
    ("amount", "currency", "country", "written"),
    [
        (12_990_000, "CLP", CL, "$12.990.000"),
        (2_599_050, "USD", CL, "US$25.990,50"),
        (2_599_050, "PEN", CL, "S/\u00a025.990,50"),
        (372_500, "CLF", CL, "UF\u00a037,25"),
        (372_567, "CLF", CL, "UF\u00a037,2567"),
        (2_599_050, "PEN", PE, "S/\u00a025,990.50"),
        (2_599_050, "USD", PE, "US$\u00a025,990.50"),
        (12_990_000, "CLP", PE, "CLP\u00a012,990,000"),
        (5, "PEN", PE, "S/\u00a00.05"),
        (0, "CLP", CL, "$0"),
        (-15_000, "PEN", PE, "-S/\u00a0150.00"),
    ],
)
def test_an_amount_is_written_as_people_of_the_country_do(amount, currency, country, written):
    assert format_money(money(amount, currency), country) == written


@pytest.mark.parametrize(
    ("currency", "locale", "country"), [("CLP", "es_CL", CL), ("PEN", "es_PE", PE)]
)
def test_local_amounts_are_written_as_the_locale_tables_say(currency, locale, country):
    for amount in (0, 1, 99, 100, 123_456_789, 1_000_000):
        written = money(amount, currency)
        expected = format_currency(written.units(), currency, locale=locale)
        assert format_money(written, country) == expected


@pytest.mark.parametrize(
    ("typed", "currency", "country", "amount"),
    [
        ("25,990.50", "PEN", PE, 2_599_050),
        ("25 990.50", "PEN", PE, 2_599_050),
        ("S/ 180", "PEN", PE, 18_000),
        ("s/.180.5", "PEN", PE, 18_050),
        ("US$ 1,234", "USD", PE, 123_400),
        ("$1,234", "USD", PE, 123_400),
        ("150 PEN", "PEN", PE, 15_000),
        ("12.990.000", "CLP", CL, 12_990_000),
        ("$12990000", "CLP", CL, 12_990_000),
        ("25.990,5", "USD", CL, 2_599_050),
        ("UF 37,25", "CLF", CL, 372_500),
        ("0", "CLP", CL, 0),
    ],
)
def test_an_amount_typed_as_the_country_writes_is_read(typed, currency, country, amount):
    assert read_amount(typed, Currency(currency), country) == (money(amount, currency), None, None)


@pytest.mark.parametrize(
    ("typed", "currency", "country", "doubt", "meant"),
    [
        ("25.990,50", "PEN", PE, AmountDoubt.WRONG_SEPARATOR, 2_599_050),
        ("25.990", "PEN", PE, AmountDoubt.WRONG_SEPARATOR, 2_599_000),
        ("180,5", "PEN", PE, AmountDoubt.WRONG_SEPARATOR, 18_050),
        ("25,990", "CLP", CL, AmountDoubt.WRONG_SEPARATOR, 25_990),
        ("25,990.50", "USD", CL, AmountDoubt.WRONG_SEPARATOR, 2_599_050),
        ("37.250", "CLF", CL, AmountDoubt.AMBIGUOUS, 372_500_000),
        ("25.990.50", "PEN", PE, AmountDoubt.UNREADABLE, None),
        ("1,00,000", "PEN", PE, AmountDoubt.UNREADABLE, None),
        ("1e9", "PEN", PE, AmountDoubt.UNREADABLE, None),
        ("٣٥", "PEN", PE, AmountDoubt.UNREADABLE, None),
        ("ciento ochenta", "PEN", PE, AmountDoubt.UNREADABLE, None),
        ("-180", "PEN", PE, AmountDoubt.NEGATIVE, None),
        ("US$ 180", "PEN", PE, AmountDoubt.WRONG_CURRENCY, None),
        ("$180", "PEN", PE, AmountDoubt.WRONG_CURRENCY, None),
        ("$180", "USD", CL, AmountDoubt.WRONG_CURRENCY, None),
        ("9" * 30, "CLP", CL, AmountDoubt.TOO_LARGE, None),
        ("  ", "CLP", CL, AmountDoubt.EMPTY, None),
        ("S/", "PEN", PE, AmountDoubt.EMPTY, None),
    ],
)
def test_an_amount_that_may_mean_something_else_is_never_read(
    typed, currency, country, doubt, meant
):
    suggestion = None if meant is None else money(meant, currency)
    assert read_amount(typed, Currency(currency), country) == (None, doubt, suggestion)


@given(
    amount=st.integers(0, 10**12),
    currency=st.sampled_from(Currency),
    country=st.sampled_from([CL, PE]),
)
def test_what_was_written_is_read_back_or_doubted_but_never_changed(amount, currency, country):
    written = Money(amount=amount, currency=currency)
    reading = read_amount(format_money(written, country), currency, country)
    if reading.doubt is AmountDoubt.AMBIGUOUS:
        assert currency is Currency.CLF
    else:
        assert reading.money == written


@given(
    amount=st.integers(0, 10**12),
    currency=st.sampled_from([Currency.CLP, Currency.PEN, Currency.USD]),
    country=st.sampled_from([CL, PE]),
)
def test_the_other_countrys_writing_is_never_off_by_a_thousand(amount, currency, country):
    other = PE if country is CL else CL
    written = Money(amount=amount, currency=currency)
    number = format_money(written, other).lstrip("CLPUS/$\u00a0")
    reading = read_amount(number, currency, country)
    assert reading.money in {None, written}
    assert reading.suggestion in {None, written}


def test_halves_are_rounded_up_and_away_from_zero():
    halves = ("0.5", "1.5", "2.5", "-0.5", "2.49")
    assert [rounded(Decimal(h)) for h in halves] == [1, 2, 3, -1, 2]


def test_a_rate_and_a_conversion_end_in_whole_minor_units():
    assert scaled(money(999, "PEN"), Decimal("0.18")) == money(180, "PEN")
    assert converted(money(10_000, "USD"), Decimal("3.755"), Currency.PEN) == money(37_550, "PEN")
    assert converted(money(372_500, "CLF"), Decimal("39485.65"), Currency.CLP) == money(
        1_470_840, "CLP"
    )
    assert from_units(Decimal("25990.505"), Currency.PEN) == money(2_599_051, "PEN")


def test_amounts_of_one_currency_add_up_and_of_two_do_not():
    assert total(Currency.PEN, []) == money(0, "PEN")
    assert total(Currency.PEN, [money(150, "PEN"), money(250, "PEN")]) == money(400, "PEN")
    assert money(400, "PEN") - money(150, "PEN") == money(250, "PEN")
    with pytest.raises(ValueError, match="USD cannot be added to PEN"):
        total(Currency.PEN, [money(150, "PEN"), money(250, "USD")])
