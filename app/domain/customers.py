"""What tablets know of a customer of the master base: the golden record, each value with origin."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.domain.consent import DatedDecision
from app.domain.fields import Checked, Frozen, OpenEnum, Slug, Text
from app.domain.people import Document, PersonName, Place
from app.domain.visits import Intent, LifeStage, OwnedCar

MANY = 10  # customers of one phone or e-mail: from here on it is a company's, and not counted


class Provenance(Frozen):
    """Where a value comes from: the record, its kind, who captured it, when (corrected ms)."""

    record: UUID
    kind: Slug
    by: Slug
    at: int


class KnownName(Frozen):
    value: PersonName
    origin: Provenance


class KnownContact(Frozen):
    """A phone or an e-mail of the customer; the first of a list is the one that prevails.

    ``shared_by`` is how many customers have it, this one included, at most ``MANY``. ``verified``
    is the newest try on it that the customer answered, ``wrong`` the one that reached somebody
    else; the newer of the two holds, so one of them at most is there.
    """

    value: Checked
    origin: Provenance
    shared_by: int = 1
    verified: Provenance | None = None
    wrong: Provenance | None = None


def all_wrong(phones: Iterable[KnownContact]) -> bool:
    """Say whether phones are known and every one of them reaches somebody else."""
    numbers = [phone for phone in phones if phone.value.value]
    return bool(numbers) and all(phone.wrong is not None for phone in numbers)


class KnownDocument(Frozen):
    value: Document
    origin: Provenance


class KnownPlace(Frozen):
    value: Place
    origin: Provenance


class KnownText(Frozen):
    """A plain value of a profile field (address, birth date in ISO, occupation…)."""

    field: Slug
    value: Text
    origin: Provenance


class KnownCar(Frozen):
    value: OwnedCar
    origin: Provenance


class InteractionKind(OpenEnum):
    VISIT = "visit"
    ATTEMPT = "attempt"
    APPOINTMENT = "appointment"
    CONTACT_RECEIVED = "contact_received"
    TEST_DRIVE = "test_drive"
    RATING = "rating"
    SIGN_UP = "sign_up"
    CHECK_IN = "check_in"
    REDEMPTION = "redemption"
    UNKNOWN = "unknown"


class Interaction(Frozen):
    """One touch with the customer. ``outcome`` is a code (an attempt's outcome, a visit's reason).

    ``channel`` is how a contact reached us, ``booked_at`` (ms) what an appointment is for, ``event``
    that of a sign-up and of what happened at its door.
    """

    record: UUID
    kind: InteractionKind
    at: int
    by: Slug
    outcome: Slug | None = None
    intent: Intent | None = None
    models: tuple[Text, ...] = ()
    channel: Slug | None = None
    booked_at: int | None = None
    event: UUID | None = None


class Housemate(Frozen):
    """Another customer of the same household, by a short name."""

    customer: UUID
    name: Text


class Customer(Frozen):
    """The golden record: best value first, all values kept, each with its provenance.

    ``owner`` is the colleague who attends; ``recent`` holds the newest interactions first. A
    customer whose every record was retracted or moved away has ``active`` false.
    """

    id: UUID
    branch: Slug
    owner: Slug
    active: bool = True
    demo: bool = False
    names: tuple[KnownName, ...] = ()
    phones: tuple[KnownContact, ...] = ()
    emails: tuple[KnownContact, ...] = ()
    documents: tuple[KnownDocument, ...] = ()
    places: tuple[KnownPlace, ...] = ()
    texts: tuple[KnownText, ...] = ()
    cars: tuple[KnownCar, ...] = ()
    life_stage: LifeStage | None = None
    consents: tuple[DatedDecision, ...] = ()
    recent: Annotated[tuple[Interaction, ...], Field(max_length=10)] = ()
    visits: int = 0
    records: int = 0
    household: tuple[Housemate, ...] = ()
