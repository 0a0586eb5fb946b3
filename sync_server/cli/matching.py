"""`vitrina-server match`, `train-matching` and `audit-matching`: the engine over many people."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.clock import SystemClock
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows
from sync_server.master.audit import Audited, findings, review_shares
from sync_server.master.decision import Band
from sync_server.master.person import unpacked
from sync_server.services.matching_files import (
    Matched,
    Source,
    match_file,
    train,
    train_file,
    weights_file,
)
from sync_server.services.splink_audit import splink_comparison

_MATCH_EXAMPLES = """\b
Examples:
  vitrina-server match people.csv who.csv
  vitrina-server match people.csv who.csv --fit
  vitrina-server match people.csv who.csv --weights ours.json
"""
_TRAIN_EXAMPLES = """\b
Example:
  vitrina-server train-matching people.csv ours.json
  vitrina-server train-matching --base ours.json --use
"""
_AUDIT_EXAMPLES = """\b
Examples:
  vitrina-server audit-matching
  vitrina-server audit-matching --format csv > to-look-at.csv
  vitrina-server audit-matching --splink          # pip install 'vitrina[audit]'
"""
MATCHED = "match"  # why a record is linked to a customer that was there before
_DOUBTS = ("customer", "doubt", "says")
_SHOWN_BAD_ROWS = 20


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command(epilog=_MATCH_EXAMPLES)(match)
    app.command("train-matching", epilog=_TRAIN_EXAMPLES)(train_matching)
    app.command("audit-matching", epilog=_AUDIT_EXAMPLES)(audit_matching)


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
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="[IN.csv] OUT.json", help="A list of people, and the weights to be written."
        ),
    ],
    base: Annotated[bool, typer.Option("--base", help="Learn from the master base.")] = False,  # noqa: FBT002 - Typer makes an option of it
    use: Annotated[bool, typer.Option("--use", help="Judge with them from now on.")] = False,  # noqa: FBT002 - as above
) -> None:
    """Learn weights from a list of people, or from the master base, without labels."""
    if len(files) != (1 if base else 2):
        raise typer.BadParameter("name IN.csv and OUT.json, or --base and OUT.json")
    today, target = SystemClock(UUID(int=0)).now().date(), files[-1]
    with Console(stderr=True).status("Learning"):
        if base:
            people = [one.person for one in _base_captures()]
            known_as = sha256(repr(people).encode()).hexdigest()
            learned = train(people, known_as, target, today)
        else:
            learned = train_file(files[0], target, today)
    typer.echo(f"Learned from {learned.records} captures: {target}")
    if use:
        ask("weights_use", weights=target.read_text(encoding="utf-8"))
        typer.echo("The server judges with them from now on.")


def audit_matching(
    splink: Annotated[bool, typer.Option("--splink", help="Compare with a run of Splink.")] = False,  # noqa: FBT002 - as above
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """Name the customers of the base that look wrong, and tell the share of questions by month."""
    captures = _base_captures()
    found = [one._asdict() for one in findings(captures)]
    print_rows(found, _DOUBTS, how)
    for month, (came, asked) in review_shares(captures, ask("reviews_asked")).items():
        typer.echo(f"{month}: {asked} questions on {came} captures", err=True)
    typer.echo(f"{len(found)} findings among {len(captures)} captures.", err=True)
    if splink:
        _beside_splink(captures)


def _base_captures() -> list[Audited]:
    captures: list[Audited] = []
    with desk() as run:
        after = ""
        while page := run("captures", {"after": after}):
            captures += (
                Audited(
                    record=one["record"],
                    customer=one["customer"],
                    person=unpacked(json.loads(one["person"])),
                    probability=one["probability"],
                    joined=one["reason"] == MATCHED,
                    at=one["at"],
                )
                for one in page
            )
            after = page[-1]["record"]
    return captures


def _beside_splink(captures: list[Audited]) -> None:
    """Tell how far our customers are from the entities of Splink, and where they differ."""
    with Console(stderr=True).status("Splink"):
        compared = splink_comparison(captures)
    typer.echo(
        f"B3 with Splink's entities as the measure: precision {compared.figures.precision:.4f},"
        f" recall {compared.figures.recall:.4f}, F1 {compared.figures.f1:.4f}"
    )
    for pair in compared.sample:
        typer.echo(f"{'joined' if pair.ours else 'apart'} here: {pair.one} {pair.other}")


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
