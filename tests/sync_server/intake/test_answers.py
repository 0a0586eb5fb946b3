"""What a customer asked for falls due, and what a visit settles is over."""

from datetime import timedelta
from typing import Any

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.attempts import Attempt, Outcome
from app.domain.complaint_acts import Rating
from app.domain.contract import DownKind, Retraction
from app.domain.received import (
    ContactReceived,
    DriveOutcome,
    RatingReceived,
    ReceivedBy,
    TrialDrive,
    Wanted,
)
from app.domain.visits import Matter, OwnedCar, Profile
from tests.builders import Tablet, phone, record_id, visit
from tests.sync_server.offices import Mirror, Server


def met(server: Server, tablet: Tablet) -> dict[str, Any]:
    made = tablet.record("visit", visit("Ana Prueba", phone=phone(), owner="marta"))
    server.take(tablet, made)
    return made


def dues(mirror: Mirror, programme: str) -> list[dict[str, Any]]:
    return [doc for doc in mirror.documents(DownKind.DUE_CONTACT) if doc["programme"] == programme]


def asked(server: Server, **parts: Any) -> ContactReceived:
    promised = server.clock.now() + timedelta(hours=3)
    return ContactReceived(
        **{
            "channel": ReceivedBy.WHATSAPP,
            "wanted": Wanted.PRICE,
            "promised_at": promised,
            **parts,
        }
    )


def test_a_request_is_due_by_the_promised_day_to_who_attends(server: Server):
    tablet = server.tablet()
    first = met(server, tablet)
    refs = {"customer": record_id(first)}
    server.take(tablet, tablet.record("contact_received", asked(server), refs))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()

    [due] = dues(mirror, "SOLICITUD")
    assert (due["owner"], due["purpose"], due["state"]) == ("marta", "answer", "open")
    assert due["channels"] == ["whatsapp", "phone"]
    assert (due["opens_on"], due["window_to"], due["expires_on"]) == (
        "2026-03-02",
        "2026-03-02",
        "2026-03-12",
    )
    assert due["wanted"] == "price"
    [customer] = mirror.documents(DownKind.CUSTOMER)
    assert customer["recent"][0]["kind"] == "contact_received"
    assert customer["recent"][0]["channel"] == "whatsapp"


def test_an_enquiry_is_a_consulta_and_one_answered_at_once_owes_nothing(server: Server):
    tablet = server.tablet()
    refs = {"customer": record_id(met(server, tablet))}
    enquiry = asked(server, wanted=Wanted.MY_CAR)
    answered = asked(server, wanted=Wanted.MY_CAR, promised_at=None)
    server.take(tablet, tablet.record("contact_received", enquiry, refs))
    server.take(tablet, tablet.record("contact_received", answered, refs))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    assert len(dues(mirror, "CONSULTA")) == 1
    assert dues(mirror, "SOLICITUD") == []


def test_a_call_answers_it_and_taking_the_contact_back_closes_it(server: Server):
    tablet = server.tablet()
    refs = {"customer": record_id(met(server, tablet))}
    contact = tablet.record("contact_received", asked(server), refs)
    server.take(tablet, contact)
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [due] = dues(mirror, "SOLICITUD")
    call = tablet.record("attempt", Attempt(outcome=Outcome.TALKED_OK), refs | {"due": due["id"]})
    server.take(tablet, call)
    mirror.pull()
    [answered] = dues(mirror, "SOLICITUD")
    assert (answered["state"], answered["reason"]) == ("closed", "answered")

    undone = tablet.record("retraction", Retraction(), {"record": record_id(contact)})
    server.take(tablet, undone)
    mirror.pull()
    [gone] = dues(mirror, "SOLICITUD")
    assert gone["reason"] == "retracted"


def test_a_visit_settles_what_it_was_said_to(server: Server):
    tablet = server.tablet()
    refs = {"customer": record_id(met(server, tablet))}
    server.take(tablet, tablet.record("contact_received", asked(server), refs))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [due] = dues(mirror, "SOLICITUD")
    came = visit("Ana Prueba", phone=phone(), closes=(due["id"],))
    server.take(tablet, tablet.record("visit", came, refs))
    mirror.pull()
    [settled] = dues(mirror, "SOLICITUD")
    assert (settled["state"], settled["reason"]) == ("closed", "answered")


def test_a_special_wish_comes_back_on_its_day(server: Server):
    tablet = server.tablet()
    refs = {"customer": record_id(met(server, tablet))}
    day = server.clock.now().date() + timedelta(days=14)
    wish = Profile(wish="Entrega antes del viaje", wish_on=day, matters=(Matter.SAFETY,))
    server.take(tablet, tablet.record("profile", wish, refs))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [due] = dues(mirror, "SOLICITUD")
    assert (due["opens_on"], due["wanted"]) == ("2026-03-16", "wish")


def test_the_profile_is_on_the_golden_record_with_its_origin(server: Server):
    tablet = server.tablet()
    refs = {"customer": record_id(met(server, tablet))}
    first = Profile(cars=(OwnedCar(model="Sierra", year=2017),), sex="female")
    server.take(tablet, tablet.record("profile", first, refs, actor="rosa"))
    server.clock.pass_by(minutes=1)
    second = Profile(cars=(OwnedCar(model="Aura 3", km=58_400),), matters=(Matter.PRICE,))
    server.take(tablet, tablet.record("profile", second, refs))
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [customer] = mirror.documents(DownKind.CUSTOMER)
    assert [car["value"]["model"] for car in customer["cars"]] == ["Aura 3"]
    texts = {text["field"]: text for text in customer["texts"]}
    assert texts["matters"]["value"] == "price"
    assert (texts["sex"]["value"], texts["sex"]["origin"]["by"]) == ("female", "rosa")


def test_drives_ratings_and_booked_hours_are_in_the_history(server: Server):
    tablet = server.tablet()
    made = met(server, tablet)
    refs = {"customer": record_id(made)}
    at = server.clock.now() + timedelta(days=1)
    drive = TrialDrive(model="Terra 5", at=at, license_seen=True, outcome=DriveOutcome.LIKED)
    rating = RatingReceived(rating=Rating.GOOD)
    booked = Appointment(kind=AppointmentKind.CALL, at=at)
    for kind, body, more in (
        ("test_drive", drive, {}),
        ("rating", rating, {"visit": record_id(made)}),
        ("appointment", booked, {}),
    ):
        server.clock.pass_by(minutes=1)
        [report] = server.take(tablet, tablet.record(kind, body, refs | more))
        assert report.code is None
    mirror = Mirror(server.api, tablet.token)
    mirror.pull()
    [customer] = mirror.documents(DownKind.CUSTOMER)
    told = [(touch["kind"], touch["outcome"]) for touch in customer["recent"]]
    assert told[:3] == [("appointment", "call"), ("rating", "good"), ("test_drive", "liked")]
    assert customer["recent"][0]["booked_at"] is not None
