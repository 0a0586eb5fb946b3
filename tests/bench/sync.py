"""10,000 visits pushed and pulled over HTTP, on SQLite and on PostgreSQL, all checks on.

The server is its own process, as `vitrina-server serve` starts it; the bodies are made and packed
beforehand, so that what is measured is the server. Wanted (sync.md §5): 9,000 records/s on SQLite
with synchronous=FULL, 3,000 on PostgreSQL with synchronous_commit=on. After each run the answers
are compared with what the database holds.
"""

import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import orjson
from sqlalchemy import func, select

from app.domain.consent import Channel, Decision
from app.domain.contract import MAX_PAGE
from app.domain.fields import Checked, State
from app.domain.people import PersonName, Visitor
from app.domain.visits import LifeStage, Origin, Reason, Series, Visit
from sync_server.storage.database import open_database
from sync_server.storage.tables import record
from tests.builders import Tablet, decision
from tests.postgres import create_database, running_postgres
from tests.sync_server.offices import running

RECORDS = 10_000
BATCH = 500
PORT = 8720
WANTED = {"sqlite": 9_000, "postgresql": 3_000}

_GIVEN = ("Ana", "Bruno", "Camila", "Daniel", "Elisa", "Felipe", "Gabriela", "Hugo", "Irene")
_SURNAMES = ("Prueba", "Muestra", "Ejemplo", "Ensayo", "Maqueta", "Boceto", "Simulacro")
_TICK = os.sysconf("SC_CLK_TCK")


class Process(NamedTuple):
    """A running server and what it costs."""

    pid: int
    http: httpx.Client

    def cpu(self) -> float:
        """Return the seconds of processor it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def peak_mib(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return round(int(line.split()[1]) / 1024, 1)


def figures() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("sqlite", f"sqlite:///{folder}/vitrina-server.db", Path(folder))
    with running_postgres() as empty, tempfile.TemporaryDirectory() as folder:
        url = create_database(empty, "bench")
        yield from _measured("postgresql", url, Path(folder))


def _measured(engine: str, url: str, home: Path) -> Iterator[dict[str, Any]]:
    with running(url) as office:
        tablet = office.tablet()
        bodies = _bodies(tablet)
    with serving(engine, url, home) as process:
        bearer = {"authorization": f"Bearer {tablet.token}"}
        for what, wanted in (("push", "accepted"), ("resend", "duplicate")):
            figure, results = _pushed(process, bodies, bearer)
            if results != [wanted] * RECORDS:
                raise RuntimeError(f"{what} on {engine}: not every record was {wanted}")
            yield {"figure": f"sync.{what}", "engine": engine, **figure, **_goal(what, engine)}
        yield {"figure": "sync.pull", "engine": engine, **_pulled(process, bearer)}
    if (stored := _stored(url)) != RECORDS:
        raise RuntimeError(f"{engine} holds {stored} of {RECORDS} records")


def _goal(what: str, engine: str) -> dict[str, Any]:
    return {"wanted_per_second": WANTED[engine]} if what == "push" else {}


def _pushed(
    process: Process, bodies: list[bytes], bearer: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    headers = {**bearer, "content-encoding": "gzip"}
    answers = []
    started, cpu = time.perf_counter(), process.cpu()
    for body in bodies:
        answer = process.http.post("/v1/push", content=body, headers=headers)
        answers.append(answer.raise_for_status().content)
    seconds, cpu = time.perf_counter() - started, process.cpu() - cpu
    results = [one["result"] for answer in answers for one in orjson.loads(answer)["results"]]
    return _figure(process, RECORDS, seconds, cpu, batch=BATCH), results


def _pulled(process: Process, bearer: dict[str, str]) -> dict[str, Any]:
    rows, cursor, more = 0, None, True
    started, cpu = time.perf_counter(), process.cpu()
    while more:
        asked = {"limit": MAX_PAGE} | ({"cursor": cursor} if cursor else {})
        page = orjson.loads(process.http.get("/v1/pull", params=asked, headers=bearer).content)
        rows += len(page["rows"])
        cursor, more = page["cursor"], page["more"]
    seconds, cpu = time.perf_counter() - started, process.cpu() - cpu
    return _figure(process, rows, seconds, cpu, page=MAX_PAGE)


def _figure(
    process: Process, records: int, seconds: float, cpu: float, **more: int
) -> dict[str, Any]:
    return {
        "records": records,
        **more,
        "per_second": round(records / seconds),
        "server_cpu_us_per_record": round(cpu / records * 1e6, 1),
        "server_peak_mib": process.peak_mib(),
    }


def _bodies(tablet: Tablet) -> list[bytes]:
    """Return the packed pushes: nine people in ten are new, one comes again."""
    dice = random.Random(7)  # noqa: S311 - the same invented people each time
    bodies = []
    for _ in range(RECORDS // BATCH):
        records = []
        for _ in range(BATCH):
            tablet.clock.pass_by(seconds=1)
            records.append(tablet.record("visit", _visit(dice)))
        push = tablet.push(*records, acked_seq=tablet.seq - BATCH)
        bodies.append(gzip.compress(push.model_dump_json().encode(), 6))
    return bodies


def _visit(dice: random.Random) -> Visit:
    number = dice.randrange(RECORDS * 5)
    given, surname = _GIVEN[number % 9], _SURNAMES[number % 7]
    phone, email = f"+5695{number:07}", f"{given}.{number}@prueba.example".lower()
    name = PersonName(typed=f"{given} {surname} Demo", given=given, surname=surname)
    return Visit(
        visitor=Visitor(
            name=name.model_copy(update={"second_surname": "Demo"}),
            phone=Checked(typed=phone, value=phone, state=State.VALID),
            email=Checked(typed=email, value=email, state=State.VALID) if number % 2 else None,
        ),
        reason=Reason.NEW_CAR,
        models=("Terra 5", "Aura 3"),
        intent=number % 11,
        series=Series.NEW_CAR,
        life_stage=LifeStage.FAMILY,
        origin=Origin.WALKED_BY,
        owner="carla",
        consents=(
            (decision(Channel.WHATSAPP), decision(Channel.EMAIL, Decision.GRANT))
            if number % 3 == 0
            else ()
        ),
        note="Vuelve el sábado con su familia a probar el auto." if number % 4 == 0 else None,
    )


@contextmanager
def serving(engine: str, url: str, home: Path) -> Iterator[Process]:
    environment = os.environ | {"VITRINA_HOME": str(home), "VITRINA_SERVER_PORT": str(PORT)}
    if engine == "postgresql":
        environment["VITRINA_DATABASE_URL"] = url
    command = [str(Path(sys.executable).with_name("vitrina-server")), "serve"]
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as http,
    ):
        try:
            _await_health(http)
            yield Process(server.pid, http)
        finally:
            server.terminate()


def _await_health(http: httpx.Client) -> None:
    for _ in range(300):
        try:
            if http.get("/healthz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _stored(url: str) -> int:
    database = open_database(url)
    with database.reading() as connection:
        count = connection.execute(select(func.count()).select_from(record)).scalar_one()
    database.close()
    return count
