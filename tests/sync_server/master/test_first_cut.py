"""Same document, phone or e-mail, each with a compatible first name: then it is one person."""

import pytest

from app.domain.fields import Checked, State
from sync_server.master.matching import (
    Candidate,
    Decision,
    Identity,
    compatible,
    decide,
    identity,
    who,
)
from tests.builders import dni, email, name, phone, rut, visit, visitor

PHONE = "phone:+56955500001"


def seen(customer: str, first: str, created: int = 1, **more: frozenset[str]) -> Candidate:
    return Candidate(customer, created, first, **more)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("ana", "ana", True),
        ("pepe", "jose", True),
        ("chepe", "pepe", True),
        ("j", "jose", True),
        ("", "jose", True),
        ("jose", "juan", False),
        ("maria", "mario", False),
    ],
)
def test_first_names_fit_when_one_may_be_the_other(one: str, other: str, fits: bool):  # noqa: FBT001 - a parameter
    assert compatible(one, other) is fits
    assert compatible(other, one) is fits


def test_keys_come_strongest_first_and_only_from_trusted_values():
    told = visitor(
        "José Prueba",
        phone=phone(),
        email=Checked(typed="a@b", value="a@b", state=State.TO_VERIFY),
        document=rut("111111111"),
    )
    found = identity(told)
    assert found.name == "jose"
    assert [key.partition(":")[0] for key in found.keys] == ["doc", "phone"]


def test_a_dni_is_the_same_with_and_without_its_check_and_proves_only_with_it():
    bare = identity(visitor(document=dni("12345678")))
    checked = identity(visitor(document=dni("123456784")))
    assert bare.keys == checked.keys
    assert bare.proved == frozenset()


def test_a_visit_without_data_is_about_nobody():
    assert who(visit(None)) is None
    assert who(visit("Ana Prueba")) == Identity("ana", ())


def test_the_strongest_key_decides_and_then_the_oldest_customer():
    found = {
        "doc:x": [seen("by-document", "ana", 9)],
        PHONE: [seen("younger", "ana", 5), seen("older", "ana", 2)],
    }
    assert decide(Identity("ana", ("doc:x", PHONE)), found) == Decision(
        "by-document", "same_document"
    )
    assert decide(Identity("ana", (PHONE,)), found) == Decision("older", "same_phone")


def test_a_family_on_one_phone_is_told_apart_by_first_names():
    found = {PHONE: [seen("father", "juan", 1), seen("son", "pedro", 2)]}
    assert decide(Identity("pedro", (PHONE,)), found) == Decision("son", "same_phone")
    assert decide(Identity("marta", (PHONE,)), found) is None


def test_somebody_once_met_without_a_name_and_named_since_is_known_by_the_name():
    found = {PHONE: [seen("juan", ""), seen("juan", "juan")]}
    assert decide(Identity("marta", (PHONE,)), found) is None


def test_two_proved_documents_never_join():
    mine, theirs = frozenset({"doc:CL:rut:1"}), frozenset({"doc:CL:rut:2"})
    found = {PHONE: [seen("other", "ana", proved=theirs)]}
    assert decide(Identity("ana", (PHONE,), mine), found) is None
    assert decide(Identity("ana", (PHONE,), theirs), found) is not None
    assert decide(Identity("ana", (PHONE,), frozenset({"doc:PE:dni:1"})), found) is not None


def test_a_nameless_sighting_joins_whoever_has_the_phone():
    told = identity(visitor(None, phone=phone(), email=email()))
    assert told.name == ""
    assert decide(told, {told.keys[0]: [seen("ana", "ana")]}) == Decision("ana", "same_phone")
    assert name("Ana Prueba").given == "Ana"
