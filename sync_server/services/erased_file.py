"""The file beside the database that says who was erased: a restored backup does not know it."""

import json
import os
from pathlib import Path
from typing import Any

from app.domain.problems import Code, Problem

NAME = "erased.json"


def write_told(home: Path, told: dict[str, Any]) -> None:
    """Keep what `customers_erased` told, whole or not at all.

    What the file knows and that database does not, for it was restored, stays.
    """
    home.mkdir(parents=True, exist_ok=True)
    before = told_at(home) or {}
    if before.get("server") == told["server"]:
        known = {customer for one in told["erasures"] for customer in one["customers"]}
        more = [one for one in before["erasures"] if not known.issuperset(one["customers"])]
        told = {**told, "erasures": [*more, *told["erasures"]]}
    new = home / f"{NAME}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(home / NAME)


def read_told(file: Path) -> dict[str, Any]:
    """Return what a file says; raises ``Problem``."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as exc:
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file") from exc
    except ValueError as exc:
        raise Problem(Code.INVALID_FIELD, field=str(file), detail="not what was written") from exc
    if not isinstance(told, dict):
        raise Problem(Code.INVALID_FIELD, field=str(file), detail="not what was written")
    return told


def told_at(home: Path) -> dict[str, Any] | None:
    """Return what the file of a data folder says, ``None`` where nobody was erased yet."""
    return read_told(home / NAME) if (home / NAME).exists() else None
