"""What the dealer says of its models: the work of each maintenance, and tips to care for a car.

Two dated tables that the dealer writes (R030, R040). A row may be for one model, for all of a make,
or for all; for one branch or for the country. The most particular row that holds on a day counts.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, NamedTuple
from uuid import UUID, uuid5

from pydantic import Field, StringConstraints

from app.domain.fields import Frozen, Note, Slug, Text
from app.domain.people import Country
from app.domain.price_lists import Price
from app.domain.reading import fold

PAIRS = {12: 10_000, 24: 20_000, 36: 30_000}
"""Months of a maintenance that share one contact with these kilometres (R038, R039)."""

MOST_TIPS = 3
_ROWS = UUID("0b9e1c55-0f7c-5c57-9a5e-6d1b3c2f7a41")
_SAME = {f"m{month}": f"km{km}" for month, km in PAIRS.items()}

Step = Annotated[str, StringConstraints(pattern=r"^(m|km)[0-9]{1,6}$")]
Minutes = Annotated[int, Field(ge=1, le=10_080)]


class _Row(Frozen):
    """A row; ``make`` and ``model`` empty mean any, ``branch`` ``None`` the whole country."""

    country: Country
    branch: Slug | None = None
    make: Text = ""
    model: Text = ""
    valid_from: date
    demo: bool = False


class ServiceWork(_Row):
    """What a maintenance is: the work, its price (minor units, tax included), how long it takes.

    ``step`` is the month (m1, m12) or the kilometres (km40000) of the programme; m12 and km10000
    are one.
    """

    step: Step
    work: Note
    price: Price
    minutes: Minutes

    def id(self) -> UUID:
        return _id("work", self, self.step)


class CareTip(_Row):
    """Advice on the use and care of a model (R030), one sentence."""

    text: Text

    def id(self) -> UUID:
        return _id("tip", self, self.text)


class Car(NamedTuple):
    """Which car is spoken of; its make where only the model is known is ''."""

    make: str
    model: str


class Where(NamedTuple):
    """For whom a row has to hold: a branch and a day."""

    country: Country
    branch: str
    today: date


def work_of(works: Iterable[ServiceWork], step: str, car: Car, where: Where) -> ServiceWork | None:
    """Return the work of a maintenance, ``None`` where the table has no row for it."""
    meant = {step, _SAME.get(step, step), *(m for m, km in _SAME.items() if km == step)}
    found = [one for one in works if one.step in meant and _holds(one, car, where)]
    return max(found, key=lambda one: (_particular(one), one.step == step), default=None)


def tips_of(tips: Iterable[CareTip], car: Car, where: Where) -> tuple[CareTip, ...]:
    """Return the tips for a car, those of its model first, the newest before the older."""
    found = {one.text: one for one in sorted(tips, key=_particular) if _holds(one, car, where)}
    best = sorted(found.values(), key=lambda one: (_particular(one), one.text), reverse=True)
    return tuple(best[:MOST_TIPS])


def _holds(row: _Row, car: Car, where: Where) -> bool:
    return (
        row.country is where.country
        and row.branch in {None, where.branch}
        and row.valid_from <= where.today
        and (not row.make or fold(row.make) == fold(car.make))
        and (not row.model or fold(row.model) == fold(car.model))
    )


def _particular(row: _Row) -> tuple[bool, bool, bool, date]:
    return bool(row.model), bool(row.make), row.branch is not None, row.valid_from


def _id(kind: str, row: _Row, own: str) -> UUID:
    named = (kind, row.country, row.branch or "", row.make, row.model, own, row.valid_from)
    return uuid5(_ROWS, "|".join(map(str, named)))
