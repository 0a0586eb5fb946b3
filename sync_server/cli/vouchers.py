"""`vitrina-server vouchers`: which were issued and redeemed, and the table of gifts."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows
from sync_server.services.contacts.gift_files import gifts_of, written
from sync_server.services.contacts.rule_tables import BadRow

app = typer.Typer(no_args_is_help=True, help="The vouchers of ANIV and CUMPLE, and their gifts.")
gifts = typer.Typer(no_args_is_help=True, help="Read and change who gets which gift.")

_EXAMPLES = """\b
Examples:
  vitrina-server vouchers list
  vitrina-server vouchers list --state conflict --format csv
  vitrina-server vouchers gifts export > regalos.csv
  vitrina-server vouchers gifts import regalos.csv --dry-run
  vitrina-server vouchers gifts import regalos.csv
"""
_GIFTS = """\b
The first row by rank whose every condition holds names the gift; an empty condition asks nothing.
The rows of a programme (ANIV, CUMPLE) from the newest valid_from that has come hold, all of them.
  programme,valid_from,rank,gift,days,loyal,purchases,model,stages,marital,age_from,age_to
  CUMPLE,2027-01-01,1,Cuatro entradas de cine,30,,,,family,,,
  CUMPLE,2027-01-01,2,Cena para dos,30,,,,couple,married|partner,,
  CUMPLE,2027-01-01,9,Lavado de cortesía,30,,,,,,,
"""
_COLUMNS = (
    *("code", "programme", "branch", "name", "gift", "last_day", "state", "redeemed", "by"),
    *("desk", "id"),
)


@app.command("list", epilog=_EXAMPLES)
def list_(
    *,
    state: Annotated[
        str | None, typer.Option(help="open, redeemed, conflict, expired or withdrawn.")
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Only those of this branch.")] = None,
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """List the vouchers, one line each; of one redeemed twice every tablet is named."""
    rows = [row for row in _rows(branch) if state in {None, row["state"]}]
    print_rows(rows, _COLUMNS, how)
    if how is Format.TABLE:
        counts = Counter(row["state"] for row in rows)
        typer.echo(", ".join(f"{counts[name]} {name}" for name in sorted(counts)))


@gifts.command(epilog=_GIFTS)
def export() -> None:
    """Write every row of the table as CSV: what is shipped and what was set."""
    typer.echo(written(ask("gifts_export")), nl=False)


@gifts.command("import", epilog=_GIFTS)
def import_(
    file: Annotated[Path, typer.Argument(help="A table as `vouchers gifts export` writes it.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
) -> None:
    """Set the gifts of programmes from a day on; with a row amiss nothing is changed."""
    if not file.is_file():
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file")
    rules, bad = gifts_of(file.read_text(encoding="utf-8"))
    if bad:
        print_rows((one._asdict() for one in bad), BadRow._fields)
        raise typer.Exit(1)
    sent = [rule.model_dump(mode="json") for rule in rules]
    told = ask("gifts_import", rules=sent, dry_run=dry_run)
    typer.echo(f"{told['changed']} changed, {told['gone']} gone, {told['same']} the same")
    typer.echo("nothing was changed" if dry_run else "vouchers that were issued stay as they are")


def register(top: typer.Typer) -> None:
    app.add_typer(gifts, name="gifts")
    top.add_typer(app, name="vouchers")


def _rows(branch: str | None) -> Iterator[dict[str, Any]]:
    with desk() as run:
        after: str | None = ""
        while after is not None:
            page = run("vouchers", {"branch": branch, "after": after})
            yield from page["rows"]
            after = page["after"] or None
