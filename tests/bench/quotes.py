"""How long does the paper of a quote take on a warm tablet? Limit: 50 ms (issue «Quotes»)."""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from app.domain.papers.quote import quote_pdf
from tests.domain.quote_builders import quote, quote_in_dollars

RUNS = 40
LIMIT_MS = 50.0
URL = "https://vitrina.example"


def figures() -> Iterator[dict[str, Any]]:
    """Yield the median of each kind of paper in milliseconds of processor time."""
    for name, made in (("one option", quote()), ("in dollars", quote_in_dollars())):
        quote_pdf(made, URL)  # loads the fonts
        spent = []
        for _ in range(RUNS):
            began = time.process_time()
            paper = quote_pdf(made, URL)
            spent.append((time.process_time() - began) * 1000)
        yield {
            "bench": "quotes",
            "figure": f"quote PDF, {name}, warm, processor time",
            "value": round(statistics.median(spent), 1),
            "unit": "ms",
            "limit": LIMIT_MS,
            "size_kb": round(len(paper) / 1000, 1),
        }
