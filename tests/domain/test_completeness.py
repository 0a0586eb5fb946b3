from datetime import date
from uuid import UUID

import pytest

from app.domain.completeness import WEIGHTS, known_fields, most_helpful, percent
from app.domain.customers import Customer, KnownText, Provenance
from app.domain.identifiers import Doubt, read_birth_date

WHO = UUID(int=1)
TODAY = date(2026, 11, 25)


def test_an_empty_ficha_knows_nothing_and_a_full_one_is_a_hundred():
    empty = Customer(id=WHO, branch="NUNOA", owner="carla")
    assert percent(known_fields(empty)) == 0
    assert percent(frozenset(WEIGHTS)) == 100


def test_a_plain_value_counts_once_and_unknown_fields_do_not():
    origin = Provenance(record=WHO, kind="profile", by="carla", at=0)
    texts = [("occupation", "docente"), ("occupation", "profesora"), ("address", "Calle 1")]
    customer = Customer(
        id=WHO,
        branch="NUNOA",
        owner="carla",
        texts=tuple(KnownText(field=f, value=v, origin=origin) for f, v in texts),
    )
    assert percent(known_fields(customer)) == 4


def test_what_is_missing_and_weighs_most_helps_most():
    assert most_helpful(frozenset()) == (("phone", 15), ("name", 10))
    assert most_helpful(frozenset(WEIGHTS) - {"sex"}) == (("sex", 1),)


@pytest.mark.parametrize(
    ("typed", "born", "doubt"),
    [
        ("14-03-1988", date(1988, 3, 14), None),
        ("14/3/88", date(1988, 3, 14), None),
        ("14031988", date(1988, 3, 14), None),
        (" 1.2.05 ", date(2005, 2, 1), None),
        ("01-01-2090", None, Doubt.BIRTH_DATE_FUTURE),
        ("01-01-1880", None, Doubt.BIRTH_DATE_TOO_OLD),
        ("31-02-1990", None, Doubt.BIRTH_DATE_UNREADABLE),
        ("marzo", None, Doubt.BIRTH_DATE_UNREADABLE),
        ("1988-03-14", None, Doubt.BIRTH_DATE_UNREADABLE),
    ],
)
def test_a_birth_date_is_read_as_it_is_written_here(
    typed: str, born: date | None, doubt: Doubt | None
):
    assert read_birth_date(typed, TODAY) == (born, doubt)
