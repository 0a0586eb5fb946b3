"""«Taller» on the tablet: plate first, in and out, and a complaint with everything carried over."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.complaint_acts import Rating
from app.domain.complaints import Area
from app.domain.odometer import KmDoubt
from app.domain.problems import Code, Problem
from app.domain.reading import Doubt
from app.domain.workshop import Interest, Motive
from app.services.workshop_forms import ReceptionForm
from sync_server.services import house
from tests.app.desk_rig import desk, office
from tests.app.rig import Rig
from tests.builders import CARLA, ROSA
from tests.domain.complaint_builders import SIGNED
from tests.sync_server.offices import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Iterator[Rig]:
    made = desk(server, tmp_path / "tablet", "NUNOA")
    yield made
    made.store.close()


def coming(rig: Rig, km: str = "49.310", **changes: object) -> ReceptionForm:
    told = {
        "plate": "RK LP 48",
        "km": km,
        "name": "Rita Ficticia",
        "phone": "9 5550 0009",
        "car": "Terra 7 blanca",
        "motives": (Motive.MAINTENANCE, Motive.NOISE),
        "told": "Ruido al frenar adelante.",
        "promised_at": rig.tablet.showroom.now() + timedelta(hours=8),
        "recommendations": "Neumáticos delanteros\n\nPlumillas",
        "signature": SIGNED,
    }
    return rig.tablet.workshop.start().model_copy(update={**told, **changes})


def test_a_vehicle_comes_in_and_goes_out_offline_with_one_tap_of_rating(rig: Rig):
    workshop = rig.tablet.workshop
    saved = workshop.receive(ROSA, coming(rig))
    (waiting,) = workshop.waiting()
    assert (waiting.id, workshop.name_of(waiting)) == (saved.record, "Rita Ficticia")
    assert [one.text for one in waiting.visit.recommendations] == [
        "Neumáticos delanteros",
        "Plumillas",
    ]

    rig.clock.pass_by(hours=7)
    out = workshop.start_delivery(saved.record)
    assert out.km == "49310"
    form = out.model_copy(update={"rating": Rating.GOOD, "done": "Mantención\nPastillas"})
    workshop.deliver(ROSA, form)
    assert workshop.waiting() == []
    rig.sync()
    assert rig.states() == ["sent", "sent"]
    (visit,) = workshop.visits()
    assert visit.delivery is not None
    assert visit.delivery.delivery.rating is Rating.GOOD
    assert visit.customer is not None


def test_the_next_time_the_plate_tells_the_customer_and_the_last_kilometres(rig: Rig):
    workshop = rig.tablet.workshop
    workshop.receive(ROSA, coming(rig))
    rig.sync()
    found = workshop.find("rklp-48")

    assert found.customer is not None
    assert found.vehicle is not None
    assert found.vehicle.seen.model == "Terra 7 blanca"
    assert found.last is not None
    assert found.last.km == 49_310
    assert found.waiting is not None


def test_kilometres_do_not_fall_unless_the_dashboard_was_changed_or_somebody_looked_again(
    rig: Rig,
):
    workshop = rig.tablet.workshop
    workshop.receive(ROSA, coming(rig))
    found = workshop.find("RKLP48")
    less = coming(rig, "38.000")

    assert workshop.check(less, found).km is KmDoubt.BELOW_LAST
    changed = less.model_copy(update={"dash_changed": True})
    assert workshop.check(changed, found).km is None
    assert workshop.check(coming(rig, "999.999"), found).km is KmDoubt.IMPLAUSIBLE
    assert workshop.check(coming(rig, "49.31"), found).km is KmDoubt.UNREADABLE
    good = workshop.check(coming(rig, "49.320"), found)
    assert good.km is None
    assert good.service is not None
    assert good.service.at_km == 50_000


def test_a_plate_with_the_letter_o_is_asked_about(rig: Rig):
    found = rig.tablet.workshop.find("AB1O23")
    assert (found.doubt, found.suggestion) == (Doubt.PLATE_LETTER_O, "AB1023")
    assert rig.tablet.workshop.find("  ").doubt is None


def test_a_reception_without_kilometres_or_promised_hour_is_not_saved(rig: Rig):
    for form, field in (
        (coming(rig, km=""), "km"),
        (coming(rig, promised_at=None), "promised_at"),
    ):
        with pytest.raises(Problem) as refused:
            rig.tablet.workshop.receive(ROSA, form)
        assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, field)
    with pytest.raises(Problem) as refused:
        rig.tablet.workshop.receive(ROSA, coming(rig, plate=" "))
    assert refused.value.field == "no_plate"


def test_a_complaint_at_the_desk_begins_with_all_that_is_known(rig: Rig):
    workshop = rig.tablet.workshop
    saved = workshop.receive(ROSA, coming(rig))
    form = rig.tablet.complaining.start(**workshop.carried(saved.record))

    assert (form.area, form.workshop_visit) == (Area.WORKSHOP, saved.record)
    assert (form.name, form.phone, form.plate) == ("Rita Ficticia", "9 5550 0009", "RK LP 48")
    assert form.good == "Ruido al frenar adelante."


def test_an_interest_becomes_a_contact_for_the_branch_once_it_was_sent(rig: Rig):
    rig.tablet.workshop.receive(ROSA, coming(rig, interests=(Interest.NEW_CAR,)))
    rig.sync()
    due = next(iter(rig.store.file.rows("SELECT doc FROM mirror WHERE kind = 'due_contact'")))

    assert '"programme": "POTENCIAL"' in due["doc"]
    assert rig.tablet.contacts.rows(CARLA) == []


def test_an_undone_reception_is_in_the_workshop_no_more(rig: Rig):
    saved = rig.tablet.workshop.receive(ROSA, coming(rig))
    rig.tablet.workshop.undo(ROSA, saved.record)
    assert rig.tablet.workshop.waiting() == []
    assert rig.tablet.workshop.find("RKLP48").last is None


def recalled(server: Server, *vehicles: str) -> None:
    told = {"code": "AB-2026", "country": "CL", "title": "Cambio de airbag", "since": "2026-11-01"}
    sent = {**told, "vehicles": vehicles}
    server.database.writer.run(lambda tx: house.import_recall(tx, server.office, sent))


def test_an_open_recall_is_seen_by_plate_or_vin_until_a_visit_has_done_it(rig: Rig, server: Server):
    recalled(server, "RKLP48", "JM7BL12X3A1234567")
    workshop = rig.tablet.workshop
    assert workshop.find("rk lp 48").recalls == ()  # nothing came yet
    rig.sync()
    assert [one.code for one in workshop.find("rk lp 48").recalls] == ["AB-2026"]
    assert workshop.find("RKLP49").recalls == ()
    assert [one.code for one in workshop.find("RKLP49", "jm7bl12x3a1234567").recalls] == ["AB-2026"]

    form = coming(rig, recalls=("AB-2026",), vin="JM7BL12X3A1234567", condition="Raya puerta")
    saved = workshop.receive(ROSA, form)
    assert len(workshop.find("RKLP48").recalls) == 1  # it is still inside
    workshop.deliver(ROSA, workshop.start_delivery(saved.record))
    assert workshop.find("RKLP48").recalls == ()
    rig.sync()
    (visit,) = workshop.visits()
    assert (visit.visit.recalls, visit.visit.condition) == (("AB-2026",), "Raya puerta")
    vehicle = workshop.find("RKLP48").vehicle
    assert vehicle is not None
    assert vehicle.seen.vin is not None
    assert vehicle.seen.vin.value == "JM7BL12X3A1234567"
