"""`vitrina-server programmes`: the rules of the contact programmes, out to a table and back."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows
from sync_server.services.contacts.report import STEPS
from sync_server.services.contacts.rule_files import rules_of, written
from sync_server.services.contacts.rule_tables import BadRow

app = typer.Typer(no_args_is_help=True, help="Read and change the contact programmes.")

_EXAMPLES = """\b
Examples:
  vitrina-server programmes export > programas.csv
  vitrina-server programmes import programas.csv --dry-run
  vitrina-server programmes import programas.csv
  vitrina-server programmes report --from 2026-11-01 --to 2026-11-30
"""


@app.command(epilog=_EXAMPLES)
def export() -> None:
    """Write every version of every programme as CSV, with its texts."""
    typer.echo(written(ask("programmes_export")), nl=False)


@app.command("import", epilog=_EXAMPLES)
def import_(
    file: Annotated[Path, typer.Argument(help="A table as `programmes export` writes it.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
) -> None:
    """Change programmes, each row from its valid_from on; with a row amiss nothing is changed."""
    if not file.is_file():
        raise Problem(Code.NOT_FOUND, field=str(file), detail="file")
    rules, bad = rules_of(file.read_text(encoding="utf-8"))
    if bad:
        print_rows((one._asdict() for one in bad), BadRow._fields)
        raise typer.Exit(1)
    sent = [rule.model_dump(mode="json") for rule in rules]
    told = ask("programmes_import", rules=sent, dry_run=dry_run)
    typer.echo(f"{told['changed']} changed, {told['same']} the same")
    typer.echo("nothing was changed" if dry_run else "the server plans everybody anew")


@app.command(epilog=_EXAMPLES)
def report(
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    how: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """Count what came of the contacts whose window began on these days, by programme."""
    counts: dict[str, Counter[str]] = {}
    if first > last:
        raise Problem(Code.INVALID_FIELD, field="--to", detail="not before --from")
    days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
    with desk() as run:
        after: str | None = ""
        while after is not None:
            page = run("programmes_report", {**days, "after": after})
            for programme, steps in page["counts"].items():
                counts.setdefault(programme, Counter()).update(steps)
            after = page["after"] or None
    rows = [
        {"programme": programme, **{step: counts[programme][step] for step in STEPS}}
        for programme in sorted(counts)
    ]
    print_rows(rows, ("programme", *STEPS), how)


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="programmes")
