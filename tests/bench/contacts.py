"""How many rows of a list come in a second, and how long does the whole due list take?"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.clock import SystemClock
from app.domain.imports import ListKind
from sync_server.cli import run
from sync_server.cli.here import office
from sync_server.services.contacts.due import listed
from sync_server.settings import Settings
from sync_server.storage.database import open_database

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
_DAY = "2026-11-26"


def figures() -> Iterator[dict[str, Any]]:
    """Yield rows a second of each list, and milliseconds per 1,000 customers of the due list."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VITRINA_HOME"] = f"{folder}/home"
        branch = ("NUNOA", "--name", "N", "--country", "CL", "--zone", "America/Santiago")
        _command("branches", "add", *branch)
        for kind, text in _lists():
            file = Path(folder) / f"{kind.value}.csv"
            file.write_text(text)
            began = time.perf_counter()
            _command("import", kind.value, str(file), "--source", "BENCH")
            value = ROWS / (time.perf_counter() - began)
            yield _figure(f"import of {ROWS} {kind.value}", round(value), "rows/s")
        yield _figure("due list on a day", round(_due_list(), 1), "ms/1000 customers")


def _due_list() -> float:
    settings = Settings()
    database = open_database(settings.database())
    bench = office(settings, SystemClock(UUID(int=1)))
    began, after = time.perf_counter(), ""
    with database.reading() as connection:
        while True:
            page = listed(connection, bench, {"after": after, "as_of": _DAY})
            if not (after := page["after"]):
                break
    spent = time.perf_counter() - began
    database.close()
    return spent * 1_000_000 / ROWS


def _lists() -> Iterator[tuple[ListKind, str]]:
    people = [
        f"C{n},Ana{n % 97},Prueba{n % 991},9{50_000_000 + n},p{n}@prueba.example,contrato"
        for n in range(ROWS)
    ]
    yield ListKind.CUSTOMERS, _table("source_id,given_name,surname,phone,email,legal_basis", people)
    sales = [
        f"V{n},C{n},JM7KE2WY5J{1_000_000 + n},CX-5,{2023 + n % 4}-{1 + n % 11:02d}-{1 + n % 27:02d}"
        for n in range(ROWS)
    ]
    yield ListKind.SALES, _table("sale_id,customer_source_id,vin,model,sold_on", sales)
    orders = [
        f"O{n},JM7KE2WY5J{1_000_000 + n},2026-10-{1 + n % 30:02d},{9_000 + n % 900},mantencion"
        for n in range(ROWS)
    ]
    yield ListKind.SERVICES, _table("order_id,vin,closed_on,km,service_type", orders)


def _table(heads: str, rows: list[str]) -> str:
    return "\n".join([heads, *rows, ""])


def _command(*arguments: str) -> None:
    with suppress(SystemExit):
        run(arguments)


def _figure(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"bench": "contacts", "figure": name, "value": value, "unit": unit}
