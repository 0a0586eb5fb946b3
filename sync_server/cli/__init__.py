"""`vitrina-server`: serve, look after branches, people and tablets, and try the demo."""

import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError

from app.domain.problems import Problem
from sync_server.cli.on_demand import on_demand
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

COMMANDS = {
    "serve": "serve",
    "demo": "demo",
    "branches": "branches",
    "people": "people",
    "tokens": "tokens",
    "enrol": "enrol",
    "devices": "devices",
    "customers": "customers",
    "reviews": "reviews",
    "catalogue": "catalogue",
    "import": "imports",
    "imports": "imports",
    "import-export-file": "exports",
    "due": "due",
    "plan": "due",
    "programmes": "programmes",
    "letters": "outreach",
    "call-list": "outreach",
    "outcomes": "outreach",
    "vouchers": "vouchers",
    "surveys": "surveys",
    "launches": "news",
    "notices": "news",
    "quotes": "quotes",
    "complaints": "complaints",
    "events": "events",
    "deadline": "deadline",
    "rules": "house",
    "recalls": "house",
    "demo-cars": "demo_cars",
    "works": "handbook",
    "tips": "handbook",
    "match": "matching",
    "train-matching": "matching",
    "audit-matching": "matching",
    "status": "status",
    "backup": "backup",
}
"""Each command with the module that registers it."""

app = typer.Typer(
    cls=on_demand(COMMANDS),
    name="vitrina-server",
    help="The server that the tablets of a car dealership sync with.",
    epilog=_FIRST_STEPS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _vitrina_server() -> None:
    """Nothing is common to all commands."""


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
