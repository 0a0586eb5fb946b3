"""People for the tests of the matching engine, made from the columns of a spreadsheet."""

import csv
from collections.abc import Sequence
from pathlib import Path

from sync_server.master.engine import Engine, Resolution
from sync_server.master.memory import MemoryBase
from sync_server.master.normalise import normalised
from sync_server.master.person import Person
from sync_server.master.weights import shipped

SAMPLES = Path(__file__).with_name("samples")
_TOWN = 20_000
_HOLDERS = {"juan": 500, "jose": 500, "maria": 900, "gonzalez": 900, "soto": 200, "santiago": 4_000}
_COMMON = 40  # any other name
_NAMES = ("given=", "surname=", "second=")


def person(**columns: str) -> Person:
    return normalised({"country": "CL"} | columns)


def sample(name: str) -> tuple[list[Person], list[str]]:
    """The people of a sample and who they truly are."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [normalised(row) for row in rows], [row["true_cluster_id"] for row in rows]


class Town(MemoryBase):
    """A base where names are as common as in a town of 20,000 customers, whoever arrived so far."""

    def size(self) -> float:
        return _TOWN

    def holders(self, terms: Sequence[str]) -> list[int]:
        return [_TOWN if term.endswith("=") else _holders(term) for term in terms]

    def arrive(self, newcomer: Person) -> Resolution:
        """Resolve and write one capture; they are named a, b, c… as they come."""
        resolution = Engine(shipped()).resolve(self, newcomer)
        self.write(chr(ord("a") + len(self)), newcomer, resolution)
        return resolution


def _holders(term: str) -> int:
    field = term[: term.index("=") + 1]
    return _HOLDERS.get(term[len(field) :], _COMMON if field in _NAMES else 1)
