"""A record as the master base reads it: understood, dated, and present or undone."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel


class Fact(NamedTuple):
    """``at`` is the corrected time in ms; ``hidden`` says that a retraction undid the record.

    ``text`` is the id as tables hold it. ``home`` is the customer that the record was linked to,
    which another may have absorbed since; empty where nobody asks.
    """

    id: UUID
    text: str
    kind: str
    at: int
    seq: int
    actor: str
    branch: str
    refs: Mapping[str, UUID]
    body: BaseModel
    hidden: bool = False
    home: str = ""


def in_order(facts: list[Fact]) -> list[Fact]:
    """Return facts oldest first; those of one instant in the order their tablet made them."""
    return sorted(facts, key=lambda fact: (fact.at, fact.seq, fact.id))
