"""`vitrina-server catalogue`: what can be quoted, from a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask
from sync_server.cli.layout import print_rows
from sync_server.services.price_book import Mistake, blank_book, read_book

app = typer.Typer(no_args_is_help=True, help="Take price lists in, from an XLSX workbook.")

_EXAMPLES = """\b
Examples:
  vitrina-server catalogue template precios.xlsx
  vitrina-server catalogue import precios.xlsx
  vitrina-server catalogue import precios.xlsx --apply
"""

Workbook = Annotated[Path, typer.Argument(help="The workbook (.xlsx).")]


@app.command(epilog=_EXAMPLES)
def template(file: Workbook) -> None:
    """Write an empty workbook with every sheet and column."""
    if file.exists():
        raise Problem(Code.ALREADY_EXISTS, field=str(file))
    file.write_bytes(blank_book())
    typer.echo(f"{file}: fill in the sheet lista first, one country per workbook")


@app.command("import", epilog=_EXAMPLES)
def import_(
    file: Workbook,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; else only say what changes.")
    ] = False,
) -> None:
    """Say what a workbook would change, or with --apply change it."""
    if not file.is_file():
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file")
    book = read_book(file.read_bytes())
    if book.mistakes or book.prices is None:
        print_rows((one._asdict() for one in book.mistakes), Mistake._fields)
        raise typer.Exit(1)
    sent = [{"kind": kind, "row": row.model_dump(mode="json")} for kind, row in book.rows]
    told = ask("catalogue_import", country=book.prices.country, rows=sent, apply=apply)
    typer.echo(
        f"list {book.prices.number} of {book.prices.dated}: {told['new']} new,"
        f" {told['changed']} changed, {told['gone']} gone, {told['same']} the same"
    )
    if not apply:
        typer.echo("nothing was changed; say --apply to do it")


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="catalogue")
