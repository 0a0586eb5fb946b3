"""PINs protect the screen; roles say which kinds of record a person may make."""

import pytest
from pydantic import ValidationError

from app.domain.staff import (
    MAY_RECORD,
    PinVerifier,
    Role,
    field_beyond,
    may_record,
    pin_is_weak,
    pin_matches,
    pin_verifier,
)

KINDS = [
    "visit",
    "profile",
    "consent",
    "attempt",
    "appointment",
    "retraction",
    "pin_change",
]


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "777777",
        "123456",
        "654321",
        "012345",
        "543210",
        "234567",
        "987654",
        "456789",
        "121212",
        "123123",
        "112233",
        "12345",
        "1234567",
        "12345a",
        "١٢٣٤٥٧",
        "-12345",
        "",
        "12 456",
    ],
)
def test_a_pin_that_anyone_would_try_first_is_weak(pin):
    assert pin_is_weak(pin)


@pytest.mark.parametrize("pin", ["482913", "100200", "901234", "135790", "123457"])
def test_other_pins_of_six_digits_are_accepted(pin):
    assert not pin_is_weak(pin)


def test_a_verifier_matches_its_pin_alone():
    verifier = pin_verifier("482913", lambda size: b"\x01" * size)

    assert verifier == PinVerifier(
        salt="01" * 16, hash="733565d57b58ce66fb2b02699f55908ba5be05f74c369284570a062a4e2e895d"
    )
    assert pin_matches("482913", verifier)
    assert not pin_matches("482914", verifier)
    assert not pin_matches("", verifier)


def test_the_same_pin_of_two_people_has_two_verifiers():
    one = pin_verifier("482913", lambda size: b"\x01" * size)
    other = pin_verifier("482913", lambda size: b"\x02" * size)

    assert one.hash != other.hash


@pytest.mark.parametrize(
    ("salt", "sum_"), [("01" * 16, "zz" * 32), ("01", "00" * 32), ("01" * 16, "")]
)
def test_a_verifier_that_could_match_nothing_is_no_verifier(salt, sum_):
    with pytest.raises(ValidationError):
        PinVerifier(salt=salt, hash=sum_)


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("seller", KINDS),
        ("chief", KINDS),
        ("reception", KINDS),
        ("staff", [kind for kind in KINDS if kind != "attempt"]),
        ("unknown", []),
        ("role_of_a_newer_peer", []),
    ],
)
def test_each_role_may_record_its_kinds(role, kinds):
    assert [kind for kind in KINDS if may_record(Role(role), kind)] == kinds


def test_no_role_may_record_an_unknown_kind():
    assert not any(may_record(role, "teleport") for role in Role)
    assert not any(Role.UNKNOWN in roles for roles in MAY_RECORD.values())


@pytest.mark.parametrize(
    ("role", "outcomes"),
    [
        ("seller", ["no_answer", "number_fixed"]),
        ("chief", ["no_answer", "number_fixed", "reopened", "parts_ready"]),
        ("reception", ["parts_ready"]),
        ("staff", []),
        ("unknown", []),
    ],
)
def test_each_role_may_record_its_outcomes_of_an_attempt(role, outcomes):
    every = ["no_answer", "number_fixed", "reopened", "parts_ready"]
    may = [one for one in every if field_beyond(Role(role), "attempt", one) is None]
    assert may == outcomes
