"""«Taller»: a vehicle comes in by its plate, and goes out with one tap of rating."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from app.domain.cases import CaseState, state_on
from app.domain.complaints import Area
from app.domain.contract import DownKind
from app.domain.customers import Customer
from app.domain.fields import Checked
from app.domain.odometer import KmDoubt, KnownReading, NextService, km_doubt, next_service, read_km
from app.domain.problems import Code, Problem
from app.domain.reading import Doubt
from app.domain.recalls import Recall, recalls_of
from app.domain.staff import Person
from app.domain.vehicles import read_plate
from app.domain.workshop import ReceptionDefect, WorkshopDelivery, WorkshopVisit, reception_defects
from app.domain.workshop_standing import (
    DatedDelivery,
    DatedReception,
    KnownVehicle,
    KnownWorkshopVisit,
    known_visit,
    plate_key,
    vehicle_id,
)
from app.services.callcards import display_name
from app.services.case_book import CaseBook
from app.services.knowledge import Knowledge
from app.services.recording import Draught, Recorder, Saved
from app.services.workshop_forms import (
    DeliveryForm,
    ReceptionForm,
    delivery_of,
    km_of,
    visit_of,
)
from app.storage.captures import SendState

_ENDED = frozenset({CaseState.CLOSED, CaseState.VOIDED})
_CONFIRMABLE = frozenset({KmDoubt.BELOW_LAST, KmDoubt.IMPLAUSIBLE})


class Found(NamedTuple):
    """What this tablet knows of a plate; ``last`` is the newest reading of its odometer."""

    doubt: Doubt | None = None
    suggestion: str | None = None
    vehicle: KnownVehicle | None = None
    customer: Customer | None = None
    last: KnownReading | None = None
    waiting: KnownWorkshopVisit | None = None  # received and not delivered yet
    recalls: tuple[Recall, ...] = ()  # open campaigns that were not done here yet
    complaints: int = 0  # open ones of the customer
    dues: int = 0


class ReceptionCheck(NamedTuple):
    """``km`` is doubtful until it is confirmed; ``service`` is the one that comes next."""

    km: KmDoubt | None
    service: NextService | None
    defects: tuple[ReceptionDefect, ...]


class Workshop:
    def __init__(
        self, book: CaseBook, knowledge: Knowledge, recorder: Recorder, new_id: Callable[[], UUID]
    ) -> None:
        self._book = book
        self._store = book.store
        self._showroom = book.showroom
        self._knowledge = knowledge
        self._recorder = recorder
        self._new_id = new_id

    # Reception

    def start(self) -> ReceptionForm:
        return ReceptionForm(record=self._new_id())

    def find(self, plate: str, vin: str = "") -> Found:
        """Return what is known of a plate and a VIN as typed."""
        country = self._showroom.branch().country
        reading = read_plate(plate, country)
        if not plate.strip():
            return Found()
        id_ = vehicle_id(country, reading.field)
        vehicle = self._store.mirror.document(DownKind.VEHICLE, str(id_), KnownVehicle)
        visits = [visit for visit in self.visits() if visit.vehicle == id_]
        owner = next((visit.customer for visit in reversed(visits) if visit.customer), None)
        if owner is None and vehicle is not None and vehicle.owners:
            owner = vehicle.owners[0].customer
        return Found(
            doubt=reading.doubt,
            suggestion=reading.suggestion,
            vehicle=vehicle,
            customer=self._knowledge.golden_record(owner) if owner else None,
            last=self._last_reading(vehicle, visits),
            waiting=next((visit for visit in reversed(visits) if visit.delivery is None), None),
            recalls=self._recalls(reading.field, vin, vehicle, visits),
            complaints=self._open_complaints(owner),
            dues=sum(due.customer == owner for due in self._knowledge.open_dues()) if owner else 0,
        )

    def check(self, form: ReceptionForm, found: Found) -> ReceptionCheck:
        now = self._showroom.now()
        km = read_km(form.km)
        if isinstance(km, KmDoubt):
            return ReceptionCheck(km if form.km.strip() else None, None, ())
        doubt = km_doubt(km, now.date(), found.last, dash_changed=form.dash_changed)
        if form.km_confirmed and doubt in _CONFIRMABLE:
            doubt = None
        defects = reception_defects(visit_of(form, self._showroom.branch().country, now))
        return ReceptionCheck(doubt, next_service(km), defects)

    def receive(self, actor: Person, form: ReceptionForm) -> Saved:
        """Keep a reception; the same form saved twice is one.

        Raises ``Problem(INVALID_FIELD)`` for one without plate, kilometres or promised hour.
        """
        if km_of(form.km) is None:
            raise Problem(Code.INVALID_FIELD, field="km")
        if form.promised_at is None:
            raise Problem(Code.INVALID_FIELD, field="promised_at")
        visit = visit_of(form, self._showroom.branch().country, self._showroom.now())
        if found := reception_defects(visit):
            raise Problem(Code.INVALID_FIELD, field=found[0])
        refs = {"customer": form.customer} if form.customer else {}
        return self._recorder.record(actor, Draught("workshop_visit", visit, refs, id=form.record))

    # Delivery

    def start_delivery(self, visit: UUID) -> DeliveryForm:
        known = self.visit(visit)
        return DeliveryForm(record=self._new_id(), visit=visit, km=str(known.visit.reading.km))

    def km_going_out(self, form: DeliveryForm) -> KmDoubt | None:
        """Say what is odd about the reading at delivery, ``None`` when nothing is."""
        now, km = self._showroom.now(), read_km(form.km)
        if isinstance(km, KmDoubt):
            return km
        known = self.visit(form.visit)
        came = KnownReading(known.visit.reading.km, self._showroom.at(known.at).date())
        doubt = km_doubt(km, now.date(), came)
        return None if form.km_confirmed and doubt in _CONFIRMABLE else doubt

    def deliver(self, actor: Person, form: DeliveryForm) -> Saved:
        """Keep a delivery; raises ``Problem(INVALID_FIELD)`` for kilometres that cannot be read."""
        if km_of(form.km) is None:
            raise Problem(Code.INVALID_FIELD, field="km")
        known = self.visit(form.visit)
        body = delivery_of(form, known.visit, self._showroom.now())
        refs = {"workshop_visit": form.visit}
        if known.customer is not None:
            refs["customer"] = known.customer
        return self._recorder.record(
            actor, Draught("workshop_delivery", body, refs, id=form.record)
        )

    def undo(self, actor: Person, record: UUID) -> None:
        self._recorder.undo(actor, record)

    # What is in the workshop

    def visits(self) -> list[KnownWorkshopVisit]:
        """Return the visits of the branch, oldest first, with what was recorded here on top."""
        pulled = self._store.mirror.documents(DownKind.WORKSHOP_VISIT, KnownWorkshopVisit)
        known = {visit.id: visit for visit in pulled}
        retracted = self._store.captures.retracted()
        for made in self._store.captures.live("workshop_visit"):
            doc, record = made.doc, UUID(made.doc["id"])
            customer = doc["refs"].get("customer")
            visit = WorkshopVisit.model_validate(doc["body"])
            reception = DatedReception(record, made.at, doc["actor"], doc["branch"], visit)
            owner = UUID(customer) if customer else None
            known.setdefault(record, known_visit(reception, [], owner))
        for made in self._store.captures.live("workshop_delivery"):
            record, visit_id = UUID(made.doc["id"]), UUID(made.doc["refs"]["workshop_visit"])
            refused = made.state is SendState.ATTENTION or record in retracted
            if not refused and visit_id in known and known[visit_id].delivery is None:
                body = WorkshopDelivery.model_validate(made.doc["body"])
                given = DatedDelivery(
                    record=record, at=made.at, by=made.doc["actor"], delivery=body
                )
                known[visit_id] = known[visit_id].model_copy(update={"delivery": given})
        kept = [visit for visit in known.values() if visit.id not in retracted]
        return sorted(kept, key=lambda visit: (visit.at, str(visit.id)))

    def waiting(self) -> list[KnownWorkshopVisit]:
        """Return the vehicles that are in the workshop, the soonest promised first."""
        inside = [visit for visit in self.visits() if visit.delivery is None]
        return sorted(inside, key=lambda visit: visit.visit.promised_at)

    def visit(self, visit: UUID) -> KnownWorkshopVisit:
        """Return one visit; raises ``Problem(NOT_FOUND)``."""
        found = next((known for known in self.visits() if known.id == visit), None)
        if found is None:
            raise Problem(Code.NOT_FOUND, field="workshop_visit")
        return found

    def name_of(self, visit: KnownWorkshopVisit) -> str:
        """Return whose vehicle it is, or who brought it, "" when nobody knows."""
        customer = self._knowledge.golden_record(visit.customer) if visit.customer else None
        if customer is not None:
            return display_name(customer)
        bringer = visit.visit.bringer
        return bringer.name.typed if bringer and bringer.name else ""

    def carried(self, visit: UUID) -> dict[str, object]:
        """Return what a complaint that begins at the desk knows already."""
        known = self.visit(visit)
        bringer = known.visit.bringer
        phone = bringer.phone.typed if bringer and bringer.phone else ""
        return {
            "area": Area.WORKSHOP,
            "workshop_visit": known.id,
            "customer": known.customer,
            "plate": known.visit.plate.typed,
            "good": known.visit.told,
            "name": self.name_of(known),
            "phone": phone,
        }

    def _last_reading(
        self, vehicle: KnownVehicle | None, visits: list[KnownWorkshopVisit]
    ) -> KnownReading | None:
        readings = [(r.at, r.km) for r in vehicle.readings] if vehicle else []
        for visit in visits:
            readings.append((visit.at, visit.visit.reading.km))
            if visit.delivery is not None:
                readings.append((visit.delivery.at, visit.delivery.delivery.reading.km))
        if not readings:
            return None
        at, km = max(readings)
        return KnownReading(km, self._showroom.at(at).date())

    def _recalls(
        self,
        plate: Checked,
        vin: str,
        vehicle: KnownVehicle | None,
        visits: list[KnownWorkshopVisit],
    ) -> tuple[Recall, ...]:
        """Return what calls the vehicle, but for what a visit that ended here has done."""
        known = vehicle.seen.vin if vehicle else None
        names = [plate_key(plate), vin, (known.value or known.typed) if known else ""]
        listed = self._store.mirror.documents(DownKind.RECALL, Recall)
        called = recalls_of(listed, self._showroom.branch().country, names)
        done = {code for one in visits if one.delivery for code in one.visit.recalls}
        return tuple(recall for recall in called if recall.code not in done)

    def _open_complaints(self, customer: UUID | None) -> int:
        if customer is None:
            return 0
        today = self._showroom.now().date()
        return sum(
            one.customer == customer and state_on(one.case, today) not in _ENDED
            for one in self._book.cases()
        )
