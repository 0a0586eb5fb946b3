"""The whole online step on a base of many captures: matched, folded, written and committed.

Sizes are of ``BENCH_BASE`` (``10000`` unless said; ``10000,100000,1000000`` takes hours on a small
machine). Wanted (matching.md §3): 1.5 ms at p50 and 4 ms at p95 on 100,000; 2 and 4 ms on a
million, and no more than twice the p50; a burst of 10,000 at 3,000 a second; 5 ms to undo a merger.
"""

import gc
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
from typing import Any

from sqlalchemy import select

from app.domain.fields import Checked, State
from app.domain.identifiers import read_document, read_email, read_phone
from app.domain.people import Country, DocumentType, PersonName, Visitor
from app.domain.visits import Visit
from sync_server.services.intake import decide
from sync_server.storage.tables import customer
from tests.builders import Tablet
from tests.postgres import create_database, running_postgres
from tests.sync_server.intake.test_decide import merged
from tests.sync_server.master.invented import captures
from tests.sync_server.offices import Server, running

SIZES = [int(size) for size in os.environ.get("BENCH_BASE", "10000").split(",")]
UNMERGES = int(os.environ.get("BENCH_UNMERGES", "300"))
STEPS = 300  # single records timed at each size
BURST = 10_000
TOGETHER = 100  # records of one commit in a burst
WRITERS = 8
PEOPLE = 100  # met by all writers at once, ten of each given name and surname
_FILLING = 500
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


def figures() -> Iterator[Figure]:
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 50, 100)
    for engine, opened in (("sqlite", _on_sqlite), ("postgresql", _on_postgres)):
        with opened() as url, running(url) as server:
            yield from _steps(engine, server)
            yield _unmerges(engine, server)
        with opened() as url, running(url) as server:
            yield _writers(engine, server)


def _steps(engine: str, server: Server) -> Iterator[Figure]:
    """Grow the base from size to size, and time single records at each."""
    tablet, people = server.tablet(), _visits(max(SIZES) + 2 * BURST, seed=21)
    held, first = 0, 0.0
    for size in sorted(SIZES):
        for visits in _batched(islice(people, max(0, size - held)), _FILLING):
            _push(server, tablet, visits)
        held = max(size, held) + STEPS
        spent = sorted(
            _timed(partial(_push, server, tablet, [one])) for one in islice(people, STEPS)
        )
        p50 = spent[STEPS // 2]
        first = first or p50
        yield _figure(
            "online step",
            engine,
            base=size,
            p50_ms=round(p50 * 1e3, 2),
            p95_ms=round(spent[STEPS * 19 // 20] * 1e3, 2),
            growth=round(p50 / first, 2),
            peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        )
    burst = list(_batched(islice(people, BURST), TOGETHER))
    started = time.perf_counter()
    for visits in burst:
        _push(server, tablet, visits)
    seconds = time.perf_counter() - started
    yield _figure("burst", engine, base=held, records=BURST, per_second=round(BURST / seconds))


def _unmerges(engine: str, server: Server) -> Figure:
    """Merge and give back at random; in the end every golden record has its first bytes."""
    dice, spent = Random(5), list[float]()  # noqa: S311 - an order, guards nothing
    before = _golden(server)
    pool, absorbed = dice.sample(sorted(before), min(200, len(before))), dict[str, str]()
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
    spent.sort()
    return _figure(
        "unmerge",
        engine,
        mergers=UNMERGES,
        exact=True,
        p50_ms=round(spent[len(spent) // 2] * 1e3, 2),
        p95_ms=round(spent[len(spent) * 19 // 20] * 1e3, 2),
    )


def _given_back(server: Server, absorbed: dict[str, str], dice: Random) -> float:
    back = dice.choice(sorted(absorbed))
    del absorbed[back]
    job = partial(decide.unmerge, customer=back, by="marta", now=server.office.now())
    return _timed(lambda: server.database.writer.run(job))


def _writers(engine: str, server: Server) -> Figure:
    """Many tablets meet the same people at once: one customer for each person."""
    tablets = [server.tablet() for _ in range(WRITERS)]
    people = [_known(n) for n in range(PEOPLE)]

    def meet(tablet: Tablet) -> None:
        for visits in _batched(people, 5):
            _push(server, tablet, visits)

    with ThreadPoolExecutor(WRITERS) as pool:
        seconds = _timed(lambda: list(pool.map(meet, tablets)))
    if (found := len(_golden(server))) != PEOPLE:
        raise RuntimeError(f"{engine}: {found} customers of {PEOPLE} people")
    return _figure(
        "writers",
        engine,
        writers=WRITERS,
        people=PEOPLE,
        customers=found,
        per_second=round(WRITERS * PEOPLE / seconds),
    )


def _visits(number: int, seed: int) -> Iterator[Visit]:
    for columns in captures(number, seed):
        country = Country(columns["country"])
        given, surname = columns.get("given_name", ""), columns.get("surname", "")
        phone, email = columns.get("phone"), columns.get("email")
        paper = columns.get("national_id")
        yield Visit(
            visitor=Visitor(
                name=PersonName(
                    typed=f"{given} {surname}".strip() or "Sin nombre",
                    given=given,
                    surname=surname,
                    second_surname=columns.get("second_surname", ""),
                ),
                phone=read_phone(phone, country).field if phone else None,
                email=read_email(email).field if email else None,
                document=read_document(
                    paper, DocumentType(columns["national_id_type"].lower()), country
                ).document
                if paper and "national_id_type" in columns
                else None,
                address=columns.get("address"),
            )
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


def _batched(visits: Iterable[Visit], size: int) -> Iterator[list[Visit]]:
    left = iter(visits)
    while batch := list(islice(left, size)):
        yield batch


def _push(server: Server, tablet: Tablet, visits: list[Visit]) -> None:
    server.clock.pass_by(seconds=1)
    records = [tablet.record("visit", visit) for visit in visits]
    refused = [r for r in server.take(tablet, *records) if r.code is not None]
    if refused:
        raise RuntimeError(f"refused: {refused[0]}")


def _golden(server: Server) -> dict[str, str]:
    with server.database.reading() as connection:
        living = select(customer.c.id, customer.c.doc).where(customer.c.redirect_to.is_(None))
        return {row.id: row.doc for row in connection.execute(living)}


def _timed(job: Callable[[], Any]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


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
