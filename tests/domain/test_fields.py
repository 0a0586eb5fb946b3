"""Shared shapes: what a newer peer adds is no error, what a database cannot hold is dropped."""

import pytest
from pydantic import TypeAdapter, ValidationError

from app.domain.consent import Channel, Decision, Purpose
from app.domain.dues import DueReason, DueState
from app.domain.fields import Checked, Note, OpenEnum, Slug, State, Text
from app.domain.people import Country, PersonName

text, note, slug = TypeAdapter(Text), TypeAdapter(Note), TypeAdapter(Slug)


@pytest.mark.parametrize("kind", [Channel, Decision, Purpose, DueReason, DueState, Country])
def test_a_word_of_a_newer_peer_reads_as_unknown(kind: type[OpenEnum]):
    assert kind("word_of_a_newer_peer").value == "unknown"
    assert TypeAdapter(kind).validate_python("word_of_a_newer_peer").value == "unknown"


def test_what_is_no_word_is_no_unknown():
    with pytest.raises(ValidationError):
        TypeAdapter(Channel).validate_python(7)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b", "ab"),
        ("\ud800ñ\udfff", "ñ"),
        ("  x \n", "x"),
        ("", ""),
        ("a" * 200 + " ", "a" * 200),
        ("😀" * 200, "😀" * 200),
    ],
)
def test_a_text_is_what_a_database_can_hold(raw, kept):
    assert text.validate_python(raw) == kept


def test_texts_and_notes_have_an_end():
    assert len(note.validate_python("x" * 10_000)) == 10_000
    with pytest.raises(ValidationError):
        note.validate_python("x" * 10_001)
    with pytest.raises(ValidationError):
        text.validate_python("x" * 201)
    with pytest.raises(ValidationError):
        text.validate_python(7)


@pytest.mark.parametrize("code", ["LP", "NUNOA", "es_CL", "Ñuñoa", "150140", "T07", "a.b-c"])
def test_a_code_is_a_short_word(code):
    assert slug.validate_python(code) == code


@pytest.mark.parametrize("code", ["", "a b", "x" * 41, "a/b", "a\n", "👍"])
def test_what_is_no_short_word_is_no_code(code):
    with pytest.raises(ValidationError):
        slug.validate_python(code)


def test_only_a_valid_value_may_identify_a_person():
    assert Checked(typed="9", value="+569", state=State.VALID).trusted() == "+569"
    assert Checked(typed="9", value="+569", state=State.TO_VERIFY).trusted() is None
    assert Checked(typed="9").trusted() is None


def test_facts_do_not_change_and_ignore_what_a_newer_peer_adds():
    name = PersonName.model_validate({"typed": "Ana", "pronouns": "ella"})

    assert name == PersonName(typed="Ana")
    with pytest.raises(ValidationError):
        name.typed = "Eva"  # type: ignore[misc]  # the test is that it cannot
