"""Facts that come from another system's list: a person, a sale, a workshop order (R176, R179).

They are records like those of a tablet, only that a list is their source: ``source`` and
``source_id`` name the row there, and of two versions of one row the newer record counts. Unknown
columns are kept as ``extras``. No tablet may make them.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.consent import Basis, ConsentDecision
from app.domain.fields import Checked, Frozen, OpenEnum, Slug, Text
from app.domain.money import Money
from app.domain.odometer import Kilometres
from app.domain.visits import Profile

SourceId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Extras = Annotated[dict[Text, Text], Field(max_length=40)]


BROUGHT = "import"  # the actor of what nobody of ours told


class ListKind(OpenEnum):
    """What a list is a list of; its value is the command's word and the file's."""

    CUSTOMERS = "customers"
    SALES = "sales"
    SERVICES = "services"
    COMPLAINTS = "complaints"  # of a call centre
    UNKNOWN = "unknown"


class ServiceType(OpenEnum):
    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    GUARANTEE = "guarantee"
    OTHER = "other"
    UNKNOWN = "unknown"


class ListedRow(Frozen):
    """What every row says: where it comes from, and whom it is about, as far as it says so."""

    source: Slug
    source_id: SourceId
    person: Profile | None = None
    extras: Extras = Field(default_factory=dict)


class ListedCustomer(ListedRow):
    """The body of a listed_customer record; ``basis`` is why we may hold the person at all."""

    company: Text | None = None
    basis: Basis
    owner: Slug | None = None
    consents: Annotated[tuple[ConsentDecision, ...], Field(max_length=12)] = ()


class Sale(ListedRow):
    """The body of a sale record: a vehicle bought. The buyer may also be the ref ``customer``."""

    vin: Checked | None = None
    plate: Checked | None = None
    make: Text | None = None
    model: Text | None = None
    version: Text | None = None
    sold_on: date
    delivered_on: date | None = None
    amount: Money | None = None
    margin: Money | None = None
    owner: Slug | None = None  # the seller

    def trigger(self) -> date:
        """Return the day that contacts count from: the delivery, else the sale."""
        return self.delivered_on or self.sold_on


class ServiceOrder(ListedRow):
    """The body of a service_order record; without ``closed_on`` the order is still open."""

    vin: Checked | None = None
    plate: Checked | None = None
    opened_on: date
    closed_on: date | None = None
    km: Kilometres | None = None
    service: ServiceType = ServiceType.OTHER
    amount: Money | None = None
    cost: Money | None = None


def vehicle_key(vin: Checked | None, plate: Checked | None) -> str | None:
    """Return by what a vehicle is told from others: its VIN, else its plate."""
    for prefix, field in (("vin", vin), ("plate", plate)):
        if field is not None and (value := field.value or field.typed):
            return f"{prefix}:{value.upper()}"
    return None
