"""`vitrina-server tokens`: personal tokens for the server's JSON routes."""

from typing import Annotated

import typer

from sync_server.cli.desk import ask

app = typer.Typer(no_args_is_help=True, help="Give a person a token for the JSON routes.")


@app.command(epilog="Example: vitrina-server tokens add marta")
def add(person: Annotated[str, typer.Argument(help="Code of the person.")]) -> None:
    """Print a new token; only its sum is kept, so it is not shown again."""
    typer.echo(ask("tokens_add", person=person)["token"])


@app.callback()
def _tokens() -> None:
    """Keep ``add`` a command of its own, though it is the only one."""


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="tokens")
