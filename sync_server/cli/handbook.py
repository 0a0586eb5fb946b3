"""`vitrina-server works` and `tips`: the work of each maintenance, and how to care for a model."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.handbook import CareTip, ServiceWork
from app.domain.people import Country
from sync_server.cli.branches import Land
from sync_server.cli.desk import ask
from sync_server.cli.files import text_of
from sync_server.services.handbook_files import read_tips, read_works, tips_text, works_text

works = typer.Typer(
    no_args_is_help=True, help="Work, price and minutes of each maintenance, from a day on."
)
tips = typer.Typer(no_args_is_help=True, help="How to care for a model: what a caller may tell.")

_WORKS = """\b
Examples:
  vitrina-server works export > mantenciones.csv
  vitrina-server works import mantenciones.csv --country CL --dry-run
  vitrina-server works import mantenciones.csv --country CL
Columns: country, branch, make, model, step, valid_from, work, price, minutes, demo
  CL,,Mazda,CX-5,m1,2026-01-01,Revisión de los primeros 1.000 km,0,45,
  CL,NUNOA,Mazda,CX-5,km10000,2026-01-01,Aceite y filtro,129.990,90,
A step is a month (m1, m12, m24, m36) or kilometres (km40000); m12 and km10000 are one.
Without make or model a row holds for all, without branch in the whole country.
"""
_TIPS = """\b
Examples:
  vitrina-server tips export > consejos.csv
  vitrina-server tips import consejos.csv --country CL
Columns: country, branch, make, model, valid_from, text, demo
  CL,,Mazda,CX-5,2026-01-01,Revise la presión de los neumáticos una vez al mes,
"""
Where = Annotated[Land, typer.Option(help="Whose rows; those of the other stay.")]
File = Annotated[Path, typer.Argument(help="The file (CSV, UTF-8).")]
Trial = Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")]


@works.command("export", epilog=_WORKS)
def export_works() -> None:
    """Write the table of maintenances to standard output."""
    rows = ask("handbook", kind="service_work")
    sys.stdout.write(works_text(ServiceWork.model_validate(row) for row in rows))


@works.command("import", epilog=_WORKS)
def import_works(file: File, country: Where, *, dry_run: Trial = False) -> None:
    """Put the maintenances of a file in the place of those of its country."""
    read = read_works(text_of(file), Country(country.value))
    _send("service_work", country, dry_run=dry_run, works=_sent(read))


@tips.command("export", epilog=_TIPS)
def export_tips() -> None:
    """Write the tips to standard output."""
    rows = ask("handbook", kind="care_tip")
    sys.stdout.write(tips_text(CareTip.model_validate(row) for row in rows))


@tips.command("import", epilog=_TIPS)
def import_tips(file: File, country: Where, *, dry_run: Trial = False) -> None:
    """Put the tips of a file in the place of those of its country."""
    read = read_tips(text_of(file), Country(country.value))
    _send("care_tip", country, dry_run=dry_run, tips=_sent(read))


def _sent(rows: list[ServiceWork] | list[CareTip]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows]


def _send(kind: str, country: Land, *, dry_run: bool, **rows: list[dict[str, Any]]) -> None:
    told = ask("handbook_import", kind=kind, country=country.value, dry_run=dry_run, **rows)
    typer.echo(f"{told['changed']} changed, {told['gone']} gone, {told['same']} the same")
    if dry_run:
        typer.echo("nothing was changed")


def register(top: typer.Typer) -> None:
    top.add_typer(works, name="works")
    top.add_typer(tips, name="tips")
