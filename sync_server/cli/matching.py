"""`vitrina-server match` and `train-matching`: the master base's engine over a spreadsheet."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.clock import SystemClock
from sync_server.master.decision import Band
from sync_server.services.matching_files import (
    Matched,
    Source,
    match_file,
    train_file,
    weights_file,
)

_MATCH_EXAMPLES = """\b
Examples:
  vitrina-server match people.csv who.csv
  vitrina-server match people.csv who.csv --fit
  vitrina-server match people.csv who.csv --weights ours.json
"""
_TRAIN_EXAMPLES = """\b
Example:
  vitrina-server train-matching people.csv ours.json
"""
_SHOWN_BAD_ROWS = 20


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command(epilog=_MATCH_EXAMPLES)(match)
    app.command("train-matching", epilog=_TRAIN_EXAMPLES)(train_matching)


def match(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="A list of people.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Who is who, to be written.")],
    weights: Annotated[
        Path | None, typer.Option(help="Judge with these weights and no others.")
    ] = None,
    fit: Annotated[bool, typer.Option("--fit", help="Learn the weights from this list.")] = False,  # noqa: FBT002 - Typer makes an option of it
) -> None:
    """Say which rows of a list are the same person.

    By default with the weights we ship, adapted to the list. No row joins another unless it is
    sure: the doubtful ones are marked «review» and keep an entity of their own.
    """
    if weights is not None and fit:
        raise typer.BadParameter("--weights and --fit exclude each other")
    own = Source.FIT if fit else Source.SHIPPED
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Matching", total=None)
        matched = match_file(
            source,
            target,
            own if weights is None else weights_file(weights),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    _tell(matched, target)


def train_matching(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="A list of people.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.json", help="Weights, to be written.")],
) -> None:
    """Learn weights from a list of people, without labels."""
    today = SystemClock(UUID(int=0)).now().date()
    with Console(stderr=True).status("Learning"):
        learned = train_file(source, target, today)
    typer.echo(f"Learned from {learned.records} rows: {target}")


def _tell(matched: Matched, target: Path) -> None:
    counts = matched.decisions
    typer.echo(
        f"{counts.total()} rows, {matched.entities} people:"
        f" {counts[Band.AUTO]} joined, {counts[Band.REVIEW]} to review,"
        f" {counts[Band.NEW]} new. {target}"
    )
    for bad in matched.bad[:_SHOWN_BAD_ROWS]:
        typer.echo(f"Line {bad.line} was left out: {bad.reason}.", err=True)
    if len(matched.bad) > _SHOWN_BAD_ROWS:
        typer.echo(f"{len(matched.bad)} lines were left out in all.", err=True)
