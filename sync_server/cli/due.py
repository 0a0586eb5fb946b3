"""`vitrina-server due` and `plan`: who is to be contacted, and telling the tablets."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.problems import Code, Problem
from sync_server.cli.desk import desk
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
  vitrina-server plan
"""


def due(
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="As if it were this day (ISO).")
    ] = None,
    seller: Annotated[str | None, typer.Option(help="Only what this person has to do.")] = None,
    every_state: Annotated[
        bool, typer.Option("--all", help="Closed and expired ones too.")
    ] = False,
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """List the contacts that are due, open or blocked with the reason."""
    asked = {"as_of": _day(as_of), "seller": seller, "every_state": every_state}
    rows: list[dict[str, Any]] = []
    with desk() as run:
        after: str | None = ""
        while after is not None:
            page = run("due", {**asked, "after": after})
            rows += page["rows"]
            after = page["after"] or None
    rows.sort(key=lambda row: (row["expires_on"], row["programme"], row["due_id"]))
    spread_rows(rows)
    print_rows(rows, _IN_A_TABLE if how is Format.TABLE else COLUMNS, how)


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


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as exc:
        raise Problem(Code.INVALID_FIELD, field="--as-of", detail="write 2026-12-01") from exc
