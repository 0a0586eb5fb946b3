"""«Nueva visita»: what is saved is what was typed, and it can be taken back for ten seconds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.consent import Channel, Decision, Purpose
from app.domain.fields import State
from app.domain.identifiers import Doubt
from app.domain.people import DocumentType
from app.domain.problems import Code, Problem
from app.domain.records import Envelope, fingerprint
from app.domain.visits import LifeStage, Origin, Reason, Series, Visit
from app.services.capture import Remark, VisitForm
from app.services.forms import form_of, visit_of
from tests.app.fakes import FakeServer
from tests.app.rig import Rig
from tests.builders import CARLA, LIMA, MARTA, NUNOA, HandClock

FULL = VisitForm(
    phone="9 5550 1234",
    name="Ana Prueba Soto",
    email="Ana@Prueba.CL",
    document="11.111.112-K",
    document_type=DocumentType.RUT,
    place="13120",
    reason=Reason.RENEWAL,
    models=("Terra 5", "Aura 2"),
    intent=7,
    life_stage=LifeStage.FAMILY,
    origin=Origin.REFERRED,
    marketing=frozenset({Channel.WHATSAPP, Channel.EMAIL}),
    note="Viene con su hija.",
)


def _sent_visit(rig: Rig, server: FakeServer) -> Visit:
    rig.sync()
    return Visit.model_validate(server.records[-1]["body"])


def test_a_full_form_becomes_the_visit_it_describes(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, FULL)
    visit = _sent_visit(rig, server)
    assert visit.visitor is not None
    assert visit.visitor.phone is not None
    assert (visit.visitor.phone.typed, visit.visitor.phone.value) == ("9 5550 1234", "+56955501234")
    assert visit.visitor.name is not None
    assert (visit.visitor.name.given, visit.visitor.name.surname) == ("Ana", "Prueba")
    assert visit.visitor.email is not None
    assert visit.visitor.email.value == "ana@prueba.cl"
    assert visit.visitor.document is not None
    assert visit.visitor.document.value == "11111112K"
    assert visit.visitor.place is not None
    assert visit.visitor.place.code == "13120"
    assert (visit.reason, visit.series) == (Reason.RENEWAL, Series.RENEWAL)
    assert (visit.intent, visit.models) == (7, ("Terra 5", "Aura 2"))
    assert visit.owner == "carla"
    assert visit.note == "Viene con su hija."


def test_only_ticked_boxes_write_a_consent_and_it_proves_its_text(
    rig: Rig, server: FakeServer
) -> None:
    notice = rig.tablet.capture.notice()
    rig.tablet.capture.save_visit(CARLA, FULL)
    grants = _sent_visit(rig, server).consents
    assert [(grant.purpose, grant.channel, grant.decision) for grant in grants] == [
        (Purpose.MARKETING, Channel.WHATSAPP, Decision.GRANT),
        (Purpose.MARKETING, Channel.EMAIL, Decision.GRANT),
    ]
    assert {(grant.text_id, grant.text_version, grant.text_sha256) for grant in grants} == {
        ("cl-marketing", 1, notice.sha256)
    }
    rig.tablet.capture.save_visit(CARLA, FULL.model_copy(update={"marketing": frozenset()}))
    assert _sent_visit(rig, server).consents == ()


def test_without_data_nothing_that_names_a_person_is_kept(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, FULL.model_copy(update={"anonymous": True}))
    visit = _sent_visit(rig, server)
    assert visit.visitor is None
    assert visit.consents == ()
    assert visit.reason is Reason.RENEWAL


def test_not_knowing_is_not_zero(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana", intent=5, intent_unsaid=True))
    assert _sent_visit(rig, server).intent is None
    rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana", intent=0))
    assert _sent_visit(rig, server).intent == 0


def test_a_colleague_may_be_named_as_the_one_who_attends(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana", owner="marta"))
    assert _sent_visit(rig, server).owner == "marta"


def test_who_left_the_branch_attends_nobody(rig: Rig, server: FakeServer) -> None:
    server.publish("person", "marta", MARTA.model_copy(update={"active": False}))
    rig.sync()
    for owner in ("marta", "nadie"):
        rig.tablet.capture.save_visit(CARLA, VisitForm(name="Ana", owner=owner))
        assert _sent_visit(rig, server).owner == "carla"


def test_a_record_is_a_sealed_envelope(rig: Rig, server: FakeServer, clock: HandClock) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, FULL)
    rig.sync()
    [record] = server.records
    envelope = Envelope.model_validate(record)
    assert envelope.id == saved.record
    assert envelope.sha == fingerprint(record)
    assert (envelope.kind, envelope.actor, envelope.branch) == ("visit", "carla", "NUNOA")
    assert envelope.clocks.wall == int(clock.now().timestamp() * 1000)
    assert saved.at.isoformat() == "2026-03-02T12:00:00-03:00"


def test_doubts_are_told_by_field_and_only_where_something_was_typed(rig: Rig) -> None:
    check = rig.tablet.capture.check
    assert check(VisitForm(), NUNOA) == {}
    doubts = check(
        VisitForm(phone="5550123", name="1", email="ana@gmial.com", document="11111111"), NUNOA
    )
    assert doubts["phone"].doubt is Doubt.PHONE_TOO_SHORT
    assert doubts["name"] == Remark(Doubt.NAME_WITHOUT_LETTERS)
    assert doubts["email"] == Remark(Doubt.EMAIL_DOMAIN_TYPO, "ana@gmail.com")
    assert "document" in doubts
    assert check(VisitForm(document="1234567"), LIMA)["document"].doubt is Doubt.DNI_ZERO_LOST


def test_a_doubtful_field_is_saved_as_typed_to_be_verified(rig: Rig, server: FakeServer) -> None:
    rig.tablet.capture.save_visit(CARLA, VisitForm(phone="555", name="Ana"))
    visitor = _sent_visit(rig, server).visitor
    assert visitor is not None
    assert visitor.phone is not None
    assert (visitor.phone.typed, visitor.phone.state) == ("555", State.TO_VERIFY)


def test_a_form_comes_back_from_its_visit_to_be_corrected(rig: Rig) -> None:
    visit = visit_of(FULL, NUNOA, rig.tablet.capture.notice())
    assert form_of(visit) == FULL


typed = st.text(max_size=300)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    form=st.builds(
        VisitForm,
        phone=typed,
        name=typed,
        email=typed,
        document=typed,
        document_type=st.none() | st.sampled_from(DocumentType),
        note=st.text(max_size=12_000),
        models=st.lists(typed, max_size=15).map(tuple),
        intent=st.none() | st.integers(0, 10),
        marketing=st.frozensets(st.sampled_from(Channel)),
        anonymous=st.booleans(),
    )
)
def test_whatever_is_typed_can_be_saved_and_sent(
    rig: Rig, server: FakeServer, form: VisitForm
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, form)
    rig.tablet.capture.check(form, NUNOA)
    assert len(rig.tablet.outgoing.lists().queued) == 1
    rig.sync()
    assert server.records[-1]["id"] == str(saved.record)
    assert server.records[-1]["sha"] == fingerprint(server.records[-1])


def test_undo_within_ten_seconds_sends_both_and_retracts(
    rig: Rig, server: FakeServer, clock: HandClock
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, FULL)
    clock.pass_by(seconds=10)
    rig.tablet.capture.undo(CARLA, saved.record)
    rig.tablet.capture.undo(CARLA, saved.record)
    rig.sync()
    assert [record["kind"] for record in server.records] == ["visit", "retraction"]
    assert server.records[1]["refs"] == {"record": str(saved.record)}


def test_undo_after_ten_seconds_or_by_somebody_else_is_refused(
    rig: Rig, clock: HandClock, server: FakeServer
) -> None:
    saved = rig.tablet.capture.save_visit(CARLA, FULL)
    with pytest.raises(Problem) as not_theirs:
        rig.tablet.capture.undo(MARTA, saved.record)
    clock.pass_by(seconds=11)
    with pytest.raises(Problem) as too_late:
        rig.tablet.capture.undo(CARLA, saved.record)
    with pytest.raises(Problem) as unknown:
        rig.tablet.capture.undo(CARLA, server.ids.new())
    assert not_theirs.value.code is too_late.value.code is Code.NOT_ALLOWED
    assert unknown.value.code is Code.NOT_FOUND
    assert rig.states() == ["queued"]


def test_a_draft_comes_back_as_it_was_left_also_after_the_process_died(
    rig: Rig, clock: HandClock
) -> None:
    rig.tablet.capture.save_draft(CARLA, FULL)
    clock.pass_by(minutes=3)
    rig.reopen()
    draft = rig.tablet.capture.draft(CARLA)
    assert draft is not None
    assert draft.form == FULL
    assert draft.saved_at.isoformat() == "2026-03-02T12:00:00-03:00"
    assert rig.tablet.capture.draft(MARTA) is None


def test_a_draft_ends_when_its_visit_is_saved_discarded_or_emptied(rig: Rig) -> None:
    capture = rig.tablet.capture
    capture.save_draft(CARLA, FULL)
    capture.save_visit(CARLA, FULL)
    assert capture.draft(CARLA) is None
    capture.save_draft(CARLA, FULL)
    capture.discard_draft(CARLA)
    assert capture.draft(CARLA) is None
    capture.save_draft(CARLA, FULL)
    capture.save_draft(CARLA, VisitForm())
    assert capture.draft(CARLA) is None


def test_a_draft_of_another_version_is_read_as_far_as_it_can_be(rig: Rig) -> None:
    rig.store.drafts.save("carla", '{"name": "Ana", "hologram": 3}', 0)
    draft = rig.tablet.capture.draft(CARLA)
    assert draft is not None
    assert draft.form == VisitForm(name="Ana")
    rig.store.drafts.save("carla", '{"intent": {"new": "shape"}}', 0)
    assert rig.tablet.capture.draft(CARLA) is None
