"""One person at the showroom, the workshop or a stand, once; and what we learn later (profile)."""

from datetime import date
from typing import Annotated

from pydantic import Field

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


class Visit(Frozen):
    """A visit; without a visitor it is «Sin datos» and only counts (R173).

    ``intent`` is 0-10 (R157); ``None`` means «no sé», which is not 0.
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


class Profile(Frozen):
    """What was learnt or corrected about a customer, by field; what is absent says nothing."""

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
    life_stage: LifeStage | None = None
    owner: Slug | None = None


class Consent(Frozen):
    """Decisions taken apart from a visit: a withdrawal on the card, a grant on a call."""

    decisions: Annotated[tuple[ConsentDecision, ...], Field(min_length=1, max_length=24)]
