"""`vitrina-server customers`: the master base on the terminal."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from app.domain.erasure import Reason
from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows
from sync_server.services.erased_file import read_told, told_at, write_told
from sync_server.settings import Settings

app = typer.Typer(no_args_is_help=True, help="List the customers, show one, erase one.")

_COLUMNS = ("id", "name", "phone", "email", "document", "branch", "owner", "visits", "demo")
_BELONGS = ("record", "because", "probability", "said")
_FACTS = ("field", "value", "from", "record")
_EXAMPLES = """\b
Examples:
  vitrina-server customers list --branch NUNOA
  vitrina-server customers list --format csv > customers.csv
  vitrina-server customers show 01a208cd-9320-7ac1-a73e-afbfee26cf60 --format json
  vitrina-server customers why 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server customers erase 01a208cd-9320-7ac1-a73e-afbfee26cf60 --reason request --dry-run
  vitrina-server customers erased > erased.json
  vitrina-server customers reapply erased.json
"""

_HELD = {"complaint": ": complaint", "workshop_visit": " without the person: workshop visit"}
_WHY = {
    "complaint_open": "the complaint is open",
    "complaint_years": "complaints are kept for two years",
    "guarantee": "it was done under a guarantee",
    "recall": "it was done for a recall",
}

By = Annotated[str, typer.Option(help="Who decides it; it is kept in the ledger.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would go, and leave it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
How = Annotated[Format, typer.Option("--format", help="How to print.")]


@app.command("list", epilog=_EXAMPLES)
def list_(
    branch: Annotated[str | None, typer.Option(help="Only those owned at this branch.")] = None,
    how: How = Format.TABLE,
) -> None:
    """List the customers, one line each."""
    print_rows(_customers(branch), _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def show(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the customer, or of one of the records.")
    ],
    how: How = Format.TABLE,
) -> None:
    """Show one customer: every value with the record it came from, and the due contacts."""
    customer = ask("customer", id=id_)
    if how is Format.JSON:
        typer.echo(json.dumps(customer, ensure_ascii=False, indent=2))
        return
    print_rows(_facts(customer), _FACTS, how)


@app.command(epilog=_EXAMPLES)
def why(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the customer, or of one of the records.")
    ],
    how: How = Format.TABLE,
) -> None:
    """Tell why each record belongs to a customer: new, matched or named, and what each field said."""
    rows = ask("customer_why", id=id_)
    if how is Format.JSON:
        typer.echo(json.dumps(rows, indent=2))
        return
    print_rows((_told(row) for row in rows), _BELONGS, how)


@app.command(epilog=_EXAMPLES)
def erase(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the customer, or of one of the records.")
    ],
    reason: Annotated[
        Reason, typer.Option(help="Asked for by the person, kept long enough, or never to be kept.")
    ],
    by: By = "office",
    dry_run: DryRun = False,  # noqa: FBT002 - an option by its name
    yes: Yes = False,  # noqa: FBT002 - an option by its name
) -> None:
    """Erase what is known of a customer, here and on every tablet. This cannot be undone.

    What the law wants kept is kept: a complaint that is open or younger than two years, and,
    without the person, what was done to a vehicle under a guarantee or a recall.
    """
    if not (yes or dry_run):
        typer.confirm(f"Erase the customer {id_} for good?", abort=True)
    if not dry_run:
        _tell_what_was_restored()
    told = ask("customers_erase", id=id_, reason=reason.value, by=by, dry_run=dry_run)
    typer.echo(
        f"{'Would erase' if dry_run else 'Erased'} {told['records']} records of {told['id']}."
    )
    for kept in told["kept"]:
        what, why = _HELD[kept["what"]], _WHY[kept["why"]]
        typer.echo(f"Kept{what} {kept['id']}, at least until {kept['until']}: {why}.")
    if not dry_run:
        write_told(Settings().home, ask("customers_erased"))


@app.command(epilog=_EXAMPLES)
def erased() -> None:
    """Write who was erased, by ids and hidden keys, for a restored backup to be told.

    The same is in erased.json in the data folder: keep a copy of it away from the backups.
    """
    typer.echo(json.dumps(ask("customers_erased"), indent=2))


@app.command(epilog=_EXAMPLES)
def reapply(
    file: Annotated[Path, typer.Argument(help="What `customers erased` wrote (JSON).")],
) -> None:
    """Erase again whom a restored backup has brought back.

    A server does so by itself when it starts, from erased.json in its data folder.
    """
    told = ask("customers_reapply", **read_told(file))
    typer.echo(f"{told['erased']} customers erased again")
    for left in told["left"]:
        typer.echo(f"{left} is part of another customer here: look at it and erase it by hand")


def _tell_what_was_restored() -> None:
    """Let a database that was restored know of former erasures, before it makes one of its own."""
    told = told_at(Settings().home)
    if told is not None and told.get("server") == ask("customers_erased")["server"]:
        ask("customers_reapply", **told)


def _customers(branch: str | None) -> Iterator[dict[str, Any]]:
    with desk() as run:
        after = ""
        while page := run("customers", {"after": after, "branch": branch}):
            yield from page
            after = page[-1]["id"]


def _facts(customer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field in ("names", "phones", "emails", "documents", "places", "texts"):
        for known in customer[field]:
            yield {
                "field": known.get("field", field.removesuffix("s")),
                "value": _shown(known),
                "from": f"{known['origin']['kind']} of {known['origin']['by']}",
                "record": known["origin"]["record"],
            }
    for mate in customer["household"]:
        yield {"field": "household", "value": mate["name"], "from": "", "record": mate["customer"]}
    for due in customer["due_contacts"]:
        yield {
            "field": "due contact",
            "value": f"{due['programme']} {due['opens_on']} to {due['expires_on']}: {due['state']}",
            "from": f"{len(due['attempts'])} attempts of {due['owner']}",
            "record": due["trigger"],
        }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    said = (f"{one['field']} {one['level']} {one['bits']:+.1f}" for one in row["said"])
    likely = "" if row["probability"] is None else f"{row['probability']:.4f}"
    return {**row, "probability": likely, "said": ", ".join(said)}


def _shown(known: dict[str, Any]) -> str:
    """Return a value; of a phone or an e-mail also how many customers have it."""
    holders = known.get("shared_by", 1)
    value = _read(known["value"])
    return f"{value} (shared by {holders})" if holders > 1 else value


def _read(value: str | dict[str, Any]) -> str:
    if isinstance(value, str):
        return value
    return str(value.get("value") or value.get("typed") or value.get("code"))


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="customers")
