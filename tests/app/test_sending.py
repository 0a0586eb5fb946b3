"""The engine against a server made by hand: nothing lost, nothing doubled, no false «sent»."""

import pytest

from app.domain.contract import MAX_BYTES, FeedOp, PullPage, Push
from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer
from tests.builders import CARLA, HandClock

ANA = VisitForm(phone="9 5550 1234", name="Ana Prueba")


def test_a_visit_is_sent_once_and_is_then_sent(rig: Rig, server: FakeServer) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    assert rig.states() == ["queued"]

    rig.sync()
    rig.sync()

    assert rig.states() == ["sent"]
    assert [record["id"] for record in server.records] == [str(saved.record)]


def test_records_leave_oldest_first_with_growing_seq(rig: Rig, server: FakeServer) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(5)]
    rig.sync()
    assert [record["id"] for record in server.records] == [str(record) for record in saved]
    assert [record["seq"] for record in server.records] == [1, 2, 3, 4, 5]


def test_five_hundred_records_leave_in_one_batch_and_the_next_in_another(
    rig: Rig, server: FakeServer
) -> None:
    for _ in range(501):
        rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True))
    rig.sync()
    assert [len(push.records) for push in server.pushes] == [500, 1]
    assert server.pushes[0].acked_seq == 0
    assert server.pushes[0].queued == 501
    assert server.pushes[1].acked_seq == 500


def test_a_batch_never_exceeds_a_mebibyte(rig: Rig, server: FakeServer) -> None:
    for _ in range(60):
        rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True, note="n" * 9_999))
    for _ in range(60):
        rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True, note="ñ" * 9_999))
    rig.sync()
    assert len(server.records) == 120
    assert len(server.pushes) >= 2
    assert all(len(push.model_dump_json().encode()) <= MAX_BYTES for push in server.pushes)


@pytest.mark.parametrize(
    "code", [Code.UNREACHABLE, Code.NOT_OUR_SERVER, Code.OVERLOADED, Code.TOKEN_REVOKED]
)
def test_a_lost_request_leaves_the_record_waiting(rig: Rig, server: FakeServer, code: Code) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [Problem(code)]
    rig.sync()
    assert rig.states() == ["queued"]
    assert rig.tablet.outgoing.status().problem == code
    rig.sync()
    assert rig.states() == ["sent"]


def test_an_answer_lost_after_the_commit_doubles_nothing(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.after = [Problem(Code.UNREACHABLE)]
    rig.sync()
    assert rig.states() == ["queued"]
    rig.sync()
    assert rig.states() == ["sent"]
    assert len(server.records) == 1


def test_a_duplicate_of_a_refused_record_is_refused_still(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.verdict = lambda _record: Code.UNKNOWN_ACTOR
    server.after = [Problem(Code.UNREACHABLE)]
    rig.sync()
    rig.sync()
    assert rig.states() == ["attention"]
    assert rig.tablet.outgoing.lists().attention[0].code is Code.UNKNOWN_ACTOR


def test_one_refused_record_does_not_hold_up_its_neighbours(rig: Rig, server: FakeServer) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(3)]
    server.verdict = lambda record: Code.INVALID_FIELD if record["id"] == str(saved[1]) else None
    rig.sync()
    assert rig.states() == ["sent", "attention", "sent"]


def test_a_record_to_be_retried_waits_and_the_others_are_sent(rig: Rig, server: FakeServer) -> None:
    first = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.retry = {first.record}
    rig.sync()
    assert rig.states() == ["queued", "sent"]
    assert rig.tablet.outgoing.status().problem is Code.BUSY
    server.retry = set()
    rig.sync()
    assert rig.states() == ["sent", "sent"]


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (Code.PAYLOAD_TOO_LARGE, Code.TOO_LARGE),
        (Code.MALFORMED, Code.UNREADABLE),
        (Code.INVALID_FIELD, Code.UNREADABLE),
    ],
)
def test_a_batch_is_halved_down_to_the_record_that_cannot_pass(
    rig: Rig, server: FakeServer, refusal: Code, reason: Code
) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(40)]
    poison = str(saved[17])

    def break_on_poison(push: Push) -> None:
        if any(record["id"] == poison for record in push.records):
            raise Problem(refusal)

    server.check_push = break_on_poison
    rig.sync()
    assert len(server.records) == 39
    assert rig.states().count("sent") == 39
    [refused] = rig.tablet.outgoing.lists().attention
    assert (refused.record, refused.code) == (saved[17], reason)


def test_a_record_that_breaks_the_server_lets_the_others_pass_and_is_set_aside(
    rig: Rig, server: FakeServer
) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(6)]
    poison = str(saved[0])

    def break_on_poison(push: Push) -> None:
        if any(record["id"] == poison for record in push.records):
            raise Problem(Code.SERVER_ERROR)

    server.check_push = break_on_poison
    for _ in range(4):
        rig.sync()
    assert rig.states() == ["attention", "sent", "sent", "sent", "sent", "sent"]
    assert rig.tablet.outgoing.lists().attention[0].code is Code.SERVER_ERROR


def test_a_server_that_breaks_on_everything_costs_no_record(rig: Rig, server: FakeServer) -> None:
    for _ in range(3):
        rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [Problem(Code.SERVER_ERROR)] * 60
    for _ in range(25):
        rig.sync()
    assert rig.states() == ["queued", "queued", "queued"]
    server.before = []
    for _ in range(2):
        rig.sync()
    assert rig.states() == ["sent", "sent", "sent"]


def test_an_answer_about_another_record_is_not_taken_for_success(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.alter_report = lambda report: report.model_copy(
        update={"results": (report.results[0].model_copy(update={"id": server.ids.new()}),)}
    )
    rig.sync()
    assert rig.states() == ["queued"]


def test_what_was_on_its_way_when_the_process_died_is_sent_again(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    assert rig.store.outbox.next_batch(10, MAX_BYTES)
    assert rig.states() == ["sending"]
    rig.reopen()
    assert rig.states() == ["queued"]
    rig.sync()
    assert len(server.records) == 1


def test_a_clone_takes_a_new_epoch_and_loses_and_doubles_nothing(
    rig: Rig, server: FakeServer
) -> None:
    first = rig.tablet.capture.save_visit(CARLA, ANA).record
    rig.sync()
    second = rig.tablet.capture.save_visit(CARLA, ANA).record
    third = rig.tablet.capture.save_visit(CARLA, ANA).record
    server.by_seq[server.epochs[0], 2] = server.ids.new()  # the original was quicker

    rig.sync()

    assert rig.states() == ["sent", "sent", "sent"]
    assert [record["id"] for record in server.records] == [str(first), str(second), str(third)]
    assert [record["epoch"] for record in server.records] == [
        str(server.epochs[0]),
        str(server.epochs[1]),
        str(server.epochs[1]),
    ]
    assert rig.tablet.showroom.device() == "T02"


def test_a_restored_server_is_sent_again_what_it_never_saw(rig: Rig, server: FakeServer) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(3)]
    rig.sync()
    for lost in saved[1:]:
        del server.ledger[lost]
    server.records = server.records[:1]
    server.by_seq.clear()
    server.missing = ((2, 3),)

    rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [None, Problem(Code.UNREACHABLE)]
    rig.sync()
    assert rig.states() == ["sent", "queued", "queued", "sent"]
    rig.sync()

    assert [record["seq"] for record in server.records] == [1, 4, 2, 3]
    assert rig.states() == ["sent"] * 4


def test_a_restored_server_is_asked_what_it_lacks_also_when_nothing_waits(
    rig: Rig, server: FakeServer
) -> None:
    for _ in range(2):
        rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    server.forget()
    server.missing = ((1, 2),)
    server.pull_faults = [Problem(Code.RESYNC)]

    rig.sync()

    assert [record["seq"] for record in server.records] == [1, 2]
    assert rig.states() == ["sent"] * 2


def test_a_tablet_whose_epoch_a_restored_server_does_not_know_sends_all_it_kept(
    rig: Rig, server: FakeServer
) -> None:
    saved = [rig.tablet.capture.save_visit(CARLA, ANA).record for _ in range(3)]
    rig.sync()
    server.forget()

    def know_the_newest(push: Push) -> None:
        if push.epoch != server.epochs[-1]:
            raise Problem(Code.DEVICE_FORK, field="epoch")

    server.check_push = know_the_newest
    server.epochs.append(server.ids.new())
    rig.tablet.capture.save_visit(CARLA, VisitForm(anonymous=True))
    rig.sync()

    assert rig.states() == ["sent"] * 4
    assert [record["id"] for record in server.records][:3] == [str(one) for one in saved]


def test_a_push_says_from_which_seq_on_the_tablet_still_holds_its_records(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    clock.pass_by(days=31)
    rig.sync()  # the first is dropped here
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    rig.engine.recover()
    rig.enrol("7Q4KM2X9AC")  # what was sent has the next seq, of a new epoch
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()

    assert [(push.records[0]["seq"], push.held_from) for push in server.pushes] == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]


def test_a_server_that_always_asks_for_more_is_sent_it_once_an_attempt(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    server.alter_report = lambda report: report.model_copy(update={"missing": ((1, 1),)})
    rig.tablet.capture.save_visit(CARLA, ANA)

    rig.sync()

    sent = [[record["seq"] for record in push.records] for push in server.pushes]
    assert sent == [[1], [2], [1]]


def test_a_tablet_reported_lost_hands_over_its_records_and_forgets_everything(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.wipe = True
    rig.sync()
    assert len(server.records) == 1
    assert not rig.tablet.enrolling.is_enrolled()
    assert rig.tablet.session.people() == []
    assert rig.store.file.value("SELECT count(*) FROM record") == 0
    assert list(rig.folder.glob("device.*")) == []
    assert b"Ana Prueba" not in b"".join(
        path.read_bytes() for path in rig.folder.iterdir() if path.is_file()
    )


def test_a_lost_tablet_that_nobody_listens_to_keeps_only_its_own_records(
    rig: Rig, server: FakeServer
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [Problem(Code.DEVICE_LOST)]
    rig.sync()
    assert rig.states() == ["queued"]
    assert rig.tablet.session.people() == []


def test_an_idle_lost_tablet_forgets_everything_at_the_next_pull(
    rig: Rig, server: FakeServer
) -> None:
    server.pull_faults = [Problem(Code.DEVICE_LOST)]
    rig.sync()
    assert not rig.tablet.enrolling.is_enrolled()


def test_an_older_contract_stops_the_pull_and_not_the_push(rig: Rig, server: FakeServer) -> None:
    server.pull_faults = [Problem(Code.CONTRACT_UNSUPPORTED)] * 2
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    assert rig.states() == ["sent", "sent"]
    assert rig.tablet.outgoing.status().problem is Code.CONTRACT_UNSUPPORTED


def test_a_re_sync_replaces_the_mirror_at_its_end_and_never_touches_the_outbox(
    rig: Rig, server: FakeServer
) -> None:
    server.verdict = lambda _record: Code.INVALID_FIELD
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    server.feed.clear()
    server.publish("person", "carla", CARLA)
    for number in range(600):
        server.publish("catalogue", f"model-{number}", {"code": f"m{number}"})
    seen_meanwhile: list[int] = []

    def save_meanwhile(page: PullPage) -> PullPage:
        if not seen_meanwhile:
            rig.tablet.capture.save_visit(CARLA, ANA)
        seen_meanwhile.append(len(rig.tablet.session.people()))
        return page

    server.alter_page = save_meanwhile
    server.pull_faults = [Problem(Code.RESYNC)]
    rig.sync()

    assert seen_meanwhile == [3, 3]
    assert [person.code for person in rig.tablet.session.people()] == ["carla"]
    assert rig.states() == ["attention", "queued"]


def test_a_digest_that_differs_leads_to_reading_everything_again(
    rig: Rig,
) -> None:
    rig.store.file.execute("DELETE FROM mirror WHERE id = 'marta'")
    rig.sync()
    assert [person.code for person in rig.tablet.session.people()] == ["carla", "marta", "rosa"]
    assert not rig.store.mirror.is_resyncing()


def test_a_page_that_cannot_be_matched_even_after_reading_again_does_not_loop(
    rig: Rig, server: FakeServer
) -> None:
    counts: list[int] = []

    def miscount(page: PullPage) -> PullPage:
        assert page.digest is not None
        counts.append(page.digest.count)
        wrong = page.digest.model_copy(update={"count": page.digest.count + 1})
        return page.model_copy(update={"digest": wrong})

    server.alter_page = miscount
    rig.sync()
    assert counts == [4, 4]
    assert len(rig.tablet.session.people()) == 3


def test_a_feed_of_many_pages_is_read_to_its_end_and_resumed_where_it_broke(
    rig: Rig, server: FakeServer
) -> None:
    for number in range(1_200):
        server.publish("catalogue", f"model-{number}", {"code": f"m{number}"})
    server.pull_faults = [None, Problem(Code.UNREACHABLE)]
    rig.sync()
    assert rig.store.file.value("SELECT count(*) FROM mirror WHERE kind = 'catalogue'") == 500
    rig.sync()
    assert rig.store.file.value("SELECT count(*) FROM mirror WHERE kind = 'catalogue'") == 1_200


def test_what_leaves_the_branch_leaves_the_tablet(rig: Rig, server: FakeServer) -> None:
    who = server.ids.new()
    server.publish("customer", who, customer(who))
    rig.sync()
    assert rig.store.mirror.document("customer", str(who), type(customer(who))) is not None
    server.withdraw("customer", who)
    rig.sync()
    assert rig.store.mirror.document("customer", str(who), type(customer(who))) is None


def test_an_erased_person_is_erased_from_what_this_tablet_had_sent(
    rig: Rig, server: FakeServer
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    server.publish("customer", saved.record, customer(saved.record))
    rig.sync()
    server.withdraw("customer", saved.record, FeedOp.ERASE)
    rig.sync()
    assert rig.store.captures.find(saved.record) is None


def test_a_record_that_came_too_late_about_an_erased_person_goes_when_it_is_given_up(
    rig: Rig, server: FakeServer
) -> None:
    server.verdict = lambda _record: Code.ERASED
    saved = rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    assert rig.states() == ["attention"]
    late = (str(saved.record),)
    rig.store.captures.discard(saved.record, "carla", 0)
    assert rig.store.captures.find(saved.record) is None
    assert rig.store.file.value("SELECT count(*) FROM record WHERE id = ?", late) == 0


def test_a_document_that_only_a_newer_version_reads_is_kept_and_skipped(
    rig: Rig, server: FakeServer
) -> None:
    server.publish("person", "futuro", {"code": "futuro", "name": {"first": "F"}})
    server.publish("hologram", "h1", {"x": 1})
    rig.sync()
    assert [person.code for person in rig.tablet.session.people()] == ["carla", "marta", "rosa"]
    assert rig.store.file.value("SELECT count(*) FROM mirror WHERE kind = 'hologram'") == 1


def test_a_bug_in_an_attempt_is_survived(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    server.before = [RuntimeError("a bug")]
    rig.sync()
    rig.reopen()
    rig.sync()
    assert rig.states() == ["sent"]


def test_a_listener_that_breaks_does_not_stop_the_sending(rig: Rig) -> None:
    def broken() -> None:
        raise RuntimeError("a screen that is gone")

    stop = rig.tablet.outgoing.subscribe(broken)
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    stop()
    assert rig.states() == ["sent"]


def test_sent_records_are_dropped_after_thirty_days_and_waiting_ones_never(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    server.verdict = lambda _record: Code.INVALID_FIELD
    rig.tablet.capture.save_visit(CARLA, ANA)
    rig.sync()
    clock.pass_by(days=31)
    rig.sync()
    assert rig.states() == ["attention"]


def test_a_tablet_that_is_not_enrolled_attempts_nothing(bare: Rig, server: FakeServer) -> None:
    bare.sync()
    assert server.pushes == []
