"""Money: whole minor units and a currency, one rounding, the formats of each country.

Chile writes 25.990,50 and Perú 25,990.50. A text whose separators belong to the other country is
never read by guessing: the reading carries a doubt and what may have been meant.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field

from app.domain.fields import Frozen
from app.domain.people import Country

MAX_MINOR = 10**13  # far above any price, far below 2**53: safe in every JSON reader
_NBSP = "\u00a0"
_SPACES = re.compile("[\u0020\u00a0\u2009\u202f]+")


class Currency(StrEnum):
    CLP = "CLP"
    PEN = "PEN"
    USD = "USD"
    CLF = "CLF"  # unidad de fomento


DECIMALS: dict[Currency, int] = {
    Currency.CLP: 0,
    Currency.PEN: 2,
    Currency.USD: 2,
    Currency.CLF: 4,
}
"""Decimal places of the minor unit (ISO 4217)."""

LOCAL_CURRENCY: dict[Country, Currency] = {Country.CL: Currency.CLP, Country.PE: Currency.PEN}


class Money(Frozen):
    """An amount in minor units: S/ 25,990.50 is 2599050 PEN, UF 37,25 is 372500 CLF."""

    amount: Annotated[int, Field(ge=-MAX_MINOR, le=MAX_MINOR)]
    currency: Currency

    def __add__(self, other: Self) -> Self:
        """Raises ``ValueError`` for another currency: a sum of two currencies means nothing."""
        if other.currency is not self.currency:
            message = f"{other.currency} cannot be added to {self.currency}"
            raise ValueError(message)
        return self.model_copy(update={"amount": self.amount + other.amount})

    def __neg__(self) -> Self:
        return self.model_copy(update={"amount": -self.amount})

    def __sub__(self, other: Self) -> Self:
        return self + -other

    def units(self) -> Decimal:
        """Return the amount in whole units of the currency, exact."""
        return Decimal(self.amount).scaleb(-DECIMALS[self.currency])


class AmountDoubt(StrEnum):
    """Why a typed amount was not read. Closed list."""

    EMPTY = "empty"
    WRONG_SEPARATOR = "wrong_separator"  # as the other country writes it; see the suggestion
    AMBIGUOUS = "ambiguous"  # both countries read it, and differently
    WRONG_CURRENCY = "wrong_currency"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


class AmountReading(NamedTuple):
    """``money`` only when there is no doubt; ``suggestion`` is to be confirmed by a person."""

    money: Money | None
    doubt: AmountDoubt | None = None
    suggestion: Money | None = None


class _Separators(NamedTuple):
    group: str
    decimal: str


_SEPARATORS: dict[Country, _Separators] = {
    Country.CL: _Separators(".", ","),
    Country.PE: _Separators(",", "."),
}
_OTHER = {Country.CL: Country.PE, Country.PE: Country.CL}

_SYMBOLS: dict[Country, dict[Currency, str]] = {
    Country.CL: {
        Currency.CLP: "$",
        Currency.PEN: f"S/{_NBSP}",
        Currency.USD: "US$",
        Currency.CLF: f"UF{_NBSP}",
    },
    Country.PE: {
        Currency.CLP: f"CLP{_NBSP}",
        Currency.PEN: f"S/{_NBSP}",
        Currency.USD: f"US${_NBSP}",
        Currency.CLF: f"UF{_NBSP}",
    },
}
_TYPED_SYMBOLS: dict[str, Currency] = {
    "S/.": Currency.PEN,
    "S/": Currency.PEN,
    "PEN": Currency.PEN,
    "US$": Currency.USD,
    "USD": Currency.USD,
    "UF": Currency.CLF,
    "CLF": Currency.CLF,
    "CLP": Currency.CLP,
}
_PLAIN_DOLLAR = {Country.CL: Currency.CLP, Country.PE: Currency.USD}


def rounded(value: Decimal) -> int:
    """Round half up, away from zero: the only rounding of the product."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_units(units: Decimal, currency: Currency) -> Money:
    """Return an amount given in units of the currency, rounded to its minor unit."""
    return Money(amount=rounded(units.scaleb(DECIMALS[currency])), currency=currency)


def scaled(money: Money, factor: Decimal) -> Money:
    """Return ``money`` times a rate or a quantity, rounded to the minor unit."""
    return Money(amount=rounded(money.amount * factor), currency=money.currency)


def converted(money: Money, rate: Decimal, currency: Currency) -> Money:
    """Return ``money`` in another currency; ``rate`` is units of it per unit of the first."""
    return from_units(money.units() * rate, currency)


def total(currency: Currency, amounts: Iterable[Money]) -> Money:
    """Return the sum, zero for none. Raises ``ValueError`` for an amount in another currency."""
    return sum(amounts, start=Money(amount=0, currency=currency))


def format_money(money: Money, country: Country) -> str:
    """Write an amount as people of the country do: ``$12.990.000``, ``S/ 25,990.50``, ``UF 37,25``.

    A UF shows two decimals, and the third and fourth only when they are not zero.
    """
    separators = _SEPARATORS[country]
    places = DECIMALS[money.currency]
    whole, fraction = divmod(abs(money.amount), 10**places)
    decimals = f"{fraction:0{places}d}" if places else ""
    if money.currency is Currency.CLF:
        decimals = decimals[:2] + decimals[2:].rstrip("0")
    grouped = f"{whole:,}".replace(",", separators.group)
    number = f"{grouped}{separators.decimal}{decimals}" if decimals else grouped
    return f"{'-' if money.amount < 0 else ''}{_SYMBOLS[country][money.currency]}{number}"


def read_amount(typed: str, currency: Currency, country: Country) -> AmountReading:
    """Read what a person typed; never off by a thousand, never negative.

    Groups must be complete (1.234.567), decimals at most those of the currency. A currency symbol
    may stand before or after the number.
    """
    text, symbol = _without_symbol(_SPACES.sub(" ", typed).strip().upper(), country)
    if not text:
        return AmountReading(None, AmountDoubt.EMPTY)
    if symbol not in {None, currency}:
        return AmountReading(None, AmountDoubt.WRONG_CURRENCY)
    if text.startswith("-"):
        return AmountReading(None, AmountDoubt.NEGATIVE)
    if not re.fullmatch(r"[0-9][0-9., ]*", text):
        return AmountReading(None, AmountDoubt.UNREADABLE)
    return _decided(
        _minor(text, currency, country), _minor(text, currency, _OTHER[country]), currency
    )


def _decided(ours: int | None, theirs: int | None, currency: Currency) -> AmountReading:
    if max(ours or 0, theirs or 0) > MAX_MINOR:
        return AmountReading(None, AmountDoubt.TOO_LARGE)
    if ours is None and theirs is None:
        return AmountReading(None, AmountDoubt.UNREADABLE)
    if ours is None:
        meant = Money(amount=theirs or 0, currency=currency)
        return AmountReading(None, AmountDoubt.WRONG_SEPARATOR, meant)
    money = Money(amount=ours, currency=currency)
    if theirs is not None and theirs != ours:
        return AmountReading(None, AmountDoubt.AMBIGUOUS, money)
    return AmountReading(money)


def _minor(text: str, currency: Currency, country: Country) -> int | None:
    """Return the minor units under one country's separators, ``None`` if it does not write so."""
    group, decimal = (re.escape(char) for char in _SEPARATORS[country])
    places = DECIMALS[currency]
    tail = rf"(?:{decimal}([0-9]{{1,{places}}}))?" if places else "()"
    shape = rf"([0-9]{{1,3}}(?:({group}| )[0-9]{{3}})(?:\2[0-9]{{3}})*|[0-9]+){tail}"
    if (found := re.fullmatch(shape, text)) is None:
        return None
    whole = re.sub(r"[^0-9]", "", found[1])
    fraction = (found[3] or "").ljust(places, "0")
    return int(whole + fraction)


def _without_symbol(text: str, country: Country) -> tuple[str, Currency | None]:
    symbols = {**_TYPED_SYMBOLS, "$": _PLAIN_DOLLAR[country]}
    for symbol, currency in symbols.items():
        if text.startswith(symbol):
            return text.removeprefix(symbol).strip(), currency
        if text.endswith(symbol):
            return text.removesuffix(symbol).strip(), currency
    return text, None
