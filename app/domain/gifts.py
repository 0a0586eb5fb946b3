"""Which gift goes with a greeting, by what the customer is (R045, R054). Rules as data; pure.

For each programme the rows of the newest day that has come hold, all of them and no older one; of
those the first by rank whose every condition the customer meets names the gift.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from app.domain.contact_rules import Programme
from app.domain.fields import Frozen, Slug, Text
from app.domain.visits import LifeStage

GIVING = frozenset({Programme.ANIV, Programme.CUMPLE})

Age = Annotated[int, Field(ge=0, le=130)]


class GiftRule(Frozen):
    """One row of the table; an empty condition asks nothing.

    ``days`` after the anniversary or the birthday are the voucher's last day. ``gift`` without
    words gives none. ``purchases`` is how many vehicles were bought at least, ``model`` one of
    them; ages are in full years on that day, both ends included.
    """

    programme: Slug
    valid_from: date = date(2000, 1, 1)
    rank: Annotated[int, Field(ge=1, le=999)]
    gift: Text = ""
    days: Annotated[int, Field(ge=0, le=365)] = 30
    loyal: bool | None = None
    purchases: Annotated[int, Field(ge=1, le=99)] | None = None
    model: Text = ""
    stages: tuple[LifeStage, ...] = ()
    marital: tuple[Slug, ...] = ()
    age_from: Age | None = None
    age_to: Age | None = None


class Traits(NamedTuple):
    """What the table may ask about a customer; what is not known meets no condition."""

    loyal: bool = False
    models: tuple[str, ...] = ()  # of the vehicles bought, one for each
    stage: LifeStage | None = None
    marital: str = ""
    age: int | None = None


SHIPPED_GIFTS: tuple[GiftRule, ...] = (
    GiftRule(
        programme=Programme.CUMPLE,
        rank=1,
        gift="Cuatro entradas de cine",
        stages=(LifeStage.FAMILY,),
    ),
    GiftRule(
        programme=Programme.CUMPLE,
        rank=2,
        gift="Cena para dos",
        stages=(LifeStage.COUPLE,),
    ),
    GiftRule(programme=Programme.CUMPLE, rank=3, gift="Cena para dos", marital=("married",)),
    GiftRule(programme=Programme.CUMPLE, rank=4, gift="Dos entradas de cine", age_to=29),
    GiftRule(programme=Programme.CUMPLE, rank=9, gift="Lavado de cortesía"),
    GiftRule(programme=Programme.ANIV, rank=1, gift="Mantención básica de cortesía", loyal=True),
    GiftRule(programme=Programme.ANIV, rank=9, gift="Revisión de cortesía"),
)

Table = Mapping[str, tuple[GiftRule, ...]]


def gifts_on(day: date, changed: Iterable[GiftRule] = ()) -> Table:
    """Return the rows of each programme that hold on a day, by rank.

    What the dealer set replaces what we ship for the same programme and day.
    """
    told = tuple(changed)
    replaced = {(rule.programme, rule.valid_from) for rule in told}
    ours = (one for one in SHIPPED_GIFTS if (one.programme, one.valid_from) not in replaced)
    valid = [rule for rule in (*ours, *told) if rule.valid_from <= day]
    newest: dict[str, date] = {}
    for rule in valid:
        newest[rule.programme] = max(rule.valid_from, newest.get(rule.programme, date.min))
    return {
        programme: tuple(
            sorted(
                (r for r in valid if r.programme == programme and r.valid_from == since),
                key=lambda rule: rule.rank,
            )
        )
        for programme, since in newest.items()
    }


def gift_for(programme: str, traits: Traits, table: Table) -> GiftRule | None:
    """Return the row that names the customer's gift, ``None`` where there is none."""
    found = next((rule for rule in table.get(programme, ()) if _meets(rule, traits)), None)
    return found if found is not None and found.gift else None


def _meets(rule: GiftRule, traits: Traits) -> bool:
    models = {model.casefold() for model in traits.models}
    asked = (
        rule.loyal is None or rule.loyal == traits.loyal,
        rule.purchases is None or len(traits.models) >= rule.purchases,
        not rule.model or rule.model.casefold() in models,
        not rule.stages or traits.stage in rule.stages,
        not rule.marital or traits.marital in rule.marital,
        rule.age_from is None or (traits.age is not None and traits.age >= rule.age_from),
        rule.age_to is None or (traits.age is not None and traits.age <= rule.age_to),
    )
    return all(asked)
