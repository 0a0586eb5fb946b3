"""The file of a branch's demo cars: CSV, UTF-8, one car a row."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from pydantic import ValidationError

from app.domain.catalogue import Branch, DemoCar
from app.domain.fields import State
from app.domain.identifiers import read_plate
from app.domain.problems import Code, Problem
from sync_server.services.house_files import csv_rows

COLUMNS = ("plate", "model", "color", "away_until")


def demo_cars_text(cars: Iterable[DemoCar]) -> str:
    """Return cars as a file that ``read_demo_cars`` reads again."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for car in cars:
        writer.writerow((car.plate.typed, car.model, car.color, car.away_until or ""))
    return target.getvalue()


def read_demo_cars(text: str, branch: Branch) -> list[DemoCar]:
    """Read the cars of a branch; raises ``Problem(INVALID_FIELD)`` with the row and the column."""
    found = []
    for number, row in csv_rows(text, COLUMNS[:2]):
        told = {name: (row.get(name) or "").strip() for name in COLUMNS}
        plate = read_plate(told["plate"], branch.country).field
        if plate.state is not State.VALID:
            raise Problem(Code.INVALID_FIELD, field=f"row {number}", detail="plate")
        try:
            car = DemoCar(
                branch=branch.code,
                plate=plate,
                model=told["model"],
                color=told["color"],
                away_until=date.fromisoformat(told["away_until"]) if told["away_until"] else None,
                demo=branch.demo,
            )
        except (ValidationError, ValueError) as exc:
            raise Problem(
                Code.INVALID_FIELD, field=f"row {number}", detail="model, or a day as 2026-12-31"
            ) from exc
        if not car.model:
            raise Problem(Code.INVALID_FIELD, field=f"row {number}", detail="model")
        found.append(car)
    return found
