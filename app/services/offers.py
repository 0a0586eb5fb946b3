"""What can be quoted at this tablet: the price list as it was last pulled."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.domain.contract import DownKind
from app.domain.fields import Frozen
from app.domain.people import Country
from app.domain.price_lists import (
    Accessory,
    Benefit,
    CarVersion,
    PriceList,
    Rate,
    ServiceOffer,
    Workshop,
    fits,
)
from app.storage.mirror import Mirror

Row = TypeVar("Row", bound=Frozen)


@dataclass(frozen=True)
class Offers:
    """The rows of the branch's country; ``stale`` says that prices are subject to confirmation."""

    prices: PriceList
    stale: bool
    versions: tuple[CarVersion, ...]
    accessories: tuple[Accessory, ...]
    benefits: tuple[Benefit, ...]
    services: tuple[ServiceOffer, ...]
    workshops: tuple[Workshop, ...]
    rates: tuple[Rate, ...]

    def version(self, code: str) -> CarVersion | None:
        return next((version for version in self.versions if version.code == code), None)

    def benefits_of(self, car: CarVersion) -> tuple[Benefit, ...]:
        return tuple(benefit for benefit in self.benefits if fits(benefit.models, car.model))

    def accessories_of(self, car: CarVersion) -> tuple[Accessory, ...]:
        return tuple(one for one in self.accessories if fits(one.models, car.model))

    def sold_services(self) -> tuple[ServiceOffer, ...]:
        """Return the services that can be a line of a quote."""
        return tuple(service for service in self.services if service.sells_as)


def offers(mirror: Mirror, country: Country, day: date) -> Offers | None:
    """Return what can be quoted on a branch day, ``None`` before a price list was pulled."""
    prices = next(iter(_rows(mirror, DownKind.PRICE_LIST, PriceList, country)), None)
    if prices is None:
        return None
    versions = _rows(mirror, DownKind.CAR_VERSION, CarVersion, country)
    return Offers(
        prices=prices,
        stale=prices.is_stale(day),
        versions=tuple(sorted(versions, key=lambda one: (one.model, one.price, one.code))),
        accessories=_rows(mirror, DownKind.ACCESSORY, Accessory, country),
        benefits=_rows(mirror, DownKind.BENEFIT, Benefit, country),
        services=_rows(mirror, DownKind.SERVICE_OFFER, ServiceOffer, country),
        workshops=_rows(mirror, DownKind.WORKSHOP, Workshop, country),
        rates=_rows(mirror, DownKind.RATE, Rate, country),
    )


def _rows(mirror: Mirror, kind: DownKind, shape: type[Row], country: Country) -> tuple[Row, ...]:
    return tuple(
        row for row in mirror.documents(kind, shape) if getattr(row, "country", None) is country
    )
