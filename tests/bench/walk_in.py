"""The walk-in: ten visitors typed at human speed, on the real screens without a browser.

A person types a letter in 0.28 s (40 words a minute on glass) and finds and taps a control in
1.2 s; to that comes what the screens themselves take for every letter and tap. Wanted: nine of ten
within 30 s, with two typed fields and six taps.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app.ui.app import page_main
from tests.app.rig import Rig
from tests.app.ui.headless import Headless, sign_in
from tests.app.ui.showcase import MORNING, showcase
from tests.builders import HandClock

LETTER_S, TAP_S = 0.28, 1.2
WITHIN_S = 30
WANTED = 9


class Case(NamedTuple):
    """What one visitor says: two typed fields and the taps until «Guardar»."""

    phone: str
    name: str
    taps: tuple[str, ...]


CASES = (
    Case("955501001", "Ana Prueba", ("reason-new_car", "model-Terra 5", "intent-7")),
    Case("955501002", "Bruno Ejemplo", ("reason-renewal", "model-Aura 3", "intent-9")),
    Case("955501003", "Camila Ficticia Muestra", ("reason-used_car", "intent-4")),
    Case("955501004", "Daniel Ensayo", ("reason-workshop",)),
    Case("955501005", "Elisa Maqueta", ("reason-new_car", "model-Sierra", "intent-10")),
    Case("955501006", "Felipe de la Maqueta", ("reason-parts", "origin-walked_by")),
    Case("955501007", "Gabriela Boceto", ("reason-new_car", "intent-2", "stage-student")),
    Case("955501008", "Hugo Simulacro", ("reason-companion",)),
    Case("955501009", "Irene Prueba Muestra", ("reason-enquiry", "model-Terra 7", "intent-5")),
    Case("955501010", "José Inventado", ("reason-renewal", "intent-8", "stage-family")),
)


def figures() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        rig = showcase(Path(folder) / "tablet", HandClock(MORNING))
        taken = asyncio.run(_walked_in(rig))
        rig.store.close()
    times = sorted(human + screens for human, screens in taken)
    yield {
        "bench": "walk_in",
        "cases": len(times),
        "within_30_s": sum(seconds <= WITHIN_S for seconds in times),
        "wanted": WANTED,
        "median_s": round(times[len(times) // 2], 1),
        "slowest_s": round(times[-1], 1),
        "screens_s": round(max(screens for _, screens in taken), 2),
    }


async def _walked_in(rig: Rig) -> list[tuple[float, float]]:
    """Return for each case the seconds of the person and those of the screens."""
    taken = []
    async with Headless(page_main(rig.tablet)) as ui:
        await sign_in(ui)
        await ui.tap("draft-discard")
        for case in CASES:
            await ui.tap("nav-new_visit")
            await ui.there("phone")
            letters = len(case.phone) + len(case.name)
            human = letters * LETTER_S + (len(case.taps) + 3) * TAP_S  # two fields and «Guardar»
            started = time.perf_counter()
            await _save(ui, case)
            taken.append((human, time.perf_counter() - started))
            await ui.tap("to-home")
    return taken


async def _save(ui: Headless, case: Case) -> None:
    for name, typed in (("phone", case.phone), ("name", case.name)):
        for end in range(1, len(typed) + 1):
            await ui.type(name, typed[:end])
    for tapped in case.taps:
        await ui.tap(tapped)
    await ui.tap("save")
    await ui.there("saved")
