"""`vitrina-server quotes`: what was quoted, and how it stands."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows

app = typer.Typer(
    no_args_is_help=True, help="List the quotes and their e-mails, show one, make its PDF."
)

_COLUMNS = (
    "number",
    "version",
    "customer",
    "car",
    "total",
    "price_list",
    "seller",
    "branch",
    "expires_on",
    "standing",
    "reason",
)
_MAIL_COLUMNS = ("asked_at", "paper", "number", "address", "state", "tries", "reason")
_EXAMPLES = """\b
Examples:
  vitrina-server quotes list --branch NUNOA
  vitrina-server quotes show T07-000417 --format json
  vitrina-server quotes pdf T07-000417 --version 1 quote.pdf
  vitrina-server quotes mails
"""

How = Annotated[Format, typer.Option("--format", help="How to print.")]
Number = Annotated[str, typer.Argument(help="Number of the quote: T07-000417.")]
Version = Annotated[int | None, typer.Option(help="Which version; else the newest.")]


@app.command("list", epilog=_EXAMPLES)
def list_(
    branch: Annotated[str | None, typer.Option(help="Only those of this branch.")] = None,
    how: How = Format.TABLE,
) -> None:
    """List the quotes, one line each."""
    print_rows(_quotes(branch), _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def show(number: Number, version: Version = None, how: How = Format.TABLE) -> None:
    """Show the versions of one quote; as JSON the whole of one version."""
    quote = ask("quote", number=number, version=version)
    if how is Format.JSON:
        typer.echo(json.dumps(quote, ensure_ascii=False, indent=2))
        return
    print_rows(quote["versions"], _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def pdf(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    version: Version = None,
) -> None:
    """Write the paper of a quote into FILE."""
    if file.exists():
        raise Problem(Code.ALREADY_EXISTS, field=str(file))
    made = base64.b64decode(ask("quote_pdf", number=number, version=version)["pdf"])
    file.touch(mode=0o600)
    file.write_bytes(made)
    typer.echo(f"{file}: {len(made) / 1000:.0f} kB")


@app.command(epilog=_EXAMPLES)
def mails(how: How = Format.TABLE) -> None:
    """List the e-mails that tablets asked for: queued, sent or failed, and why."""
    print_rows(_mails(), _MAIL_COLUMNS, how)


def _mails() -> Iterator[dict[str, Any]]:
    with desk() as run:
        after = ""
        while page := run("quote_mails", {"after": after}):
            yield from page
            after = page[-1]["record"]


def _quotes(branch: str | None) -> Iterator[dict[str, Any]]:
    with desk() as run:
        after = ""
        while page := run("quotes", {"after": after, "branch": branch}):
            yield from page
            after = page[-1]["id"]


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="quotes")
