"""Measure: one JSON line per figure, from the ``figures()`` of every module beside this one.

``python -m tests.bench [module…]`` runs them all, or those named.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def modules() -> list[str]:
    """Return the names of the measurements, in alphabetical order."""
    beside = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [name for name in beside if not name.startswith("_")]


def figures(names: list[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        module = importlib.import_module(f"tests.bench.{name}")
        if hasattr(module, "figures"):
            yield from module.figures()


def main() -> None:
    for figure in figures(sys.argv[1:] or modules()):
        print(json.dumps(figure, ensure_ascii=False), flush=True)  # noqa: T201 - its output


if __name__ == "__main__":
    main()
