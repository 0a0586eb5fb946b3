"""The fingerprint names what a record says, not how it was sent."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.clock import moment
from app.domain.records import Envelope, canonical_json, fingerprint

ENVELOPE: dict[str, Any] = {
    "id": "019abcde-0000-7000-8000-000000000001",
    "device": "019abcde-0000-7000-8000-000000000002",
    "epoch": "019abcde-0000-7000-8000-000000000003",
    "seq": 7,
    "kind": "visit",
    "schema": 1,
    "clocks": {"wall": 1764000000000, "boot": "b1", "mono": 1000},
    "actor": "LP",
    "branch": "NUNOA",
    "refs": {"customer": "019abcde-0000-7000-8000-000000000004"},
    "supersedes": None,
    "body": {"note": "Vino con su hija; «auto rojo» ñ 🚗", "intent": 8},
}
SUM = "e33d54325ad2018297cacbb9ebabec918795868dcddcaaacaebf0942d03e4267"


def test_the_fingerprint_of_a_known_record_is_known():
    assert fingerprint(ENVELOPE) == SUM


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("device", "019abcde-0000-7000-8000-0000000000ff"),
        ("epoch", "019abcde-0000-7000-8000-0000000000ff"),
        ("seq", 8),
        ("sha", "f" * 64),
    ],
)
def test_a_tablet_that_is_enrolled_again_sends_the_same_record(field, value):
    assert fingerprint(ENVELOPE | {field: value}) == fingerprint(ENVELOPE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "019abcde-0000-7000-8000-0000000000ff"),
        ("kind", "profile"),
        ("schema", 2),
        ("clocks", {"wall": 1764000000001, "boot": "b1", "mono": 1000}),
        ("actor", "MJ"),
        ("branch", "LIMA"),
        ("refs", {}),
        ("supersedes", "019abcde-0000-7000-8000-0000000000ff"),
        ("body", {"intent": 9}),
    ],
)
def test_whatever_else_changes_makes_another_record(field, value):
    assert fingerprint(ENVELOPE | {field: value}) != fingerprint(ENVELOPE)


def test_the_order_of_keys_says_nothing():
    body = dict(reversed(ENVELOPE["body"].items()))

    assert fingerprint(dict(reversed(ENVELOPE.items())) | {"body": body}) == fingerprint(ENVELOPE)


def test_canonical_json_is_sorted_utf_8_without_spaces():
    assert (
        canonical_json({"b": [1, None, True], "a": "ñ"}) == '{"a":"ñ","b":[1,null,true]}'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_has_no_json_has_no_fingerprint(value):
    with pytest.raises(ValueError, match=r"JSON|surrogates"):
        canonical_json({"a": value})


def test_an_envelope_reads_back_what_it_says():
    envelope = Envelope.model_validate(ENVELOPE | {"sha": fingerprint(ENVELOPE)})

    assert envelope.schema_ == 1
    assert envelope.refs == {"customer": UUID("019abcde-0000-7000-8000-000000000004")}
    again = envelope.model_dump(mode="json", by_alias=True)
    assert fingerprint(again) == fingerprint(ENVELOPE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "1"),
        ("seq", 0),
        ("seq", 2**53),
        ("kind", "Visit"),
        ("kind", "x" * 41),
        ("schema", 0),
        ("actor", ""),
        ("actor", "a b"),
        ("branch", "x" * 41),
        ("refs", {str(n): ENVELOPE["id"] for n in range(9)}),
        ("refs", {"customer": "me"}),
        ("body", []),
        ("sha", "F" * 64),
        ("clocks", {"wall": -1, "boot": "b", "mono": 0}),
        ("clocks", {"wall": 253_402_300_800_000, "boot": "b", "mono": 0}),
        ("clocks", {"wall": 0, "boot": "b" * 65, "mono": 0}),
    ],
)
def test_a_malformed_envelope_is_refused_at_its_field(field, value):
    with pytest.raises(ValidationError) as refused:
        Envelope.model_validate(ENVELOPE | {"sha": "0" * 64, field: value})

    assert {error["loc"][0] for error in refused.value.errors()} == {field}


@given(st.integers(0, 253_402_300_799_999))
def test_every_wall_clock_that_an_envelope_accepts_is_a_moment(wall):
    clocks = {"wall": wall, "boot": "b", "mono": 0}
    envelope = Envelope.model_validate(ENVELOPE | {"sha": "0" * 64, "clocks": clocks})

    assert moment(envelope.clocks.wall).year <= 9999
