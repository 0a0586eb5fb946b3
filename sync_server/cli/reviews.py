"""`vitrina-server reviews`: two customers that may be one, side by side, and what to answer."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from sync_server.cli.desk import ask, desk
from sync_server.cli.layout import Format, print_rows

app = typer.Typer(no_args_is_help=True, help="Decide whether two customers are one.")

_COLUMNS = ("id", "probability", "one", "two", "veto")
_SIDES = ("field", "one", "two")
_EXAMPLES = """\b
Examples:
  vitrina-server reviews list
  vitrina-server reviews show 019caf10-3180-7000-8000-000000000007
  vitrina-server reviews join 019caf10-3180-7000-8000-000000000007
  vitrina-server reviews keep-apart 019caf10-3180-7000-8000-000000000007
  vitrina-server reviews unmerge 01a208cd-9320-7ac1-a73e-afbfee26cf60
  vitrina-server reviews detach 019caf10-3568-7000-8000-00000000000a
  vitrina-server reviews attach 019caf10-3568-7000-8000-00000000000a
"""

How = Annotated[Format, typer.Option("--format", help="How to print.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the review.")]
Record = Annotated[str, typer.Argument(metavar="ID", help="Id of the record.")]


@app.command("list", epilog=_EXAMPLES)
def list_(how: How = Format.TABLE) -> None:
    """List what waits for a decision, the most likely first."""
    print_rows(_reviews(), _COLUMNS, how)


@app.command(epilog=_EXAMPLES)
def show(id_: Id, how: How = Format.TABLE) -> None:
    """Show the two customers side by side, and what each field said."""
    review = ask("review", id=id_)
    if how is Format.JSON:
        typer.echo(json.dumps(review, ensure_ascii=False, indent=2))
        return
    print_rows(_sides(review), _SIDES, how)


@app.command(epilog=_EXAMPLES)
def join(id_: Id) -> None:
    """Make the two one customer; `unmerge` undoes it."""
    typer.echo(f"One customer now: {ask('reviews_join', id=id_)['customer']}")


@app.command("keep-apart", epilog=_EXAMPLES)
def keep_apart(id_: Id) -> None:
    """Remember that the two are two people."""
    ask("reviews_keep_apart", id=id_)
    typer.echo("They stay two customers.")


@app.command(epilog=_EXAMPLES)
def unmerge(
    customer: Annotated[str, typer.Argument(metavar="ID", help="Id of the absorbed customer.")],
) -> None:
    """Give back a customer that another absorbed, as it was, and keep the two apart."""
    typer.echo(f"Separated from {ask('reviews_unmerge', id=customer)['customer']}.")


@app.command(epilog=_EXAMPLES)
def detach(id_: Record) -> None:
    """Take a record out of a customer that it was matched with by mistake, and keep the two apart.

    The customer is then as if the record had never come. `customers why` tells the records.
    """
    told = ask("reviews_detach", id=id_)
    typer.echo(f"Now {told['customer']}, apart from {told['from']}.")


@app.command(epilog=_EXAMPLES)
def attach(id_: Record) -> None:
    """Put back a record that was taken out; all is as before."""
    typer.echo(f"Part of {ask('reviews_attach', id=id_)['customer']} again.")


def register(top: typer.Typer) -> None:
    top.add_typer(app, name="reviews")


def _reviews() -> Iterator[dict[str, Any]]:
    with desk() as run:
        last: dict[str, Any] = {}
        while page := run("reviews", last):
            yield from page
            last = {"after": page[-1]["id"], "below": page[-1]["probability"]}


def _sides(review: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"field": "id", "one": review["one"]["id"], "two": review["two"]["id"]}
    for field in ("names", "phones", "emails", "documents"):
        one, two = (_values(review[side].get(field, [])) for side in ("one", "two"))
        yield {"field": field, "one": one, "two": two}
    for reason in review["why"]:
        yield {
            "field": f"{reason['field']}: {reason['level']}",
            "one": f"{reason['bits']:+.1f}",
            "two": "",
        }
    yield {"field": "probability", "one": f"{review['probability']:.4f}", "two": ""}
    yield {"field": "never by itself", "one": review["veto"] or "", "two": ""}


def _values(known: list[dict[str, Any]]) -> str:
    return " / ".join(str(k["value"].get("value") or k["value"].get("typed")) for k in known)
