"""How much may this colleague give, here and now, without asking? (R092, R123)

The limit is per complaint: what was given before counts. It works offline, so two tablets may
come to more between them; the fold shows the sum and the chief sees it.
"""

from collections.abc import Iterable
from enum import StrEnum

from app.domain.complaint_acts import Compensation, CompensationOption, Offer
from app.domain.fields import Frozen
from app.domain.money import Currency, Money, total
from app.domain.people import Country
from app.domain.staff import Role


class CompensationLimit(Frozen):
    """What a role may give per complaint; ``up_to`` is in the branch's currency."""

    role: Role
    options: tuple[CompensationOption, ...]
    up_to: Money


class LimitRefusal(StrEnum):
    NOT_YOURS = "not_yours"  # the role may not give this kind of compensation
    OVER_LIMIT = "over_limit"
    OTHER_CURRENCY = "other_currency"
    INCOMPLETE = "incomplete"  # a without service and amount, b without its letter


_A = (CompensationOption.REPEAT_OR_REDUCE,)
_ALL = (
    CompensationOption.REPEAT_OR_REDUCE,
    CompensationOption.GUARANTEE_LETTER,
    CompensationOption.BOTH,
)


def _limits(currency: Currency, desk: int, chief: int) -> tuple[CompensationLimit, ...]:
    at_desk = Money(amount=desk, currency=currency)
    return (
        CompensationLimit(role=Role.SELLER, options=_A, up_to=at_desk),
        CompensationLimit(role=Role.RECEPTION, options=_A, up_to=at_desk),
        CompensationLimit(
            role=Role.CHIEF, options=_ALL, up_to=Money(amount=chief, currency=currency)
        ),
    )


DEFAULT_LIMITS: dict[Country, tuple[CompensationLimit, ...]] = {
    Country.PE: _limits(Currency.PEN, 150_00, 600_00),
    Country.CL: _limits(Currency.CLP, 35_000, 150_000),
}
"""Until a dealer sets its own: they are house rules, not law."""


def limit_of(role: Role, limits: Iterable[CompensationLimit]) -> CompensationLimit | None:
    return next((limit for limit in limits if limit.role is role), None)


def limit_refusal(
    asked: Compensation | Offer,
    given: Iterable[Compensation],
    limit: CompensationLimit | None,
) -> LimitRefusal | None:
    """Say why this may not be given on top of what was given, ``None`` when it may."""
    if limit is None:
        return LimitRefusal.NOT_YOURS
    if isinstance(asked, Compensation) and asked.option not in limit.options:
        return LimitRefusal.NOT_YOURS
    if isinstance(asked, Compensation) and not _complete(asked):
        return LimitRefusal.INCOMPLETE
    amounts = [act.amount for act in (*given, asked) if act.amount is not None]
    if any(amount.currency is not limit.up_to.currency for amount in amounts):
        return LimitRefusal.OTHER_CURRENCY
    sum_asked = total(limit.up_to.currency, amounts)
    over = asked.amount is not None and sum_asked.amount > limit.up_to.amount
    return LimitRefusal.OVER_LIMIT if over else None


def _complete(asked: Compensation) -> bool:
    gives = bool(asked.service) or asked.amount is not None
    writes = asked.letter is not None
    needed = {
        CompensationOption.REPEAT_OR_REDUCE: gives,
        CompensationOption.GUARANTEE_LETTER: writes,
        CompensationOption.BOTH: gives and writes,
    }
    return needed.get(asked.option, False)
