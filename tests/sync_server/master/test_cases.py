"""The people one meets at a dealership, each in one sentence."""

import pytest

from sync_server.master.decision import Band, Veto
from sync_server.master.person import Person
from tests.sync_server.master.people import Town, person


def arrivals(*people: Person):
    """The last resolution when these people arrive one after the other."""
    town = Town()
    return [town.arrive(one) for one in people][-1]


HOME = {"address": "Av. Grau 512", "city": "Santiago"}


def test_a_father_and_his_son_of_the_same_name_in_one_house_stay_two():
    father = person(
        given_name="José", surname="Soto", date_of_birth="1958-03-04", phone="987654321", **HOME
    )
    son = person(
        given_name="José", surname="Soto", date_of_birth="1991-11-20", phone="987654321", **HOME
    )

    resolution = arrivals(father, son)

    assert resolution.joins == ()


def test_namesakes_on_a_phone_of_their_own_are_one_and_on_that_of_a_household_are_asked_about():
    camila = {"given_name": "Camila", "surname": "Tapia", "phone": "987654321"}
    father = person(given_name="Hernán", surname="Tapia", phone="987654321")

    alone = arrivals(person(**camila), person(**camila))
    among_others = arrivals(person(**camila), father, person(**camila))

    assert (alone.joins, among_others.joins) == (("a",), ())
    assert among_others.band is Band.REVIEW


def test_a_son_is_not_who_the_run_of_his_father_was_given_to():
    home = {"given_name": "José", "surname": "Soto", "phone": "987654321", **HOME}
    father = person(national_id_type="RUT", national_id="6.123.456-K", **home)
    son = person(date_of_birth="1991-11-20", **home)

    assert arrivals(father, son).joins == ()


def test_a_couple_on_one_phone_stays_two_and_is_a_household():
    he = person(given_name="Juan", surname="Soto", phone="987654321", **HOME)
    she = person(given_name="Valentina", surname="Rivas", phone="987654321", **HOME)

    resolution = arrivals(he, she)

    assert (resolution.band, resolution.household) == (Band.NEW, ("a",))


def test_two_people_on_one_company_mailbox_stay_two_and_are_no_household():
    firm = {
        "email": "ventas@transportesrojas.cl",
        "company_name": "Transportes Rojas",
        "company_tax_id": "76.086.428-5",
    }
    one = person(given_name="Pedro", surname="Lagos", **firm)
    other = person(given_name="Camila", surname="Tapia", **firm)

    resolution = arrivals(one, other)

    assert (resolution.joins, resolution.household) == ((), ())


def test_twins_stay_two():
    family = {
        "surname": "Soto",
        "second_surname": "Rivas",
        "date_of_birth": "1999-05-06",
        "phone": "987654321",
        **HOME,
    }

    assert (
        arrivals(person(given_name="Matías", **family), person(given_name="Tomás", **family)).joins
        == ()
    )


def test_a_married_name_in_place_of_the_second_surname_is_the_same_woman():
    single = person(
        given_name="Antonia",
        surname="Rivas",
        second_surname="Lagos",
        phone="987654321",
        date_of_birth="1980-02-03",
    )
    married = person(
        given_name="Antonia",
        surname="Rivas",
        second_surname="de Soto",
        phone="987654321",
        date_of_birth="1980-02-03",
    )

    assert arrivals(single, married).joins == ("a",)


def test_pepe_is_jose():
    jose = person(
        given_name="José", surname="Bustos", phone="987654321", email="jbustos77@gmail.com"
    )
    pepe = person(
        given_name="Pepe", surname="Bustos", phone="987654321", email="jbustos77@gmail.com"
    )

    assert arrivals(jose, pepe).joins == ("a",)


def test_a_lost_second_surname_does_not_make_another_person():
    whole = person(
        given_name="Camila",
        surname="Tapia",
        second_surname="Lagos",
        email="camitapia88@gmail.com",
        phone="987654321",
    )
    lost = person(
        given_name="Camila", surname="Tapia", email="camitapia88@gmail.com", phone="987654321"
    )

    assert arrivals(whole, lost).joins == ("a",)


def test_day_and_month_in_each_other_s_place_are_the_same_birth():
    right = person(
        given_name="Camila", surname="Tapia", date_of_birth="1988-03-05", phone="987654321"
    )
    swapped = person(
        given_name="Camila", surname="Tapia", date_of_birth="1988-05-03", phone="987654321"
    )

    assert arrivals(right, swapped).joins == ("a",)


def test_a_rut_without_its_check_digit_is_the_same_rut():
    whole = person(
        given_name="Camila", surname="Tapia", national_id_type="RUT", national_id="16.998.555-3"
    )
    bare = person(
        given_name="Camila", surname="Tapia", national_id_type="RUT", national_id="16998555"
    )

    assert arrivals(whole, bare).joins == ("a",)


def test_the_buyer_of_a_used_car_is_not_who_sold_it():
    seller = person(given_name="Pedro", surname="Lagos", plate="KXFT45", phone="987654321")
    buyer = person(given_name="Camila", surname="Tapia", plate="KX-FT 45", phone="912345678")

    assert arrivals(seller, buyer).joins == ()


def test_the_same_name_in_two_cities_is_nobody_we_know():
    one = person(given_name="Juan", surname="González", city="Santiago")
    other = person(given_name="Juan", surname="González", city="Arica")

    assert arrivals(one, other).band is Band.NEW


def test_two_ruts_that_their_digits_prove_never_join_however_alike_the_rest():
    everything = {
        "given_name": "Camila",
        "surname": "Tapia",
        "phone": "987654321",
        "email": "camitapia88@gmail.com",
        "date_of_birth": "1988-03-05",
        "national_id_type": "RUT",
    }

    resolution = arrivals(
        person(national_id="16.998.555-3", **everything),
        person(national_id="18.141.029-9", **everything),
    )

    assert (resolution.band, [r.veto for r in resolution.reviews]) == (
        Band.REVIEW,
        [Veto.TWO_DOCUMENTS],
    )


@pytest.mark.parametrize(
    ("dni", "expected"), [("40123465", Veto.NEAR_DNI), ("40987456", Veto.TWO_DNI)]
)
def test_another_dni_is_never_joined_without_a_person_looking(dni, expected):
    everything = {
        "country": "PE",
        "given_name": "Camila",
        "surname": "Tapia",
        "phone": "987654321",
        "email": "camitapia88@gmail.com",
        "date_of_birth": "1988-03-05",
        "national_id_type": "DNI",
    }

    resolution = arrivals(
        person(national_id="40123456", **everything), person(national_id=dni, **everything)
    )

    assert (resolution.band, [r.veto for r in resolution.reviews]) == (Band.REVIEW, [expected])


def test_a_person_and_the_company_on_the_same_phone_are_two_kinds():
    shared = {
        "phone": "223456789",
        "email": "gerencia@tapia.cl",
        "company_name": "Comercial Tapia",
        "company_tax_id": "76.086.428-5",
    }

    assert (
        arrivals(person(given_name="Camila", surname="Tapia", **shared), person(**shared)).joins
        == ()
    )


def test_what_a_person_kept_apart_stays_apart():
    town, same = Town(), {"given_name": "Camila", "surname": "Tapia", "phone": "987654321"}
    town.arrive(person(**same, email="camitapia88@gmail.com"))
    town.arrive(person(given_name="Camila", surname="Tapia", date_of_birth="1988-03-05"))
    town.keep_apart("a", "b")

    resolution = town.arrive(
        person(**same, email="camitapia88@gmail.com", date_of_birth="1988-03-05")
    )

    assert resolution.joins == ("a",)
    assert [(r.entity, r.veto) for r in resolution.reviews] == [("b", Veto.KEPT_APART)]


def test_a_capture_that_knows_both_makes_two_customers_one():
    town = Town()
    town.arrive(person(given_name="Camila", surname="Tapia", phone="987654321"))
    town.arrive(person(given_name="Camila", surname="Tapia", email="ctl_1988x@gmail.com"))

    resolution = town.arrive(
        person(given_name="Camila", surname="Tapia", phone="987654321", email="ctl_1988x@gmail.com")
    )

    assert resolution.joins == ("a", "b")


def test_customers_whose_captures_contradict_each_other_are_not_joined_by_a_third():
    town = Town()
    town.arrive(
        person(
            given_name="Camila",
            surname="Tapia",
            phone="987654321",
            date_of_birth="1988-03-05",
            sex="F",
        )
    )
    town.arrive(
        person(
            given_name="Camila",
            surname="Rojas",
            email="ctl_1988x@gmail.com",
            date_of_birth="1979-12-24",
            phone="933333333",
        )
    )

    resolution = town.arrive(
        person(given_name="Camila", surname="Tapia", phone="987654321", email="ctl_1988x@gmail.com")
    )

    assert len(resolution.joins) <= 1


def test_a_later_capture_answers_a_question_left_open():
    town, name = Town(), {"given_name": "Juan", "surname": "González", "second_surname": "Lagos"}
    town.arrive(person(**name, **HOME, sex="M"))
    doubtful = town.arrive(person(**name, phone="987654321"))
    assert (doubtful.band, town.entity_of("b")) == (Band.REVIEW, "b")

    town.arrive(person(**name, **HOME, sex="M", phone="987654321"))

    assert [town.entity_of(record) for record in "abc"] == ["a", "a", "a"]
