"""The whole online step on a base of many captures: matched, folded, written and committed.

Sizes are of ``BENCH_BASE`` (``10000`` unless said; ``10000,100000,1000000``), on the engines of
``BENCH_ENGINES``; what is missing to a size are strangers, written in bulk. A million takes half an
hour and 12 GB of disk. Wanted (matching.md §3): 1.5 ms at p50 and 4 ms at p95 on 100,000; 2 and 4 ms on a
million, and no more than twice the p50; a burst of 10,000 at 3,000 a second; 5 ms to undo a merger.
"""

import gc
import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import create_engine, select, text

from app.domain.fields import Checked, State
from app.domain.people import PersonName, Visitor
from app.domain.visits import Visit
from sync_server.services.intake import decide
from sync_server.storage.tables import customer
from tests.bench.filling import batched, fill, visit
from tests.builders import Tablet
from tests.postgres import create_database, running_postgres
from tests.sync_server.intake.test_decide import merged
from tests.sync_server.master.invented import captures, strangers
from tests.sync_server.offices import Server, running

SIZES = [int(size) for size in os.environ.get("BENCH_BASE", "10000").split(",")]
UNMERGES = int(os.environ.get("BENCH_UNMERGES", "300"))
ENGINES = os.environ.get("BENCH_ENGINES", "sqlite,postgresql").split(",")
STEPS = 300  # single records timed at each size, after as many that are not
BURST = 10_000
TOGETHER = 100  # records of one commit in a burst
WRITERS = 8
PEOPLE = 100  # met by all writers at once, ten of each given name and surname
_FILLING = 5_000  # strangers of one commit
_SEED = 21
_GIVEN = [
    "Ana",
    "Bruno",
    "Camila",
    "Daniel",
    "Elisa",
    "Felipe",
    "Gabriela",
    "Hugo",
    "Irene",
    "Jorge",
]
_SURNAMES = [
    "Soto",
    "Rojas",
    "Muñoz",
    "Díaz",
    "Pérez",
    "Silva",
    "Contreras",
    "Araya",
    "Fuentes",
    "Tapia",
]

Figure = dict[str, Any]
Columns = dict[str, str]


def figures() -> Iterator[Figure]:
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 50, 100)
    for engine in ENGINES:
        opened = _OPENED[engine]
        with opened() as url, running(url) as server:
            yield from _steps(engine, server)
            yield _unmerges(engine, server)
        with opened() as url, running(url) as server:
            yield _writers(engine, server)


def _steps(engine: str, server: Server) -> Iterator[Figure]:
    """Grow the base from size to size, and time single records at each.

    Every second of them is of a stranger who comes again, the others are of families.
    """
    tablet, dice = server.tablet(), Random(_SEED)  # noqa: S311 - an order, guards nothing
    families = map(visit, captures(len(SIZES) * STEPS + BURST, _SEED))
    new, known, held, first = strangers(max(SIZES), _SEED), list[Columns](), 0, (0.0, 0.0)
    for size in sorted(SIZES):
        coming = islice(new, max(0, size - held))
        fill(server, tablet, map(visit, _sampled(coming, known, size // (4 * STEPS))), _FILLING)
        _tidy(server)
        again = map(visit, dice.sample(known, STEPS))
        met = [one for pair in zip(again, families, strict=False) for one in pair]
        for one in met[:STEPS]:
            _push(server, tablet, [one])
        timed = [_timed(partial(_push, server, tablet, [one])) for one in met[STEPS:]]
        (wall, wall_95), (cpu, cpu_95) = (_quantiles(spent) for spent in zip(*timed, strict=True))
        first = first if any(first) else (wall, cpu)
        held = max(size, held) + len(met)
        yield _figure(
            "online step",
            engine,
            base=size,
            p50_ms=wall,
            p95_ms=wall_95,
            growth=round(wall / first[0], 2),
            cpu_p50_ms=cpu,
            cpu_p95_ms=cpu_95,
            cpu_growth=round(cpu / first[1], 2),
            peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        )
    burst = list(batched(islice(families, BURST), TOGETHER))
    started, worked = time.perf_counter(), time.process_time()
    for visits in burst:
        _push(server, tablet, visits)
    seconds, spent = time.perf_counter() - started, time.process_time() - worked
    yield _figure(
        "burst",
        engine,
        base=held,
        records=BURST,
        per_second=round(BURST / seconds),
        per_cpu_second=round(BURST / spent),
    )


def _unmerges(engine: str, server: Server) -> Figure:
    """Merge and give back at random; in the end every golden record has its first bytes."""
    dice, spent = Random(5), list[tuple[float, float]]()  # noqa: S311 - an order, guards nothing
    before = _golden(server)
    pool, absorbed = dice.sample(before.ids, min(200, len(before.ids))), dict[str, str]()
    for _ in range(UNMERGES):
        living = sorted(set(pool) - absorbed.keys())
        survivor, other = sorted(dice.sample(living, 2))
        server.database.writer.run(partial(merged, survivor=survivor, absorbed=other))
        absorbed[other] = survivor
        if len(absorbed) > len(pool) // 2 or dice.random() < 0.5:
            spent.append(_given_back(server, absorbed, dice))
    while absorbed:
        spent.append(_given_back(server, absorbed, dice))
    if _golden(server) != before:
        raise RuntimeError(
            f"{engine}: a golden record is not what it was before {UNMERGES} mergers"
        )
    (wall, wall_95), (cpu, cpu_95) = (_quantiles(each) for each in zip(*spent, strict=True))
    return _figure(
        "unmerge",
        engine,
        base=len(before.ids),
        mergers=UNMERGES,
        exact=True,
        p50_ms=wall,
        p95_ms=wall_95,
        cpu_p50_ms=cpu,
        cpu_p95_ms=cpu_95,
    )


def _given_back(server: Server, absorbed: dict[str, str], dice: Random) -> tuple[float, float]:
    back = dice.choice(sorted(absorbed))
    del absorbed[back]
    job = partial(decide.unmerge, customer=back, by="marta", now=server.office.now())
    return _timed(lambda: server.database.writer.run(job))


def _writers(engine: str, server: Server) -> Figure:
    """Many tablets meet the same people at once: one customer for each person."""
    tablets = [server.tablet() for _ in range(WRITERS)]
    people = [_known(n) for n in range(PEOPLE)]

    def meet(tablet: Tablet) -> None:
        for visits in batched(people, 5):
            _push(server, tablet, visits)

    with ThreadPoolExecutor(WRITERS) as pool:
        seconds, _ = _timed(lambda: list(pool.map(meet, tablets)))
    if (found := len(_golden(server).ids)) != PEOPLE:
        raise RuntimeError(f"{engine}: {found} customers of {PEOPLE} people")
    return _figure(
        "writers",
        engine,
        writers=WRITERS,
        people=PEOPLE,
        customers=found,
        per_second=round(WRITERS * PEOPLE / seconds),
    )


def _known(number: int) -> Visit:
    """Return a visit of one of the people whom all tablets meet."""
    given, surname = _GIVEN[number % 10], _SURNAMES[number // 10]
    phone = f"+5699{(number + 1) * 7_919_371 % 10**7:07}"
    return Visit(
        visitor=Visitor(
            name=PersonName(typed=f"{given} {surname}", given=given, surname=surname),
            phone=Checked(typed=phone, value=phone, state=State.VALID),
        )
    )


def _push(server: Server, tablet: Tablet, visits: list[Visit]) -> None:
    server.clock.pass_by(seconds=1)
    records = [tablet.record("visit", visit) for visit in visits]
    refused = [r for r in server.take(tablet, *records) if r.code is not None]
    if refused:
        raise RuntimeError(f"refused: {refused[0]}")


def _sampled(coming: Iterable[Columns], kept: list[Columns], every: int) -> Iterator[Columns]:
    """Pass people on, and keep every so manieth of them."""
    for n, one in enumerate(coming):
        if n % every == 0:
            kept.append(one)
        yield one


def _tidy(server: Server) -> None:
    """Let PostgreSQL know what it holds, as it would find out by itself within minutes."""
    if server.database.url.startswith("postgresql"):
        with create_engine(server.database.url, isolation_level="AUTOCOMMIT").connect() as opened:
            opened.execute(text("VACUUM ANALYZE"))


class _Golden(NamedTuple):
    """The living customers, and a sum over all that is known of them."""

    ids: list[str]
    sha: str


def _golden(server: Server) -> _Golden:
    living = select(customer.c.id, customer.c.doc).where(customer.c.redirect_to.is_(None))
    ids, summed = list[str](), hashlib.sha256()
    with server.database.reading() as connection:
        for id_, doc in connection.execution_options(yield_per=1_000).execute(
            living.order_by(customer.c.id)
        ):
            ids.append(id_)
            summed.update(f"{id_} {doc}".encode())
    return _Golden(ids, summed.hexdigest())


def _timed(job: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds a job takes, by the clock and of this process's CPU."""
    started, worked = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - started, time.process_time() - worked


def _quantiles(spent: Iterable[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile, in ms."""
    ordered = sorted(spent)
    middle, late = (ordered[len(ordered) * part // 20] for part in (10, 19))
    return round(middle * 1e3, 2), round(late * 1e3, 2)


def _figure(name: str, engine: str, **more: Any) -> Figure:
    return {"bench": "base", "figure": name, "engine": engine, **more}


@contextmanager
def _on_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/vitrina-server.db"


@contextmanager
def _on_postgres() -> Iterator[str]:
    with running_postgres() as empty:
        yield create_database(empty, "bench")


_OPENED = {"sqlite": _on_sqlite, "postgresql": _on_postgres}
