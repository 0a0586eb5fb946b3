"""The parts of a quote: lines, ways to pay, and everything that is frozen at saving (R117)."""

from typing import Annotated

from pydantic import Field

from app.domain.fields import Frozen, Note, OpenEnum, Slug, Text
from app.domain.money import MAX_MINOR, Money
from app.domain.price_lists import ServiceClass
from app.domain.taxes import BasisPoints

MAX_LINES = 60

Amount = Annotated[int, Field(ge=-MAX_MINOR, le=MAX_MINOR)]
Months = Annotated[int, Field(ge=1, le=120)]


class LineKind(OpenEnum):
    LIST_PRICE = "list_price"
    BRAND_BONUS = "brand_bonus"
    FINANCE_BONUS = "finance_bonus"  # counts only for who takes the credit
    DISCOUNT = "discount"
    ACCESSORY = "accessory"
    FREIGHT = "freight"
    MAINTENANCE = "maintenance"
    INSURANCE = "insurance"
    REGISTRATION = "registration"  # inscripción y placas
    GREEN_TAX = "green_tax"  # typed in: the SII computes it
    FEE = "fee"  # SOAP, SOAT, permiso de circulación, tarjeta
    TRADE_IN = "trade_in"
    FREE = "free"
    UNKNOWN = "unknown"


DEDUCTIONS = frozenset(
    {LineKind.BRAND_BONUS, LineKind.FINANCE_BONUS, LineKind.DISCOUNT, LineKind.TRADE_IN}
)
TAXED = frozenset(
    {
        LineKind.LIST_PRICE,
        LineKind.BRAND_BONUS,
        LineKind.FINANCE_BONUS,
        LineKind.DISCOUNT,
        LineKind.ACCESSORY,
        LineKind.FREIGHT,
        LineKind.MAINTENANCE,
        LineKind.FREE,
    }
)
"""What the dealer itself sells with sales tax; the rest is passed on, or is a payment."""


class QuoteLine(Frozen):
    """One line; amounts are minor units of the quote's currency, negative where it takes away.

    ``stated`` is the amount in the currency it is agreed in (UF), when that is another one. An
    ``optional`` line counts only once ``accepted`` expressly (Código de Protección art. 4.2).
    """

    kind: LineKind
    text: Text
    detail: Text = ""
    amount: Amount
    stated: Money | None = None
    optional: bool = False
    accepted: bool = False

    def counts(self) -> bool:
        return self.accepted or not self.optional


class PaymentForm(OpenEnum):
    CASH = "cash"
    CREDIT = "credit"
    LEASING = "leasing"
    UNKNOWN = "unknown"


class Payment(Frozen):
    """One way to pay. A credit says it all or nothing: pie, cuotas, CAE (CL) or TCEA (PE), total.

    ``yearly_cost`` is the lender's CAE or TCEA, ``yearly_rate`` the TEA; ``total_cost`` all the
    instalments with what they charge (Ley 19.496 art. 17 G; Código de Protección art. 82).
    """

    form: PaymentForm
    lender: Text = ""
    down: Money | None = None
    months: Months | None = None
    instalment: Money | None = None
    yearly_cost: BasisPoints | None = None
    yearly_rate: BasisPoints | None = None
    total_cost: Money | None = None


class QuotedCar(Frozen):
    code: Slug
    make: Text
    model: Text
    name: Text
    year: int
    colour: Text = ""

    def title(self) -> str:
        return f"{self.make} {self.model} {self.name} {self.year}"


class QuoteOption(Frozen):
    car: QuotedCar
    lines: Annotated[tuple[QuoteLine, ...], Field(min_length=1, max_length=MAX_LINES)]
    payments: Annotated[tuple[Payment, ...], Field(min_length=1, max_length=3)]


class QuotedCustomer(Frozen):
    """The customer as printed on this version, whatever the ficha says later."""

    name: Text
    document: Text = ""
    phone: Text = ""
    email: Text = ""


class QuotedIssuer(Frozen):
    dealer: Text
    branch: Text
    seller: Text


class BenefitCard(Frozen):
    feature: Text
    benefit: Text
    story: Note = ""


class QuotedService(Frozen):
    service_class: ServiceClass
    name: Text
    price: Amount


class QuotedWorkshop(Frozen):
    name: Text
    address: Text
    phone: Text = ""


class Annex(Frozen):
    """Services with estimated prices, and workshops (Chile: Ley 19.496 art. 12 C)."""

    services: Annotated[tuple[QuotedService, ...], Field(max_length=60)] = ()
    workshops: Annotated[tuple[QuotedWorkshop, ...], Field(max_length=40)] = ()


class PrivacyLine(Frozen):
    """Which privacy notice the paper points to."""

    id: Slug
    version: int
    sha256: str
