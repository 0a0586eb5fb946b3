"""`vitrina-server events`: make an event, print its poster, see what came of it."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows

app = typer.Typer(
    no_args_is_help=True, help="Make an event, list them, print a poster, export the sign-ups."
)

_COLUMNS = (
    *("starts_at", "name", "kind", "branch", "signed_up", "people", "attended", "gifts"),
    *("cancelled", "id"),
)
_PASSES = ("code", "name", "people", "way", "heat", "withdrawn", "arrived", "door", "gifts", "id")
_EXAMPLES = """\b
Examples:
  vitrina-server events add --branch NUNOA --name 'Feria de Primavera' --kind fair \\
    --place 'Parque Demo' --stand B12 --from 2026-12-05T10:00 --to 2026-12-05T20:00 \\
    --gift 'Vale de lavado' --question '¿Cuándo cambia de auto?=Este mes|Este año|Solo miro'
  vitrina-server events list
  vitrina-server events show 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server events poster 01a208cd-9320-7ac1-a73e-afbfee26cf60 afiche.pdf
  vitrina-server events passes 01a208cd-9320-7ac1-a73e-afbfee26cf60 --format csv
"""
_LOCAL = ["%Y-%m-%dT%H:%M"]

How = Annotated[Format, typer.Option("--format", help="How to print.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the event.")]


@app.command(epilog=_EXAMPLES)
def add(  # noqa: PLR0913 - one option each
    *,
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
    name: Annotated[str, typer.Option(help="What the poster says.")],
    kind: Annotated[
        str, typer.Option(help="fair, test_drive, night_show, social, sports or dinner.")
    ] = "fair",
    place: Annotated[str, typer.Option(help="Where it is.")],
    stand: Annotated[str, typer.Option(help="Our stand there.")] = "",
    starts: Annotated[datetime, typer.Option("--from", formats=_LOCAL, help="Branch time.")],
    ends: Annotated[datetime, typer.Option("--to", formats=_LOCAL, help="Branch time.")],
    capacity: Annotated[
        int | None, typer.Option(help="How many people fit; else no limit.")
    ] = None,
    gift: Annotated[str, typer.Option(help="What the door hands over, once for each pass.")] = "",
    question: Annotated[
        list[str] | None, typer.Option(help="'Question=answer|answer'; at most three.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who answers for it; else a chief.")] = None,
) -> None:
    """Make an event and tell the address of its sign-up page."""
    zone = _zone(branch)
    made = ask(
        "events_add",
        branch=branch,
        name=name,
        kind=kind,
        place=place,
        stand=stand,
        starts_at=starts.replace(tzinfo=zone).isoformat(),
        ends_at=ends.replace(tzinfo=zone).isoformat(),
        capacity=capacity,
        gift=gift,
        qualifiers=[_question(one) for one in question or []],
        by=by,
    )
    typer.echo(f"{made['name']}: {made['id']}\n{made['address']}")


@app.command("list", epilog=_EXAMPLES)
def list_(how: How = Format.TABLE) -> None:
    """List the events, one line each."""
    print_rows(_pages("events", {}), _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def show(id_: Id) -> None:
    """Show one event with its results, in JSON."""
    typer.echo(json.dumps(ask("event", id=id_), ensure_ascii=False, indent=2))


@app.command(epilog=_EXAMPLES)
def passes(id_: Id, how: How = Format.TABLE) -> None:
    """List who signed up, as the door knows them."""
    print_rows(_pages("event_passes", {"id": id_}), _PASSES, how)


@app.command(epilog=_EXAMPLES)
def poster(
    id_: Id,
    file: Annotated[Path, typer.Argument(help="A new file: .pdf, .svg or .png.")],
) -> None:
    """Write the poster with the QR into FILE."""
    if file.exists():
        raise Problem(Code.ALREADY_EXISTS, field=str(file))
    made = base64.b64decode(ask("event_poster", id=id_, form=file.suffix.lstrip("."))["file"])
    file.write_bytes(made)
    typer.echo(f"{file}: {len(made) / 1000:.0f} kB")


@app.command(epilog=_EXAMPLES)
def cancel(id_: Id) -> None:
    """Cancel an event: its page and its doors say so."""
    typer.echo(f"{ask('events_cancel', id=id_)['name']}: cancelled")


def _zone(branch: str) -> ZoneInfo:
    branches = {one["code"]: one for one in ask("branches")}
    found = branches.get(branch)
    if found is None:
        raise Problem(Code.NO_BRANCH, field=branch, detail=", ".join(branches))
    return ZoneInfo(found["zone"])


def _question(told: str) -> dict[str, Any]:
    question, _, answers = told.partition("=")
    return {"question": question, "answers": answers.split("|")}


def _pages(operation: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with desk() as run:
        after = ""
        while page := run(operation, {**arguments, "after": after}):
            yield from page
            after = page[-1]["id"]


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="events")
