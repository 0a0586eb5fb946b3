"""What is recorded beside a visit, and the forms of it that are not finished."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.appointments import Appointment, AppointmentKind
from app.domain.catalogue import CarModel, DemoCar
from app.domain.contract import FeedOp
from app.domain.fields import Checked, State
from app.domain.problems import Code, Problem
from app.domain.received import DriveOutcome, ReceivedBy, TrialDrive, Wanted
from app.services.capture import VisitForm
from app.services.touch_forms import BookingForm, DriveForm, ReceivedForm, TouchForm
from tests.app.fakes import FakeServer
from tests.app.quote_rig import publish_prices
from tests.app.rig import Rig, customer, open_branch
from tests.app.test_lookup import ELSEWHERE, HERE
from tests.builders import CARLA, MARTA, HandClock

DRIVE = DriveForm(customer=HERE, car="DM01AA", model="Terra 5", license_until="08-2028")
BOOKING = BookingForm(customer=HERE, kind=AppointmentKind.SERVICE)
RECEIVED = ReceivedForm(customer=HERE, channel=ReceivedBy.WHATSAPP, wanted=Wanted.PRICE)
FORMS = (DRIVE, BOOKING, RECEIVED)
WRITER = """
import sys, time
from pathlib import Path
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.app.test_touches import FORMS
from tests.builders import CARLA, HandClock

rig = Rig(Path(sys.argv[1]), HandClock(), lambda _url: FakeServer(HandClock()))
for form in FORMS:
    rig.tablet.touches.save_draft(CARLA, form)
print("written", flush=True)
time.sleep(60)
"""


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server(clock: HandClock) -> FakeServer:
    made = FakeServer(clock)
    open_branch(made)
    made.publish("customer", str(HERE), customer(HERE))
    return made


@pytest.fixture
def rig(tmp_path: Path, clock: HandClock, server: FakeServer) -> Iterator[Rig]:
    made = Rig(tmp_path / "tablet", clock, lambda _url: server)
    made.enrol()
    made.sync()
    yield made
    made.store.close()


def demo_car(plate: str, model: str, **parts: object) -> DemoCar:
    told = Checked(typed=plate, value=plate.replace(" ", ""), state=State.VALID)
    return DemoCar.model_validate({"branch": "NUNOA", "plate": told, "model": model, **parts})


def drafts(rig: Rig) -> list[TouchForm]:
    found = (rig.tablet.touches.draft(CARLA, HERE, type(form)) for form in FORMS)
    return [draft.form for draft in found if draft is not None]


def test_what_was_answered_is_there_after_the_process_was_killed(rig: Rig):
    rig.store.close()
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(rig.folder)],
        cwd=root,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    rig.open()

    assert drafts(rig) == list(FORMS)


def test_a_draft_is_of_one_person_and_one_customer(rig: Rig):
    touches = rig.tablet.touches
    touches.save_draft(CARLA, DRIVE)
    assert touches.draft(MARTA, HERE, DriveForm) is None
    other = DRIVE.model_copy(update={"customer": ELSEWHERE, "model": "Aura 3"})
    touches.save_draft(CARLA, other)
    assert drafts(rig) == [DRIVE]


def test_a_draft_goes_with_the_record_that_it_becomes(rig: Rig, clock: HandClock):
    touches = rig.tablet.touches
    for form in FORMS:
        touches.save_draft(CARLA, form)
    touches.drive(CARLA, HERE, TrialDrive(model="Terra 5", at=clock.now(), license_seen=True))
    assert drafts(rig) == [BOOKING, RECEIVED]
    later = rig.tablet.showroom.now() + timedelta(hours=1)
    touches.book(CARLA, HERE, Appointment(kind=AppointmentKind.SERVICE, at=later))
    assert drafts(rig) == [RECEIVED]


def test_a_record_that_is_refused_leaves_the_draft(rig: Rig, clock: HandClock):
    rig.tablet.touches.save_draft(CARLA, DRIVE)
    with pytest.raises(Problem) as refusal:
        rig.tablet.touches.drive(CARLA, HERE, TrialDrive(model="Terra 5", at=clock.now()))
    assert refusal.value.code is Code.INVALID_FIELD
    assert drafts(rig) == [DRIVE]


def test_an_emptied_form_and_one_of_another_version_are_no_drafts(rig: Rig):
    touches = rig.tablet.touches
    touches.save_draft(CARLA, DRIVE)
    touches.save_draft(CARLA, DriveForm(customer=HERE))
    rig.store.drafts.save(f"appointment:carla:{HERE}", '{"hour": {"a": "shape"}}', 0)
    assert drafts(rig) == []


def test_the_board_tells_of_the_form_that_was_left_open_last(rig: Rig, clock: HandClock):
    rig.tablet.touches.save_draft(CARLA, BOOKING)
    clock.pass_by(minutes=1)
    rig.tablet.touches.save_draft(CARLA, DRIVE)
    left = rig.tablet.home.board(CARLA).unfinished
    assert left is not None
    assert (left.kind, left.customer, left.name) == ("test_drive", HERE, "Ana Prueba")
    assert left.saved_at.isoformat() == "2026-03-02T12:01:00-03:00"
    rig.tablet.touches.discard_unfinished(CARLA, left)
    left = rig.tablet.home.board(CARLA).unfinished
    assert left is not None
    assert left.kind == "appointment"


def test_a_form_about_somebody_erased_goes_with_them(rig: Rig, server: FakeServer):
    rig.tablet.touches.save_draft(CARLA, DRIVE)
    rig.tablet.capture.save_draft(CARLA, VisitForm(name="Ana Prueba", customer=HERE))
    server.withdraw("customer", HERE, FeedOp.ERASE)
    rig.sync()
    assert drafts(rig) == []
    assert rig.tablet.capture.draft(CARLA) is None


def test_the_demo_cars_of_the_branch_say_when_they_are_free(rig: Rig, server: FakeServer):
    today = rig.tablet.showroom.now().date()
    cars = (
        demo_car("DM 01 AA", "Terra 5", color="gris"),
        demo_car("DM 02 AA", "Aura 3", away_until=today),
        demo_car("DM 03 AA", "Sierra", away_until=today - timedelta(days=1)),
        demo_car("DM 04 AA", "Vega", branch="MAIPU"),
    )
    for car in cars:
        server.publish("demo_car", f"CL-{car.name()}", car)
    rig.sync()
    at = rig.tablet.touches.drive_hours()[0]
    promised = TrialDrive(model="Terra 5", plate=cars[0].plate, at=at)
    rig.tablet.touches.drive(CARLA, HERE, promised)

    offered = rig.tablet.touches.demo_cars()

    told: list[tuple[str, date | None, object]] = [
        (one.car.model, one.away_until, one.taken_at) for one in offered
    ]
    assert told == [("Aura 3", today, None), ("Sierra", None, None), ("Terra 5", None, at)]


def test_a_branch_that_shows_no_models_offers_those_that_have_a_price(rig: Rig, server: FakeServer):
    assert rig.tablet.showroom.models() == []
    publish_prices(server)
    rig.sync()
    priced = [model.name for model in rig.tablet.showroom.models()]
    assert len(priced) == len(set(priced)) > 0
    shown = CarModel(code="x", make="Demo", name="Aura 9", rank=3)
    server.publish("catalogue", "x", shown)
    rig.sync()
    assert [model.name for model in rig.tablet.showroom.models()] == ["Aura 9", *priced]


def test_a_drive_that_was_taken_back_or_is_over_keeps_no_car(rig: Rig, server: FakeServer):
    car = demo_car("DM 01 AA", "Terra 5")
    server.publish("demo_car", "CL-DM01AA", car)
    rig.sync()
    touches = rig.tablet.touches
    at = touches.drive_hours()[0]
    saved = touches.drive(CARLA, HERE, TrialDrive(model="Terra 5", plate=car.plate, at=at))
    touches.undo(CARLA, saved.record)
    over = TrialDrive(model="Terra 5", plate=car.plate, at=at, outcome=DriveOutcome.NO_SHOW)
    touches.drive(CARLA, HERE, over)
    assert [one.taken_at for one in touches.demo_cars()] == [None]
