"""`vitrina-server demo-cars`: which cars of a branch customers may drive."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.domain.catalogue import Branch, DemoCar
from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask
from sync_server.cli.files import text_of
from sync_server.services.demo_car_files import demo_cars_text, read_demo_cars

app = typer.Typer(no_args_is_help=True, help="The cars of a branch that customers may drive.")

_EXAMPLES = """\b
Examples:
  vitrina-server demo-cars export --branch NUNOA > autos.csv
  vitrina-server demo-cars import autos.csv --branch NUNOA
  vitrina-server demo-cars import autos.csv --branch NUNOA --apply
Columns: plate, model, color, away_until (the last day on which it is not there)
  GHLP21,Terra 5,gris,
  GHLP23,Terra 7,azul,2026-11-25
"""
Where = Annotated[str, typer.Option("--branch", help="The branch whose cars they are.")]


@app.command(epilog=_EXAMPLES)
def export(branch: Where) -> None:
    """Write the demo cars of a branch to standard output."""
    cars = [DemoCar.model_validate(car) for car in ask("demo_cars")]
    sys.stdout.write(demo_cars_text(car for car in cars if car.branch == branch))


@app.command("import", epilog=_EXAMPLES)
def import_(
    file: Annotated[Path, typer.Argument(help="The file (CSV, UTF-8).")],
    branch: Where,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; else only say what changes.")
    ] = False,
) -> None:
    """Put the cars of a file in the place of those of a branch; the tablets hear what changed."""
    known = {row["code"]: row for row in ask("branches")}
    if branch not in known:
        raise Problem(Code.NO_BRANCH, field=branch, detail=", ".join(known))
    cars = read_demo_cars(text_of(file), Branch.model_validate(known[branch]))
    sent = [car.model_dump(mode="json") for car in cars]
    told = ask("demo_cars_import", branch=branch, cars=sent, apply=apply)
    typer.echo(
        f"{told['new']} new, {told['changed']} changed, {told['gone']} gone, {told['same']} the same"
    )
    if not apply:
        typer.echo("nothing was changed; say --apply to do it")


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="demo-cars")
