"""Comunas and distritos: whole tables, found as people say them, never mixed between countries."""

import pytest

from app.domain.people import Country, Place
from app.domain.places import matching_places, place_label, reniec_code

CL, PE = Country.CL, Country.PE


def labels(typed, country, limit=8):
    return [choice.label for choice in matching_places(typed, country, limit)]


@pytest.mark.parametrize(("country", "count"), [(CL, 346), (PE, 1891)])
def test_every_comuna_and_distrito_is_there_once_and_can_be_told_apart(country, count):
    everywhere = {
        choice.place.code: choice.label
        for letter in "abcdefghijklmnopqrstuvwxyz"
        for choice in matching_places(letter, country, 2000)
    }

    assert len(everywhere) == len(set(everywhere.values())) == count
    assert all(code.isdigit() for code in everywhere)


@pytest.mark.parametrize(
    ("place", "label"),
    [
        (Place(country=CL, code="13120"), "Ñuñoa, Santiago, RM"),
        (Place(country=CL, code="06103"), "Coinco, Cachapoal, O'Higgins"),
        (Place(country=PE, code="150122"), "Miraflores, Lima"),
        (Place(country=PE, code="040101"), "Arequipa"),
        (Place(country=CL, code="150122"), None),
        (Place(country=PE, code="13120"), None),
        (Place(country=CL, code="13"), None),
        (Place(country=Country.UNKNOWN, code="13120"), None),
    ],
)
def test_a_place_is_written_with_what_lies_above_it(place, label):
    assert place_label(place) == label


@pytest.mark.parametrize(
    ("typed", "country", "first"),
    [
        ("nunoa", CL, "Ñuñoa, Santiago, RM"),
        ("ÑUÑ", CL, "Ñuñoa, Santiago, RM"),
        ("la calera", CL, "Calera, Quillota, Valparaíso"),
        ("coihaique", CL, "Coyhaique, Aysén"),
        ("maipu, region metropolitana", CL, "Maipú, Santiago, RM"),
        ("santiago", CL, "Santiago, RM"),
        ("sjl", PE, "San Juan de Lurigancho, Lima"),
        ("surco", PE, "Santiago de Surco, Lima"),
        ("miraflores lima", PE, "Miraflores, Lima"),
        ("lima", PE, "Lima"),
    ],
)
def test_a_place_is_found_as_people_say_it(typed, country, first):
    assert labels(typed, country)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", ",", "zzzz", "\ud800"])
def test_what_means_no_place_finds_none(typed):
    assert matching_places(typed, CL) == ()


def test_the_countries_do_not_mix_and_the_list_is_short():
    assert labels("vitacura", PE) == []
    assert labels("vitacura", Country.UNKNOWN) == []
    assert len(labels("s", CL)) == 8


@pytest.mark.parametrize(
    ("inei", "reniec"), [("150101", "140101"), ("130112", None), ("999999", None)]
)
def test_inei_and_reniec_number_districts_differently(inei, reniec):
    assert reniec_code(inei) == reniec
