"""The server of the demo: seeded once, then served."""

from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress

from sync_server.cli.here import database_here
from sync_server.demo.seed import seed
from sync_server.main import serve
from sync_server.settings import Settings
from sync_server.wiring import chosen_clock, office_of


def serve_demo(settings: Settings, ready: Callable[[], None]) -> None:
    """Serve the demo until a signal; raises ``Problem`` where real branches live."""
    console = Console(stderr=True)
    with (
        database_here(settings) as database,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("Inventing people for the demo", total=None)
        seed(
            database,
            office_of(settings, chosen_clock(settings)),
            lambda done, all_: progress.update(task, completed=done, total=all_),
        )
    serve(settings, ready=ready)
