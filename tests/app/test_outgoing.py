"""«Envíos»: every record is in one of three lists, with its reason and a way on."""

import pytest

from app.domain.attempts import Outcome
from app.domain.consent import Channel
from app.domain.problems import Code, Problem
from app.domain.visits import Reason
from app.services.capture import VisitForm
from app.services.outgoing import RowState
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer, days_ago, due_of, staff
from tests.builders import CARLA, MARTA, HandClock

ANA = VisitForm(
    phone="9 5550 1234",
    name="Ana Prueba",
    reason=Reason.RENEWAL,
    intent=7,
    marketing=frozenset({Channel.EMAIL}),
)


def test_the_status_counts_what_waits_by_kind_and_what_was_sent_today(
    rig: Rig, clock: HandClock
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    clock.pass_by(minutes=5)
    rig.tablet.session.change_pin(staff(CARLA), "739164")
    status = rig.tablet.outgoing.status()
    assert (status.queued, status.attention, status.sent_today) == (2, 0, 0)
    assert status.queued_by_kind == {"pin_change": 1, "visit": 1}
    assert status.oldest_unsent is not None
    assert status.oldest_unsent.isoformat() == "2026-03-02T12:00:00-03:00"

    rig.sync()

    status = rig.tablet.outgoing.status()
    assert (status.queued, status.sent_today, status.oldest_unsent) == (0, 2, None)
    assert (status.online, status.sending, status.problem) == (True, False, None)
    assert status.last_ok is not None
    assert status.last_ok.isoformat() == "2026-03-02T12:05:00-03:00"
    clock.pass_by(days=1)
    assert rig.tablet.outgoing.status().sent_today == 0


def test_without_a_network_the_status_says_so_and_when_the_next_attempt_is(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [Problem(Code.UNREACHABLE), Problem(Code.OVERLOADED, retry_after=60)]
    rig.sync()
    status = rig.tablet.outgoing.status()
    assert (status.online, status.problem) == (False, Code.UNREACHABLE)
    rig.sync()
    status = rig.tablet.outgoing.status()
    assert (status.online, status.problem) == (True, Code.OVERLOADED)
    assert status.next_attempt is not None
    assert status.next_attempt.isoformat() == "2026-03-02T12:01:00-03:00"


@pytest.mark.parametrize(("days", "minutes"), [(365, 525_600), (-365, -525_600), (0, 0)])
def test_a_clock_that_is_a_year_off_is_told_and_refuses_nothing(
    bare: Rig, server: FakeServer, clock: HandClock, days: int, minutes: int
) -> None:
    server.clock = HandClock()
    clock.pass_by(days=days)
    bare.enrol()
    bare.sync()
    saved = bare.tablet.capture.save_visit(CARLA, ANA)
    bare.sync()
    assert bare.tablet.outgoing.status().clock_off_minutes == minutes
    assert saved.at.isoformat() == "2026-03-02T12:00:00-03:00"
    assert bare.states() == ["sent"]


def test_a_refused_visit_is_corrected_in_place(rig: Rig, server: FakeServer) -> None:
    server.verdict = lambda _record: Code.INVALID_FIELD
    refused = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    [row] = rig.tablet.outgoing.lists().attention
    assert (row.record, row.kind, row.name, row.by) == (
        refused.record,
        "visit",
        "Ana Prueba",
        "Carla Modelo",
    )
    assert (row.state, row.code) == (RowState.ATTENTION, Code.INVALID_FIELD)
    assert row.details == {"reason": "renewal", "intent": "7"}
    assert row.form == ANA.model_copy(update={"owner": "carla"})

    rig.tablet.capture.save_draft(MARTA, VisitForm(name="Otra"))
    server.verdict = lambda _record: None
    saved = rig.tablet.outgoing.correct(MARTA, row.record, row.form)
    rig.sync()

    assert rig.tablet.outgoing.lists().attention == ()
    assert server.records[-1]["id"] == str(saved.record)
    assert server.records[-1]["supersedes"] == str(refused.record)
    assert rig.states() == ["corrected", "sent"]
    assert rig.tablet.capture.draft(MARTA) is not None


def test_what_is_about_somebody_erased_can_only_be_given_up(rig: Rig, server: FakeServer) -> None:
    server.verdict = lambda _record: Code.ERASED
    refused = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    outgoing = rig.tablet.outgoing
    for again in (
        lambda: outgoing.resend(MARTA, refused.record),
        lambda: outgoing.correct(MARTA, refused.record, ANA),
    ):
        with pytest.raises(Problem) as problem:
            again()
        assert problem.value.code is Code.NOT_ALLOWED
    [row] = outgoing.lists().attention
    outgoing.discard(MARTA, row.record, row.confirmation)
    assert outgoing.lists().attention == ()
    assert rig.store.file.value("SELECT count(*) FROM record") == 0


def test_a_refused_record_can_be_sent_again_under_the_name_of_who_is_here(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    who = server.ids.new()
    server.publish("customer", who, customer(who))
    due = due_of(who, days_ago(clock, 3), server.ids.new())
    server.publish("due_contact", due.id, due)
    rig.sync()
    server.verdict = lambda record: Code.UNKNOWN_ACTOR if record["actor"] == "carla" else None
    refused = rig.tablet.calling.record_attempt(CARLA, due.id, Outcome.TALKED_OK)
    rig.sync()
    [row] = rig.tablet.outgoing.lists().attention
    assert (row.name, row.details, row.form) == ("Ana Prueba", {"outcome": "talked_ok"}, None)

    rig.tablet.outgoing.resend(MARTA, refused.record)
    rig.sync()

    again = server.records[-1]
    assert (again["actor"], again["kind"]) == ("marta", "attempt")
    assert (again["refs"], again["body"]) == (server.records[0]["refs"], server.records[0]["body"])
    assert again["supersedes"] == str(refused.record)
    assert rig.states() == ["corrected", "sent"]


def test_a_refused_record_is_given_up_only_by_typing_what_it_is_called(
    rig: Rig, server: FakeServer
) -> None:
    server.verdict = lambda _record: Code.INVALID_FIELD
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    [row] = rig.tablet.outgoing.lists().attention
    assert row.confirmation == "T01-1"
    with pytest.raises(Problem) as refused:
        rig.tablet.outgoing.discard(MARTA, saved.record, "T01-2")
    assert (refused.value.code, refused.value.field) == (Code.INVALID_FIELD, "typed_confirmation")

    rig.tablet.outgoing.discard(MARTA, saved.record, " t01-1 ")

    assert rig.tablet.outgoing.lists().attention == ()
    [kept] = rig.store.file.rows("SELECT state, decided_by, decided_at FROM outbox")
    assert kept == {"state": "discarded", "decided_by": "marta", "decided_at": 1772463600000}


def test_only_what_was_refused_can_be_corrected_sent_again_or_given_up(
    rig: Rig, server: FakeServer
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    outgoing = rig.tablet.outgoing
    for action in (
        lambda: outgoing.correct(CARLA, saved.record, ANA),
        lambda: outgoing.resend(CARLA, saved.record),
        lambda: outgoing.discard(CARLA, saved.record, "T01-1"),
        lambda: outgoing.resend(CARLA, server.ids.new()),
    ):
        with pytest.raises(Problem) as refused:
            action()
        assert refused.value.code is Code.NOT_FOUND
    assert rig.states() == ["queued"]


def test_a_retraction_and_a_pin_are_told_by_whom_they_concern(rig: Rig) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.tablet.capture.undo(CARLA, saved.record)
    rig.tablet.session.change_pin(staff(CARLA), "739164")
    rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True))
    rows = rig.tablet.outgoing.lists().queued
    assert [(row.kind, row.name) for row in rows] == [
        ("visit", ""),
        ("pin_change", "Carla Modelo"),
        ("retraction", "Ana Prueba"),
        ("visit", "Ana Prueba"),
    ]


def test_the_last_hundred_sent_are_listed_newest_first(rig: Rig) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, VisitForm()).record for _ in range(102)]
    rig.sync()
    sent = rig.tablet.outgoing.lists().sent
    assert [row.record for row in sent] == saved[:1:-1]


def test_who_subscribes_is_told_before_and_after_each_attempt_until_it_stops(rig: Rig) -> None:
    told: list[bool] = []
    stop = rig.tablet.outgoing.subscribe(lambda: told.append(rig.tablet.outgoing.status().sending))
    rig.sync()
    stop()
    stop()
    rig.sync()
    assert told == [True, False]
