"""`vitrina-server deadline`: until when must a complaint be answered, and which days do not count?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from app.domain.branch_days import shipped_holidays
from app.domain.business_days import (
    MAX_SUSPENDED,
    DayOff,
    SkippedDay,
    calendar_for,
    term,
)
from app.domain.house_rules import HouseRule, local_holidays, rules_of
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask

EXAMPLES = "Example: vitrina-server deadline --country PE --from 2026-11-23 --days 15"

_WHY = {
    DayOff.SATURDAY: "Saturday",
    DayOff.SUNDAY: "Sunday",
    DayOff.HOLIDAY: "holiday",
    DayOff.LOCAL_HOLIDAY: "local holiday",
}


class Land(StrEnum):
    PE = "PE"
    CL = "CL"


def deadline(
    country: Annotated[Land, typer.Option(help="Whose holidays.")],
    start: Annotated[
        datetime,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="Day of the complaint; day 1 is the next one."
        ),
    ],
    days: Annotated[int, typer.Option(min=1, max=250, help="Business days of the term.")],
    suspended: Annotated[
        int,
        typer.Option(min=0, help=f"Business days it stood still; {MAX_SUSPENDED} at most count."),
    ] = 0,
    branch: Annotated[
        str | None, typer.Option(help="Count the local holidays of this branch as well.")
    ] = None,
) -> None:
    """Print the due date, then each day that did not count and why."""
    local = shipped_holidays()
    if branch is not None:
        rules = [HouseRule.model_validate(rule) for rule in ask("house_rules")]
        local += local_holidays(rules_of(rules, Country(country.value), branch))
    calendar = calendar_for(Country(country.value), local, known_on=date.max, branch=branch)
    try:
        counted = term(calendar, start.date(), days, suspended)
    except ValueError as exc:
        raise Problem(Code.INVALID_FIELD, field="--from", detail=str(exc)) from exc
    typer.echo(counted.due_on.isoformat())
    for skipped in counted.skipped:
        typer.echo(_line(skipped))


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command(epilog=EXAMPLES)(deadline)


def _line(skipped: SkippedDay) -> str:
    why = _WHY[skipped.why]
    return f"{skipped.day.isoformat()}  {why}{f': {skipped.name}' if skipped.name else ''}"
