"""`vitrina-server import-export-file`: what a tablet could not send, brought by hand."""

from pathlib import Path
from typing import Annotated

import typer

from app.domain.exports import parts_of
from app.domain.problems import Code, Problem
from sync_server.cli.desk import desk
from sync_server.cli.layout import Format, print_rows

_REFUSED = ("id", "code", "field")
_EXAMPLES = """\b
Examples:
  vitrina-server import-export-file T03-20261205-2010.vitrina
"""


def import_export_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As «Guardar respaldo» named it.")],
) -> None:
    """Take in the records that a tablet could not send, from the sealed file it saved.

    What the tablet sends later, or sent before, is the same record: nothing doubles.
    """
    parts = parts_of(_text(file))
    with desk() as run:
        told = [run("export_take", {"part": part}) for part in parts]
    new, here = (sum(one[count] for one in told) for count in ("new", "here"))
    refused = [row for one in told for row in one["refused"]]
    tablets = ", ".join(sorted({one["tablet"] for one in told}))
    typer.echo(f"{tablets}: {new} new, {here} here already, {len(refused)} refused")
    if refused:
        print_rows(refused, _REFUSED, Format.TABLE)


def register(top: typer.Typer) -> None:
    top.command("import-export-file", epilog=_EXAMPLES)(import_export_file)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError as exc:
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file") from exc
    except UnicodeDecodeError as exc:
        raise Problem(Code.MALFORMED, detail="not an export of a tablet") from exc
