"""«Buscar»: the customers on this tablet as one types, and whether somebody else knows them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.customers import Customer, Interaction
from app.domain.identifiers import digits
from app.domain.staff import Person
from app.services.callcards import display_name
from app.services.knowledge import Knowledge
from app.services.lookup import Lookup, Match
from app.services.showroom import Showroom
from app.storage.store import Store

SHOWN = 20
RECENT = 4


class SearchRow(NamedTuple):
    """One customer: the end of the phone, the first car, who attends, the last touch."""

    customer: UUID
    name: str
    ending: str
    car: str
    owner: str
    last_kind: str
    last_at: datetime | None


class Found(NamedTuple):
    rows: tuple[SearchRow, ...]
    elsewhere: Match | None


class Searching:
    def __init__(
        self, store: Store, knowledge: Knowledge, showroom: Showroom, lookup: Lookup
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._showroom = showroom
        self._lookup = lookup

    def size(self) -> int:
        """Return how many customers can be searched on this tablet."""
        return self._store.search.size()

    def find(self, actor: Person, typed: str) -> Found:
        """Return who is meant; a whole number or plate that nobody here has is asked elsewhere."""
        found = self._store.search.find(typed, SHOWN)
        rows = tuple(row for id_ in found if (row := self._row(UUID(id_))) is not None)
        asked = not rows and any(char.isdigit() for char in typed)
        return Found(rows, self._lookup.elsewhere(actor, typed) if asked else None)

    def recent(self, actor: Person) -> tuple[SearchRow, ...]:
        """Return the customers of the actor that were touched last."""
        rows = self._store.mirror.last_touched(actor.code, RECENT)
        return tuple(row for id_ in rows if (row := self._row(UUID(id_))) is not None)

    def _row(self, identity: UUID) -> SearchRow | None:
        customer = self._knowledge.golden_record(identity)
        return None if customer is None else self._row_of(customer)

    def _row_of(self, customer: Customer) -> SearchRow:
        last: Interaction | None = customer.recent[0] if customer.recent else None
        phone = customer.phones[0].value if customer.phones else None
        car = customer.cars[0].value if customer.cars else None
        plate = (car.plate.value or car.plate.typed) if car and car.plate else ""
        return SearchRow(
            customer=customer.id,
            name=display_name(customer),
            ending=digits(phone.value or phone.typed)[-4:] if phone else "",
            car=f"{plate} {car.model}".strip() if car else "",
            owner=self._showroom.name_of(customer.owner),
            last_kind=last.kind.value if last else "",
            last_at=self._showroom.at(last.at) if last else None,
        )
