"""From a command to the operation it asks for, in the server that runs or in this process."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import UUID

from app.domain.clock import Clock, FileClock, SystemClock
from app.domain.ids import IdSource
from app.domain.problems import Code, Problem
from sync_server.services.administration import administration
from sync_server.services.gateway import Run, folder_held, gateway, is_served
from sync_server.services.office import Office
from sync_server.settings import Settings
from sync_server.storage.database import Database, open_database
from sync_server.storage.overview import claimed


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


def office(settings: Settings, clock: Clock) -> Office:
    ids = IdSource(clock, secrets.token_bytes)
    return Office(clock, ids, secrets.token_bytes, settings.address())


def clock_of(settings: Settings, database: Database) -> Clock:
    """Return the machine's clock, or in a demo the one that VITRINA_CLOCK_FILE moves.

    Raises ``Problem(INVALID_FIELD)`` for a clock file outside a demo: it would falsify records.
    """
    boot = UUID(bytes=secrets.token_bytes(16))
    if settings.clock_file is None:
        return SystemClock(boot)
    with database.reading() as connection:
        if claimed(connection) != "demo":
            raise Problem(
                Code.INVALID_FIELD, field="VITRINA_CLOCK_FILE", detail="only a demo may use it"
            )
    return FileClock(settings.clock_file, boot)


@contextmanager
def _here(settings: Settings) -> Iterator[Run]:
    with _alone(settings):
        database = open_database(settings.database())
        try:
            clock = clock_of(settings, database)
            yield administration(database, office(settings, clock))
        finally:
            database.close()


def _alone(settings: Settings) -> AbstractContextManager[None]:
    """Hold the folder of an embedded database; PostgreSQL lets many write."""
    return folder_held(settings.home) if settings.database_url is None else nullcontext()
