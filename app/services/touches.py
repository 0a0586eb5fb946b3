"""What happens beside a visit: a contact received, a test drive, an hour booked, one tap of rating."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from app.domain.appointments import Appointment
from app.domain.calendars import BANDS
from app.domain.catalogue import DemoCar
from app.domain.clock import epoch_ms
from app.domain.complaint_acts import Rating
from app.domain.problems import Code, Problem
from app.domain.received import ContactReceived, RatingReceived, TrialDrive
from app.domain.staff import Person
from app.services.form_drafts import Form, FormDraft, FormDrafts, Unfinished
from app.services.recording import Draught, Recorder, Saved
from app.services.showroom import Showroom
from app.services.touch_forms import BookingForm, DriveForm, ReceivedForm, TouchForm
from app.storage.store import Store

_OFFERED = (13, 17)  # hours at which an answer is usually promised
_DRIVES = (11, 12, 15, 17)
_NOTICE = timedelta(minutes=30)
_BOOKED_AHEAD = timedelta(days=7)  # how long before a drive somebody may have booked it


class OfferedCar(NamedTuple):
    """A demo car with what keeps it from being driven, as far as this tablet knows.

    ``taken_at`` is the next hour at which somebody was promised it here, branch time.
    """

    car: DemoCar
    away_until: date | None
    taken_at: datetime | None


class Touches:
    def __init__(
        self, store: Store, showroom: Showroom, recorder: Recorder, drafts: FormDrafts
    ) -> None:
        self._store = store
        self._showroom = showroom
        self._recorder = recorder
        self._drafts = drafts

    def answer_hours(self) -> tuple[datetime, ...]:
        """Return the next two hours at which an answer may be promised, branch time."""
        return self._next_hours(_OFFERED, 2)

    def drive_hours(self) -> tuple[datetime, ...]:
        """Return the next four hours that may be booked, branch time."""
        return self._next_hours(_DRIVES, 4)

    def demo_cars(self) -> tuple[OfferedCar, ...]:
        """Return the demo cars of the branch; none where it lists none."""
        now = self._showroom.now()
        taken = self._taken(now)
        return tuple(
            OfferedCar(
                car,
                car.away_until if car.away_until and car.away_until >= now.date() else None,
                min(taken.get(car.name(), ()), default=None),
            )
            for car in self._showroom.demo_cars()
        )

    def _taken(self, now: datetime) -> dict[str, list[datetime]]:
        """Return the hours from now on for which a plate was promised on this tablet."""
        retracted, taken = self._store.captures.retracted(), defaultdict[str, list[datetime]](list)
        since = epoch_ms(now - _BOOKED_AHEAD)
        for capture in self._store.captures.of_kind_since(since, "test_drive"):
            drive = TrialDrive.model_validate(capture.doc["body"])
            over = drive.outcome is not None or UUID(capture.doc["id"]) in retracted
            if drive.plate is not None and not over and drive.at >= now - _NOTICE:
                plate = drive.plate.value or drive.plate.typed
                taken[plate].append(drive.at.astimezone(now.tzinfo))
        return taken

    def receive(self, actor: Person, customer: UUID, contact: ContactReceived) -> Saved:
        """Record that a customer reached us; an answer that is promised falls due at once.

        Raises ``Problem(INVALID_FIELD)`` for an hour that is past.
        """
        if contact.promised_at is not None and contact.promised_at < self._showroom.now():
            raise Problem(Code.INVALID_FIELD, field="promised_at")
        return self._finish(actor, customer, ReceivedForm, "contact_received", contact)

    def drive(self, actor: Person, customer: UUID, drive: TrialDrive) -> Saved:
        """Record a test drive; nobody gets the keys whose licence was not seen.

        Raises ``Problem(INVALID_FIELD)`` with the field that is missing or over.
        """
        starts_now = drive.at <= self._showroom.now() + _NOTICE
        if starts_now and drive.outcome != "no_show" and not drive.license_seen:
            raise Problem(Code.INVALID_FIELD, field="license_seen")
        if drive.license_until is not None and drive.license_until < drive.at.date():
            raise Problem(Code.INVALID_FIELD, field="license_until")
        return self._finish(actor, customer, DriveForm, "test_drive", drive)

    def book(self, actor: Person, customer: UUID, appointment: Appointment) -> Saved:
        """Record an hour agreed with the customer; raises ``Problem(INVALID_FIELD)`` if past."""
        if appointment.at < self._showroom.now():
            raise Problem(Code.INVALID_FIELD, field="at")
        return self._finish(actor, customer, BookingForm, "appointment", appointment)

    def rate(self, actor: Person, customer: UUID, visit: UUID, rating: Rating) -> Saved:
        """Record how the customer was attended, in their own tap (R104)."""
        refs = {"customer": customer, "visit": visit}
        return self._recorder.record(actor, Draught("rating", RatingReceived(rating=rating), refs))

    def undo(self, actor: Person, record: UUID) -> None:
        """Retract within ten seconds; later raises ``Problem(NOT_ALLOWED)``."""
        self._recorder.undo(actor, record)

    def save_draft(self, actor: Person, form: TouchForm) -> None:
        """Keep one of these forms as it stands."""
        self._drafts.keep(actor, form)

    def draft(self, actor: Person, customer: UUID, shape: type[Form]) -> FormDraft[Form] | None:
        """Return the actor's unfinished form about a customer."""
        return self._drafts.find(actor, customer, shape)

    def discard_draft(self, actor: Person, customer: UUID, shape: type[TouchForm]) -> None:
        self._drafts.drop(actor, customer, shape)

    def discard_unfinished(self, actor: Person, left: Unfinished) -> None:
        self._drafts.drop_unfinished(actor, left)

    def _finish(
        self, actor: Person, customer: UUID, form: type[TouchForm], kind: str, body: BaseModel
    ) -> Saved:
        """Record what a form said, and drop its draft with it."""
        with self._store.file.transaction():
            self._drafts.drop(actor, customer, form)
            return self._recorder.record(actor, Draught(kind, body, {"customer": customer}))

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
