"""The quote as it is built on screen, and how it becomes the options of a quote and back."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.money import (
    AmountDoubt,
    AmountReading,
    Currency,
    Money,
    format_money,
    read_amount,
)
from app.domain.papers.wording import line_words
from app.domain.people import Country
from app.domain.price_lists import Accessory, CarVersion, ServiceOffer
from app.domain.quote_parts import (
    DEDUCTIONS,
    LineKind,
    Payment,
    PaymentForm,
    QuotedCar,
    QuoteLine,
    QuoteOption,
)
from app.domain.quote_rules import Terms
from app.domain.quotes import VALID_DAYS

_BASIS = 100


class LineForm(BaseModel):
    """One line; ``amount`` is typed without a sign, in the currency of the quote or in UF.

    ``code`` names the row of the price list that it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: LineKind
    text: str = ""
    detail: str = ""
    amount: str = ""
    optional: bool = False
    accepted: bool = False
    code: str = ""


class CreditForm(BaseModel):
    """A credit or a leasing as the lender told it, typed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    form: PaymentForm = PaymentForm.CREDIT
    lender: str = ""
    down: str = ""
    months: str = ""
    instalment: str = ""
    yearly_cost: str = ""
    total_cost: str = ""


class OptionForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str
    colour: str = ""
    lines: tuple[LineForm, ...] = ()
    credit: CreditForm | None = None


class QuoteForm(BaseModel):
    """``customer`` is a customer or the visit that founds one; ``replaces`` the quote before."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    customer: UUID
    name: str
    document: str = ""
    phone: str = ""
    email: str = ""
    options: tuple[OptionForm, ...] = ()
    benefits: frozenset[str] = frozenset()
    valid_days: int = VALID_DAYS
    replaces: UUID | None = None


class Place(NamedTuple):
    """Where in a form a doubt lies: option, then its line or a field of its credit."""

    option: int
    line: int | None = None
    field: str = "amount"


class Doubted(NamedTuple):
    doubt: AmountDoubt
    suggestion: Money | None = None


class Built(NamedTuple):
    """The options that can be read, and what cannot; with doubts nothing may be saved."""

    options: tuple[QuoteOption, ...]
    doubts: dict[Place, Doubted]


def option_form(version: CarVersion, terms: Terms) -> OptionForm:
    """Return an option with what the price list says of the version."""
    return OptionForm(
        version=version.code,
        colour=version.colours[0] if version.colours else "",
        lines=_listed_lines(version, terms),
    )


def waiting_bonus(
    option: QuoteOption, version: CarVersion | None, terms: Terms
) -> tuple[LineForm, ...]:
    """Return the bonus for a credit that a saved cash option may still take, from the list."""
    if version is None or any(pay.form is not PaymentForm.CASH for pay in option.payments):
        return ()
    listed = _listed_lines(version, terms)
    return tuple(line for line in listed if line.kind is LineKind.FINANCE_BONUS)


def _listed_lines(version: CarVersion, terms: Terms) -> tuple[LineForm, ...]:
    priced = (
        (LineKind.LIST_PRICE, version.price),
        (LineKind.BRAND_BONUS, version.bonus),
        (LineKind.FINANCE_BONUS, version.finance_bonus),
    )
    return tuple(
        LineForm(
            kind=kind,
            text=line_words(kind, terms.country),
            amount=typed(Money(amount=amount, currency=terms.currency), terms.country),
        )
        for kind, amount in priced
        if amount
    )


def extra_line(offer: Accessory | ServiceOffer, terms: Terms) -> LineForm:
    """Return the line that adds a row of the list; in Perú it is ticked expressly first."""
    kind = LineKind.ACCESSORY
    if isinstance(offer, ServiceOffer):
        is_insurance = offer.sells_as == "insurance"
        kind = LineKind.INSURANCE if is_insurance else LineKind.MAINTENANCE
    money = Money(amount=offer.price, currency=terms.currency)
    return LineForm(
        kind=kind,
        text=offer.name,
        amount=typed(money, terms.country),
        optional=terms.country is Country.PE,
        code=offer.code,
    )


def build(form: QuoteForm, cars: dict[str, CarVersion], terms: Terms) -> Built:
    """Read all that was typed."""
    doubts: dict[Place, Doubted] = {}
    options = tuple(
        QuoteOption(
            car=_car(cars[option.version], option.colour),
            lines=tuple(_lines(option, index, terms, doubts)),
            payments=tuple(_payments(option, index, terms, doubts)),
        )
        for index, option in enumerate(form.options)
    )
    return Built(options, doubts)


def form_lines(option: QuoteOption, terms: Terms) -> tuple[LineForm, ...]:
    """Return the lines of a saved option as they can be typed again."""
    return tuple(
        LineForm(
            kind=line.kind,
            text=line.text,
            detail=line.detail,
            amount=typed(
                line.stated or Money(amount=abs(line.amount), currency=terms.currency),
                terms.country,
            ),
            optional=line.optional,
            accepted=line.accepted,
        )
        for line in option.lines
    )


def form_credit(option: QuoteOption, terms: Terms) -> CreditForm | None:
    """Return the credit or leasing of a saved option as it can be typed again."""
    found = next((pay for pay in option.payments if pay.form is not PaymentForm.CASH), None)
    if found is None:
        return None

    def again(money: Money | None) -> str:
        return "" if money is None else typed(money, terms.country)

    return CreditForm(
        form=found.form,
        lender=found.lender,
        down=again(found.down),
        months=str(found.months or ""),
        instalment=again(found.instalment),
        yearly_cost="" if found.yearly_cost is None else _percent(found.yearly_cost, terms.country),
        total_cost=again(found.total_cost),
    )


def typed(money: Money, country: Country) -> str:
    """Return an amount as a person of the country would type it; UF says so."""
    written = format_money(money, country)
    number = re.sub(r"[^0-9.,]", "", written)
    if money.currency is not Currency.CLF:
        return number
    mark = "." if country is Country.PE else ","
    whole, _, decimals = number.rpartition(mark)
    # Three decimals would read as thousands in the other country.
    return f"UF {whole}{mark}{decimals.ljust(4, '0') if len(decimals) > 2 else decimals}"  # noqa: PLR2004


def _car(version: CarVersion, colour: str) -> QuotedCar:
    return QuotedCar(
        code=version.code,
        make=version.make,
        model=version.model,
        name=version.name,
        year=version.year,
        colour=colour,
    )


def _lines(
    option: OptionForm, index: int, terms: Terms, doubts: dict[Place, Doubted]
) -> Iterator[QuoteLine]:
    for number, line in enumerate(option.lines):
        if line.kind is LineKind.FINANCE_BONUS and option.credit is None:
            continue  # it waits in the form until a credit is added
        stated: Money | None = None
        reading = read_typed(line.amount, terms)
        money = reading.money
        if money is not None and money.currency is not terms.currency:
            rate = terms.rate(money.currency, terms.currency)
            stated, money = money, rate.apply(money) if rate else None
        if money is None:
            doubt = reading.doubt or AmountDoubt.WRONG_CURRENCY
            doubts[Place(index, number)] = Doubted(doubt, reading.suggestion)
            continue
        yield QuoteLine(
            kind=line.kind,
            text=line.text or line_words(line.kind, terms.country),
            detail=line.detail,
            amount=-money.amount if line.kind in DEDUCTIONS else money.amount,
            stated=stated,
            optional=line.optional,
            accepted=line.accepted,
        )


def _payments(
    option: OptionForm, index: int, terms: Terms, doubts: dict[Place, Doubted]
) -> Iterator[Payment]:
    yield Payment(form=PaymentForm.CASH)
    credit = option.credit
    if credit is None:
        return
    sums: dict[str, Money | None] = {}
    for field in ("down", "instalment", "total_cost"):
        reading = read_typed(getattr(credit, field), terms)
        sums[field] = reading.money
        if reading.doubt is not None:
            doubts[Place(index, None, field)] = Doubted(reading.doubt, reading.suggestion)
    months = int(credit.months) if credit.months.strip().isdecimal() else None
    if months is None or not 1 <= months <= 120:  # noqa: PLR2004 - as Payment says
        doubts[Place(index, None, "months")] = Doubted(AmountDoubt.UNREADABLE)
        months = None
    yearly = _basis_points(credit.yearly_cost, terms.country)
    if yearly is None and (credit.form is PaymentForm.CREDIT or credit.yearly_cost.strip()):
        doubts[Place(index, None, "yearly_cost")] = Doubted(AmountDoubt.UNREADABLE)
    yield Payment(
        form=credit.form,
        lender=credit.lender,
        down=sums["down"],
        months=months,
        instalment=sums["instalment"],
        yearly_cost=yearly,
        total_cost=sums["total_cost"],
    )


def read_typed(text: str, terms: Terms) -> AmountReading:
    """Read an amount in the currency of the quote, or in UF where it says so."""
    is_uf = text.strip().upper().startswith("UF")
    return read_amount(text, Currency.CLF if is_uf else terms.currency, terms.country)


def _basis_points(text: str, country: Country) -> int | None:
    """Read «18,9» as 1890: a rate has as many decimals as a cent."""
    reading = read_amount(text.replace("%", ""), Currency.USD, country)
    if reading.money is None or reading.money.amount > 100 * _BASIS:
        return None
    return reading.money.amount


def _percent(basis_points: int, country: Country) -> str:
    return typed(Money(amount=basis_points, currency=Currency.USD), country)
