"""What a call may tell of a car: the work of the maintenance that is due, and tips of care."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from app.domain.dues import DueContact
from app.domain.handbook import MOST_TIPS, Car, CareTip, ServiceWork, Where, tips_of, work_of
from app.services.showroom import Showroom
from app.storage.store import Store


class Care(NamedTuple):
    """``works`` are those of the maintenances of a call, each by its contact."""

    works: dict[UUID, ServiceWork]
    tips: tuple[CareTip, ...]


class CarCare:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self._store = store
        self._showroom = showroom

    def of(self, dues: Iterable[DueContact]) -> Care:
        """Return what the dealer's tables say today of the cars that contacts are about."""
        branch = self._showroom.branch()
        where = Where(branch.country, branch.code, self._showroom.now().date())
        makes = {model.name: model.make for model in self._showroom.models()}
        works, tips = self._works(), list(self._store.mirror.documents("care_tip", CareTip))
        found: dict[UUID, ServiceWork] = {}
        told: dict[str, CareTip] = {}
        for due in dues:
            model = next(iter(due.models), "")
            car = Car(makes.get(model, ""), model)
            if due.step is not None and (work := work_of(works, due.step, car, where)):
                found[due.id] = work
            told |= {tip.text: tip for tip in tips_of(tips, car, where)}
        return Care(found, tuple(told.values())[:MOST_TIPS])

    def _works(self) -> list[ServiceWork]:
        return list(self._store.mirror.documents("service_work", ServiceWork))
