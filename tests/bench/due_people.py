"""Invented customers for the due list, each with a sale and two orders: as facts and as lists."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.bench.contacts import command, table

SEEDS = 5_000
SELLERS = tuple(f"s{n}" for n in range(40))
NOON = datetime(2026, 11, 26, 15, tzinfo=UTC)
_YEARS = 9  # over which what was bought and serviced is spread
_LETTERS = ("bcdfglmnprstv", "aeiou", "lmnrst", "aeiou", "bcdfgptv", "aeiou", "lnrs", "aeo")


class Fact(NamedTuple):
    """A customer as the plain loop knows her: when she bought, when she came, when she was born."""

    bought: date
    served: tuple[date, date]
    born: date


def invented() -> list[Fact]:
    dice = Random(8)  # noqa: S311 - invented people, guards nothing
    return [
        Fact(_past(dice), (_past(dice), _past(dice)), date(1990, 1, 1) + timedelta(days=n))
        for n in dice.sample(range(9_000), SEEDS)  # nobody shares a birthday: all are somebody else
    ]


def _past(dice: Random) -> date:
    return NOON.date() - timedelta(days=dice.randrange(_YEARS * 365))


def bring(folder: Path, facts: list[Fact]) -> None:
    branch = ("NUNOA", "--name", "N", "--country", "CL", "--zone", "America/Santiago")
    command("branches", "add", *branch)
    for seller in SELLERS:
        command("people", "add", seller, "--name", seller, "--role", "seller", "--branch", "NUNOA")
    for kind, lines in _lists(facts):
        file = folder / f"{kind}.csv"
        file.write_text(lines)
        command("import", kind, str(file), "--source", "BENCH")


def _lists(facts: list[Fact]) -> Iterator[tuple[str, str]]:
    yield (
        "customers",
        table(
            "source_id,given_name,surname,phone,email,birth_date,legal_basis,owner",
            [
                f"C{n},{_name(n)},9{50_000_000 + n},p{n}@prueba.example,{fact.born},contrato,s{n % 40}"
                for n, fact in enumerate(facts)
            ],
        ),
    )
    yield (
        "sales",
        table(
            "sale_id,customer_source_id,vin,model,sold_on,seller",
            [
                f"V{n},C{n},JM7KE2WY5J{1_000_000 + n},CX-5,{fact.bought},s{n % 40}"
                for n, fact in enumerate(facts)
            ],
        ),
    )
    yield (
        "services",
        table(
            "order_id,customer_source_id,closed_on,service_type",
            [
                f"O{n}{place},C{n},{day},reparacion"
                for n, fact in enumerate(facts)
                for place, day in enumerate(fact.served)
            ],
        ),
    )


def _name(number: int) -> str:
    """Return a given name and a surname that are like nobody else's."""
    dice = Random(number)  # noqa: S311 - invented people, guards nothing
    words = ("".join(dice.choice(letters) for letters in _LETTERS) for _ in range(2))
    return ",".join(word.capitalize() for word in words)
