"""Sales tax inside a price: by country and day, and its parts add up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import MAX_MINOR, Currency, Money
from app.domain.people import Country
from app.domain.taxes import TABLE, split, tax_on


@pytest.mark.parametrize(
    ("country", "day", "parts"),
    [
        (Country.CL, date(2026, 11, 23), [("IVA", 1900)]),
        (Country.PE, date(2025, 12, 31), [("IGV", 1600), ("IPM", 200)]),
        (Country.PE, date(2026, 1, 1), [("IGV", 1550), ("IPM", 250)]),
        (Country.PE, date(2026, 12, 31), [("IGV", 1550), ("IPM", 250)]),
        (Country.PE, date(2029, 5, 1), [("IGV", 1400), ("IPM", 400)]),
    ],
)
def test_the_rates_are_those_in_force_on_the_day(country, day, parts):
    assert [(part.name, part.rate) for part in tax_on(country, day).parts] == parts


def test_peru_keeps_18_per_cent_whatever_the_split():
    assert {tax.rate() for tax in TABLE[Country.PE]} == {1800}


def test_a_country_without_a_table_and_a_day_before_it_have_no_tax_to_guess():
    with pytest.raises(KeyError):
        tax_on(Country.UNKNOWN, date(2026, 1, 1))
    with pytest.raises(KeyError):
        tax_on(Country.PE, date(2010, 1, 1))


def test_a_chilean_price_divides_into_net_and_iva():
    divided = split(Money(amount=11_900_000, currency=Currency.CLP), tax_on(Country.CL, date.max))
    assert divided.net.amount == 10_000_000
    assert [(part.name, money.amount) for part, money in divided.parts] == [("IVA", 1_900_000)]


def test_a_peruvian_price_divides_into_net_igv_and_ipm_of_2026():
    tax = tax_on(Country.PE, date(2026, 11, 23))
    divided = split(Money(amount=1_180_000, currency=Currency.USD), tax)
    assert divided.net.amount == 1_000_000
    assert [money.amount for _, money in divided.parts] == [155_000, 25_000]


@given(
    st.integers(0, MAX_MINOR),
    st.sampled_from([tax for taxes in TABLE.values() for tax in taxes]),
)
def test_net_and_parts_add_up_to_the_price_and_no_part_is_off_by_two_units(amount, tax):
    divided = split(Money(amount=amount, currency=Currency.PEN), tax)
    assert divided.net.amount + sum(money.amount for _, money in divided.parts) == amount
    for part, money in divided.parts:
        assert abs(money.amount * 10_000 - divided.net.amount * part.rate) < 20_000
        assert money.amount >= 0
