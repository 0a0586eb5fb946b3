"""`vitrina-server`: serve, look after branches, people and tablets, and try the demo."""

import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError

from app.domain.problems import Problem
from sync_server.cli import (
    backup,
    branches,
    catalogue,
    customers,
    demo,
    devices,
    enrol,
    people,
    serve,
    status,
    tokens,
)
from sync_server.cli.wording import sentence, settings_sentence

_FIRST_STEPS = """\b
First steps:
  vitrina-server branches add NUNOA --name 'Sucursal Ñuñoa' \\
    --country CL --zone America/Santiago
  vitrina-server people add laura --name 'Laura Pérez' --role seller --branch NUNOA
  vitrina-server serve
  vitrina-server enrol --branch NUNOA
To look around with invented people: vitrina-server demo
"""

app = typer.Typer(
    name="vitrina-server",
    help="The server that the tablets of a car dealership sync with.",
    epilog=_FIRST_STEPS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog=serve.EXAMPLES)(serve.serve)
app.command(epilog=demo.EXAMPLES)(demo.demo)
app.add_typer(branches.app, name="branches")
app.add_typer(people.app, name="people")
app.add_typer(tokens.app, name="tokens")
app.command(epilog=enrol.EXAMPLES)(enrol.enrol)
app.add_typer(devices.app, name="devices")
app.add_typer(customers.app, name="customers")
app.add_typer(catalogue.app, name="catalogue")
app.command()(status.status)
app.command(epilog=backup.EXAMPLES)(backup.backup)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a refusal is one sentence on standard error and the exit status 1."""
    try:
        app(arguments, prog_name="vitrina-server")
    except Problem as problem:
        sys.exit(sentence(problem))
    except ValidationError as exc:
        if exc.title != "Settings":
            raise
        sys.exit(settings_sentence(exc))
