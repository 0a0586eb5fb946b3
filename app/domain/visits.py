"""One person at the showroom, the workshop or a stand, once; and what we learn later (profile)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.domain.complaints import Mood
from app.domain.consent import ConsentDecision
from app.domain.fields import Checked, Frozen, Note, OpenEnum, Slug, Text
from app.domain.people import Document, PersonName, Place, Visitor

Intent = Annotated[int, Field(ge=0, le=10)]


class Reason(OpenEnum):
    """Why the person came (R173)."""

    NEW_CAR = "new_car"
    RENEWAL = "renewal"
    USED_CAR = "used_car"
    WORKSHOP = "workshop"
    PARTS = "parts"
    ENQUIRY = "enquiry"
    COMPANION = "companion"
    UNKNOWN = "unknown"


class Series(OpenEnum):
    """Euromotors' two series of buyers (R159)."""

    NEW_CAR = "new_car"
    RENEWAL = "renewal"
    UNKNOWN = "unknown"


class LifeStage(OpenEnum):
    """Stage of life (R158); a person may prefer not to say."""

    SCHOOL = "school"
    TEENAGER = "teenager"
    STUDENT = "student"
    FIRST_JOB = "first_job"
    PROMOTION = "promotion"
    COUPLE = "couple"
    FAMILY = "family"
    UNSAID = "unsaid"
    UNKNOWN = "unknown"


class Origin(OpenEnum):
    """How the person came to us (R165)."""

    WALKED_BY = "walked_by"
    INSTAGRAM = "instagram"
    REFERRED = "referred"
    FAIR = "fair"
    WEB = "web"
    RETURNING = "returning"
    COMPANY = "company"
    UNIVERSITY = "university"
    UNKNOWN = "unknown"


class Purchase(OpenEnum):
    """Bought as planned, or on seeing it (R116)."""

    PLANNED = "planned"
    ON_SIGHT = "on_sight"
    UNKNOWN = "unknown"


class Relation(OpenEnum):
    """Who came along."""

    PARTNER = "partner"
    FAMILY = "family"
    FRIEND = "friend"
    COLLEAGUE = "colleague"
    UNKNOWN = "unknown"


class Companion(Frozen):
    relation: Relation
    name: Text | None = None


class Visit(Frozen):
    """A visit; without a visitor it is «Sin datos» and only counts (R173).

    ``intent`` is 0-10 (R157); ``None`` means «no sé», which is not 0. ``distinct_from`` are
    customers that somebody said the visitor is not; ``closes`` the due contacts that this visit
    settled (R145). The ref ``customer`` is there when the ficha of a known one was used.
    """

    visitor: Visitor | None = None
    reason: Reason | None = None
    models: Annotated[tuple[Text, ...], Field(max_length=12)] = ()
    intent: Intent | None = None
    series: Series | None = None
    life_stage: LifeStage | None = None
    origin: Origin | None = None
    owner: Slug | None = None
    consents: Annotated[tuple[ConsentDecision, ...], Field(max_length=24)] = ()
    note: Note | None = None
    companions: Annotated[tuple[Companion, ...], Field(max_length=8)] = ()
    referred_by: Text | None = None
    mood: Mood | None = None
    purchase: Purchase | None = None
    distinct_from: Annotated[tuple[UUID, ...], Field(max_length=8)] = ()
    closes: Annotated[tuple[UUID, ...], Field(max_length=12)] = ()


class BuyingRole(OpenEnum):
    """What the person is in the purchase (R099)."""

    USES = "uses"
    DECIDES = "decides"
    BUYS = "buys"
    PAYS = "pays"
    UNKNOWN = "unknown"


Influence = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}:[a-z_]{1,20}$")]
"""Who else has a part in the purchase and which: a relation and a buying role, «partner:decides».

Nobody is named: the customer speaks for the others."""


class Matter(OpenEnum):
    """What matters most in a car (R082)."""

    SAFETY = "safety"
    PRICE = "price"
    CONSUMPTION = "consumption"
    SPACE = "space"
    TECHNOLOGY = "technology"
    SERVICE = "service"
    UNKNOWN = "unknown"


class CarUse(OpenEnum):
    """What the car is for."""

    COMMUTE = "commute"
    FAMILY = "family"
    WORK = "work"
    TRAVEL = "travel"
    UNKNOWN = "unknown"


class Expectation(OpenEnum):
    """What the person expects of us (R082)."""

    QUICK = "quick"
    EXPLAINED = "explained"
    GOOD_PRICE = "good_price"
    TRUST = "trust"
    UNKNOWN = "unknown"


class OwnedCar(Frozen):
    """A vehicle that the person has today."""

    model: Text
    plate: Checked | None = None
    vin: Checked | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    km: Annotated[int, Field(ge=0, le=3_000_000)] | None = None


class CarCondition(OpenEnum):
    """In which condition the customer's car is, as asked when a season begins (R057)."""

    GOOD = "good"
    WORN = "worn"  # tyres, brakes, wipers
    FAULT = "fault"
    UNKNOWN = "unknown"


class Profile(Frozen):
    """What was learnt or corrected about a customer, by field; what is absent says nothing.

    ``hours`` are preferred bands by their index in ``calendars.BANDS``; ``wish_on`` is the day on
    which to come back to the special wish (R112).
    """

    name: PersonName | None = None
    phone: Checked | None = None
    email: Checked | None = None
    document: Document | None = None
    place: Place | None = None
    address: Text | None = None
    birth_date: date | None = None
    sex: Slug | None = None
    marital_status: Slug | None = None
    occupation: Text | None = None
    cars: Annotated[tuple[OwnedCar, ...], Field(max_length=12)] | None = None
    roles: Annotated[tuple[BuyingRole, ...], Field(max_length=4)] | None = None
    influences: Annotated[tuple[Influence, ...], Field(max_length=16)] | None = None
    referred_by: Text | None = None
    hours: Annotated[tuple[Annotated[int, Field(ge=0, le=3)], ...], Field(max_length=4)] | None = (
        None
    )
    life_style: Text | None = None
    car_use: Annotated[tuple[CarUse, ...], Field(max_length=4)] | None = None
    expects: Annotated[tuple[Expectation, ...], Field(max_length=4)] | None = None
    matters: Annotated[tuple[Matter, ...], Field(max_length=3)] | None = None
    wish: Text | None = None
    wish_on: date | None = None
    life_stage: LifeStage | None = None
    owner: Slug | None = None
    car_condition: CarCondition | None = None


class Consent(Frozen):
    """Decisions taken apart from a visit: a withdrawal on the card, a grant on a call."""

    decisions: Annotated[tuple[ConsentDecision, ...], Field(min_length=1, max_length=24)]
