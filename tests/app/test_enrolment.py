"""A tablet joins once, also when the answer is lost, and never over a line others can read."""

import pytest

from app.domain.problems import Code, Problem
from app.services.capture import VisitForm
from app.services.enrolment import Invitation
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA

URL = "https://vitrina.example"


@pytest.mark.parametrize(
    ("text", "invitation"),
    [
        (
            '{"url": "https://vitrina.example/", "code": "7Q4KM2X9AB"}',
            Invitation(URL, "7Q4KM2X9AB"),
        ),
        (
            '{"url": "https://vitrina.example", "code": "7q4km-2xoil"}',
            Invitation(URL, "7Q4KM2X011"),
        ),
        ("https://vitrina.example/#code=7Q4KM2X9AB", Invitation(URL, "7Q4KM2X9AB")),
        (" 7q4km-2x9ab ", Invitation(URL, "7Q4KM2X9AB")),
        ("7Q4KM 2XOIL", Invitation(URL, "7Q4KM2X011")),
        (
            "http://127.0.0.1:8000/#code=7Q4KM2X9AB",
            Invitation("http://127.0.0.1:8000", "7Q4KM2X9AB"),
        ),
        ("http://192.168.1.5:8000/#code=7Q4KM2X9AB", None),
        ('{"url": "http://vitrina.example", "code": "7Q4KM2X9AB"}', None),
        ('{"url": "ftp://vitrina.example", "code": "7Q4KM2X9AB"}', None),
        ('{"url": 7, "code": "7Q4KM2X9AB"}', None),
        ('{"url": "https://vitrina.example"}', None),
        ("[1, 2]", None),
        ("7Q4KM2X9A", None),
        ("7Q4KM2X9AU", None),
        ("", None),
        ("https://[::1/#code=7Q4KM2X9AB", None),
    ],
)
def test_an_invitation_is_read_from_a_qr_a_link_or_a_typed_code(
    bare: Rig, text: str, invitation: Invitation | None
) -> None:
    assert bare.tablet.enrolling.read_invitation(text, URL) == invitation


def test_a_typed_code_goes_to_the_server_the_tablet_was_started_with(
    bare: Rig,
) -> None:
    assert bare.tablet.enrolling.read_invitation("7Q4KM2X9AB") is None
    bare.url = "http://127.0.0.1:8000"
    bare.reopen()
    assert bare.tablet.enrolling.read_invitation("7Q4KM2X9AB") == Invitation(
        "http://127.0.0.1:8000", "7Q4KM2X9AB"
    )


def test_a_tablet_joins_and_knows_its_branch_and_its_name(bare: Rig, server: FakeServer) -> None:
    assert not bare.tablet.enrolling.is_enrolled()
    with pytest.raises(Problem) as nowhere:
        bare.tablet.showroom.branch()
    assert nowhere.value.code is Code.NOT_FOUND

    bare.enrol()

    assert bare.tablet.enrolling.is_enrolled()
    assert bare.tablet.showroom.branch().name == "Sucursal Ñuñoa"
    assert bare.tablet.showroom.device() == "T01"
    [asked] = server.enrolments
    assert asked.public_key == bare.store.keys.public_key()


def test_the_token_is_kept_out_of_the_database(bare: Rig) -> None:
    bare.enrol()
    bare.store.file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"token-1" not in (bare.folder / "vitrina.db").read_bytes()
    assert bare.store.keys.token() == "token-1"


def test_a_lost_answer_is_asked_for_again_word_for_word(bare: Rig, server: FakeServer) -> None:
    server.enrol_faults = [Problem(Code.UNREACHABLE)]
    with pytest.raises(Problem):
        bare.enrol()
    assert not bare.tablet.enrolling.is_enrolled()
    bare.reopen()
    bare.enrol()
    first, second = server.enrolments
    assert first == second


def test_another_code_is_another_request_of_the_same_tablet(bare: Rig, server: FakeServer) -> None:
    server.enrol_faults = [Problem(Code.ENROLMENT_EXPIRED)]
    with pytest.raises(Problem):
        bare.enrol("7Q4KM2X9AB")
    bare.enrol("7Q4KM2X9AC")
    first, second = server.enrolments
    assert first.nonce != second.nonce


def test_enrolled_again_a_tablet_keeps_its_device_and_sends_what_it_held(
    bare: Rig, server: FakeServer
) -> None:
    bare.enrol("7Q4KM2X9AB")
    bare.sync()
    bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba"))
    server.before = [Problem(Code.TOKEN_REVOKED)]
    bare.sync()
    bare.enrol("7Q4KM2X9AC")
    assert server.enrolments[0].device == server.enrolments[1].device
    bare.sync()
    assert bare.states() == ["sent"]
    assert server.records[0]["epoch"] == str(server.epochs[1])
    assert len(bare.tablet.session.people()) == 3


def test_a_record_made_before_enrolment_is_refused(bare: Rig) -> None:
    with pytest.raises(Problem) as refused:
        bare.tablet.session.change_pin(CARLA, "739164")
    assert refused.value.code is Code.NOT_FOUND


def test_enrolled_again_at_a_restored_server_a_tablet_sends_also_what_the_lost_one_had_taken(
    bare: Rig, server: FakeServer
) -> None:
    bare.enrol("7Q4KM2X9AB")
    taken = [
        bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba")).record for _ in range(2)
    ]
    bare.sync()
    server.forget()
    waiting = bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba")).record
    server.before = [Problem(Code.TOKEN_UNKNOWN)]
    bare.sync()

    bare.enrol("7Q4KM2X9AC")
    bare.sync()

    assert bare.states() == ["sent", "sent", "sent"]
    assert [record["id"] for record in server.records] == [str(one) for one in (*taken, waiting)]
    assert {record["epoch"] for record in server.records} == {str(server.epochs[1])}


def test_what_was_sent_once_more_counts_on_the_day_it_was_first_sent(
    bare: Rig, server: FakeServer
) -> None:
    bare.enrol("7Q4KM2X9AB")
    bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba"))
    bare.sync()
    server.clock.pass_by(days=1)
    since = bare.store.time.now_ms()
    bare.enrol("7Q4KM2X9AC")
    bare.sync()
    assert bare.states() == ["sent"]
    assert bare.store.outbox.sent_since(since) == 0


def test_another_server_is_not_sent_what_the_first_one_took(bare: Rig, server: FakeServer) -> None:
    bare.enrol("7Q4KM2X9AB")
    bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba"))
    bare.sync()
    server.forget()
    server.server = server.ids.new()

    bare.enrol("7Q4KM2X9AC")
    bare.sync()

    assert (bare.states(), server.records) == (["sent"], [])


@pytest.mark.parametrize(
    ("demo", "refusal"), [(True, Code.DEMO_DATABASE), (False, Code.REAL_DATABASE)]
)
def test_a_tablet_is_of_a_demo_or_of_a_real_dealer_for_life(
    bare: Rig, server: FakeServer, *, demo: bool, refusal: Code
) -> None:
    server.branch = server.branch.model_copy(update={"demo": demo})
    bare.enrol("7Q4KM2X9AB")
    bare.tablet.capture.save_visit(CARLA, VisitForm(name="Ana Prueba"))
    joined = bare.store.state.identity()

    server.server = server.ids.new()
    server.branch = server.branch.model_copy(update={"demo": not demo})
    with pytest.raises(Problem) as refused:
        bare.enrol("7Q4KM2X9AC")

    assert refused.value.code is refusal
    assert bare.store.state.identity() == joined
    assert bare.states() == ["queued"]
