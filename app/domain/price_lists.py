"""What can be quoted: versions with their price, accessories, benefits, services, workshops, rates.

One price list per country, numbered and dated; each row of it is a document of its own, so that
tablets pull what changed and nothing else. Prices include the sales tax. R115, R118, R135.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.domain.fields import Frozen, Note, OpenEnum, Slug, Text
from app.domain.money import MAX_MINOR, Currency, Money, converted
from app.domain.people import Country

STALE_AFTER = 30  # days without a new list until its prices are «sujetas a confirmación»

Price = Annotated[int, Field(ge=0, le=MAX_MINOR)]  # minor units
RateValue = Annotated[Decimal, Field(gt=0, lt=10**7, max_digits=13, decimal_places=6)]


class PriceList(Frozen):
    """The list as a whole; ``valid_to`` is the last day its prices hold, both countries' own day."""

    country: Country
    number: Annotated[int, Field(ge=1)]
    dated: date
    valid_to: date | None = None
    currency: Currency
    demo: bool = False

    def is_stale(self, day: date) -> bool:
        """Say whether a price of this list must be confirmed before anybody relies on it."""
        if self.valid_to is not None:
            return day > self.valid_to
        return (day - self.dated).days > STALE_AFTER


class CarVersion(Frozen):
    """A version of a model in one model year; ``rank`` orders versions of a model, dearest last."""

    code: Slug
    country: Country
    make: Text
    model: Text
    name: Text
    year: Annotated[int, Field(ge=1980, le=2100)]
    fuel: Text = ""
    transmission: Text = ""
    colours: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    price: Price
    bonus: Price = 0  # bono de marca
    finance_bonus: Price = 0  # only for who takes the credit
    demo: bool = False

    def title(self) -> str:
        return f"{self.make} {self.model} {self.name} {self.year}"


class Accessory(Frozen):
    """Something to add to a car; ``models`` empty fits all."""

    code: Slug
    country: Country
    name: Text
    price: Price
    models: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    demo: bool = False


class Benefit(Frozen):
    """A feature, what it does for the person, and a story that shows it (R115)."""

    code: Slug
    country: Country
    cares: Text  # what matters to the person: seguridad, espacio, consumo…
    feature: Text
    benefit: Text
    story: Note = ""
    models: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    demo: bool = False


class ServiceClass(OpenEnum):
    """The client's four classes of services (R118)."""

    INTEGRAL = "integral"
    SUPPORT = "support"  # de apoyo
    UNIQUE = "unique"  # único
    ADDED_VALUE = "added_value"  # valor agregado
    UNKNOWN = "unknown"


class ServiceOffer(Frozen):
    """A service with its estimated price, as annexed in Chile (Ley 19.496 art. 12 C).

    ``insurance`` and ``maintenance`` can be lines of a quote of their own kind.
    """

    code: Slug
    country: Country
    service_class: ServiceClass
    name: Text
    price: Price
    every_km: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    sells_as: Slug | None = None  # insurance or maintenance, if it is sold with the car
    demo: bool = False


class Workshop(Frozen):
    code: Slug
    country: Country
    name: Text
    address: Text
    phone: Text = ""
    demo: bool = False


class Rate(Frozen):
    """Units of ``to`` for one unit of ``of`` on a day: 3.745 PEN for USD, 39,512.34 CLP for CLF."""

    country: Country
    of: Currency
    to: Currency
    value: RateValue
    day: date
    demo: bool = False

    def apply(self, money: Money) -> Money:
        """Return an amount in the other currency; raises ``ValueError`` for a third one."""
        if money.currency is not self.of:
            raise ValueError(f"a rate for {self.of} says nothing of {money.currency}")
        return converted(money, self.value, self.to)


def fits(models: tuple[str, ...], model: str) -> bool:
    """Say whether a row of the list is meant for a model."""
    return not models or model in models
