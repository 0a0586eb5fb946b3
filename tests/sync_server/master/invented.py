"""Invented households for the tests that need many people: few names, shared phones, slips."""

from collections.abc import Iterator
from random import Random

from stdnum.cl import rut

_GIVEN = (
    *("Ana", "Luis", "Camila", "Pedro", "Juan", "María", "José", "Antonia"),
    *("Tomás", "Rosa", "Diego", "Elena", "Marta", "Iván", "Paula", "Hugo"),
)
_SURNAMES = tuple(
    begin + middle + end
    for begin in ("So", "Ro", "Ta", "La", "Ri", "Mu", "Fe", "Ca", "Nu", "Bra")
    for middle in ("vi", "la", "men", "ro", "ti", "ca")
    for end in ("da", "no", "res", "sal")
)
_NUMBERS = {"CL": range(5_000_000, 26_000_000), "PE": range(10**7, 8 * 10**7)}
_STREETS = ("Grau", "Prat", "Colón", "Junín", "Los Aromos", "La Marina")


def captures(number: int, seed: int) -> Iterator[dict[str, str]]:
    """``number`` captures of people of whom a third gives a relative's or a mistyped document."""
    random = Random(seed)  # noqa: S311 - invents people, guards nothing
    made = 0
    while made < number:
        home = _home(random)
        family = [_member(random, home) for _ in range(random.randint(1, 4))]
        for _ in range(random.randint(1, 8)):
            yield _capture(random, random.choice(family), family)
            made += 1


def strangers(number: int, seed: int) -> Iterator[dict[str, str]]:
    """``number`` captures of people who came once and share nothing but names."""
    random = Random(seed)  # noqa: S311 - invents people, guards nothing
    for n in range(number):
        pair = divmod(n * 7_919 % len(_SURNAMES) ** 2, len(_SURNAMES))
        home = _home(random) | {
            "surname": _SURNAMES[pair[0]],
            "second_surname": _SURNAMES[pair[1]],
            "address": f"Calle {random.choice(_SURNAMES)} {random.randrange(10**4)}",
            "phone": f"9{(n * 37_919_371 + seed) % 10**8:08}",
            "email": f"{random.getrandbits(60):x}@gmail.com",
        }
        numbers = _NUMBERS[home["country"]]
        own = numbers[(n * 7_919 + seed) % len(numbers)]
        yield _member(random, home) | _paper(home["country"], own)


def _home(random: Random) -> dict[str, str]:
    return {
        "country": random.choice(("CL", "PE")),
        "surname": random.choice(_SURNAMES),
        "second_surname": random.choice(_SURNAMES),
        "address": f"Calle {random.choice(_STREETS)} {random.randint(1, 999)}",
        "phone": f"9{random.randrange(10**7, 10**8)}",
        "email": f"familia{random.randrange(10**6)}@gmail.com",
    }


def _member(random: Random, home: dict[str, str]) -> dict[str, str]:
    paper = _paper(home["country"], random.choice(_NUMBERS[home["country"]]))
    birth = f"{random.randint(1940, 2007)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
    return home | paper | {"given_name": random.choice(_GIVEN), "date_of_birth": birth}


def _paper(country: str, number: int) -> dict[str, str]:
    if country == "CL":
        checked = f"{number}{rut.calc_check_digit(str(number))}"
        return {"national_id_type": "RUT", "national_id": checked}
    return {"national_id_type": "DNI", "national_id": str(number)}


def _capture(
    random: Random, member: dict[str, str], family: list[dict[str, str]]
) -> dict[str, str]:
    lost = {column for column in member if random.random() < 0.3} - {"country"}
    found = {column: value for column, value in member.items() if column not in lost}
    if "national_id" in found and random.random() < 0.3:
        found["national_id"] = _wrong(random, random.choice(family)["national_id"])
    return found


def _wrong(random: Random, number: str) -> str:
    if random.random() < 0.5:
        return number
    at = random.randrange(len(number) - 1)
    return number[:at] + str(random.randrange(10)) + number[at + 1 :]
