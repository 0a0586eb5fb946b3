"""`vitrina-server complaints`: the complaints by the days that are left, and the SIREC file."""

import base64
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows

app = typer.Typer(no_args_is_help=True, help="List the complaints, show one, write the SIREC file.")

_COLUMNS = (
    "days_left", "due_on", "state", "kind", "sheet", "name", "area", "responsible", "branch", "id",
)  # fmt: skip
_ACTS = ("on", "by", "act", "what", "record")
_LAST = 10**6  # whose answer is not owed comes after all others
_EXAMPLES = """\b
Examples:
  vitrina-server complaints list --branch SURQUILLO
  vitrina-server complaints show 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server complaints acts 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server complaints photos 01a208cd-9320-7ac1-a73e-afbfee26cf60 fotos/
  vitrina-server complaints sirec --from 2026-11-01 --to 2026-11-30 \\
    --site SURQUILLO-T07=123456 > noviembre.txt
"""

How = Annotated[Format, typer.Option("--format", help="How to print.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the complaint.")]
_DAYS = ["%Y-%m-%d"]


@app.command("list", epilog=_EXAMPLES)
def list_(
    branch: Annotated[str | None, typer.Option(help="Only those of this branch.")] = None,
    how: How = Format.TABLE,
) -> None:
    """List the complaints, the most urgent first."""
    print_rows(sorted(_complaints(branch), key=_urgency), _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def show(id_: Id) -> None:
    """Show one complaint as it stands, in JSON."""
    typer.echo(json.dumps(ask("complaint", id=id_), ensure_ascii=False, indent=2))


@app.command(epilog=_EXAMPLES)
def acts(id_: Id, how: How = Format.TABLE) -> None:
    """List what was done about one complaint, oldest first."""
    print_rows(ask("complaint_acts", id=id_), _ACTS, how)


@app.command(epilog=_EXAMPLES)
def photos(
    id_: Id,
    folder: Annotated[Path, typer.Argument(help="Where to write them; it is made if needed.")],
) -> None:
    """Write the photos of one complaint, and the proof of its agreement, into FOLDER."""
    with desk() as run:
        named = run("complaint_photos", {"id": id_})
        folder.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(named, 1):
            if not one["here"]:
                typer.echo(f"{number}: not here yet")
                continue
            made = base64.b64decode(run("complaint_photo", {"sha256": one["sha256"]})["jpeg"])
            file = folder / f"{id_[:8]}-{number}.jpg"
            file.touch(mode=0o600)
            file.write_bytes(made)
            typer.echo(f"{file}: {len(made) / 1000:.0f} kB")


@app.command(epilog=_EXAMPLES)
def sirec(
    first: Annotated[datetime, typer.Option("--from", formats=_DAYS, help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=_DAYS, help="Last day, included.")],
    site: Annotated[
        list[str] | None,
        typer.Option(help="BOOK=CODE: the site that SIREC assigned to a book; repeatable."),
    ] = None,
) -> None:
    """Write the SIREC file of the sheets of these days to standard output."""
    days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
    text = ask("complaints_sirec", **days, sites=dict(map(_site, site or [])))
    sys.stdout.buffer.write(text.encode())


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="complaints")


def _complaints(branch: str | None) -> Iterator[dict[str, Any]]:
    with desk() as run:
        after = ""
        while page := run("complaints", {"after": after, "branch": branch}):
            yield from page
            after = page[-1]["id"]


def _urgency(row: dict[str, Any]) -> tuple[int, str]:
    return (_LAST if row["days_left"] is None else row["days_left"], row["id"])


def _site(said: str) -> tuple[str, str]:
    book, equals, code = said.partition("=")
    if not equals:
        raise Problem(Code.INVALID_FIELD, field="--site", detail="say BOOK=CODE")
    return book, code
