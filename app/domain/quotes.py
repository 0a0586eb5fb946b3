"""A quote as saved: prices, texts and customer frozen, in one record (R117).

A version is never changed: version n+1 of the same number supersedes it.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.domain.fields import Frozen, OpenEnum, Slug
from app.domain.money import Currency
from app.domain.people import Country
from app.domain.price_lists import PriceList, Rate
from app.domain.quote_parts import (
    Annex,
    BenefitCard,
    PrivacyLine,
    QuotedCustomer,
    QuotedIssuer,
    QuoteOption,
)
from app.domain.quote_rules import Terms, Totals, faults, totals
from app.domain.taxes import SalesTax

VALID_DAYS = 7  # no statute fixes a term for the quote of a car; printed and editable

QuoteNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,12}-[0-9]{6,9}$")]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
SealHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class Quote(Frozen):
    """The body of a quote record; refs name its ``customer`` and the ``quote`` it supersedes.

    Days are branch days; ``expires_on`` is the last day it holds. ``confirm_prices``: the list was
    past its day, and the paper says «sujeta a confirmación». ``key`` is the device code whose key
    made ``seal`` (``quote_seals``). Raises ``ValueError`` for an option with a fault.
    """

    number: QuoteNumber
    version: Annotated[int, Field(ge=1, le=999)] = 1
    token: Token
    issued_on: date
    expires_on: date
    country: Country
    currency: Currency
    issuer: QuotedIssuer
    customer: QuotedCustomer
    price_list: PriceList
    confirm_prices: bool = False
    tax: SalesTax
    rates: Annotated[tuple[Rate, ...], Field(max_length=4)] = ()
    options: Annotated[tuple[QuoteOption, ...], Field(min_length=1, max_length=2)]
    benefits: Annotated[tuple[BenefitCard, ...], Field(max_length=12)] = ()
    annex: Annex = Annex()
    privacy: PrivacyLine | None = None
    demo: bool = False
    key: Slug
    seal: SealHex

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.expires_on < self.issued_on:
            raise ValueError("a quote that ends before it begins")
        for option in self.options:
            if found := faults(option, self.terms()):
                raise ValueError(found[0].code)
        return self

    def terms(self) -> Terms:
        return Terms(self.country, self.currency, self.tax, self.rates)

    def totals(self) -> tuple[Totals, ...]:
        """Return what each option adds up to."""
        return tuple(totals(option, self.terms()) for option in self.options)


class LostReason(OpenEnum):
    """Why a quote did not become a sale, asked when it has expired. Closed list."""

    PRICE = "price"
    CREDIT_REFUSED = "credit_refused"
    NO_STOCK = "no_stock"
    OTHER_BRAND = "other_brand"
    TRADE_IN_VALUE = "trade_in_value"
    POSTPONED = "postponed"
    NO_ANSWER = "no_answer"
    OTHER = "other"
    UNKNOWN = "unknown"


class QuoteEnd(OpenEnum):
    VOIDED = "voided"
    LOST = "lost"
    SOLD = "sold"
    UNKNOWN = "unknown"


class QuoteAct(Frozen):
    """What became of the quote named by the ref ``quote``; only a lost one has a reason."""

    end: QuoteEnd
    reason: LostReason | None = None

    @model_validator(mode="after")
    def _reason_fits(self) -> Self:
        if (self.end is QuoteEnd.LOST) != (self.reason is not None):
            raise ValueError("a lost quote, and no other, has a reason")
        return self


def quote_number(device_code: str, count: int) -> str:
    """Return the number of the ``count``-th quote of a tablet: ``T07-000417``.

    Unique without asking anybody: the server gives each epoch of each tablet a code of its own.
    """
    return f"{device_code}-{count:06d}"
