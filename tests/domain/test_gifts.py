"""Who gets which gift: the first row by rank that holds, of the newest day that has come."""

from datetime import date
from typing import Any

import pytest

from app.domain.gifts import SHIPPED_GIFTS, GiftRule, Traits, gift_for, gifts_on
from app.domain.visits import LifeStage

TODAY = date(2026, 3, 2)


def given_to(programme: str, *rules: GiftRule, today: date = TODAY, **traits: Any) -> str:
    found = gift_for(programme, Traits(**traits), gifts_on(today, rules))
    return "" if found is None else found.gift


@pytest.mark.parametrize(
    ("traits", "gift"),
    [
        ({}, "Lavado de cortesía"),
        ({"stage": LifeStage.FAMILY, "marital": "married", "age": 25}, "Cuatro entradas de cine"),
        ({"stage": LifeStage.COUPLE}, "Cena para dos"),
        ({"marital": "married", "age": 61}, "Cena para dos"),
        ({"marital": "single", "age": 29}, "Dos entradas de cine"),
        ({"marital": "single", "age": 30}, "Lavado de cortesía"),
        ({"stage": LifeStage.UNSAID}, "Lavado de cortesía"),
    ],
)
def test_a_birthday_brings_what_fits_the_condition_of_the_person(traits: dict[str, Any], gift: str):
    assert given_to("CUMPLE", **traits) == gift


def test_an_anniversary_brings_more_to_who_is_loyal():
    assert given_to("ANIV") == "Revisión de cortesía"
    assert given_to("ANIV", loyal=True) == "Mantención básica de cortesía"


def test_other_programmes_bring_none():
    assert given_to("MANT", loyal=True) == ""


def test_a_dealers_row_may_ask_for_purchases_and_a_model():
    rules = (
        GiftRule(programme="ANIV", rank=1, gift="Fin de semana", purchases=3),
        GiftRule(programme="ANIV", rank=2, gift="Funda", model="cx-90"),
        GiftRule(programme="ANIV", rank=3, gift="Lavado", loyal=False),
    )
    assert given_to("ANIV", *rules, models=("CX-5", "CX-5", "CX-90")) == "Fin de semana"
    assert given_to("ANIV", *rules, models=("CX-90",)) == "Funda"
    assert given_to("ANIV", *rules, models=("CX-5",)) == "Lavado"
    assert given_to("ANIV", *rules, models=("CX-5",), loyal=True) == ""


def test_rows_of_a_newer_day_replace_all_older_ones_of_their_programme_from_that_day_on():
    new = GiftRule(programme="CUMPLE", valid_from=TODAY, rank=5, gift="Torta", age_from=18)
    assert given_to("CUMPLE", new, age=40) == "Torta"
    assert given_to("CUMPLE", new, age=17) == ""
    assert given_to("CUMPLE", new, today=date(2026, 3, 1), age=40) == "Lavado de cortesía"
    assert given_to("ANIV", new) == "Revisión de cortesía"


def test_a_row_without_a_gift_gives_none():
    none = GiftRule(programme="CUMPLE", valid_from=TODAY, rank=1)
    assert given_to("CUMPLE", none) == ""


def test_every_customer_gets_something_of_what_we_ship():
    last = {one.programme: one for one in sorted(SHIPPED_GIFTS, key=lambda one: one.rank)}
    asked = ("loyal", "purchases", "model", "stages", "marital", "age_from", "age_to")
    for rule in last.values():
        assert not any(getattr(rule, one) for one in asked)
