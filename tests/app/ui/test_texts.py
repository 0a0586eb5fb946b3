import ast
import re
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import app.ui
from app.domain.attempts import Obstacle, Outcome
from app.domain.consent import Channel, Decision, Purpose
from app.domain.contract import BODIES
from app.domain.identifiers import Doubt
from app.domain.people import Country, DocumentType
from app.domain.problems import Code
from app.domain.staff import MAY_RECORD, Role
from app.domain.visits import LifeStage, Origin, Reason
from app.services.contact_list import Section
from app.ui.screens.visit_fields import DOCUMENTS
from app.ui.texts import LOCALES, Words, first_name, short_name

CODES: tuple[type[Enum], ...] = (
    Channel,
    Decision,
    DocumentType,
    Doubt,
    LifeStage,
    Obstacle,
    Origin,
    Outcome,
    Purpose,
    Reason,
    Role,
    Section,
)
SHOWN_CODES = [
    code for code in Code if code not in {Code.NO_BRANCH, Code.PORT_IN_USE, Code.DATABASE_IN_USE}
]
NEVER_SHOWN = {"unknown"}
KEYWORDS = {"words", "self", "msg", "count"}
UNDRAWN = re.compile("[\U0001f300-\U0001faff←-⇿✀-➿\u202f]")  # the fonts that ship do not have them


def catalogue(locale: str = "es") -> Catalog:
    with (LOCALES / f"{locale}.po").open("rb") as source:
        return read_po(source, locale=locale)


def forms(texts: Any) -> tuple[str, ...]:
    """Return the singular and plural of a message, or its one form."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def asked() -> set[str]:
    """Return the messages that the screens ask for, singulars where there are two."""
    sources = sorted(Path(app.ui.__file__).parent.rglob("*.py"))
    calls = (
        node
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args and _name(node.func) in KEYWORDS
    )
    first = (call.args[0] for call in calls)
    return {it.value for it in first if isinstance(it, ast.Constant) and isinstance(it.value, str)}


def _name(called: ast.expr) -> str:
    """Return ``words`` of ``words(…)`` and of ``shift.scene.words(…)``."""
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_message_of_the_screens_has_its_spanish() -> None:
    translated = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if not m.context}
    assert asked() - translated == set()


def test_the_catalogue_holds_nothing_that_no_screen_asks_for() -> None:
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if not m.context}
    assert kept - asked() - {""} == set()


@pytest.mark.parametrize("locale", ["es", "es_CL", "es_PE"])
def test_every_entry_is_translated_and_can_be_drawn(locale: str) -> None:
    for message in catalogue(locale):
        if not message.id:
            continue
        strings = forms(message.string)
        assert all(strings), message.id
        assert not any(UNDRAWN.search(text) for text in strings), message.id


@pytest.mark.parametrize("locale", ["es", "es_CL", "es_PE"])
def test_what_is_filled_in_is_the_same_in_both_languages(locale: str) -> None:
    holes = re.compile(r"\{(\w+)\}")
    for message in catalogue(locale):
        known = {hole for text in forms(message.id) for hole in holes.findall(text)} | {"n"}
        used = {hole for text in forms(message.string) for hole in holes.findall(text)}
        assert used <= known, message.id


@pytest.mark.parametrize("country", [Country.CL, Country.PE])
@pytest.mark.parametrize("codes", CODES, ids=lambda codes: codes.__name__)
def test_every_code_has_its_words(codes: type[Enum], country: Country) -> None:
    words = Words(country)
    wordless = [code for code in codes if code.value not in NEVER_SHOWN and not words.of(code)]
    assert wordless == []


def test_every_refusal_a_tablet_can_show_has_its_words() -> None:
    words = Words()
    by_the_tablet = {code for code in SHOWN_CODES if code not in ADMINISTRATOR}
    assert [code for code in by_the_tablet if not words.of(code)] == []


ADMINISTRATOR = {Code.ALREADY_EXISTS}


def test_every_kind_of_record_has_its_words_in_envios() -> None:
    words = Words()
    for table in ("Kind", "One", "Many"):
        sent = [kind for kind in BODIES if MAY_RECORD[kind]]  # lists come in at the office alone
        assert [kind for kind in sent if not words.code(table, kind)] == []


@pytest.mark.parametrize("codes", [Reason, Origin, LifeStage], ids=lambda codes: codes.__name__)
def test_a_chip_is_short(codes: type[Enum]) -> None:
    assert all(len(Words().of(code)) <= 14 for code in codes)


def test_each_country_is_asked_for_its_own_documents() -> None:
    assert [Words(Country.CL).of(kind) for kind in DOCUMENTS[Country.CL]] == ["RUT", "Pasaporte"]
    assert [Words(Country.PE).of(kind) for kind in DOCUMENTS[Country.PE]][:2] == ["DNI", "RUC"]


def test_the_two_countries_say_some_things_differently() -> None:
    message = "Down payment"
    assert Words(Country.CL)(message) != Words(Country.PE)(message)
    assert Words(Country.CL)("Save") == Words(Country.PE)("Save") == "Guardar"


def test_names_are_short_on_a_screen_that_others_see() -> None:
    assert short_name("Carla Modelo Rojas") == "Carla M."
    assert short_name("Carla") == "Carla"
    assert first_name("Carla Modelo") == "Carla"
