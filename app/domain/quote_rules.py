"""What does an option of a quote add up to, and may it be quoted as it stands?

The total is the sum of the lines that count. A bonus for who takes the credit is never in the cash
price, which is printed beside the other (SERNAC; Código de Protección art. 4).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from app.domain.money import LOCAL_CURRENCY, Currency, Money
from app.domain.people import Country
from app.domain.price_lists import Rate
from app.domain.quote_parts import (
    DEDUCTIONS,
    TAXED,
    LineKind,
    Payment,
    PaymentForm,
    QuoteLine,
    QuoteOption,
)
from app.domain.taxes import SalesTax, TaxSplit, split

_REDUCTIONS = DEDUCTIONS - {LineKind.TRADE_IN}


class FaultCode(StrEnum):
    """Why an option cannot be quoted as it stands. Closed list."""

    NO_LIST_PRICE = "no_list_price"
    NEGATIVE_PRICE = "negative_price"
    DISCOUNT_ABOVE_PRICE = "discount_above_price"
    TRADE_IN_ABOVE_TOTAL = "trade_in_above_total"
    RATE_MISSING = "rate_missing"
    STATED_DIFFERS = "stated_differs"  # from the amount at the quote's own rate
    PAYMENT_INCOMPLETE = "payment_incomplete"
    PAYMENT_TOO_CHEAP = "payment_too_cheap"  # the total cost is below the sum of its instalments
    BONUS_WITHOUT_CREDIT = "bonus_without_credit"


class Fault(NamedTuple):
    """``line`` or ``payment`` is the index of the offending part, if it is one part."""

    code: FaultCode
    line: int | None = None
    payment: int | None = None


class Terms(NamedTuple):
    """What all options of one quote share."""

    country: Country
    currency: Currency
    tax: SalesTax
    rates: tuple[Rate, ...] = ()

    def rate(self, of: Currency, to: Currency) -> Rate | None:
        return next((rate for rate in self.rates if (rate.of, rate.to) == (of, to)), None)


class Totals(NamedTuple):
    """``price`` is what is bought, before the trade-in; ``cash`` and ``financed`` remain to pay.

    ``financed`` is there when a bonus depends on the credit. ``tax`` divides the taxed part of the
    cash price. ``local`` gives cash and financed in the country's own currency for a quote in
    another one.
    """

    price: Money
    cash: Money
    financed: Money | None
    tax: TaxSplit
    local: tuple[Money, ...] = ()


def totals(option: QuoteOption, terms: Terms) -> Totals:
    """Add up; without a rate to the local currency, ``local`` stays empty."""
    lines = [line for line in option.lines if line.counts()]
    cash_lines = [line for line in lines if line.kind is not LineKind.FINANCE_BONUS]
    bonus = any(line.kind is LineKind.FINANCE_BONUS for line in lines)

    def money(counted: Iterable[QuoteLine]) -> Money:
        return Money(amount=sum(line.amount for line in counted), currency=terms.currency)

    cash, financed = money(cash_lines), money(lines) if bonus else None
    own = LOCAL_CURRENCY.get(terms.country, terms.currency)
    rate = terms.rate(terms.currency, own) if own is not terms.currency else None
    return Totals(
        price=money(line for line in cash_lines if line.kind is not LineKind.TRADE_IN),
        cash=cash,
        financed=financed,
        tax=split(money(line for line in cash_lines if line.kind in TAXED), terms.tax),
        local=() if rate is None else tuple(rate.apply(m) for m in (cash, financed) if m),
    )


def faults(option: QuoteOption, terms: Terms) -> tuple[Fault, ...]:
    """Return all that stands in the way, the gravest first; none for a sound option."""
    return (
        *_line_faults(option, terms),
        *_sum_faults(option, terms),
        *_rate_faults(option, terms),
        *_payment_faults(option),
    )


def _line_faults(option: QuoteOption, terms: Terms) -> Iterable[Fault]:
    if not any(line.kind is LineKind.LIST_PRICE and line.amount > 0 for line in option.lines):
        yield Fault(FaultCode.NO_LIST_PRICE)
    for index, line in enumerate(option.lines):
        wrong_side = line.amount > 0 if line.kind in DEDUCTIONS else line.amount < 0
        if wrong_side:
            yield Fault(FaultCode.NEGATIVE_PRICE, line=index)
        if line.stated is not None and line.stated.currency is not terms.currency:
            yield from _stated_faults(line, line.stated, index, terms)


def _stated_faults(line: QuoteLine, stated: Money, index: int, terms: Terms) -> Iterable[Fault]:
    rate = terms.rate(stated.currency, terms.currency)
    if rate is None:
        yield Fault(FaultCode.RATE_MISSING, line=index)
    elif rate.apply(stated).amount != line.amount:
        yield Fault(FaultCode.STATED_DIFFERS, line=index)


def _sum_faults(option: QuoteOption, terms: Terms) -> Iterable[Fault]:
    lines = [line for line in option.lines if line.counts()]
    prices = sum(line.amount for line in lines if line.kind is LineKind.LIST_PRICE)
    reductions = -sum(line.amount for line in lines if line.kind in _REDUCTIONS)
    if reductions > prices:
        yield Fault(FaultCode.DISCOUNT_ABOVE_PRICE)
    added = totals(option, terms)
    least = added.financed or added.cash
    if least.amount < 0 and reductions <= prices:
        yield Fault(FaultCode.TRADE_IN_ABOVE_TOTAL)


def _rate_faults(option: QuoteOption, terms: Terms) -> Iterable[Fault]:
    own = LOCAL_CURRENCY.get(terms.country, terms.currency)
    if terms.currency is not own and terms.rate(terms.currency, own) is None:
        yield Fault(FaultCode.RATE_MISSING)
    conditional = any(line.kind is LineKind.FINANCE_BONUS for line in option.lines)
    if conditional and all(pay.form is PaymentForm.CASH for pay in option.payments):
        yield Fault(FaultCode.BONUS_WITHOUT_CREDIT)


def _payment_faults(option: QuoteOption) -> Iterable[Fault]:
    for index, payment in enumerate(option.payments):
        if payment.form is PaymentForm.CASH:
            continue
        if not _says_it_all(payment):
            yield Fault(FaultCode.PAYMENT_INCOMPLETE, payment=index)
        elif _is_too_cheap(payment):
            yield Fault(FaultCode.PAYMENT_TOO_CHEAP, payment=index)


def _says_it_all(payment: Payment) -> bool:
    sums = (payment.down, payment.instalment, payment.total_cost)
    currencies = {money.currency for money in sums if money is not None}
    cost_told = payment.yearly_cost is not None or payment.form is PaymentForm.LEASING
    return cost_told and payment.months is not None and None not in sums and len(currencies) == 1


def _is_too_cheap(payment: Payment) -> bool:
    """Say whether the total cost is less than all the instalments together."""
    if payment.instalment is None or payment.months is None or payment.total_cost is None:
        return False
    return payment.instalment.amount * payment.months > payment.total_cost.amount
