"""From a command to the operation it asks for, in the server that runs or in this process.

What opens a database is imported only where one is opened: a command that a running server
answers starts in a moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync_server.services.gateway import Run, gateway, is_served
from sync_server.settings import Settings


@contextmanager
def desk() -> Iterator[Run]:
    """Give what runs operations on the database that the environment names."""
    settings = Settings()
    with gateway(settings.home, lambda: _here(settings)) as run:
        yield run


def ask(operation: str, **arguments: Any) -> Any:
    """Run one operation; raises ``Problem``."""
    with desk() as run:
        return run(operation, arguments)


def home_is_served() -> bool:
    return is_served(Settings().home)


@contextmanager
def _here(settings: Settings) -> Iterator[Run]:
    from sync_server.cli.here import administration_here  # noqa: PLC0415 - slow, see above

    with administration_here(settings) as run:
        yield run
