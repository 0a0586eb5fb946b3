"""What is known of one customer, and what of it may make a contact due. Pure shapes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from app.domain.attempts import MadeAttempt
from app.domain.contact_consent import Consents, Reach
from app.domain.contact_rules import Programme
from app.domain.dues import DueReason
from app.domain.fields import OpenEnum
from app.domain.ids import due_contact_id
from app.domain.imports import ServiceType
from app.domain.news import News
from app.domain.people import Country


class Bought(NamedTuple):
    """A sale; ``day`` is the delivery, else the sale.

    ``former``: another bought it since; ``used``: it had been sold before.
    """

    record: UUID
    day: date
    vehicle: str
    owner: str
    branch: str
    model: str = ""
    plate: str = ""
    former: bool = False
    source_id: str = ""
    used: bool = False


class Served(NamedTuple):
    """A workshop order of one vehicle; ``mine`` says that this customer is to be asked about it.

    ``sure``: somebody looked at its kilometres and they are right, however far they leap.
    """

    record: UUID
    opened: date
    closed: date | None
    service: ServiceType
    vehicle: str
    branch: str
    km: int | None = None
    plate: str = ""
    mine: bool = True
    source_id: str = ""
    sure: bool = False


class Complained(NamedTuple):
    record: UUID
    told: date
    closed: date | None = None
    recontacted: bool = False


class History(NamedTuple):
    """What is known of one customer. ``chief`` calls where the chief has to.

    ``answered`` are the days on which she answered a survey, ``news`` is what the dealer tells in her country and branch, ``signed_up`` the events that she
    already has a pass for. ``former`` are the customers that this one absorbed, ``homes`` says which of them a record
    was about at first: what it made due keeps its id, and a try made with it counts. ``turns`` are
    days ahead on which something that is not told here becomes true: another buys one of the cars.
    """

    customer: UUID
    country: Country
    branch: str
    owner: str
    chief: str
    reach: Reach = Reach()
    consents: Consents = {}  # noqa: RUF012 - a mapping that nobody changes
    born: date | None = None
    bought: tuple[Bought, ...] = ()
    served: tuple[Served, ...] = ()
    complaints: tuple[Complained, ...] = ()
    attempts: Mapping[UUID, Iterable[MadeAttempt]] = {}
    answered: tuple[date, ...] = ()
    news: tuple[News, ...] = ()
    signed_up: frozenset[UUID] = frozenset()
    former: tuple[UUID, ...] = ()
    homes: Mapping[UUID, UUID] = {}
    turns: tuple[date, ...] = ()


class Exclusion(OpenEnum):
    """Why a programme has no contact for somebody on a day. Closed list."""

    NOT_BEGUN = "not_begun"
    NO_TRIGGER = "no_trigger"  # nothing to count from
    INACTIVE = "inactive"  # the dealer does not run it
    BOUGHT_LATELY = "bought_lately"
    MAINTAINED_LATELY = "maintained_lately"
    OPEN_COMPLAINT = "open_complaint"
    NOT_LOYAL = "not_loyal"
    OTHER_MODEL = "other_model"
    UNKNOWN = "unknown"


class Cause(NamedTuple):
    """Why a contact is due: from which day its window counts, and about which car.

    ``excluded`` says why there is none all the same; ``opens`` is another first day than the
    rule's. ``of`` is the record it follows from, ``None`` for what the person is; ``step`` tells one of
    several apart. ``source_id`` is the sale or order as its list names it. ``together`` are the records
    with which it is one call: what was tried for one of them counts for all.
    """

    programme: Programme
    of: UUID | None
    day: date
    vehicle: str = ""
    model: str = ""
    branch: str = ""
    source_id: str = ""
    owner: str = ""
    ended: DueReason | None = None
    expires: date | None = None
    step: str = ""
    excluded: Exclusion | None = None
    opens: int | None = None
    together: tuple[UUID, ...] = ()

    def due_id(self, customer: UUID) -> UUID:
        return due_contact_id(self.programme, customer, self.trigger(customer))

    def trigger(self, customer: UUID) -> UUID:
        subject = self.of or customer
        return uuid5(subject, f"{self.programme}{self.step}") if self.step else subject
