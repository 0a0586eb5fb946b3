"""Where does this tablet stand: its branch, the models on show, the people, the time there?"""

from datetime import date, datetime

from app.domain.branch_days import branch_calendar
from app.domain.business_days import BusinessCalendar
from app.domain.calendars import branch_time
from app.domain.catalogue import Branch, CarModel, DemoCar
from app.domain.clock import epoch_ms, moment
from app.domain.price_lists import CarVersion
from app.domain.problems import Code, Problem
from app.domain.staff import Person
from app.storage.state import Identity
from app.storage.store import Store


class Showroom:
    def __init__(self, store: Store) -> None:
        self._store = store

    def branch(self) -> Branch:
        """Return the branch; raises ``Problem(NOT_FOUND)`` on a tablet that is not enrolled."""
        enrolled_in = self._identity().branch
        pulled = self._store.mirror.documents("setting", Branch)
        return next((branch for branch in pulled if branch.code == enrolled_in.code), enrolled_in)

    def calendar(self, today: date) -> BusinessCalendar:
        """Return the days that count at this branch, as they are known on a day."""
        return branch_calendar(self.branch(), today)

    def device(self) -> str:
        """Return the short code of this tablet, such as ``T07``."""
        return self._identity().code

    def address(self) -> str:
        """Return the address of the server, where the public pages are too."""
        return self._identity().url

    def models(self) -> list[CarModel]:
        """Return the models on show, first chip first, then the others that have a price."""
        shown = list(self._store.mirror.documents("catalogue", CarModel))
        named, country = {model.name for model in shown}, self.branch().country
        last = max((model.rank for model in shown), default=0) + 1
        for version in self._store.mirror.documents("car_version", CarVersion):
            if version.country is country and version.model not in named:
                named.add(version.model)
                shown.append(
                    CarModel(
                        code=version.code,
                        make=version.make,
                        name=version.model,
                        rank=last,
                        demo=version.demo,
                    )
                )
        return sorted(shown, key=lambda model: (model.rank, model.name))

    def demo_cars(self) -> list[DemoCar]:
        """Return the cars of this branch that customers may drive, by model."""
        here = self.branch().code
        cars = self._store.mirror.documents("demo_car", DemoCar)
        mine = (car for car in cars if car.branch == here)
        return sorted(mine, key=lambda car: (car.model, car.name()))

    def name_of(self, person: str) -> str:
        """Return a colleague's name, or the code where the name is not known here."""
        known = self._store.mirror.document("person", person, Person)
        return known.name if known else person

    def now(self) -> datetime:
        """Return the corrected time in the branch's own zone."""
        return branch_time(self._store.time.now(), self.branch().zone)

    def at(self, ms: int) -> datetime:
        """Return a corrected time in ms as branch time."""
        return branch_time(moment(ms), self.branch().zone)

    def start_of_today(self) -> int:
        """Return the corrected ms at which the branch's day began."""
        return epoch_ms(self.now().replace(hour=0, minute=0, second=0, microsecond=0))

    def _identity(self) -> Identity:
        identity = self._store.state.identity()
        if identity is None:
            raise Problem(Code.NOT_FOUND, detail="this tablet is not enrolled")
        return identity
