"""«Inicio» counts the actor's own day, wherever it was recorded; and how the tablet looks."""

from app.domain.attempts import Outcome
from app.domain.clock import epoch_ms
from app.domain.customers import Interaction, InteractionKind
from app.services.capture import VisitForm
from app.services.home import Home
from app.services.preferences import Look
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, days_ago, due_of
from tests.builders import CARLA, MARTA, HandClock


def test_visits_count_once_whether_made_here_elsewhere_or_both(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    here = rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana")).record
    rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True))
    undone = rig.tablet.capture.save_visit(CARLA, VisitForm(name="Eva")).record
    rig.tablet.capture.undo(CARLA, undone)
    rig.tablet.capture.save_visit(MARTA, VisitForm(name="Luz"))
    now = epoch_ms(clock.now())
    touches = [(here, now), (server.ids.new(), now), (server.ids.new(), now - 86_400_000)]
    for record, at in touches:
        touch = Interaction(record=record, kind=InteractionKind.VISIT, at=at, by="carla")
        server.publish("customer", record, customer(record, recent=(touch,)))
    rig.sync()
    assert rig.tablet.home.board(CARLA).visits_today == 3
    clock.pass_by(days=1)
    assert rig.tablet.home.board(CARLA).visits_today == 0


def test_the_board_tells_dues_contacts_done_and_the_draft(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    dues = []
    for days in (9, 7, 5, 4, 3):
        who = server.ids.new()
        server.publish("customer", who, customer(who, f"Ana Hace{days}"))
        dues.append(due_of(who, days_ago(clock, days), server.ids.new()))
        server.publish("due_contact", dues[-1].id, dues[-1])
    rig.sync()
    rig.tablet.calling.record_attempt(CARLA, dues[4].id, Outcome.NO_ANSWER)
    rig.tablet.capture.save_draft(CARLA, VisitForm(name="Rodrigo"))

    board = rig.tablet.home.board(CARLA)

    assert (board.dues_count, board.due_today, board.due_this_week) == (4, 2, 2)
    assert board.contacts_done_today == 1
    assert [row.name for row in board.next] == ["Ana Hace9", "Ana Hace7", "Ana Hace5"]
    assert board.draft is not None
    assert board.draft.form.name == "Rodrigo"
    assert isinstance(rig.tablet.home, Home)


def test_the_look_is_kept_per_tablet_and_starts_as_shipped(rig: Rig) -> None:
    assert rig.tablet.preferences.get() == Look()
    rig.tablet.preferences.set(Look(text_size=150, left_handed=True))
    rig.reopen()
    assert rig.tablet.preferences.get() == Look(text_size=150, left_handed=True)


def test_models_are_offered_in_the_order_of_their_rank(rig: Rig, server: FakeServer) -> None:
    for rank, name in ((2, "Aura 2"), (1, "Terra 5"), (2, "Aura 1")):
        model = {"code": name.replace(" ", "-"), "make": "Demo", "name": name, "rank": rank}
        server.publish("catalogue", name, model)
    rig.sync()
    names = [model.name for model in rig.tablet.showroom.models()]
    assert names == ["Terra 5", "Aura 1", "Aura 2"]
    assert rig.tablet.showroom.name_of("marta") == "Marta Jornada"
    assert rig.tablet.showroom.name_of("nadie") == "nadie"
