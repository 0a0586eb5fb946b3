"""What happens beside a visit: a contact received, a test drive, an hour booked, one tap of rating."""

from datetime import datetime, timedelta
from uuid import UUID

from app.domain.appointments import Appointment
from app.domain.calendars import BANDS
from app.domain.complaint_acts import Rating
from app.domain.problems import Code, Problem
from app.domain.received import ContactReceived, RatingReceived, TrialDrive
from app.domain.staff import Person
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom

_OFFERED = (13, 17)  # hours at which an answer is usually promised
_DRIVES = (11, 12, 15, 17)
_NOTICE = timedelta(minutes=30)


class Touches:
    def __init__(self, showroom: Showroom, recorder: Recorder) -> None:
        self._showroom = showroom
        self._recorder = recorder

    def answer_hours(self) -> tuple[datetime, ...]:
        """Return the next two hours at which an answer may be promised, branch time."""
        return self._next_hours(_OFFERED, 2)

    def drive_hours(self) -> tuple[datetime, ...]:
        """Return the next four hours that may be booked, branch time."""
        return self._next_hours(_DRIVES, 4)

    def receive(self, actor: Person, customer: UUID, contact: ContactReceived) -> Saved:
        """Record that a customer reached us; an answer that is promised falls due at once.

        Raises ``Problem(INVALID_FIELD)`` for an hour that is past.
        """
        if contact.promised_at is not None and contact.promised_at < self._showroom.now():
            raise Problem(Code.INVALID_FIELD, field="promised_at")
        return self._recorder.record(
            actor, Draught("contact_received", contact, {"customer": customer})
        )

    def drive(self, actor: Person, customer: UUID, drive: TrialDrive) -> Saved:
        """Record a test drive; nobody gets the keys whose licence was not seen.

        Raises ``Problem(INVALID_FIELD)`` with the field that is missing or over.
        """
        starts_now = drive.at <= self._showroom.now() + _NOTICE
        if starts_now and drive.outcome != "no_show" and not drive.license_seen:
            raise Problem(Code.INVALID_FIELD, field="license_seen")
        if drive.license_until is not None and drive.license_until < drive.at.date():
            raise Problem(Code.INVALID_FIELD, field="license_until")
        return self._recorder.record(actor, Draught("test_drive", drive, {"customer": customer}))

    def book(self, actor: Person, customer: UUID, appointment: Appointment) -> Saved:
        """Record an hour agreed with the customer; raises ``Problem(INVALID_FIELD)`` if past."""
        if appointment.at < self._showroom.now():
            raise Problem(Code.INVALID_FIELD, field="at")
        return self._recorder.record(
            actor, Draught("appointment", appointment, {"customer": customer})
        )

    def rate(self, actor: Person, customer: UUID, visit: UUID, rating: Rating) -> Saved:
        """Record how the customer was attended, in their own tap (R104)."""
        refs = {"customer": customer, "visit": visit}
        return self._recorder.record(actor, Draught("rating", RatingReceived(rating=rating), refs))

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def _next_hours(self, hours: tuple[int, ...], count: int) -> tuple[datetime, ...]:
        now = self._showroom.now()
        first, last = BANDS[0][0], BANDS[-1][1]
        coming = (
            (now + timedelta(days=day)).replace(hour=hour, minute=0, second=0, microsecond=0)
            for day in range(3)
            for hour in hours
            if first <= hour < last
        )
        later = [at for at in coming if at >= now + _NOTICE and at.weekday() != _SUNDAY]
        return tuple(later[:count])


_SUNDAY = 6
