"""`vitrina-server people`: who works where, and their one-time PINs."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from sync_server.cli.desk import ask
from sync_server.cli.layout import print_rows

app = typer.Typer(no_args_is_help=True, help="Add people, give them PINs, list them.")

_EXAMPLES = """\b
Examples:
  vitrina-server people add laura --name 'Laura Pérez' --role seller --branch NUNOA
  vitrina-server people pin laura
"""

Code = Annotated[str, typer.Argument(help="Short name of the person, for ever: laura.")]


class Job(StrEnum):
    SELLER = "seller"
    CHIEF = "chief"
    RECEPTION = "reception"
    STAFF = "staff"


@app.command(epilog=_EXAMPLES)
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="Name on the screens.")],
    role: Annotated[Job, typer.Option(help="What the person may do.")],
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
) -> None:
    """Add a person and print the one-time PIN."""
    _print_pin(ask("people_add", code=code, name=name, role=role.value, branch=branch))


@app.command(epilog=_EXAMPLES)
def pin(code: Code) -> None:
    """Print a new one-time PIN for a person who forgot it."""
    _print_pin(ask("people_pin", code=code))


@app.command("list")
def list_() -> None:
    """List the people of every branch."""
    print_rows(ask("people"), ("branch", "code", "name", "role", "pin", "active"))


def _print_pin(answer: dict[str, Any]) -> None:
    typer.echo(f"One-time PIN of {answer['name']}: {answer['pin']}")
    typer.echo("The tablet asks for a new one at the first use. It is not shown again.")


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="people")
