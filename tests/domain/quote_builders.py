"""Quotes for tests: one sound quote per country, and parts to change."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.money import Currency, Money
from app.domain.people import Country
from app.domain.price_lists import PriceList, Rate
from app.domain.quote_parts import (
    LineKind,
    Payment,
    PaymentForm,
    QuotedCar,
    QuotedCustomer,
    QuotedIssuer,
    QuoteLine,
    QuoteOption,
)
from app.domain.quote_rules import Terms
from app.domain.quotes import Quote
from app.domain.taxes import tax_on

ISSUED = date(2026, 11, 23)
TOKEN = "AAECAwQFBgcICQoLDA0ODw"
CASH = Payment(form=PaymentForm.CASH)
TERRA = QuotedCar(
    code="terra5", make="Terra", model="5", name="Limited 2.0 AT", year=2026, colour="Gris grafito"
)
DOLLAR = Rate(
    country=Country.PE,
    of=Currency.USD,
    to=Currency.PEN,
    value=Decimal("3.745"),
    day=ISSUED,
)
UF = Rate(
    country=Country.CL,
    of=Currency.CLF,
    to=Currency.CLP,
    value=Decimal("39512.34"),
    day=ISSUED,
)
CHILE = Terms(Country.CL, Currency.CLP, tax_on(Country.CL, ISSUED), (UF,))
PERU = Terms(Country.PE, Currency.USD, tax_on(Country.PE, ISSUED), (DOLLAR,))


def line(kind: LineKind, amount: int, **more: Any) -> QuoteLine:
    return QuoteLine(kind=kind, text=more.pop("text", kind.value), amount=amount, **more)


def credit(currency: Currency = Currency.CLP, **changes: Any) -> Payment:
    parts: dict[str, Any] = {
        "form": PaymentForm.CREDIT,
        "lender": "Banco Demo",
        "down": Money(amount=4_000_000, currency=currency),
        "months": 36,
        "instalment": Money(amount=289_900, currency=currency),
        "yearly_cost": 1890,
        "total_cost": Money(amount=10_436_400, currency=currency),
    }
    return Payment(**{**parts, **changes})


def option(*lines: QuoteLine, payments: tuple[Payment, ...] = (CASH,)) -> QuoteOption:
    return QuoteOption(car=TERRA, lines=lines, payments=payments)


SHOWN = option(
    line(LineKind.LIST_PRICE, 18_990_000, text="Precio de lista"),
    line(LineKind.BRAND_BONUS, -1_000_000, text="Bono de marca"),
    line(LineKind.FINANCE_BONUS, -700_000, text="Bono con crédito"),
    line(LineKind.ACCESSORY, 189_000, text="Láminas y alfombras"),
    line(LineKind.MAINTENANCE, 690_000, text="Mantención prepagada, 3 años"),
    line(LineKind.REGISTRATION, 82_230, text="Inscripción y placas"),
    line(LineKind.GREEN_TAX, 148_000, text="Impuesto verde"),
    line(LineKind.TRADE_IN, -6_400_000, text="Toma de su auto", detail="Aura 3 2021, 58.400 km"),
    payments=(CASH, credit()),
)
"""The lines of the mock-up."""


def quote(**changes: Any) -> Quote:
    """Return a sound Chilean quote without a true seal."""
    parts: dict[str, Any] = {
        "number": "T07-000417",
        "token": TOKEN,
        "issued_on": ISSUED,
        "expires_on": date(2026, 11, 30),
        "country": Country.CL,
        "currency": Currency.CLP,
        "issuer": QuotedIssuer(
            dealer="Automotriz Demo", branch="Sucursal Ñuñoa", seller="Carla Modelo"
        ),
        "customer": QuotedCustomer(name="Ana Prueba", document="11.111.111-1"),
        "price_list": PriceList(
            country=Country.CL, number=3, dated=date(2026, 11, 20), currency=Currency.CLP, demo=True
        ),
        "tax": CHILE.tax,
        "rates": (UF,),
        "options": (SHOWN,),
        "key": "T07",
        "seal": "00" * 64,
    }
    return Quote(**{**parts, **changes})


def quote_in_dollars(**changes: Any) -> Quote:
    """Return a sound Peruvian quote in dollars, with soles at an accepted rate."""
    lines = (
        line(LineKind.LIST_PRICE, 2_599_050, text="Precio de lista"),
        line(LineKind.INSURANCE, 95_000, text="Seguro vehicular", optional=True, accepted=True),
        line(LineKind.FEE, 30_000, text="GPS", optional=True),
    )
    parts: dict[str, Any] = {
        "country": Country.PE,
        "currency": Currency.USD,
        "tax": PERU.tax,
        "rates": (DOLLAR,),
        "options": (option(*lines),),
        "price_list": PriceList(
            country=Country.PE, number=9, dated=date(2026, 11, 20), currency=Currency.USD
        ),
    }
    return quote(**{**parts, **changes})
