"""`vitrina-server backup`: a copy of the embedded database while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.problems import Code, Problem
from sync_server.settings import Settings

_PAGES = 1024  # copied between two words of progress

_EXAMPLES = """\b
Examples:
  vitrina-server backup vitrina-$(date +%F).db
  To restore, stop the server and put the copy in place of vitrina-server.db
  in the data folder, without the -wal and -shm files beside it.
  On PostgreSQL use pg_dump --format=custom.
"""


def backup(
    file: Annotated[Path, typer.Argument(help="The copy to make; it must not exist yet.")],
) -> None:
    """Copy the database into FILE; the server may go on working meanwhile."""
    settings = Settings()
    if settings.database_url is not None:
        raise typer.BadParameter("this database is PostgreSQL: use pg_dump --format=custom")
    source = settings.embedded()
    if not source.exists():
        raise Problem(Code.NOT_FOUND, field=str(source), detail="database")
    if file.exists():
        raise Problem(Code.ALREADY_EXISTS, field=str(file))
    file.touch(mode=0o600)
    _copy(source, file)
    typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


def _copy(source: Path, target: Path) -> None:
    """Copy one moment of the database: the open read keeps later writes out of it."""
    console = Console(stderr=True)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as origin,
        closing(sqlite3.connect(target)) as copy,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        task = progress.add_task("Copying", total=None)
        origin.backup(
            copy,
            pages=_PAGES,
            progress=lambda _status, remaining, total: progress.update(
                task, total=total, completed=total - remaining
            ),
        )


def register(app: typer.Typer) -> None:
    app.command(epilog=_EXAMPLES)(backup)
