"""Which sales tax is inside a price, on this day, in this country?

Prices to consumers include the tax (Ley 19.496 art. 30; Código de Protección art. 4). Chile: IVA,
one rate since 2003-10-01 (Ley 19.888). Perú: IGV and IPM, 18 % together; Ley 32387 moves half a
point a year from IGV to IPM until 2029.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from app.domain.fields import Frozen, Text
from app.domain.money import Money, rounded
from app.domain.people import Country

BasisPoints = Annotated[int, Field(ge=0, le=10_000)]  # 1900 is 19 %
_WHOLE = Decimal(10_000)


class TaxPart(Frozen):
    name: Text
    rate: BasisPoints


class SalesTax(Frozen):
    """The tax of one period. Its parts are of the same base and are printed apart."""

    since: date
    parts: Annotated[tuple[TaxPart, ...], Field(min_length=1, max_length=4)]

    def rate(self) -> int:
        """Return the rate of all parts together, in basis points."""
        return sum(part.rate for part in self.parts)


class TaxSplit(NamedTuple):
    """``net`` and the parts, in order, add up to the price to the last minor unit."""

    net: Money
    parts: tuple[tuple[TaxPart, Money], ...]


def _peru(since: date, igv: int, ipm: int) -> SalesTax:
    parts = (TaxPart(name="IGV", rate=igv), TaxPart(name="IPM", rate=ipm))
    return SalesTax(since=since, parts=parts)


TABLE: dict[Country, tuple[SalesTax, ...]] = {
    Country.CL: (SalesTax(since=date(2003, 10, 1), parts=(TaxPart(name="IVA", rate=1900),)),),
    Country.PE: (
        _peru(date(2011, 3, 1), 1600, 200),
        _peru(date(2026, 1, 1), 1550, 250),
        _peru(date(2027, 1, 1), 1500, 300),
        _peru(date(2028, 1, 1), 1450, 350),
        _peru(date(2029, 1, 1), 1400, 400),
    ),
}
"""Oldest first."""


def tax_on(country: Country, day: date) -> SalesTax:
    """Return the tax in force; raises ``KeyError`` for a country or a day without one here."""
    in_force = [tax for tax in TABLE.get(country, ()) if tax.since <= day]
    if not in_force:
        raise KeyError(country, day)
    return in_force[-1]


def split(price: Money, tax: SalesTax) -> TaxSplit:
    """Divide a price that includes the tax. The last part takes what rounding leaves."""
    net = rounded(price.amount * _WHOLE / (_WHOLE + tax.rate()))
    left = price.amount - net
    parts = []
    for part in tax.parts[:-1]:
        share = rounded(net * part.rate / _WHOLE)
        parts.append((part, price.model_copy(update={"amount": share})))
        left -= share
    parts.append((tax.parts[-1], price.model_copy(update={"amount": left})))
    return TaxSplit(price.model_copy(update={"amount": net}), tuple(parts))
