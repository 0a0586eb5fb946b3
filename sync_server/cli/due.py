"""`vitrina-server due` and `plan`: who is to be contacted, and telling the tablets."""

from collections import Counter
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.dues import DueState
from app.domain.problems import Code, Problem
from sync_server.cli.desk import desk
from sync_server.cli.due_rows import due_rows, pages, waiting
from sync_server.cli.layout import Format, print_rows
from sync_server.services.contacts.caps import spread_rows

COLUMNS = (
    *("due_id", "call_id", "programme", "source_id", "customer_id", "customer", "phone"),
    *("vehicle", "owner", "window_from", "window_to", "expires_on", "channel", "purpose"),
    *("attempts_missed", "next_slot_from", "state", "reason"),
)
_IN_A_TABLE = (
    *("programme", "customer", "phone", "vehicle", "owner", "window_from", "window_to"),
    *("expires_on", "channel", "state", "reason"),
)
_EXAMPLES = """\b
Examples:
  vitrina-server due
  vitrina-server due --as-of 2026-12-01 --seller laura --format csv
  vitrina-server due --all --format json
  vitrina-server due --explain 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server due --tasks
  vitrina-server due --calendar --from 2026-01-01 --to 2026-12-31
  vitrina-server plan
"""


_YEARS = range(2000, 2091)  # whose holidays are known, and those of the windows around
_TASKS = ("task", "customer", "phone", "vehicle", "detail", "customer_id")
_WHY = (
    *("programme", "vehicle", "source_id", "window_from", "window_to", "expires_on"),
    *("channel", "state", "reason"),
)


def due(  # noqa: PLR0913 - one option each
    *,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DAY",
            help="As if it were this day (ISO). Of a past day too, who a customer is (name, phone,"
            " e-mail, birth date, owner) is as it is known now.",
        ),
    ] = None,
    seller: Annotated[str | None, typer.Option(help="Only what this person has to do.")] = None,
    every_state: Annotated[
        bool, typer.Option("--all", help="Closed and expired ones too.")
    ] = False,
    customer: Annotated[
        str | None, typer.Option("--explain", metavar="CUSTOMER", help="Why she is due, or not.")
    ] = None,
    tasks: Annotated[
        bool, typer.Option("--tasks", help="What has to be corrected: odd readings, wrong numbers.")
    ] = False,
    calendar: Annotated[
        bool, typer.Option("--calendar", help="Count contacts by programme and month.")
    ] = False,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day of the calendar.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day of the calendar.")
    ] = None,
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """List the contacts that are due, open or blocked with the reason."""
    day = _day("--as-of", as_of)
    if customer is not None:
        print_rows(_explained(customer, day), _WHY, how)
        return
    if tasks:
        with desk() as run:
            told = pages(run, "data_tasks", {"as_of": day})
            print_rows([row for page in told for row in page["rows"]], _TASKS, how)
        return
    if calendar:
        if first is None or last is None:
            raise Problem(Code.INVALID_FIELD, field="--calendar", detail="say --from and --to")
        days = {"first": _day("--from", first), "last": _day("--to", last), "as_of": day}
        if date.fromisoformat(first) > date.fromisoformat(last):
            raise Problem(Code.INVALID_FIELD, field="--to", detail="not before --from")
        print_rows(_counted(days), ("programme", "month", "contacts"), how)
        return
    asked = {"as_of": day, "seller": seller, "every_state": every_state}
    with desk() as run:
        rows = due_rows(run, asked)
    rows.sort(key=lambda row: (row["expires_on"], row["programme"], row["due_id"]))
    spread_rows(rows)
    print_rows(rows, _IN_A_TABLE if how is Format.TABLE else COLUMNS, how)


def _explained(customer: str, day: str | None) -> list[dict[str, Any]]:
    with desk() as run:
        rows: list[dict[str, Any]] = run("due_explained", {"customer": customer, "as_of": day})
        later = waiting(run, day)
    for row in rows:
        if (reason := later.get(row["due_id"])) is not None:
            row |= {"state": DueState.BLOCKED.value, "reason": reason}
    return rows


def _counted(days: dict[str, Any]) -> list[dict[str, Any]]:
    """Return how many contacts each programme has in each month."""
    counts = Counter[str]()
    with desk() as run:
        for page in pages(run, "due_calendar", days):
            counts.update(page["counts"])
    rows = [(*key.split("|"), number) for key, number in counts.items()]
    return [{"programme": p, "month": m, "contacts": number} for p, m, number in sorted(rows)]


def plan() -> None:
    """Plan all contacts anew and tell the tablets; a server that serves does so by itself."""
    changed = 0
    with desk() as run, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Planning", total=None)
        after: str | None = ""
        while after is not None:
            page = run("plan", {"after": after})
            changed += page["changed"]
            after = page["after"] or None
            progress.update(task, completed=changed)
    typer.echo(f"{changed} contacts changed")


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command(epilog=_EXAMPLES)(due)
    app.command(epilog=_EXAMPLES)(plan)


def _day(option: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as exc:
        raise Problem(Code.INVALID_FIELD, field=option, detail="write 2026-12-01") from exc
    if day.year not in _YEARS:
        raise Problem(Code.INVALID_FIELD, field=option, detail="a day from 2000 to 2090")
    return day.isoformat()
