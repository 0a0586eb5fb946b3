"""A booked hour: a call, a visit, a test drive, a service."""

from pydantic import AwareDatetime

from app.domain.fields import Frozen, Note, OpenEnum


class AppointmentKind(OpenEnum):
    CALL = "call"
    VISIT = "visit"
    TEST_DRIVE = "test_drive"
    SERVICE = "service"
    UNKNOWN = "unknown"


class Appointment(Frozen):
    """The customer, and the due contact it came from, are the record's refs."""

    kind: AppointmentKind
    at: AwareDatetime
    note: Note | None = None
