"""A machine posts 1,000 sign-ups in 10 seconds from one address: what do the tablets feel of it?

Wanted: p95 of a push within 250 ms meanwhile. The flood is a process of its own, the server another;
all three share the cores of this machine.
"""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx

from sync_server.services.event_links import PAGE, link
from sync_server.storage import events
from tests.bench.sync import PORT, serving
from tests.builders import Tablet, phone, record_id, visit
from tests.domain.event_builders import event
from tests.sync_server.offices import Server, running

POSTS, SECONDS, HANDS = 1_000, 10.0, 8
WANTED_MS = 250
EVERY = 0.1  # seconds between two pushes


def figures() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/vitrina-server.db"
        with running(url) as server:
            tablet, page = server.tablet(), _page(server)
        with serving("sqlite", url, Path(folder)) as process:
            quiet = _pushes(process.http, tablet)
            answers = get_context("spawn").Pool(1)
            flooding = answers.apply_async(_flood, (page,))
            taken = _pushes(process.http, tablet)
            told = flooding.get(60)
            answers.terminate()
    for name, times in (("quiet", quiet), ("1,000 posts in 10 s", taken)):
        ordered = sorted(times)
        yield {
            "bench": "flood",
            "figure": f"push, pages {name}",
            "p50_ms": round(ordered[len(ordered) // 2] * 1000, 1),
            "p95_ms": round(ordered[len(ordered) * 95 // 100] * 1000, 1),
            "wanted_p95_ms": WANTED_MS,
            **({"answers": told} if times is taken else {}),
        }


def _page(server: Server) -> str:
    """Make an event that is on today; return the path of its page."""
    today = datetime.now(UTC)
    tablet = server.tablet()
    fair = event(starts_at=today - timedelta(days=1), ends_at=today + timedelta(days=1))
    made = tablet.record("event", fair, actor="marta")
    server.take(tablet, made)
    with server.database.reading() as connection:
        return f"/e/{link(events.secret(connection), PAGE, record_id(made))}"


def _pushes(http: httpx.Client, tablet: Tablet) -> list[float]:
    """Push a visit every tenth of a second for as long as the flood lasts; return the seconds."""
    taken = []
    until = time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < until:
        number = phone(f"+5695551{tablet.seq:04}")
        body = tablet.push(tablet.record("visit", visit(phone=number))).model_dump(mode="json")
        began = time.perf_counter()
        answer = http.post(
            "/v1/push", json=body, headers={"Authorization": f"Bearer {tablet.token}"}
        )
        taken.append(time.perf_counter() - began)
        answer.raise_for_status()
        time.sleep(max(0.0, EVERY - taken[-1]))
    return taken


def _flood(page: str) -> dict[str, int]:
    """Post as a machine does, evenly over the seconds; return how often each status came."""
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as http:
        found = re.search(r'name="form" value="([\w-]+)"', http.get(page).text)
        form = {"form": found[1] if found else "", "name": "Ana Prueba"}
        began = time.perf_counter()

        def post(n: int) -> int:
            time.sleep(max(0.0, began + n * SECONDS / POSTS - time.perf_counter()))
            return http.post(page, data={**form, "phone": f"9 5550 {n:04}"}).status_code

        with ThreadPoolExecutor(HANDS) as pool:
            counted = Counter(pool.map(post, range(POSTS)))
    return {str(status): times for status, times in sorted(counted.items())}
