"""What is suggested beside a car: a higher version first, then extras that fit, at most three."""

from app.domain.people import Country
from app.domain.price_lists import Accessory, CarVersion, ServiceClass, ServiceOffer
from app.domain.suggestions import suggestions


def version(code, price, **changes):
    parts = {"country": Country.CL, "make": "Terra", "model": "5", "name": code, "year": 2026}
    return CarVersion(**{**parts, "code": code, "price": price, **changes})


def accessory(code, price, **changes):
    return Accessory(
        **{"code": code, "country": Country.CL, "name": code, "price": price} | changes
    )


def service(code, **changes):
    kind = {"country": Country.CL, "service_class": ServiceClass.UNIQUE, "price": 120_000}
    return ServiceOffer(**{"code": code, "name": code, **kind, **changes})


CAR = version("base", 10_000_000)


def names(found):
    return [one.offer.code for one in found]


def test_the_next_higher_version_comes_first_with_the_difference():
    offers = [accessory("mats", 90_000), version("top", 14_000_000), version("mid", 12_000_000)]
    found = suggestions(CAR, offers, ())
    assert names(found) == ["mid", "mats"]
    assert found[0].more == 2_000_000


def test_never_more_than_three_the_dearest_extras_first():
    offers = [accessory(code, price) for code, price in (("a", 1), ("b", 4), ("c", 3), ("d", 2))]
    assert names(suggestions(CAR, offers, ())) == ["b", "c", "d"]


def test_what_is_quoted_already_or_fits_another_car_is_not_suggested():
    offers = [
        accessory("mats", 90_000),
        accessory("rack", 90_000, models=("7",)),
        accessory("film", 90_000, models=("5", "7")),
        accessory("peru", 90_000, country=Country.PE),
        version("cheap", 9_000_000),
        version("old", 12_000_000, year=2025),
    ]
    assert names(suggestions(CAR, offers, {"mats"})) == ["film"]


def test_a_service_is_suggested_if_it_is_sold_with_the_car():
    rain, oil = service("rain", sells_as="insurance"), service("oil")
    assert names(suggestions(CAR, [rain, oil], ())) == ["rain"]
