"""`match` and `train-matching`: the engine of the master base over a spreadsheet of people.

The list is read once, so that how common a name is and how often strangers agree are known, as
they would be in a base; then one row is decided at a time, in file order.
"""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.domain.problems import Code, Problem
from sync_server.master.decision import Band
from sync_server.master.engine import Engine, Resolution
from sync_server.master.frequencies import counted
from sync_server.master.memory import MemoryBase
from sync_server.master.person import Person
from sync_server.master.training import blank_start, trained
from sync_server.master.weights import UnusableWeightsError, Weights, dumped, loaded, shipped
from sync_server.services.people_files import BadRow, Row, people_file

OUTPUT = ("record_id", "entity_id", "decision", "probability", "matched_record_id")
Progress = Callable[[int, int], None]  # rows done, of how many

_SEED = 7  # the same file always gives the same answer
_SHIPPED_TRUST = 300.0  # pairs of the list that the shipped weights count for
_BLANK_TRUST = 20.0


class Source(StrEnum):
    """Where the weights come from."""

    SHIPPED = "shipped"  # ours, adapted to the list as far as it shows better
    FIT = "fit"  # learned from this list alone


class Matched(NamedTuple):
    """What a list of people gave."""

    decisions: Counter[Band]
    entities: int
    bad: Sequence[BadRow]


class _Decided(NamedTuple):
    record_id: str
    resolution: Resolution


def match_file(
    source: Path, target: Path, weights: Weights | Source, progress: Progress
) -> Matched:
    """Write who is who among the rows of ``source`` to ``target``.

    Raises ``Problem`` as `people_file` does, and before anything else where ``target`` has no place.
    """
    _check_place(target)
    read = people_file(source)
    people = [row.person for row in read.rows]
    base = MemoryBase(counted(people), len(people))
    engine = Engine(weights_for(people, weights))
    decided = _decide(engine, base, read.rows, progress)
    names = {_key(n): row.record_id for n, row in enumerate(read.rows)}
    lines = [_line(n, one, base, names) for n, one in enumerate(decided)]
    _write(target, lines)
    entities = {line[1] for line in lines}
    return Matched(Counter(Band(line[2]) for line in lines), len(entities), read.bad)


def train_file(source: Path, target: Path, today: date) -> Weights:
    """Learn weights from the rows of ``source`` alone and write them to ``target``.

    Raises ``Problem`` as `people_file` does.
    """
    people = [row.person for row in people_file(source).rows]
    return train(people, sha256(source.read_bytes()).hexdigest(), target, today)


def train(people: Sequence[Person], known_as: str, target: Path, today: date) -> Weights:
    """Learn weights from people alone and write them to ``target``.

    ``known_as`` is the SHA-256 of what they were read from. Raises ``Problem`` where ``target``
    has no place.
    """
    _check_place(target)
    learned = replace(
        trained(people, blank_start(), _BLANK_TRUST, Random(_SEED)),  # noqa: S311 - draws pairs to learn from, guards nothing
        trained_on=known_as,
        trained_at=today.isoformat(),
    )
    target.write_text(dumped(learned), encoding="utf-8")
    return learned


def weights_file(path: Path) -> Weights:
    """Read weights that `train_file` wrote. Raises ``Problem`` when they cannot be used."""
    try:
        return loaded(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise Problem(Code.NOT_FOUND, field=str(path), detail="file") from exc
    except OSError as exc:
        raise Problem(Code.INVALID_FIELD, field=str(path), detail=exc.strerror or "") from exc
    except (UnusableWeightsError, UnicodeDecodeError) as exc:
        raise Problem(Code.INVALID_FIELD, field=str(path), detail=str(exc)) from exc


def weights_for(people: Sequence[Person], weights: Weights | Source) -> Weights:
    """The weights to judge ``people`` with; those of a file are taken as they are."""
    random = Random(_SEED)  # noqa: S311 - draws pairs to learn from, guards nothing
    match weights:
        case Source.SHIPPED:
            return trained(people, shipped(), _SHIPPED_TRUST, random)
        case Source.FIT:
            return trained(people, blank_start(), _BLANK_TRUST, random)
        case Weights():
            return weights


def _check_place(target: Path) -> None:
    """Nobody should wait for an answer that cannot be written."""
    if not target.parent.is_dir():
        raise Problem(Code.NOT_FOUND, field=str(target.parent), detail="folder")
    if target.is_dir():
        raise Problem(Code.INVALID_FIELD, field=str(target), detail="it is a folder")


def _decide(
    engine: Engine, base: MemoryBase, rows: Sequence[Row], progress: Progress
) -> list[_Decided]:
    decided = []
    for n, row in enumerate(rows):
        resolution = engine.resolve(base, row.person)
        base.write(_key(n), row.person, resolution)
        decided.append(_Decided(row.record_id, resolution))
        progress(n + 1, len(rows))
    return decided


def _key(n: int) -> str:
    """An id that sorts by age."""
    return f"{n:012d}"


def _line(n: int, one: _Decided, base: MemoryBase, names: dict[str, str]) -> tuple[str, ...]:
    """One row of the output, told at the end: later rows may have answered an open question."""
    entity = base.entity_of(_key(n))
    resolution = one.resolution
    band = resolution.band
    if band is Band.REVIEW and not _open(resolution, entity, base):
        band = Band.AUTO
    best, probability = resolution.best, resolution.probability
    if best is None or probability is None:
        return (one.record_id, names[entity], band.value, "", "")
    return (one.record_id, names[entity], band.value, f"{probability:.6f}", names[best.record])


def _open(resolution: Resolution, entity: str, base: MemoryBase) -> bool:
    return any(base.entity_of(review.record) != entity for review in resolution.reviews)


def _write(target: Path, lines: Sequence[tuple[str, ...]]) -> None:
    """Write all or nothing: a reader never finds half a file."""
    half = target.with_name(f".{target.name}.part")
    with half.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(OUTPUT)
        writer.writerows(lines)
    half.replace(target)
