"""How well and how fast does the engine know who is who? Beside exact keys and the batch tools."""

import csv
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from sync_server.master.clusters import b_cubed, closed, pair_figures
from sync_server.master.decision import Band
from sync_server.master.engine import Engine, Resolution
from sync_server.master.frequencies import counted
from sync_server.master.memory import MemoryBase
from sync_server.master.normalise import normalised
from sync_server.master.person import Person
from sync_server.services.matching_files import Source, weights_for
from sync_server.services.splink_audit import SURE, splink_labels
from tests.bench import batch_tools
from tests.sync_server.master.invented import captures

SAMPLES = Path(__file__).parents[1] / "sync_server" / "master" / "samples"
_SURE = SURE
_SPEED_RECORDS = 20_000
_ORDERS = 5
_VETOES = int(os.environ.get("BENCH_VETOES", "20000"))  # a million takes an hour and 4 GB

Figure = dict[str, Any]
Labels = Sequence[object]


def figures(folder: Path = SAMPLES) -> Iterator[Figure]:
    """One mapping per figure, over every CSV in ``folder`` that tells the truth."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        people = [normalised(row) for row in rows]
        truth = [row["true_cluster_id"] for row in rows]
        yield from _of_list(path.name, people, truth)
        yield _orders(path.name, people, truth)
    yield _speed()
    yield _vetoes()


def _of_list(name: str, people: Sequence[Person], truth: Labels) -> Iterator[Figure]:
    for source in Source:
        started = process_time()
        weights = weights_for(people, source)
        trained = process_time()
        joined, sure, review = _resolved(people, Engine(weights))
        spent = process_time() - trained
        own = {
            "review_share": round(review / len(people), 4),
            "training_cpu_s": round(trained - started, 1),
            "records_per_cpu_s": round(len(people) / spent),
        }
        yield _figure(f"match, {source} weights, joined by itself", name, joined, truth) | own
        yield _figure(f"match, {source} weights, p >= {_SURE}", name, sure, truth)
    yield _figure("exact keys", name, _exact(people), truth)
    for tool, labels in _TOOLS.items():
        found = labels(people)
        if found is None:
            yield {"bench": "matching", "system": tool, "data": name, "status": "not installed"}
        else:
            yield _figure(tool, name, found, truth)


_TOOLS: Mapping[str, Callable[[Sequence[Person]], Labels | None]] = {
    f"Splink, p >= {_SURE}": splink_labels,
    f"recordlinkage ECM, p >= {_SURE}": batch_tools.ecm_labels,
}


def _figure(system: str, name: str, found: Labels, truth: Labels) -> Figure:
    pairs, records = pair_figures(found, truth), b_cubed(found, truth)
    return {
        "bench": "matching",
        "system": system,
        "data": name,
        "records": len(truth),
        "precision": round(pairs.precision, 4),
        "recall": round(pairs.recall, 4),
        "f1": round(pairs.f1, 4),
        "b3_f1": round(records.f1, 4),
    }


def _resolved(people: Sequence[Person], engine: Engine) -> tuple[Labels, Labels, int]:
    """Entities joined by themselves, the same closed over best matches at ``_SURE``, reviews."""
    base = MemoryBase(counted(people), len(people))
    links: list[tuple[int, int]] = []
    asked: dict[int, Resolution] = {}
    for n, person in enumerate(people):
        resolution = engine.resolve(base, person)
        base.write(f"{n:09d}", person, resolution)
        if resolution.band is Band.REVIEW:
            asked[n] = resolution
        if resolution.best and (resolution.probability or 0.0) >= _SURE:
            links.append((n, int(resolution.best.record)))
    joined = [int(base.entity_of(f"{n:09d}")) for n in range(len(people))]
    return joined, closed(len(people), [*links, *enumerate(joined)]), _unanswered(base, asked)


def _unanswered(base: MemoryBase, asked: Mapping[int, Resolution]) -> int:
    """Captures whose question no later capture answered."""
    return sum(
        any(base.entity_of(review.record) != base.entity_of(f"{n:09d}") for review in one.reviews)
        for n, one in asked.items()
    )


def _exact(people: Sequence[Person]) -> list[int]:
    """The same document; or phone, e-mail with the first name; or name with birth."""
    holder: dict[tuple[str, ...], int] = {}
    links = []
    for n, p in enumerate(people):
        found = (
            (p.document and ("document", p.document)),
            (p.phone and p.first and ("phone", p.phone, p.first)),
            (p.email and p.first and ("email", p.email, p.first)),
            (p.birth and p.surname and ("birth", p.birth, p.first, p.surname)),
        )
        links += [(n, holder.setdefault(key, n)) for key in found if key]
    return closed(len(people), links)


def _orders(name: str, people: Sequence[Person], truth: Labels) -> Figure:
    """How much the order of arrival changes: the spread of F1 over ``_ORDERS`` of them."""
    weights, scores = weights_for(people, Source.SHIPPED), []
    for seed in range(_ORDERS):
        order = list(range(len(people)))
        Random(seed).shuffle(order)  # noqa: S311 - an order of arrival
        joined, _, _ = _resolved([people[n] for n in order], Engine(weights))
        scores.append(pair_figures(joined, [truth[n] for n in order]).f1)
    return {
        "bench": "matching",
        "system": "match, shipped weights, order of arrival",
        "data": name,
        "orders": _ORDERS,
        "f1": round(sum(scores) / _ORDERS, 4),
        "spread": round(max(scores) - min(scores), 4),
    }


def _vetoes() -> Figure:
    """Customers with two documents that their check characters prove: there must be none."""
    base, engine = MemoryBase(), Engine(weights_for([], Source.SHIPPED))
    proved: dict[tuple[str, str], set[str]] = {}
    for n, columns in enumerate(captures(_VETOES, seed=13)):
        person = normalised(columns)
        entity = base.write(f"{n:09d}", person, engine.resolve(base, person))
        if person.document_valid:
            proved.setdefault((entity, person.document_type), set()).add(person.document)
    joined: dict[tuple[str, str], set[str]] = {}
    for (entity, kind), numbers in proved.items():
        joined.setdefault((base.entity_of(entity), kind), set()).update(numbers)
    return {
        "bench": "matching",
        "system": "vetoes",
        "records": _VETOES,
        "proved": sum(map(len, joined.values())),
        "customers_with_two": sum(len(numbers) > 1 for numbers in joined.values()),
    }


def _speed() -> Figure:
    """CPU of one online decision in memory, once ``_SPEED_RECORDS`` are known."""
    people = [normalised(columns) for columns in captures(_SPEED_RECORDS, seed=11)]
    base, engine = MemoryBase(counted(people), len(people)), Engine(weights_for([], Source.SHIPPED))
    spent = []
    for n, person in enumerate(people):
        started = process_time()
        base.write(f"{n:09d}", person, engine.resolve(base, person))
        spent.append(process_time() - started)
    last = sorted(spent[-_SPEED_RECORDS // 4 :])
    return {
        "bench": "matching",
        "system": "one decision in memory",
        "records": _SPEED_RECORDS,
        "p50_cpu_ms": round(last[len(last) // 2] * 1e3, 3),
        "p95_cpu_ms": round(last[len(last) * 19 // 20] * 1e3, 3),
        "records_per_cpu_s": round(len(spent) / sum(spent)),
    }
