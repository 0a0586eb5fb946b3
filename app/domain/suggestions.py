"""What more may be worth offering to somebody we already know? (R135)

Only for a known customer, at most three, and one tap adds it: a higher version of the same model
first, then what fits the car and is not in the quote yet, dearest first.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from app.domain.price_lists import Accessory, CarVersion, ServiceOffer, fits

MAX_SUGGESTIONS = 3


class Suggestion(NamedTuple):
    """``more`` is what it adds to the price, in minor units; for a version, the difference."""

    offer: CarVersion | Accessory | ServiceOffer
    more: int


def suggestions(
    car: CarVersion,
    offers: Iterable[CarVersion | Accessory | ServiceOffer],
    quoted: Collection[str],
) -> tuple[Suggestion, ...]:
    """Return what to suggest beside ``car``; ``quoted`` are the codes that are in the quote."""
    versions, extras = [], []
    for offer in offers:
        if offer.country is not car.country or offer.code in quoted:
            continue
        if isinstance(offer, CarVersion):
            if _is_higher(offer, car):
                versions.append(Suggestion(offer, offer.price - car.price))
        elif _is_extra(offer, car):
            extras.append(Suggestion(offer, offer.price))
    versions.sort(key=lambda one: (one.more, one.offer.code))
    extras.sort(key=lambda one: (-one.more, one.offer.code))
    return (*versions[:1], *extras)[:MAX_SUGGESTIONS]


def _is_higher(offer: CarVersion, car: CarVersion) -> bool:
    same = (offer.make, offer.model, offer.year) == (car.make, car.model, car.year)
    return same and offer.price > car.price


def _is_extra(offer: Accessory | ServiceOffer, car: CarVersion) -> bool:
    if isinstance(offer, Accessory):
        return fits(offer.models, car.model)
    return offer.sells_as is not None
