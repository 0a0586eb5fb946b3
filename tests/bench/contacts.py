"""How many rows of a list come in a second, and how long do planning and the due list take?

``BENCH_ROWS`` says how many customers, each with a sale and a service.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.domain.imports import ListKind
from sync_server.cli import run
from sync_server.services.contacts.due import listed
from sync_server.services.contacts.planner import Planner
from sync_server.services.office import Office
from sync_server.settings import Settings
from sync_server.storage.database import open_database
from sync_server.wiring import office_of
from tests.builders import HandClock

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
SELLERS = tuple(f"s{n}" for n in range(20))
_NOON = datetime(2026, 11, 26, 15, tzinfo=UTC)


def figures() -> Iterator[dict[str, Any]]:
    """Yield rows a second of each list, and milliseconds per 1,000 customers of the due list."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINA_HOME"] = f"{folder}/home"
        branch = ("NUNOA", "--name", "N", "--country", "CL", "--zone", "America/Santiago")
        command("branches", "add", *branch)
        for seller in SELLERS:
            command(
                "people", "add", seller, "--name", seller, "--role", "seller", "--branch", "NUNOA"
            )
        for kind, text in _lists():
            file = Path(folder) / f"{kind.value}.csv"
            file.write_text(text)
            began = time.perf_counter()
            command("import", kind.value, str(file), "--source", "BENCH")
            value = ROWS / (time.perf_counter() - began)
            yield figure(f"import of {ROWS} {kind.value}", round(value), "rows/s")
        yield from _of_the_plan()


def _of_the_plan() -> Iterator[dict[str, Any]]:
    settings = Settings()
    database, clock = open_database(settings.database()), HandClock(_NOON)
    bench = office_of(settings, clock)
    with database.reading() as connection:
        value = spent(partial(_whole, connection, bench, {"as_of": _NOON.date().isoformat()}))
    yield figure("due list from all records", _per_1000(value), "ms/1000 customers")
    value = spent(Planner(database, clock).work)
    yield figure("planning everybody", _per_1000(value), "ms/1000 customers")
    with database.reading() as connection:
        value = spent(partial(_whole, connection, bench, {}))
        yield figure("due list of today from the plan", _per_1000(value), "ms/1000 customers")
        of_one = [spent(partial(_whole, connection, bench, {"seller": one})) for one in SELLERS]
    yield figure("list of today of one seller, slowest", round(max(of_one) * 1000, 1), "ms")
    database.close()


def _whole(connection: Connection, bench: Office, asked: dict[str, Any]) -> None:
    """Read the list to its end."""
    after: str | None = ""
    while after is not None:
        after = listed(connection, bench, {**asked, "after": after})["after"] or None


def spent(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _per_1000(seconds: float) -> float:
    return round(seconds * 1_000_000 / ROWS, 1)


def _lists() -> Iterator[tuple[ListKind, str]]:
    people = [
        f"C{n},Ana{n % 97},Prueba{n % 991},9{50_000_000 + n},p{n}@prueba.example,contrato,s{n % 20}"
        for n in range(ROWS)
    ]
    yield (
        ListKind.CUSTOMERS,
        table("source_id,given_name,surname,phone,email,legal_basis,owner", people),
    )
    sales = [
        f"V{n},C{n},JM7KE2WY5J{1_000_000 + n},CX-5,"
        f"{2023 + n % 4}-{1 + n % 11:02d}-{1 + n % 27:02d},s{n % 20}"
        for n in range(ROWS)
    ]
    yield ListKind.SALES, table("sale_id,customer_source_id,vin,model,sold_on,seller", sales)
    orders = [
        f"O{n},JM7KE2WY5J{1_000_000 + n},2026-10-{1 + n % 30:02d},{9_000 + n % 900},mantencion"
        for n in range(ROWS)
    ]
    yield ListKind.SERVICES, table("order_id,vin,closed_on,km,service_type", orders)


def table(heads: str, rows: list[str]) -> str:
    return "\n".join([heads, *rows, ""])


def command(*arguments: str) -> None:
    with suppress(SystemExit):
        run(arguments)


def figure(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"bench": "contacts", "figure": name, "value": value, "unit": unit}
