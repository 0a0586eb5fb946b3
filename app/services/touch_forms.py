"""The forms of a test drive, a booked hour and a contact received, as they stand on screen.

JSON-able, so a draft is one; hours are ISO 8601 of the branch's time, or a word of the screen.
"""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.domain.appointments import AppointmentKind
from app.domain.received import DriveNext, DriveOutcome, DriveRoute, ReceivedBy, Wanted

NOW = "now"  # a drive that begins as the keys are given


class TouchForm(BaseModel):
    """What is asked beside a visit about one customer."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    customer: UUID
    hour: str | None = None


class DriveForm(TouchForm):
    """``car`` is the plate of a demo car of the branch, where the branch lists its cars."""

    car: str | None = None
    model: str | None = None
    hour: str | None = NOW
    license_seen: bool = False
    license_until: str = ""
    route: DriveRoute | None = None
    outcome: DriveOutcome | None = None
    next: DriveNext | None = None


class BookingForm(TouchForm):
    kind: AppointmentKind = AppointmentKind.CALL


class ReceivedForm(TouchForm):
    """``hour`` may also be «already done», which promises nothing."""

    channel: ReceivedBy | None = None
    wanted: Wanted | None = None
    note: str = ""
