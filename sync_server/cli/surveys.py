"""`vitrina-server surveys`: ask by e-mail how satisfied customers are, once, and remind once."""

from typing import Annotated

import typer

from sync_server.cli.desk import desk

app = typer.Typer(no_args_is_help=True, help="Ask by e-mail how satisfied customers are (MSI).")

_EXAMPLES = """\b
Examples:
  vitrina-server surveys send --dry-run
  vitrina-server surveys send
Each contact gets one e-mail, and one more after ten days without an answer. A running server that
has a mail server does it by itself, by day; this does it at once, and says how many there are.
"""


@app.command(epilog=_EXAMPLES)
def send(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
) -> None:
    """Queue the e-mails that are due; the server sends them."""
    first = reminders = 0
    with desk() as run:
        after: str | None = ""
        while after is not None:
            page = run("surveys_send", {"after": after, "dry_run": dry_run})
            first, reminders = first + page["first"], reminders + page["reminders"]
            after = page["after"] or None
    typer.echo(f"{first} surveys, {reminders} reminders")
    if dry_run:
        typer.echo("nothing was queued")


@app.callback()
def _surveys() -> None:
    """Keep ``send`` a command of its own."""


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="surveys")
