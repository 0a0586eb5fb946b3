"""`vitrina-server import` and `imports`: lists of other systems come in, and can be undone."""

import gc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.calendars import branch_day
from app.domain.clock import moment
from app.domain.consent import Basis
from app.domain.imports import ListKind
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.cli.desk import desk
from sync_server.cli.layout import Format, print_rows, when
from sync_server.services.gateway import Run
from sync_server.services.importing.rows import (
    BASES,
    ID_COLUMN,
    Rejected,
    SentRow,
    Source,
    sendable,
)
from sync_server.services.importing.sheets import Line, lines_of

app = typer.Typer(no_args_is_help=True, help="List what was imported, and undo it.")

_EXAMPLES = """\b
Examples:
  vitrina-server import customers clientes.csv --source DMS --dry-run
  vitrina-server import customers clientes.xlsx --source DMS
  vitrina-server import sales ventas.csv --source DMS --branch NUNOA
  vitrina-server import services ordenes.csv --source DMS
  vitrina-server import complaints reclamos.csv --source CENTRAL --branch NUNOA
  vitrina-server imports list
  vitrina-server imports undo 3
"""
BATCH = 400
_LONG_LIST = 10_000
_BATCH_BYTES = 600_000  # what one request of a command may hold, with room to spare
OUTCOMES = ("new", "matched", "doubtful", "rejected", "unchanged")
ERASED = "erased"  # left out: somebody who was erased
_TOLD = ("line", "outcome", "reason")
_RUNS = ("number", "kind", "source", "file", "at", "undone", *OUTCOMES)


class Kind(StrEnum):
    CUSTOMERS = "customers"
    SALES = "sales"
    SERVICES = "services"
    COMPLAINTS = "complaints"


class _Place(NamedTuple):
    """Where the rows belong that name no branch, and the day there."""

    branch: str
    country: Country
    today: date


def import_(  # noqa: PLR0913 - the options of the command
    kind: Annotated[Kind, typer.Argument(metavar="customers|sales|services|complaints")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list (.csv or .xlsx).")],
    *,
    source: Annotated[str, typer.Option(help="Which system it is of: DMS, LAVADO…")],
    branch: Annotated[
        str | None, typer.Option(help="Where rows belong that name no branch.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="CL or PE: how amounts and documents are written.")
    ] = None,
    legal_basis: Annotated[
        str | None, typer.Option(help="Of rows that name none: contrato, consentimiento…")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """Take in a list of customers, sales, services or complaints, or with --dry-run say what it would do.

    A row that came before is known by its source and id: again the same it changes nothing.
    """
    with desk() as run:
        place = _place(run, branch, country)
        about = _source(source, place, legal_basis)
        told = _taken(run, ListKind(kind), file, about, place=place, dry_run=dry_run)
    counts = Counter(row["outcome"] for row in told)
    notable = [row for row in told if row["outcome"] in {"doubtful", "rejected", ERASED}]
    if how is Format.TABLE:
        if notable:
            print_rows(notable, _TOLD, how)
        _warn(told)
        typer.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES))
        if left_out := counts[ERASED]:
            typer.echo(f"{left_out} rows are about people who were erased: nothing was stored")
        if dry_run:
            typer.echo("nothing was changed; leave out --dry-run to do it")
    else:
        print_rows(told, _TOLD, how)


@app.command("list", epilog=_EXAMPLES)
def list_(how: Annotated[Format, typer.Option("--format")] = Format.TABLE) -> None:
    """List every import with what became of its rows."""
    with desk() as run:
        rows = [_run_row(row) for row in run("imports", {})]
    print_rows(rows, _RUNS, how)


@app.command(epilog=_EXAMPLES)
def undo(
    number: Annotated[int, typer.Argument(metavar="N", help="As `imports list` says it.")],
) -> None:
    """Take back all that an import brought; what came since stays."""
    with desk() as run:
        undone = batch = run("imports_undo", {"number": number})["undone"]
        with _progress() as progress:
            task = progress.add_task("Undoing", total=None)
            while batch:
                batch = run("imports_undo", {"number": number})["undone"]
                undone += batch
                progress.update(task, completed=undone)
    typer.echo(f"import {number}: {undone} records undone")


def register(top: typer.Typer) -> None:
    top.command("import", epilog=_EXAMPLES)(import_)
    top.add_typer(app, name="imports")


def _taken(  # noqa: PLR0913 - a list, and how it is taken
    run: Run, kind: ListKind, file: Path, about: Source, *, place: _Place, dry_run: bool
) -> list[dict[str, Any]]:
    """Send the lines in batches; return what became of each, in the order of the file."""
    lines = list(lines_of(file))
    gc.freeze()  # as the server does: no cycle is made here, and looking for them costs a third
    gc.set_threshold(100_000, 50, 100)
    number = 0
    if not dry_run:
        begun = {"kind": kind, "source": about.name, "file": file.name[:200]}
        number = run("imports_begin", begun)["number"]
    told: list[dict[str, Any]] = []
    with _progress() as progress:
        task = progress.add_task(f"Importing {kind.value}", total=len(lines))
        for batch in _batches(kind, about, lines, told):
            message = {"number": number, "kind": kind, "source": about.name}
            told += run("imports_take", {**message, "branch": place.branch, "rows": batch})
            progress.update(task, completed=len(told))
    counts = Counter(row["outcome"] for row in told)
    if number:
        run("imports_end", {"number": number, "counts": dict(counts)})
    return sorted(told, key=lambda row: row["line"])


def _batches(
    kind: ListKind, about: Source, lines: list[Line], told: list[dict[str, Any]]
) -> Iterator[list[dict[str, Any]]]:
    """Yield what can come in, in portions that a request can hold; the rest is told at once."""
    taken: dict[str, int] = {}
    batch: list[dict[str, Any]] = []
    size = 0
    for row in _rows(kind, about, lines):
        if isinstance(row, Rejected):
            told.append(_rejected(row.line, f"{row.reason.value}: {row.column}"))
            continue
        if (first := taken.setdefault(row.source_id, row.line)) != row.line:
            reason = f"repeated_id: {ID_COLUMN[kind]} is in line {first} too"
            told.append(_rejected(row.line, reason))
            continue
        batch.append(row.sent)
        size += row.size
        if len(batch) == BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows(kind: ListKind, about: Source, lines: list[Line]) -> Iterator[SentRow | Rejected]:
    """Read the lines; those of a long list beside the writing, in a process of their own."""
    reader = partial(sendable, kind, about)
    if len(lines) < _LONG_LIST:
        yield from map(reader, lines)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield from pool.map(reader, lines, chunksize=BATCH)


def _rejected(line: int, reason: str) -> dict[str, Any]:
    return {"line": line, "outcome": "rejected", "reason": reason, "warnings": []}


def _place(run: Run, branch: str | None, country: str | None) -> _Place:
    """Return the branch of the list; with one branch alone nobody needs to name it."""
    branches = {row["code"]: row for row in run("branches", {})}
    of_country = [c for c, row in branches.items() if country in {None, row["country"]}]
    if branch is None:
        if len(of_country) != 1:
            raise Problem(Code.INVALID_FIELD, field="--branch", detail="name one of the branches")
        branch = of_country[0]
    if branch not in branches:
        raise Problem(Code.NO_BRANCH, field=branch, detail=", ".join(branches))
    known = branches[branch]
    now = run("imports_now", {})["now"]
    return _Place(
        branch, Country(country or known["country"]), branch_day(moment(now), known["zone"])
    )


def _source(name: str, place: _Place, legal_basis: str | None) -> Source:
    basis: Basis | None = None
    if legal_basis is not None and (basis := BASES.get(legal_basis.casefold())) is None:
        detail = f"one of {', '.join(BASES)}"
        raise Problem(Code.INVALID_FIELD, field="--legal-basis", detail=detail)
    return Source(name, place.country, place.today, basis)


def _warn(told: list[dict[str, Any]]) -> None:
    warnings = Counter(warning for row in told for warning in row["warnings"])
    for warning, count in sorted(warnings.items()):
        typer.echo(f"{count} rows: {warning}", err=True)


def _run_row(run: dict[str, Any]) -> dict[str, Any]:
    counts = {outcome: run["counts"].get(outcome, 0) for outcome in OUTCOMES}
    undone = when(run["undone_at"]) if run["undone_at"] else "no"
    return {**run, "at": when(run["at"]), "undone": undone, **counts}


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)
