"""How captures read, and how alike two of them are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.master.blocking import keys
from sync_server.master.documents import document
from sync_server.master.fields import FIELDS
from sync_server.master.normalise import COLUMNS, normalised
from sync_server.master.person import packed, unpacked
from sync_server.master.phonetics import sound
from sync_server.master.scoring import levels
from tests.sync_server.master.people import person

PEOPLE = st.fixed_dictionaries({}, optional={column: st.text(max_size=24) for column in COLUMNS})


@pytest.mark.parametrize(
    ("columns", "given_name", "surname", "second"),
    [
        ({"given_name": "JOSÉ Tomás", "surname": "Núñez"}, "jose tomas", "nunez", ""),
        ({"given_name": "Ana", "surname": "Rojas-Lagos"}, "ana", "rojas", "lagos"),
        ({"given_name": "Ana María Rojas Lagos"}, "ana maria", "rojas", "lagos"),
        ({"given_name": "Ana", "surname": "de la Cruz Soto"}, "ana", "de la cruz", "soto"),
        ({"given_name": "Ana", "surname": "O'Higgins"}, "ana", "ohiggins", ""),
        ({"given_name": "Łukasz", "surname": "Groß"}, "lukasz", "gross", ""),
        ({"given_name": "Анна", "surname": "Иванова"}, "анна", "иванова", ""),
        ({"given_name": "Robert"}, "robert", "", ""),
    ],
)
def test_names_read_alike_however_they_are_written(columns, given_name, surname, second):
    read = person(**columns)

    assert (read.given, read.surname, read.second) == (given_name, surname, second)


@pytest.mark.parametrize(
    ("country", "typed", "phone"),
    [
        ("CL", "+56 9 8765 4321", "987654321"),
        ("CL", "0056987654321", "987654321"),
        ("CL", "9-87654321", "987654321"),
        ("PE", "(+51) 987654321", "987654321"),
        ("PE", "51987654321", "987654321"),
        ("CL", "sin número", ""),
    ],
)
def test_a_phone_is_its_national_number(country, typed, phone):
    assert person(country=country, phone=typed).phone == phone


@pytest.mark.parametrize(
    ("country", "kind", "typed", "number", "valid"),
    [
        ("cl", "RUT", "16.998.555-3", "16998555", True),
        ("cl", "", "16998555-3", "16998555", True),
        ("cl", "RUT", "16.998.555-4", "16998555", False),
        ("cl", "RUT", "16998555", "16998555", False),
        ("pe", "DNI", "1234567", "01234567", False),
        ("pe", "DNI", "10117410-2", "10117410", True),
        ("pe", "", "20512333797", "20512333797", True),
        ("pe", "PAS", "ab 123", "ab123", False),
    ],
)
def test_only_a_check_character_proves_a_document(country, kind, typed, number, valid):
    read = document(country, kind, typed)

    assert (read.number, read.valid) == (number, valid)


def test_eight_digits_that_may_be_seven_and_a_check_digit_prove_nothing():
    read = document("cl", "RUT", "10299985")

    assert (read.number, read.valid, read.if_checked) == ("10299985", False, "1029998")


def test_a_known_slip_in_the_mail_provider_is_mended_and_another_provider_is_not():
    read = [
        person(email=f"ana@{domain}").email for domain in ("gmial.com", "hotmail.con", "mail.com")
    ]

    assert read == ["ana@gmail.com", "ana@hotmail.com", "ana@mail.com"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("velasquez", "belazques"),
        ("hernandez", "ernandes"),
        ("cecilia", "sesilia"),
        ("quispe", "kispe"),
    ],
)
def test_names_that_sound_alike_share_a_code(one, other):
    assert sound(one) == sound(other)


def test_a_plate_read_by_a_camera_is_the_plate_on_the_paper():
    assert person(plate="B0-GK 15").plate == person(plate="8OGX1S").plate


def test_people_who_share_no_value_share_no_key():
    ana = person(given_name="Ana", surname="Rojas", phone="987654321", date_of_birth="1980-01-02")
    ben = person(given_name="Ben", surname="Tapia", phone="912345678", date_of_birth="1990-03-04")

    assert not set(keys(ana)) & set(keys(ben))


def test_every_key_begins_with_the_country():
    read = person(country="PE", given_name="Ana", surname="Rojas", phone="987654321", city="Lima")

    assert {key[:2] for key in keys(read)} == {"pe"}


@given(PEOPLE)
def test_any_row_can_be_read_kept_and_compared_with_itself(columns):
    read = normalised(columns)

    assert unpacked(packed(read)) == read
    highest = [None if level is None else level for level in levels(read, read)]
    assert [level for level, field in zip(highest, FIELDS, strict=True) if level == 0] == []


@given(PEOPLE, PEOPLE)
def test_likeness_has_no_direction(one, other):
    a, b = normalised(one), normalised(other)

    assert levels(a, b) == levels(b, a)


@pytest.mark.parametrize(
    ("columns", "year"),
    [
        ({"date_of_birth": "1988-03-05"}, 1988),
        ({"national_id_type": "RUT", "national_id": "16.998.555-3"}, 1989),
        ({"national_id_type": "RUT", "national_id": "16998555"}, 1989),
        ({"national_id_type": "RUT", "national_id": "92996867"}, 0),  # 9.299.686-7
        ({"national_id_type": "DNI", "national_id": "40123456"}, 0),
        ({"date_of_birth": "?"}, 0),
        ({}, 0),
    ],
)
def test_a_run_tells_about_when_somebody_was_born(columns, year):
    assert normalised({"country": "CL"} | columns).born_about == year
