"""A quote adds up in both currencies, and what cannot be quoted is said, never saved."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.contract import MAX_RECORD_BYTES
from app.domain.money import Currency, Money
from app.domain.people import Country
from app.domain.price_lists import PriceList
from app.domain.quote_parts import DEDUCTIONS, TAXED, LineKind, PaymentForm
from app.domain.quote_rules import FaultCode, faults, totals
from app.domain.quotes import LostReason, Quote, QuoteAct, QuoteEnd, quote_number
from app.domain.records import canonical_json
from tests.domain.quote_builders import (
    CASH,
    CHILE,
    DOLLAR,
    ISSUED,
    PERU,
    SHOWN,
    UF,
    credit,
    line,
    option,
    quote,
    quote_in_dollars,
)

KINDS = [kind for kind in LineKind if kind is not LineKind.UNKNOWN]


def codes(shown, terms=CHILE):
    return [fault.code for fault in faults(shown, terms)]


def price(amount=18_990_000):
    return line(LineKind.LIST_PRICE, amount)


def test_the_quote_of_the_mock_up_adds_up_to_its_printed_totals():
    added = totals(SHOWN, CHILE)
    assert added.cash.amount == 12_699_230
    assert added.financed is not None
    assert added.financed.amount == 11_999_230
    assert added.price.amount == 19_099_230
    assert added.tax.net.amount == 15_856_303  # 18,869,000 taxed, registration and green tax not
    assert added.local == ()


def test_without_a_bonus_for_credit_there_is_one_price():
    assert totals(option(price()), CHILE).financed is None


def test_an_optional_line_counts_only_when_it_was_accepted():
    added = totals(quote_in_dollars().options[0], PERU)
    assert added.cash.amount == 2_599_050 + 95_000


def test_dollars_come_with_soles_at_the_rate_of_the_quote_rounded_once():
    added = totals(quote_in_dollars().options[0], PERU)
    assert added.local == (Money(amount=10_089_217, currency=Currency.PEN),)  # 26,940.50 x 3.745


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10**9)), max_size=59))
def test_the_sum_of_the_lines_is_the_total(parts):
    lines = [price(10**9)]
    lines += [line(kind, -size if kind in DEDUCTIONS else size) for kind, size in parts]
    added = totals(option(*lines), PERU)
    conditional = [one.amount for one in lines if one.kind is LineKind.FINANCE_BONUS]
    assert (added.financed or added.cash).amount == sum(one.amount for one in lines)
    assert added.cash.amount == sum(one.amount for one in lines) - sum(conditional)
    taxed = [one.amount for one in lines if one.kind in TAXED - {LineKind.FINANCE_BONUS}]
    assert added.tax.net.amount + sum(m.amount for _, m in added.tax.parts) == sum(taxed)
    assert added.local[0].amount == (Decimal(added.cash.amount) * DOLLAR.value).quantize(
        Decimal(1), rounding="ROUND_HALF_UP"
    )


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((line(LineKind.ACCESSORY, 1000),), FaultCode.NO_LIST_PRICE),
        ((price(0),), FaultCode.NO_LIST_PRICE),
        ((price(), line(LineKind.ACCESSORY, -1)), FaultCode.NEGATIVE_PRICE),
        ((price(), line(LineKind.DISCOUNT, 1)), FaultCode.NEGATIVE_PRICE),
        (
            (price(), line(LineKind.BRAND_BONUS, -(10**7)), line(LineKind.DISCOUNT, -9 * 10**6)),
            FaultCode.DISCOUNT_ABOVE_PRICE,
        ),
        ((price(), line(LineKind.TRADE_IN, -18_990_001)), FaultCode.TRADE_IN_ABOVE_TOTAL),
    ],
)
def test_impossible_lines_are_refused(lines, code):
    assert codes(option(*lines)) == [code]
    with pytest.raises(ValidationError, match=code):
        quote(options=(option(*lines),))


def test_a_discount_as_large_as_the_price_and_a_car_worth_the_total_are_possible():
    assert codes(option(price(), line(LineKind.DISCOUNT, -18_990_000))) == []
    assert codes(option(price(), line(LineKind.TRADE_IN, -18_990_000))) == []


def test_a_trade_in_that_only_the_credit_price_cannot_bear_is_refused_too():
    lines = (price(10_000_000), line(LineKind.FINANCE_BONUS, -700_000))
    worth = line(LineKind.TRADE_IN, -9_500_000)
    shown = option(*lines, worth, payments=(CASH, credit()))
    assert codes(shown) == [FaultCode.TRADE_IN_ABOVE_TOTAL]


def test_dollars_in_peru_without_a_rate_to_soles_are_refused():
    assert codes(option(price()), PERU._replace(rates=())) == [FaultCode.RATE_MISSING]


def test_an_amount_in_uf_is_the_one_at_the_rate_of_the_quote():
    uf = Money(amount=372_500, currency=Currency.CLF)
    insurance = line(LineKind.INSURANCE, 1_471_835, stated=uf)  # 37.25 x 39,512.34
    assert codes(option(price(), insurance)) == []
    other = line(LineKind.INSURANCE, 1_471_834, stated=uf)
    assert codes(option(price(), other)) == [FaultCode.STATED_DIFFERS]
    without = CHILE._replace(rates=())
    assert codes(option(price(), insurance), without) == [FaultCode.RATE_MISSING]


@pytest.mark.parametrize("missing", ["down", "months", "instalment", "yearly_cost", "total_cost"])
def test_a_credit_says_it_all_or_is_refused(missing):
    shown = option(price(), payments=(CASH, credit().model_copy(update={missing: None})))
    assert codes(shown) == [FaultCode.PAYMENT_INCOMPLETE]


def test_a_leasing_needs_no_yearly_cost():
    leasing = credit(form=PaymentForm.LEASING, yearly_cost=None)
    assert codes(option(price(), payments=(leasing,))) == []


def test_a_total_cost_below_the_sum_of_the_instalments_is_refused():
    cheap = credit(total_cost=Money(amount=10_436_399, currency=Currency.CLP))
    assert codes(option(price(), payments=(cheap,))) == [FaultCode.PAYMENT_TOO_CHEAP]


def test_a_credit_in_two_currencies_is_refused():
    mixed = credit(down=Money(amount=4_000_00, currency=Currency.USD))
    assert codes(option(price(), payments=(mixed,))) == [FaultCode.PAYMENT_INCOMPLETE]


def test_a_bonus_for_credit_needs_a_credit_to_take():
    lines = (price(), line(LineKind.FINANCE_BONUS, -700_000))
    assert codes(option(*lines)) == [FaultCode.BONUS_WITHOUT_CREDIT]


def test_a_quote_does_not_end_before_it_begins():
    with pytest.raises(ValidationError, match="ends before"):
        quote(expires_on=date(2026, 11, 22))


def test_a_quote_survives_its_own_json():
    for sound in (quote(), quote_in_dollars()):
        assert Quote.model_validate_json(sound.model_dump_json()) == sound


def test_sixty_long_lines_and_two_options_fit_in_a_record():
    long = [line(LineKind.ACCESSORY, 1, text="ñandú €" * 28) for _ in range(59)]
    large = quote(options=(option(price(), *long), option(price(), *long)))
    assert len(canonical_json(large.model_dump(mode="json", exclude_none=True))) < MAX_RECORD_BYTES


@pytest.mark.parametrize(
    ("valid_to", "day", "stale"),
    [
        (date(2026, 11, 30), date(2026, 11, 30), False),
        (date(2026, 11, 30), date(2026, 12, 1), True),
        (None, date(2026, 12, 20), False),
        (None, date(2026, 12, 21), True),
    ],
)
def test_a_price_list_is_stale_after_its_last_day_or_thirty_days(valid_to, day, stale):
    prices = PriceList(
        country=Country.CL,
        number=1,
        dated=date(2026, 11, 20),
        valid_to=valid_to,
        currency=Currency.CLP,
    )
    assert prices.is_stale(day) is stale


def test_a_rate_says_nothing_of_a_third_currency():
    assert UF.day == ISSUED
    with pytest.raises(ValueError, match="USD"):
        UF.apply(Money(amount=1, currency=Currency.USD))


def test_only_a_lost_quote_has_a_reason():
    assert QuoteAct(end=QuoteEnd.LOST, reason=LostReason.PRICE).reason is LostReason.PRICE
    with pytest.raises(ValidationError):
        QuoteAct(end=QuoteEnd.LOST)
    with pytest.raises(ValidationError):
        QuoteAct(end=QuoteEnd.SOLD, reason=LostReason.PRICE)


def test_numbers_are_the_device_code_and_a_count():
    assert quote_number("T07", 417) == "T07-000417"
    assert quote_number("T07", 1_000_000) == "T07-1000000"
