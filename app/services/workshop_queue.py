"""Which invitations of the branch wait for its workshop, as far as this tablet knows."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.clock import epoch_ms
from app.domain.dues import DueContact, is_listed
from app.domain.workshop_places import Workshop, invitation, waiting, waits
from app.services.showroom import Showroom
from app.storage.store import Store


class WorkshopQueue:
    def __init__(self, store: Store, showroom: Showroom) -> None:
        self._store = store
        self._showroom = showroom

    def with_waiting(self, dues: Iterable[DueContact]) -> list[DueContact]:
        """Return all contacts of the branch, those that have to wait blocked with the reason."""
        known, now, branch = list(dues), self._showroom.now(), self._showroom.branch()
        workshop = Workshop(branch.rules, self._showroom.calendar(now.date()))
        if not workshop.has_rules():
            return known
        begun = (due for due in known if is_listed(due, now, branch.zone))
        asking = [one for due in begun if (one := invitation(due)) is not None]
        booked = self._booked() if asking else {}
        found = waiting(asking, workshop._replace(booked=booked), now.date())
        return [waits(due, found) for due in known]

    def _booked(self) -> Counter[date]:
        """Count the workshop hours that are booked from today on, by day."""
        start, retracted = self._showroom.start_of_today(), self._store.captures.retracted()
        hours = self._store.mirror.booked_from(start, AppointmentKind.SERVICE.value)
        for capture in self._store.captures.live("appointment"):
            hour = Appointment.model_validate(capture.doc["body"])
            if hour.kind is AppointmentKind.SERVICE and epoch_ms(hour.at) >= start:
                hours[UUID(capture.doc["id"])] = epoch_ms(hour.at)
        kept = (at for record, at in hours.items() if record not in retracted)
        return Counter(self._showroom.at(at).date() for at in kept)
