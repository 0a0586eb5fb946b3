"""How long does the copy of a hoja take on a warm tablet, and a term of business days?"""

import io
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from PIL import Image

from app.domain.business_days import term
from app.domain.papers.hoja import hoja_pdf
from app.domain.people import Country
from app.domain.sheets import Provider
from app.services.pictures import picture
from tests.domain.complaint_builders import CALENDARS, complaint, worked

RUNS = 40
PROVIDER = Provider(
    legal_name="Automotriz Demo S.A.C.",
    tax_id="20000000001",
    address="Av. Inventada 456, Surquillo",
    branch="Sucursal Surquillo",
    demo=True,
)


def figures() -> Iterator[dict[str, Any]]:
    """Yield medians in milliseconds of processor time."""
    case = worked(complaint())
    yield _figure("hoja PDF, warm", lambda: hoja_pdf(case, PROVIDER))
    calendar = CALENDARS[Country.PE]
    raw = _photo()
    yield _figure("photo of 12 MP made small", lambda: picture(raw))
    yield _figure("term of 15 business days", lambda: term(calendar, date(2026, 11, 23), 15))


def _photo() -> bytes:
    """A photo of a phone's camera, full of detail."""
    target = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(target, "JPEG", quality=90)
    return target.getvalue()


def _figure(name: str, run: Callable[[], object]) -> dict[str, Any]:
    run()
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        run()
        spent.append((time.process_time() - began) * 1000)
    return {
        "bench": "complaints",
        "figure": f"{name}, processor time",
        "value": round(statistics.median(spent), 2),
        "unit": "ms",
    }
