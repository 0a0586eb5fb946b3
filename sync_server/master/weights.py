"""What is each level of likeness worth?

Weights are data: `weights.json` beside this module holds the ones we ship, learned without labels.
A file of weights names the file it was learned from (SHA-256) and the day.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

from sync_server.master.fields import FIELDS

SCHEMA = 1
SHIPPED = Path(__file__).with_name("weights.json")

SAME = "same"
KIN = ("relative", "housemate")
OTHERS = (*KIN, "workmate", "car")
STRANGER = "stranger"
RELATIONS = (SAME, *OTHERS)

_LATER = ("age", "others")  # fields that the first files do not know: silent with those

Levels = tuple[tuple[float, ...], ...]


class UnusableWeightsError(ValueError):
    """The file is no set of weights this version understands; the message says why."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Probabilities of each level (`FIELDS` order) in each relation, and how frequent that is.

    ``likeness[relation][field][level]``; ``stranger[field][level]`` is agreement by chance;
    ``rates[relation]`` is how many such captures one capture has in the base, on average.
    """

    likeness: Mapping[str, Levels]
    stranger: Levels
    rates: Mapping[str, float]
    trained_on: str
    trained_at: str
    records: int


@cache
def shipped() -> Weights:
    """The weights every installation starts with."""
    return loaded(SHIPPED.read_text(encoding="utf-8"))


def loaded(text: str) -> Weights:
    """Read weights from JSON. Raises `UnusableWeightsError`."""
    try:
        raw = json.loads(text)
        _check_schema(raw)
        return Weights(
            likeness={relation: _table(raw["likeness"][relation]) for relation in RELATIONS},
            stranger=_table(raw["stranger"]),
            rates={relation: _positive(raw["rates"][relation]) for relation in RELATIONS},
            trained_on=str(raw["trained_on"]),
            trained_at=str(raw["trained_at"]),
            records=int(raw["records"]),
        )
    except (KeyError, TypeError, json.JSONDecodeError) as exc:
        raise UnusableWeightsError(f"not a file of weights: {exc!r}") from exc


def dumped(weights: Weights) -> str:
    """``weights`` as readable JSON, the inverse of `loaded`."""
    raw = asdict(weights)
    tables = {"stranger": _named(weights.stranger)} | {
        "likeness": {relation: _named(rows) for relation, rows in weights.likeness.items()}
    }
    return json.dumps({"schema": SCHEMA} | raw | tables, indent=1, sort_keys=True) + "\n"


def _check_schema(raw: Any) -> None:
    if raw["schema"] != SCHEMA:
        raise UnusableWeightsError(f"schema {raw['schema']!r}, this version reads {SCHEMA}")


def _named(rows: Levels) -> dict[str, dict[str, float]]:
    return {
        field.name: {level: float(f"{p:.6g}") for level, p in zip(field.levels, row, strict=True)}
        for field, row in zip(FIELDS, rows, strict=True)
    }


def _table(raw: Mapping[str, Mapping[str, object]]) -> Levels:
    return tuple(
        tuple(1 / len(field.levels) for _ in field.levels)
        if field.name in _LATER and field.name not in raw
        else _distribution(field.name, [raw[field.name][level] for level in field.levels])
        for field in FIELDS
    )


def _distribution(name: str, row: list[object]) -> tuple[float, ...]:
    probabilities = tuple(_positive(p) for p in row)
    if not isclose(sum(probabilities), 1, abs_tol=1e-3):
        raise UnusableWeightsError(f"the levels of {name} do not add up to 1")
    return probabilities


def _positive(number: object) -> float:
    if not isinstance(number, int | float) or not 0 < number < float("inf"):
        raise UnusableWeightsError(f"{number!r} is no probability nor rate")
    return float(number)
