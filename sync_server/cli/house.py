"""`vitrina-server rules` and `recalls`: what a dealer decides, and which vehicles are called back."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.domain.house_rules import HouseRule
from sync_server.cli.branches import Land
from sync_server.cli.desk import ask
from sync_server.cli.files import text_of
from sync_server.cli.layout import print_rows
from sync_server.services.house_files import read_rules, read_vehicles, rules_text

rules = typer.Typer(
    no_args_is_help=True,
    help="What the house decides of complaints, calls and the workshop, each from a day on.",
)
recalls = typer.Typer(no_args_is_help=True, help="Campaigns that call vehicles to the workshop.")

_RULES = """\b
Examples:
  vitrina-server rules export > reglas.csv
  vitrina-server rules import reglas.csv --country CL
  vitrina-server rules import reglas.csv --country CL --apply
Columns: rule, country, branch, role, value, since, name
  house_days,CL,,,12,2027-01-01,
  limit,PE,,seller,200.00,2027-01-01,
  holiday,PE,SURQUILLO,,2027-01-04,2026-12-30,Feriado decretado
  workshop_places,CL,NUNOA,,8,2027-01-01,
  workshop_places,CL,NUNOA,,3,2027-01-01,2027-02-05
  parts_first,CL,NUNOA,,sí,2027-01-01,
"""
_RECALLS = """\b
Examples:
  vitrina-server recalls import airbag.csv --code AB-2026 --country CL \\
    --title 'Cambio de airbag' --since 2026-11-01
  vitrina-server recalls add AB-2026 --country CL --title 'Cambio de airbag' \\
    --since 2026-11-01 --vehicle 3MZBPABL6KM107908
  vitrina-server recalls list
  vitrina-server recalls close AB-2026 --country CL
The file has a column vin, a column plate, or both.
"""
Country = Annotated[Land, typer.Option(help="Whose vehicles or rules.")]
File = Annotated[Path, typer.Argument(help="The file (CSV, UTF-8).")]


@rules.command(epilog=_RULES)
def export() -> None:
    """Write the rules as they are to standard output."""
    told = [HouseRule.model_validate(rule) for rule in ask("house_rules")]
    sys.stdout.write(rules_text(told))


@rules.command("import", epilog=_RULES)
def import_rules(
    file: File,
    country: Country,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; else only say what changes.")
    ] = False,
) -> None:
    """Put the rules of a file in the place of those of its country.

    Complaints that are there already keep their due date.
    """
    told = [rule for rule in read_rules(text_of(file)) if rule.country.value == country.value]
    sent = [rule.model_dump(mode="json") for rule in told]
    answer = ask("house_rules_import", country=country.value, rules=sent, apply=apply)
    typer.echo(f"{answer['new']} new, {answer['gone']} gone, {answer['same']} the same")
    if not apply:
        typer.echo("nothing was changed; say --apply to do it")


@recalls.command("import", epilog=_RECALLS)
def import_recall(
    file: File,
    code: Annotated[str, typer.Option(help="The maker's code of the campaign.")],
    country: Country,
    title: Annotated[str, typer.Option(help="What is done, as the reception reads it.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Open since.")],
) -> None:
    """Open a campaign for the vehicles of a list, or replace its list."""
    _open_recall(code, country, title, since, read_vehicles(text_of(file)))


@recalls.command(epilog=_RECALLS)
def add(
    code: Annotated[str, typer.Argument(help="The maker's code of the campaign.")],
    country: Country,
    title: Annotated[str, typer.Option(help="What is done, as the reception reads it.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Open since.")],
    vehicle: Annotated[list[str], typer.Option(help="Plate or VIN; as often as needed.")],
) -> None:
    """Open a campaign for a few vehicles; their owners fall due to be told (CAMPANA)."""
    _open_recall(code, country, title, since, vehicle)


@recalls.command("list", epilog=_RECALLS)
def list_() -> None:
    """List the open campaigns."""
    print_rows(ask("recalls"), ("code", "country", "title", "since", "vehicles"))


@recalls.command(epilog=_RECALLS)
def close(
    code: Annotated[str, typer.Argument(help="The maker's code of the campaign.")],
    country: Country,
) -> None:
    """Close a campaign: no reception shows it any more."""
    ask("recalls_close", code=code, country=country.value)
    typer.echo(f"{code} is closed.")


def _open_recall(
    code: str, country: Country, title: str, since: datetime, vehicles: list[str]
) -> None:
    answer = ask(
        "recalls_import",
        code=code,
        country=country.value,
        title=title,
        since=since.date().isoformat(),
        vehicles=vehicles,
    )
    typer.echo(f"{answer['code']}: {answer['vehicles']} vehicles")


def register(top: typer.Typer) -> None:
    top.add_typer(rules, name="rules")
    top.add_typer(recalls, name="recalls")
