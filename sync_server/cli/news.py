"""`vitrina-server launches` and `notices`: what the dealer has to tell, and to whom it falls due."""

from datetime import datetime
from typing import Annotated

import typer

from app.domain.news import NewsKind
from app.domain.people import Country
from app.domain.problems import Code, Problem
from sync_server.cli.desk import ask
from sync_server.cli.layout import print_rows

_EXAMPLES = """\b
Examples:
  vitrina-server launches add CX90 --title 'Nueva CX-90' --model CX-90 --on 2026-12-10 --country CL
  vitrina-server notices add PREMIO-26 --title 'Auto del año' --model CX-5 --on 2026-12-01 \\
    --country CL
  vitrina-server launches list
  vitrina-server launches cancel CX90 --country CL
"""
_COLUMNS = ("on", "code", "title", "country", "branch", "models")

Land = Annotated[Country, typer.Option(help="CL or PE.")]
Name = Annotated[str, typer.Argument(metavar="CODE", help="What it is known by here.")]


def _group(kind: NewsKind, what: str) -> typer.Typer:
    """Return the commands about one kind of news."""
    group = typer.Typer(no_args_is_help=True, help=what)

    @group.command(epilog=_EXAMPLES)
    def add(  # noqa: PLR0913 - one option each
        *,
        code: Name,
        title: Annotated[str, typer.Option(help="What is told.")],
        on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of it.")],
        country: Land,
        model: Annotated[
            list[str] | None, typer.Option(help="What it is about; as often as needed.")
        ] = None,
        branch: Annotated[str | None, typer.Option(help="Only customers of this branch.")] = None,
    ) -> None:
        """Tell of it, or anew under the same code; who is to hear of it falls due."""
        about = {"title": title, "on": on.date().isoformat(), "models": model or []}
        ask("news_add", kind=kind, code=code, country=country.value, branch=branch, **about)
        typer.echo(f"{code} is told.")

    @group.command("list", epilog=_EXAMPLES)
    def list_() -> None:
        """List what was told, by day."""
        rows = [{**row, "models": ", ".join(row["models"])} for row in ask("news")]
        print_rows((row for row in rows if row["kind"] == kind), _COLUMNS)

    @group.command(epilog=_EXAMPLES)
    def cancel(code: Name, country: Land) -> None:
        """Take it back: nobody is due to hear of it any more."""
        told = [row for row in ask("news") if (row["kind"], row["code"]) == (kind, code)]
        found = next((row for row in told if row["country"] == country.value), None)
        if found is None:
            raise Problem(Code.NOT_FOUND, field=code, detail=kind)
        ask("news_cancel", **found)
        typer.echo(f"{code} is cancelled.")

    return group


def register(top: typer.Typer) -> None:
    """Add both groups to ``top``."""
    top.add_typer(_group(NewsKind.LAUNCH, "New models, and who hears of them."), name="launches")
    top.add_typer(_group(NewsKind.NOTICE, "Notices for loyal owners of a model."), name="notices")
