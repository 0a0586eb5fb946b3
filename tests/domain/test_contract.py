"""What is on the wire reads the same on both sides, also when one of them is newer."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from app.domain.attempts import Attempt, Outcome
from app.domain.contract import (
    BODIES,
    DOCUMENTS,
    REQUIRED_REFS,
    DownKind,
    Push,
    RecordReport,
    row_hash,
)
from app.domain.problems import STATUS, Code
from app.domain.records import Envelope
from app.domain.staff import MAY_RECORD
from app.domain.visits import Consent, Profile, Visit

CONSENT = {
    "purpose": "marketing",
    "channel": "whatsapp",
    "decision": "grant",
    "text_id": "cl-marketing",
    "text_version": 1,
    "text_sha256": "0" * 64,
    "locale": "es_CL",
}
PUSH = {
    "app": "0.1.0",
    "epoch": str(UUID(int=1)),
    "batch": str(UUID(int=2)),
    "wall": 1,
    "boot": "b",
    "mono": 1,
    "records": [],
}


def test_the_kinds_up_and_down_are_those_of_the_first_version_and_later_ones_have_their_names():
    assert {*BODIES} == {
        "visit", "profile", "consent", "attempt", "appointment", "retraction", "pin_change",
        "quote", "complaint", "complaint_act", "promise", "workshop_visit", "event", "sign_up",
        "check_in", "review_decision", "quote_act", "quote_mail", "workshop_delivery",
        "contact_received", "test_drive", "rating", "alert",
        "listed_customer", "sale", "service_order", "redemption", "voucher_mail", "km_correction", "separation",
    }  # fmt: skip
    assert {kind.value for kind in DownKind} == {
        "person", "customer", "vehicle", "due_contact", "index_entry", "device_key", "catalogue",
        "event", "pass", "review", "alert", "setting", "unknown",
        "quote", "price_list", "car_version", "accessory", "benefit", "service_offer", "workshop",
        "rate", "complaint", "workshop_visit", "index_key", "recall", "programme", "demo_car",
        "voucher", "odd_reading", "care_tip", "service_work", "merger",
    }  # fmt: skip


def test_every_kind_has_its_authority_and_a_name_that_an_envelope_accepts():
    assert BODIES.keys() <= MAY_RECORD.keys()
    assert REQUIRED_REFS.keys() <= BODIES.keys()
    assert DOCUMENTS.keys() <= {kind.value for kind in DownKind}
    pattern = Envelope.model_json_schema()["properties"]["kind"]["pattern"]
    assert pattern == "^[a-z][a-z_]{1,39}$"


def test_an_empty_visit_is_a_visit_without_data():
    assert Visit.model_validate({}) == Visit()
    assert Visit().visitor is None
    assert Visit().intent is None
    assert Visit().consents == ()


def test_words_of_a_newer_peer_are_read_and_do_not_refuse_the_record():
    visit = Visit.model_validate(
        {
            "reason": "charging",
            "series": "third_car",
            "life_stage": "retired",
            "origin": "metaverse",
            "mood": "elated",
            "weather": 5,
            "visitor": {"document": {"country": "AR", "type": "cuit", "typed": "20-1"}},
            "consents": [CONSENT | {"purpose": "financing", "decision": "maybe", "means": "nod"}],
        }
    )
    consent = visit.consents[0]

    assert (visit.reason, visit.series, visit.life_stage, visit.origin) == ("unknown",) * 4
    assert visit.visitor is not None
    assert visit.visitor.document is not None
    assert (visit.visitor.document.country, visit.visitor.document.type) == ("unknown", "unknown")
    assert (consent.purpose, consent.decision, consent.means) == ("unknown",) * 3
    assert Attempt.model_validate({"outcome": "left_voice_note"}).outcome is Outcome.UNKNOWN


def test_a_refusal_that_a_newer_server_invented_is_an_error_of_the_server():
    report = RecordReport.model_validate({"seq": 1, "result": "rejected", "code": "moon_phase"})

    assert report.code == "server_error"


@pytest.mark.parametrize("intent", [-1, 11, "mucho", 7.5])
def test_an_intent_is_a_whole_number_from_0_to_10(intent):
    with pytest.raises(ValidationError):
        Visit.model_validate({"intent": intent})


@pytest.mark.parametrize("intent", [None, 0, 10])
def test_not_knowing_is_not_zero(intent):
    assert Visit.model_validate({"intent": intent}).intent == intent


@pytest.mark.parametrize(
    "broken",
    [
        {"text_sha256": "abc"},
        {"text_version": 0},
        {"text_id": ""},
        {"locale": ""},
        {"purpose": None},
        {"evidence_sha256": "F" * 64},
    ],
)
def test_a_consent_without_its_proof_is_malformed(broken):
    with pytest.raises(ValidationError):
        Consent.model_validate({"decisions": [CONSENT | broken]})


def test_a_consent_record_decides_something():
    assert len(Consent.model_validate({"decisions": [CONSENT] * 24}).decisions) == 24
    for count in (0, 25):
        with pytest.raises(ValidationError):
            Consent.model_validate({"decisions": [CONSENT] * count})


def test_what_a_profile_does_not_mention_it_does_not_change():
    profile = Profile.model_validate({"occupation": "Docente"})

    assert profile.model_dump(exclude_none=True) == {"occupation": "Docente"}


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("visit", {"intent": 8, "consents": [CONSENT], "models": ["CX-30"]}),
        ("profile", {"birth_date": "1990-02-28", "phone": {"typed": "9", "state": "to_verify"}}),
        ("consent", {"decisions": [CONSENT]}),
        ("attempt", {"outcome": "call_later", "call_again_at": "2026-11-26T10:00:00-03:00"}),
        ("appointment", {"kind": "test_drive", "at": "2026-11-26T10:00:00-03:00"}),
        ("retraction", {"reason": "undo"}),
        ("pin_change", {"person": "LP", "verifier": {"salt": "0" * 32, "hash": "0" * 64}}),
    ],
)
def test_a_body_reads_back_what_it_wrote(kind, written):
    body = BODIES[kind].model_validate(written)

    assert BODIES[kind].model_validate(body.model_dump(mode="json")) == body
    assert BODIES[kind].model_validate_json(body.model_dump_json()) == body


def test_a_push_holds_500_records_and_does_not_read_them():
    assert len(Push.model_validate(PUSH | {"records": [{"odd": True}] * 500}).records) == 500
    with pytest.raises(ValidationError):
        Push.model_validate(PUSH | {"records": [{}] * 501})


def test_the_hash_of_a_feed_row_is_the_same_on_both_sides():
    assert row_hash("customer", "abc", 7) == 3_000_398_773
    assert row_hash("customer", "abc", 8) != row_hash("customer", "abc", 7)


def test_every_code_that_refuses_a_whole_request_has_its_status():
    assert STATUS[Code.MALFORMED] == 400
    assert STATUS[Code.TOKEN_UNKNOWN] == STATUS[Code.TOKEN_REVOKED] == 401
    assert STATUS[Code.CONTRACT_UNSUPPORTED] == 426
    assert all(400 <= status <= 503 for status in STATUS.values())
