"""`vitrina-server devices`: the tablets that joined."""

from enum import StrEnum
from typing import Annotated

import typer

from sync_server.cli.desk import ask
from sync_server.cli.layout import print_rows, when

app = typer.Typer(no_args_is_help=True, help="List the tablets and shut one out.")

_EXAMPLES = """\b
Examples:
  vitrina-server devices list
  vitrina-server devices revoke T07 --mode lost
"""


class Mode(StrEnum):
    STOP = "stop"
    LOST = "lost"


@app.command("list", epilog=_EXAMPLES)
def list_() -> None:
    """List the tablets: when each was last heard, and how much it had still to send."""
    rows = ({**row, "last_seen": when(row["last_seen"])} for row in ask("devices"))
    print_rows(rows, ("code", "name", "branch", "state", "last_seen", "queued", "app"))


@app.command(epilog=_EXAMPLES)
def revoke(
    code: Annotated[str, typer.Argument(help="Short code of the tablet: T07.")],
    mode: Annotated[
        Mode, typer.Option(help="stop ends its access; lost also makes it forget everything.")
    ],
) -> None:
    """Shut a tablet out."""
    ask("devices_revoke", code=code, mode=mode.value)
    if mode is Mode.STOP:
        typer.echo(f"{code} has no access any more. What it still holds stays on it.")
        return
    typer.echo(f"{code} forgets everything when it next asks; what it sends is kept apart.")


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="devices")
