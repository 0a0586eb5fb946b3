"""`vitrina-server letters`, `call-list` and `outcomes`: contacts that no tablet makes."""

import csv
import io
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.domain.catalogue import Branch
from app.domain.consent import Channel, Purpose
from app.domain.papers.provider import provider_of
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.cli.desk import desk
from sync_server.cli.due_rows import due_rows, pages, waiting
from sync_server.cli.layout import Format, print_rows
from sync_server.services.contacts.outcome_files import BadRow, outcomes_of

if TYPE_CHECKING:
    from app.domain.papers.voucher import Slip

app = typer.Typer(no_args_is_help=True, help="Take in what a call centre or the office did.")

_EXAMPLES = """\b
Examples:
  vitrina-server letters --programme ANIV --folder cartas/
  vitrina-server call-list --programme POSTVENTA > llamadas.csv
  vitrina-server outcomes import resultados.csv --source CENTRAL
  vitrina-server outcomes parts DUE --customer ID --by rosa
  vitrina-server outcomes reopen DUE --customer ID --by marta --reason 'Pidió que insistamos'
A file of outcomes has the columns due_id, customer_id, outcome, at and, if wanted, note and score;
outcome as `no contesta`, `todo bien`, `pide otra hora`…;
at as 2026-12-01T10:30, the local hour of the customer's branch.
"""
_CALLS = (
    *("call_id", "due_id", "customer_id", "customer", "phone", "call_prefix", "programme"),
    *("vehicle", "owner", "expires_on", "next_slot_from"),
)
_LETTERS = (
    *("due_id", "customer_id", "programme", "customer", "address", "vehicle", "expires_on"),
    *("gift", "voucher", "voucher_until"),
)
_BATCH = 400
_SOLICITED, _UNSOLICITED = "600", "809"  # of mass calls in Chile, since 2025-08-13


def letters(
    *,
    programme: Annotated[str, typer.Option(help="Whose letters: ANIV, CUMPLE, MODELO…")],
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write the files, mark nothing as sent.")
    ] = False,
) -> None:
    """Write the letters that are due as one PDF per branch and a CSV; each is marked sent once."""
    with desk() as run:
        later = waiting(run)
        owed = pages(run, "letters_due", {"programme": programme})
        rows = [row for page in owed for row in page["rows"] if row["due_id"] not in later]
        branches = {row["code"]: Branch.model_validate(row) for row in run("branches", {})}
        if rows:
            folder.mkdir(parents=True, exist_ok=True)
            _write_letters(rows, branches, folder / f"cartas-{programme}-{rows[0]['today']}")
        if not dry_run:
            sent = [_sent(row, branches[row["branch"]]) for row in rows]
            for start in range(0, len(sent), _BATCH):
                told = {"source": "letters", "rows": sent[start : start + _BATCH]}
                run("outcomes_tell", told)
    typer.echo(f"{len(rows)} letters{', nothing was marked' if dry_run else ''}")


def call_list(
    *,
    programme: Annotated[str | None, typer.Option(help="Only this programme.")] = None,
    seller: Annotated[str | None, typer.Option(help="Only what this person has to do.")] = None,
) -> None:
    """Write the calls that are due as CSV for a call centre, with the prefix to call from."""
    with desk() as run:
        rows = [
            {**row, "call_prefix": _prefix(row)}
            for row in due_rows(run, {"seller": seller})
            if row["state"] == "open"
            and row["channel"] == Channel.PHONE
            and programme in {None, row["programme"]}
        ]
    rows.sort(key=lambda row: (row["expires_on"], row["call_id"], row["due_id"]))
    print_rows(rows, _CALLS, Format.CSV)


@app.command("import", epilog=_EXAMPLES)
def import_(
    file: Annotated[Path, typer.Argument(help="The outcomes (CSV, UTF-8).")],
    *,
    source: Annotated[str, typer.Option(help="Who tells them: CENTRAL, CARTAS…")],
) -> None:
    """Take outcomes in; the same row comes in once, and with one amiss nothing does."""
    if not file.is_file():
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file")
    with desk() as run:
        told, bad = outcomes_of(file.read_text("utf-8-sig"))
        if bad:
            print_rows((one._asdict() for one in bad), BadRow._fields)
            raise typer.Exit(1)
        counts = {"new": 0, "known": 0, "unknown": 0}
        for start in range(0, len(told), _BATCH):
            part = {"source": source, "rows": told[start : start + _BATCH]}
            counts = {key: counts[key] + n for key, n in run("outcomes_tell", part).items()}
    typer.echo(", ".join(f"{number} {key}" for key, number in counts.items()))


@app.command(epilog=_EXAMPLES)
def reopen(
    due: Annotated[str, typer.Argument(metavar="DUE", help="due_id, as `due --all` says it.")],
    customer: Annotated[str, typer.Option(help="customer_id of the same row.")],
    by: Annotated[str, typer.Option(help="Code of the chief who decides it.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
) -> None:
    """Open a contact again that was over, as a chief decides it; an opposition still holds."""
    with desk() as run:
        run("due_reopen", {"due": due, "customer": customer, "by": by, "reason": reason})
    typer.echo("The contact is open again.")


@app.command(epilog=_EXAMPLES)
def parts(
    due: Annotated[str, typer.Argument(metavar="DUE", help="due_id, as `due` says it.")],
    customer: Annotated[str, typer.Option(help="customer_id of the same row.")],
    by: Annotated[str, typer.Option(help="Code of who looked: reception, a chief.")],
) -> None:
    """Confirm that the parts of a maintenance are there: its invitation need not wait for them."""
    with desk() as run:
        run("due_parts", {"due": due, "customer": customer, "by": by})
    typer.echo("The parts are confirmed.")


def register(top: typer.Typer) -> None:
    """Add the commands to ``top``."""
    top.command(epilog=_EXAMPLES)(letters)
    top.command("call-list", epilog=_EXAMPLES)(call_list)
    top.add_typer(app, name="outcomes")


def _prefix(row: dict[str, Any]) -> str:
    """Return from which prefix a Chilean call centre has to call; elsewhere there is none."""
    if row["call"]["country"] != Country.CL:
        return ""
    return _UNSOLICITED if row["purpose"] == Purpose.MARKETING else _SOLICITED


def _sent(row: dict[str, Any], branch: Branch) -> dict[str, Any]:
    noon = datetime.combine(date.fromisoformat(row["today"]), time(12), ZoneInfo(branch.zone))
    named = {"due": row["due_id"], "customer": row["customer_id"]}
    return {**named, "outcome": "sent", "channel": "letter", "at": noon.isoformat()}


def _write_letters(rows: list[dict[str, Any]], branches: dict[str, Branch], stem: Path) -> None:
    from app.domain.papers.contact_letters import (  # noqa: PLC0415 - slow, and seldom wanted
        ContactLetter,
        contact_letters_pdf,
    )

    for code in sorted({row["branch"] for row in rows}):
        branch = branches[code]
        provider = provider_of(branch)
        written = [
            ContactLetter(
                row["customer"],
                row["address"],
                tuple(row["paragraphs"]),
                _slip(row, branch.country),
            )
            for row in rows
            if row["branch"] == code
        ]
        today = date.fromisoformat(rows[0]["today"])
        paper = contact_letters_pdf(written, provider, branch.country, today)
        stem.with_name(f"{stem.name}-{code}.pdf").write_bytes(paper)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_LETTERS)
    writer.writerows([row[column] for column in _LETTERS] for row in rows)
    stem.with_name(f"{stem.name}.csv").write_text(text.getvalue(), encoding="utf-8")


def _slip(row: dict[str, Any], country: Country) -> "Slip | None":
    from app.domain.papers.voucher import Slip  # noqa: PLC0415 - as above

    if not row["gift"]:
        return None
    until = day_words(date.fromisoformat(row["voucher_until"]), country)
    return Slip(row["gift"], until, row["voucher"], row["voucher_text"])
