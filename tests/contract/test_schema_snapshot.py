"""What goes over the wire is frozen; inside a version it may only grow, and never ask for more."""

import copy

import pytest

from tests.contract.snapshot import REGENERATE, breaks, contract, frozen


def test_the_contract_is_the_frozen_one():
    assert contract() == frozen(), f"Deliberate? Then write it again: {REGENERATE}"


def test_the_contract_has_only_grown():
    assert breaks(frozen(), contract()) == []


def visit(schema):
    return schema["bodies"]["visit"]


def no_longer_a_field(schema):
    del visit(schema)["properties"]["intent"]


def no_longer_a_kind(schema):
    del schema["bodies"]["visit"]


def no_longer_a_word(schema):
    visit(schema)["properties"]["reason"]["anyOf"][0]["enum"].remove("workshop")


def one_more_required_field(schema):
    visit(schema)["properties"]["colour"] = {"type": "string"}
    visit(schema)["required"] = ["colour"]


def another_type(schema):
    visit(schema)["properties"]["intent"]["anyOf"][0]["type"] = "string"


def a_tighter_limit(schema):
    visit(schema)["properties"]["intent"]["anyOf"][0]["maximum"] = 7


def no_longer_optional(schema):
    visit(schema)["properties"]["intent"]["anyOf"].pop()


def one_more_word_in_a_closed_list(schema):
    schema["messages"]["PushReport"]["properties"]["results"]["items"]["properties"]["result"][
        "enum"
    ].append("perhaps")


def one_more_ref(schema):
    schema["required_refs"]["visit"] = ["event"]


def another_version(schema):
    schema["version"] = 2


@pytest.mark.parametrize(
    "change",
    [
        no_longer_a_field,
        no_longer_a_kind,
        no_longer_a_word,
        one_more_required_field,
        another_type,
        a_tighter_limit,
        no_longer_optional,
        one_more_word_in_a_closed_list,
        one_more_ref,
        another_version,
    ],
)
def test_what_breaks_a_peer_is_noticed(change):
    changed = copy.deepcopy(frozen())
    change(changed)

    assert len(breaks(frozen(), changed)) == 1


def one_more_field_with_a_default(schema):
    visit(schema)["properties"]["colour"] = {"type": "string", "default": ""}


def one_more_word_in_an_open_list(schema):
    visit(schema)["properties"]["reason"]["anyOf"][0]["enum"].append("charging")


def one_more_refusal(schema):
    report = schema["messages"]["PushReport"]["properties"]["results"]["items"]
    report["properties"]["code"]["anyOf"][0]["enum"].append("moon_phase")


def one_more_kind(schema):
    schema["bodies"]["thank_you"] = {"type": "object", "required": ["by"]}
    schema["required_refs"]["thank_you"] = ["customer"]


def one_more_document(schema):
    schema["documents"]["thank_you"] = {"type": "object"}


@pytest.mark.parametrize(
    "change",
    [
        one_more_field_with_a_default,
        one_more_word_in_an_open_list,
        one_more_refusal,
        one_more_kind,
        one_more_document,
    ],
)
def test_what_only_adds_breaks_nobody(change):
    changed = copy.deepcopy(frozen())
    change(changed)

    assert breaks(frozen(), changed) == []
