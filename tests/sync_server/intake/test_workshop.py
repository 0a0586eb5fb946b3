"""Vehicles are received and delivered; each keeps its owners and readings over time."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.complaint_acts import Rating
from app.domain.contract import DownKind, Result, Retraction
from app.domain.fields import Checked, State
from app.domain.people import Country
from app.domain.problems import Code
from app.domain.workshop import Interest, OdometerReading, WorkshopDelivery, WorkshopVisit
from sync_server.storage.tables import customer, due_contact, vehicle, workshop_visit
from tests.builders import phone, record_id, visit, visitor
from tests.sync_server.offices import Mirror, Server

MORNING = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("America/Santiago"))
PLATE = Checked(typed="RK LP 48", value="RKLP48", state=State.VALID)


def received(km: int = 49_310, **parts) -> WorkshopVisit:
    fields = {
        "country": Country.CL,
        "plate": PLATE,
        "reading": OdometerReading(km=km),
        "received_at": MORNING,
        "promised_at": MORNING + timedelta(hours=8),
    }
    return WorkshopVisit(**{**fields, **parts})


def delivered(km: int = 49_316, **parts) -> WorkshopDelivery:
    return WorkshopDelivery(
        reading=OdometerReading(km=km), delivered_at=MORNING + timedelta(hours=7), **parts
    )


def of(sent) -> dict[str, UUID]:
    return {"workshop_visit": record_id(sent)}


def test_a_vehicle_received_and_delivered_is_known_to_the_branch(server: Server):
    tablet, other = server.tablet(), server.tablet()
    sent = tablet.record("workshop_visit", received(), actor="rosa")
    server.clock.pass_by(hours=7)
    out = tablet.record("workshop_delivery", delivered(rating=Rating.GOOD), of(sent), actor="rosa")

    reports = server.take(tablet, sent, out)

    assert [report.result for report in reports] == [Result.ACCEPTED] * 2
    mirror = Mirror(server.api, other.token)
    assert mirror.pull() == mirror.digest()
    (known,) = mirror.documents(DownKind.WORKSHOP_VISIT)
    assert (known["id"], known["delivery"]["delivery"]["rating"]) == (sent["id"], "good")
    (car,) = mirror.documents(DownKind.VEHICLE)
    assert (car["plate"], [reading["km"] for reading in car["readings"]]) == (
        "RKLP48",
        [49_316, 49_310],
    )


def test_a_vehicle_without_plate_or_promised_before_it_came_is_refused(server: Server):
    tablet = server.tablet()
    reports = server.take(
        tablet,
        tablet.record("workshop_visit", received(plate=Checked(typed=""))),
        tablet.record("workshop_visit", received(promised_at=MORNING - timedelta(hours=1))),
        tablet.record("workshop_delivery", delivered()),
    )

    assert [(report.code, report.field) for report in reports] == [
        (Code.INVALID_FIELD, "body.plate"),
        (Code.INVALID_FIELD, "body.promised_at"),
        (Code.MISSING_REF, "refs.workshop_visit"),
    ]


def test_a_delivery_before_its_reception_waits_for_it(server: Server):
    tablet = server.tablet()
    sent = tablet.record("workshop_visit", received())
    server.take(tablet, tablet.record("workshop_delivery", delivered(), of(sent)))
    assert server.rows(vehicle) == []
    server.take(tablet, sent)

    (row,) = server.rows(workshop_visit)
    assert row["delivered_at"] is not None
    assert len(server.rows(vehicle)) == 1


def test_an_undone_reception_is_no_visit_and_its_vehicle_is_forgotten(server: Server):
    tablet = server.tablet()
    sent = tablet.record("workshop_visit", received())
    server.take(tablet, sent)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    server.take(tablet, tablet.record("retraction", Retraction(), {"record": record_id(sent)}))

    assert (server.rows(workshop_visit), server.rows(vehicle)) == ([], [])
    assert mirror.pull() == mirror.digest()
    assert mirror.documents(DownKind.WORKSHOP_VISIT) == mirror.documents(DownKind.VEHICLE) == []


def test_owners_follow_one_another_and_a_merge_renames_them(server: Server):
    tablet = server.tablet()
    early = tablet.record("visit", visit(phone=phone()))
    first = tablet.record("workshop_visit", received(), {"customer": record_id(early)})
    server.take(tablet, first)
    server.clock.pass_by(days=90)
    hugo = visitor("Hugo Supuesto", phone=phone("+56955500002"))
    server.take(tablet, tablet.record("workshop_visit", received(55_000, bringer=hugo)))
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    server.take(tablet, early)

    mirror = Mirror(server.api, tablet.token)
    assert mirror.pull() == mirror.digest()
    people = {
        doc["names"][0]["value"]["typed"]: doc["id"] for doc in mirror.documents(DownKind.CUSTOMER)
    }
    (car,) = mirror.documents(DownKind.VEHICLE)
    assert [owner["customer"] for owner in car["owners"]] == [
        people["Hugo Supuesto"],
        people["Ana Prueba"],
    ]


def test_who_brings_an_unknown_vehicle_becomes_a_customer_or_is_found(server: Server):
    tablet = server.tablet()
    server.take(tablet, tablet.record("visit", visit(phone=phone())))
    known = visitor("Ana Prueba", phone=phone())
    server.take(tablet, tablet.record("workshop_visit", received(bringer=known), actor="rosa"))

    (row,) = server.rows(customer)
    assert (row["owner"], server.rows(workshop_visit)[0]["customer"]) == ("carla", row["id"])


def test_an_interest_told_at_the_desk_opens_a_follow_up_of_who_attends_the_customer(
    server: Server,
):
    tablet = server.tablet()
    came = tablet.record("visit", visit(phone=phone()))
    server.take(tablet, came)
    server.clock.pass_by(days=60)
    refs = {"customer": record_id(came)}
    plain = tablet.record("workshop_visit", received(), refs, actor="rosa")
    told = delivered(interests=(Interest.NEW_CAR,))
    server.take(tablet, plain)
    assert len(server.rows(due_contact)) == 1
    server.take(
        tablet, tablet.record("workshop_delivery", told, {**refs, **of(plain)}, actor="rosa")
    )

    (newest,) = [row for row in server.rows(due_contact) if row["opens_on"] == "2026-05-02"]
    assert (newest["programme"], newest["owner"], newest["state"]) == (
        "POTENCIAL",
        "carla",
        "open",
    )
